#include "access/explain.h"

#include <algorithm>

#include "base/result.h"
#include "diag/diagnostic.h"
#include "policy/document.h"
#include "policy/engine.h"
#include "policy/explain.h"

namespace rolecall::access {
namespace {

constexpr const char* kAssume = "sts:AssumeRoleWithWebIdentity";

// The policy compiled, or why it cannot be.
Result<std::shared_ptr<const policy::CompiledPolicy>> CompileText(const PolicyDocument& document,
                                                                  policy::DocumentKind kind) {
  policy::ParsedDocument parsed = policy::Parse(document.text, kind);
  if (parsed.malformed) {
    return Error{ErrorCode::kInvalidArgument,
                 document.name + " is malformed: " + parsed.malformed->message + " " + parsed.malformed->detail};
  }
  return policy::Compile(std::move(parsed.document), document.name);
}

std::string NameOfStatement(const policy::Reason& reason) {
  if (!reason.statement) return "";
  std::string text = "statement " + std::to_string(reason.statement->statement + 1);
  if (!reason.sid.empty()) text += " (" + reason.sid + ")";
  return text + " of " + policy::NameOf(*reason.statement->compiled);
}

// The lines that say why, from the reasons of the engine.
std::vector<std::string> Details(const policy::Explanation& explanation, const policy::Request& request) {
  std::vector<std::string> lines;
  for (const policy::Reason& reason : explanation.reasons) {
    const std::string statement = NameOfStatement(reason);
    lines.push_back((statement.empty() ? std::string() : (reason.applies ? "" : "nearest: ") + statement + ": ") +
                    reason.why);
  }
  if (!explanation.decision.allowed()) {
    for (const policy::StatementTrace& trace : explanation.trace) {
      for (const policy::Reason& reason : explanation.reasons) {
        const bool same = reason.statement && reason.statement->compiled == trace.place.compiled &&
                          reason.statement->statement == trace.place.statement;
        if (!same) continue;
        for (const std::string& line : policy::DescribeStatement(trace, request)) lines.push_back("  " + line);
      }
    }
  }
  return lines;
}

class Chain {
 public:
  explicit Chain(const ExplainQuestion& question) : question_(question) {}

  ExplainAnswer Run() {
    CheckAnnotation();
    CheckRole();
    CheckProvider();
    CheckToken();
    CheckTrust();
    CheckPermissions();
    answer_.allowed =
        std::all_of(answer_.links.begin(), answer_.links.end(), [](const ChainLink& link) { return link.good; });
    return std::move(answer_);
  }

 private:
  // Adds a link; the first that fails names the cause.
  void Add(ChainLink link, std::string fix = "") {
    link.reached = answer_.cause.empty();
    if (!link.good && answer_.cause.empty()) {
      answer_.cause = link.verdict;
      answer_.fix = std::move(fix);
    }
    answer_.links.push_back(std::move(link));
  }

  bool failed() const { return !answer_.cause.empty(); }
  // A link that cannot be judged because one before it failed.
  void Skip(const char* name) { Add({name, false, false, "not reached", {}}); }

  std::string AccountText() const { return question_.account.first + "/" + question_.account.second; }
  std::string Subject() const {
    return "system:serviceaccount:" + question_.account.first + ":" + question_.account.second;
  }

  void CheckAnnotation() {
    if (question_.role_arn.empty()) {
      return Add({"service account", false, true, question_.no_role_reason, {}},
                 "annotate the service account: eks.amazonaws.com/role-arn: arn:aws:iam::ACCOUNT:role/NAME");
    }
    if (!kube::IsRoleArn(question_.role_arn)) {
      return Add({"service account",
                  false,
                  true,
                  "the annotation of " + AccountText() + " is not the ARN of a role: " + question_.role_arn,
                  {}});
    }
    Add({"service account", true, true, AccountText() + " is annotated with " + question_.role_arn, {}});
  }

  void CheckRole() {
    if (failed()) return Skip("role");
    role_ = question_.model.FindRole(question_.role_arn);
    if (role_ == nullptr) {
      return Add({"role", false, true, "there is no role " + question_.role_arn, {}},
                 "make the role, or correct the annotation (path and case count)");
    }
    Add({"role", true, true, role_->arn + " exists (" + role_->unique_id + ")", {}});
  }

  const OidcProvider* FindProvider() const {
    for (const OidcProvider& provider : question_.model.providers) {
      if (provider.url == WithoutScheme(question_.issuer) && AccountOf(provider.arn) == AccountOf(question_.role_arn))
        return &provider;
    }
    return nullptr;
  }

  void CheckProvider() {
    if (failed()) return Skip("provider");
    provider_ = FindProvider();
    if (provider_ != nullptr) return Add({"provider", true, true, provider_->arn + " is registered", {}});
    std::vector<std::string> urls;
    for (const OidcProvider& provider : question_.model.providers) urls.push_back(provider.url);
    const auto near = diag::DidYouMean(WithoutScheme(question_.issuer), urls);
    Add({"provider", false, true,
         "account " + AccountOf(question_.role_arn) + " has no OIDC provider for the token's issuer " +
             question_.issuer,
         near ? std::vector<std::string>{"nearest: " + *near} : std::vector<std::string>{}},
        "aws iam create-open-id-connect-provider --url " + question_.issuer + " --client-id-list " +
            question_.audience);
  }

  void CheckToken() {
    if (failed()) return Skip("token");
    const std::vector<std::string>& ids = provider_->client_ids;
    if (std::find(ids.begin(), ids.end(), question_.audience) == ids.end()) {
      std::string known;
      for (const std::string& id : ids) known += (known.empty() ? "" : ", ") + id;
      return Add(
          {"token",
           false,
           true,
           "the token's audience " + question_.audience + " is not a client ID of the provider (it has: " + known + ")",
           {}},
          "aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn " + provider_->arn +
              " --client-id " + question_.audience);
    }
    Add({"token", true, true, "subject " + Subject() + ", audience " + question_.audience, {}});
  }

  void CheckTrust() {
    if (failed()) return Skip("trust policy");
    const auto trust = CompileText(role_->trust, policy::DocumentKind::kTrust);
    if (!trust.ok()) return Add({"trust policy", false, true, trust.error().message, {}});
    policy::Context context;
    const std::string prefix = provider_->url + ":";
    context.Set(prefix + "sub", Subject());
    context.Set(prefix + "aud", question_.audience);
    context.Set("aws:FederatedProvider", provider_->arn);
    context.Set("aws:PrincipalAccount", AccountOf(provider_->arn));
    context.Set("aws:PrincipalType", "User");
    context.Set("aws:userid", provider_->arn);
    context.Set("sts:RoleSessionName", "explain");
    const policy::Request request(policy::Principal::Federated(provider_->arn), kAssume, question_.role_arn,
                                  AccountOf(question_.role_arn), std::move(context));
    policy::PolicyInputs inputs;
    inputs.resource = trust->get();
    const policy::Explanation explanation = policy::Explain(inputs, request);
    const bool allowed = explanation.decision.allowed();
    Add({"trust policy", allowed, true,
         role_->name + (allowed ? " may be assumed with this token" : " does not let this token assume it"),
         Details(explanation, request)},
        "make the trust policy's condition on " + provider_->url + ":sub equal " + Subject() + " and on :aud equal " +
            question_.audience);
  }

  policy::Context PermissionContext() const {
    const Role& role = *role_;
    policy::Context context;
    context.Set("aws:PrincipalArn", role.arn);
    context.Set("aws:PrincipalAccount", AccountOf(role.arn));
    context.Set("aws:PrincipalType", "AssumedRole");
    context.Set("aws:userid", role.unique_id + ":explain");
    context.Set("aws:FederatedProvider", provider_->arn);
    context.Set("aws:RequestedRegion", question_.region);
    context.Set("aws:SecureTransport", "true");
    for (const auto& [key, text] : role.tags) context.Set("aws:PrincipalTag/" + key, text);
    if (question_.action.starts_with("secretsmanager:")) context.Set("secretsmanager:SecretId", question_.resource);
    return context;
  }

  void CheckPermissions() {
    if (failed()) return Skip("permissions");
    const Role& role = *role_;
    policy::PolicySet identity;
    policy::PolicySet boundary;
    std::shared_ptr<const policy::CompiledPolicy> resource;
    const PolicyDocument* bounding = question_.model.Boundary(role.boundary_arn);
    const PolicyDocument* own = question_.model.FindResourcePolicy(question_.resource);
    for (const PolicyDocument* document : question_.model.IdentityPolicies(role)) {
      const auto compiled = CompileText(*document, policy::DocumentKind::kIdentity);
      if (!compiled.ok()) return Add({"permissions", false, true, compiled.error().message, {}});
      identity.push_back(*compiled);
    }
    if (bounding != nullptr) {
      const auto compiled = CompileText(*bounding, policy::DocumentKind::kBoundary);
      if (!compiled.ok()) return Add({"permissions", false, true, compiled.error().message, {}});
      boundary.push_back(*compiled);
    }
    if (own != nullptr) {
      const auto compiled = CompileText(*own, policy::DocumentKind::kResource);
      if (!compiled.ok()) return Add({"permissions", false, true, compiled.error().message, {}});
      resource = *compiled;
    }
    policy::PolicyInputs inputs;
    inputs.identity = &identity;
    if (!role.boundary_arn.empty()) inputs.boundary = &boundary;
    inputs.resource = resource.get();
    policy::Principal principal = policy::Principal::RoleSession(role.arn, role.unique_id, "explain");
    principal.has_boundary = !role.boundary_arn.empty();
    const std::string owner = AccountOf(question_.resource);
    const policy::Request request(std::move(principal), question_.action, question_.resource, owner,
                                  PermissionContext());
    const policy::Explanation explanation = policy::Explain(inputs, request);
    Add({"permissions", explanation.decision.allowed(), true, Verdict(explanation.decision),
         Details(explanation, request)},
        Fix(explanation));
  }

  std::string Verdict(const policy::Decision& decision) const {
    const std::string what = question_.action + " on " + question_.resource;
    if (decision.allowed()) return role_->name + " may " + what;
    if (decision.outcome == policy::Outcome::kExplicitDeny)
      return "a Deny in the " + std::string(policy::LayerName(decision.layer)) + " policy forbids " + what;
    switch (decision.layer) {
      case policy::Layer::kBoundary: return "the permissions boundary does not allow " + what;
      case policy::Layer::kResource: return "the resource's policy does not allow " + what;
      default: return "no identity policy of " + role_->name + " allows " + what;
    }
  }

  // An Allow statement with this action and resource, for the policy that came nearest.
  std::string Fix(const policy::Explanation& explanation) const {
    if (explanation.decision.outcome != policy::Outcome::kImplicitDeny ||
        explanation.decision.layer != policy::Layer::kIdentity)
      return "";
    std::string where = "a policy of role " + role_->name;
    for (const policy::Reason& reason : explanation.reasons) {
      if (reason.statement) where = policy::NameOf(*reason.statement->compiled);
    }
    return "add to " + where + ": {\"Effect\":\"Allow\",\"Action\":\"" + question_.action + "\",\"Resource\":\"" +
           question_.resource + "\"}";
  }

  const ExplainQuestion& question_;
  ExplainAnswer answer_;
  const OidcProvider* provider_ = nullptr;
  const Role* role_ = nullptr;
};

}  // namespace

ExplainAnswer Explain(const ExplainQuestion& question) { return Chain(question).Run(); }

}  // namespace rolecall::access
