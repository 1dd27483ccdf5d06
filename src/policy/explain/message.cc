#include "policy/explain/message.h"

namespace rolecall::policy {
namespace {

// "no X allows the A action"
std::string_view Missing(Layer layer, bool trust) {
  switch (layer) {
    case Layer::kIdentity: return "identity-based policy";
    case Layer::kResource: return trust ? "role trust policy" : "resource-based policy";
    case Layer::kBoundary: return "permissions boundary";
    case Layer::kSession: return "session policy";
    case Layer::kScp: return "service control policy";
    case Layer::kRcp: return "resource control policy";
    case Layer::kEndpoint: return "VPC endpoint policy";
  }
  return "policy";
}

// "with an explicit deny in X"
std::string Denying(Layer layer, bool trust) {
  if (layer == Layer::kResource && trust) return "the role trust policy";
  std::string name(Missing(layer, trust));
  return (layer == Layer::kIdentity ? "an " : "a ") + name;
}

// ": ARN" of the policy that denied, as AWS names it since January 2026: where the caller's account and the resource's
// are one, or of one organization; policies without an ARN (inline ones, those of resources) are not named.
std::string NamedPolicy(const Decision& decision, const Request& request, bool same_organization) {
  if (!decision.has_statement) return "";
  const std::string& owner = request.resource_account();
  if (!owner.empty() && owner != request.principal().account && !same_organization) return "";
  const std::string& name = NameOf(*decision.statement.compiled);
  return name.starts_with("arn:") ? ": " + name : "";
}

}  // namespace

std::string AccessDeniedMessage(const Decision& decision, const Request& request) {
  return AccessDeniedMessage(decision, request, request.resource());
}

std::string AccessDeniedMessage(const Decision& decision, const Request& request, std::string_view resource,
                                bool same_organization) {
  const std::string& action = request.lower_action();
  if (action == "sts:assumerolewithwebidentity" || action == "sts:assumerolewithsaml") {
    return "Not authorized to perform " + request.action();
  }
  bool trust = IsTrustDecision(request);
  std::string text = "User: " + request.principal().arn + " is not authorized to perform: " + request.action();
  if (!resource.empty()) text.append(" on resource: ").append(resource);
  if (decision.outcome == Outcome::kExplicitDeny) {
    return text + " with an explicit deny in " + Denying(decision.layer, trust) +
           NamedPolicy(decision, request, same_organization);
  }
  return text + " because no " + std::string(Missing(decision.layer, trust)) + " allows the " + request.action() +
         " action";
}

std::string InternalReason(const Decision& decision) {
  std::string text = decision.allowed()                           ? "allowed"
                     : decision.outcome == Outcome::kExplicitDeny ? "explicit deny"
                                                                  : "implicit deny";
  text += decision.allowed() ? " by " : " in ";
  text += LayerName(decision.layer);
  if (!decision.has_statement) return text;
  const StatementPlace& place = decision.statement;
  text += ": policy \"" + NameOf(*place.compiled) + "\" statement " + std::to_string(place.statement);
  const std::string& sid = DocumentOf(*place.compiled).statements[place.statement].sid;
  if (!sid.empty()) text += " (Sid " + sid + ")";
  return text;
}

}  // namespace rolecall::policy
