#include "policy/explain/explain.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

std::string_view Describe(Layer layer) {
  switch (layer) {
    case Layer::kIdentity: return "identity-based policy of the caller";
    case Layer::kResource: return "policy of the resource";
    case Layer::kBoundary: return "permissions boundary";
    case Layer::kSession: return "session policy";
    case Layer::kScp: return "service control policy";
    case Layer::kRcp: return "resource control policy";
    case Layer::kEndpoint: return "VPC endpoint policy";
  }
  return "policy";
}

std::string_view Describe(Layer layer, const Request& request) {
  if (layer == Layer::kResource && IsTrustDecision(request)) return "trust policy of the role";
  return Describe(layer);
}

Reason ReasonOf(const StatementPlace& place, const Request& request) {
  Reason reason;
  reason.layer = place.layer;
  reason.policy = PolicyLabel(place);
  reason.statement = place;
  reason.applies = true;
  const Statement& statement = StatementOf(place);
  reason.sid = statement.sid;
  reason.effect = statement.effect;
  bool denies = statement.effect == Effect::kDeny;
  reason.why = "The " + std::string(Describe(place.layer, request)) + (denies ? " denies " : " allows ") +
               request.action() + " on " + request.resource() + (denies ? " explicitly." : ".");
  return reason;
}

Reason MissingReason(Layer layer, const std::vector<StatementTrace>& trace, const Request& request) {
  Reason reason;
  reason.layer = layer;
  reason.policy = LayerName(layer);
  reason.why =
      "No " + std::string(Describe(layer, request)) + " allows " + request.action() + " on " + request.resource() + ".";
  const StatementTrace* nearest = NearestMiss(trace, layer, request);
  if (nearest == nullptr) return reason;
  const Statement& statement = StatementOf(nearest->place);
  reason.policy = PolicyLabel(nearest->place);
  reason.statement = nearest->place;
  reason.sid = statement.sid;
  reason.effect = statement.effect;
  reason.why += " The nearest statement does not apply: " + WhyNot(*nearest, request) + ".";
  return reason;
}

std::vector<Layer> BlockingLayers(const Decision& decision) {
  std::vector<Layer> layers = {decision.layer};
  for (std::size_t i = 0; i < kLayerCount; ++i) {
    Layer layer = static_cast<Layer>(i);
    if (layer != decision.layer && decision.BlockedBy(layer)) layers.push_back(layer);
  }
  return layers;
}

void AddDenyReasons(const Explanation& explanation, const Request& request, std::vector<Reason>& reasons) {
  for (Layer layer : BlockingLayers(explanation.decision)) {
    for (const StatementTrace& trace : explanation.trace) {
      bool denies = trace.matched && StatementOf(trace.place).effect == Effect::kDeny;
      if (denies && trace.place.layer == layer) reasons.push_back(ReasonOf(trace.place, request));
    }
  }
}

Reason AllowReason(const Decision& decision, const Request& request) {
  if (decision.has_statement) return ReasonOf(decision.statement, request);
  Reason reason;
  reason.layer = decision.layer;
  reason.policy = LayerName(decision.layer);
  reason.applies = true;
  // Only these two are allowed by no statement (engine.h).
  reason.why = request.lower_action() == "sts:getcalleridentity"
                   ? "Every caller may ask who it is."
                   : "The root user may do everything in its account that no other policy forbids.";
  return reason;
}

}  // namespace

const Statement& StatementOf(const StatementPlace& place) {
  return DocumentOf(*place.compiled).statements[place.statement];
}

std::string PolicyLabel(const StatementPlace& place) {
  std::string label(LayerName(place.layer));
  if (place.layer == Layer::kResource) return label;
  if (place.layer == Layer::kScp || place.layer == Layer::kRcp) label += "[" + std::to_string(place.level) + "]";
  return label + "[" + std::to_string(place.policy) + "]";
}

Explanation Explain(const PolicyInputs& inputs, const Request& request) {
  Explanation explanation;
  TraceList trace;
  explanation.decision = Decide(inputs, request, &trace);
  explanation.trace = std::move(trace.statements);
  switch (explanation.decision.outcome) {
    case Outcome::kAllowed: explanation.reasons.push_back(AllowReason(explanation.decision, request)); break;
    case Outcome::kExplicitDeny: AddDenyReasons(explanation, request, explanation.reasons); break;
    case Outcome::kImplicitDeny:
      for (Layer layer : BlockingLayers(explanation.decision)) {
        explanation.reasons.push_back(MissingReason(layer, explanation.trace, request));
      }
      break;
  }
  return explanation;
}

}  // namespace rolecall::policy
