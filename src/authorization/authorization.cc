// The public header over the engine: texts in, texts out. Nothing is decided here.
#include <rolecall/policy.h>

#include <algorithm>

#include "json/document.h"
#include "policy/document/arn.h"
#include "policy/explain/explain.h"
#include "policy/explain/message.h"
#include "policy/storable/validate.h"

namespace rolecall::authorization {

struct Policy::Compiled {
  std::shared_ptr<const policy::CompiledPolicy> policy;
  std::string name;
};

namespace {

policy::DocumentKind ToDocumentKind(Kind kind) {
  switch (kind) {
    case Kind::kIdentity: return policy::DocumentKind::kIdentity;
    case Kind::kBoundary: return policy::DocumentKind::kBoundary;
    case Kind::kSession: return policy::DocumentKind::kSession;
    case Kind::kServiceControl: return policy::DocumentKind::kScp;
    case Kind::kResourceControl: return policy::DocumentKind::kRcp;
    case Kind::kResource: return policy::DocumentKind::kResource;
    case Kind::kTrust: return policy::DocumentKind::kTrust;
    case Kind::kEndpoint: return policy::DocumentKind::kEndpoint;
  }
  return policy::DocumentKind::kIdentity;
}

policy::WriteKind ToWriteKind(Stored as) {
  switch (as) {
    case Stored::kManaged: return policy::WriteKind::kManaged;
    case Stored::kInline: return policy::WriteKind::kInline;
    case Stored::kTrust: return policy::WriteKind::kTrust;
    case Stored::kSession: return policy::WriteKind::kSession;
    case Stored::kResource: return policy::WriteKind::kResource;
  }
  return policy::WriteKind::kManaged;
}

policy::PolicySet ToSet(const std::vector<Policy>& policies) {
  policy::PolicySet set;
  for (const Policy& policy : policies) set.push_back(policy.compiled().policy);
  return set;
}

std::vector<policy::PolicySet> ToLevels(const std::vector<std::vector<Policy>>& levels) {
  std::vector<policy::PolicySet> sets;
  for (const std::vector<Policy>& level : levels) sets.push_back(ToSet(level));
  return sets;
}

policy::Request ToRequest(const Request& request, bool has_boundary) {
  policy::Context context;
  for (const auto& [key, values] : request.context) {
    const auto& listed = request.multivalued;
    bool multivalued = values.size() != 1 || std::find(listed.begin(), listed.end(), key) != listed.end();
    if (multivalued) {
      context.SetMultiple(key, values);
    } else {
      context.Set(key, values.front());
    }
  }
  policy::Principal principal = policy::Principal::FromText(request.principal);
  principal.has_boundary = has_boundary;
  std::string account = request.resource_account;
  std::optional<policy::Arn> arn = policy::ParseArn(request.resource);
  if (account.empty() && arn && policy::IsAccountId(arn->account)) account = arn->account;
  return policy::Request(std::move(principal), request.action, request.resource, std::move(account),
                         std::move(context));
}

Decision ToDecision(const policy::Decision& decided, const policy::Request& request) {
  Decision decision;
  decision.allowed = decided.allowed();
  decision.explicit_deny = decided.outcome == policy::Outcome::kExplicitDeny;
  decision.layer = policy::LayerName(decided.layer);
  if (!decision.allowed) decision.message = policy::AccessDeniedMessage(decided, request);
  if (!decided.has_statement) return decision;
  decision.policy = policy::NameOf(*decided.statement.compiled);
  decision.statement = static_cast<int>(decided.statement.statement);
  decision.sid = policy::StatementOf(decided.statement).sid;
  return decision;
}

}  // namespace

Parsed Policy::Parse(std::string_view json, Kind kind, std::string_view name) {
  Parsed parsed;
  policy::ParsedDocument document = policy::Parse(json, ToDocumentKind(kind));
  if (document.malformed) {
    json::LineColumn place = json::Locate(json, std::min(document.malformed->offset, json.size()));
    parsed.message = std::move(document.malformed->message);
    parsed.detail = std::move(document.malformed->detail);
    parsed.line = place.line;
    parsed.column = place.column;
    return parsed;
  }
  auto compiled = std::make_shared<Compiled>();
  compiled->name = name;
  compiled->policy = policy::Compile(std::move(document.document), compiled->name);
  parsed.policy = Policy(std::move(compiled));
  return parsed;
}

const std::string& Policy::name() const { return compiled_->name; }

std::optional<std::string> RefusalToStore(std::string_view json, Stored as) {
  std::optional<policy::Malformed> refused = policy::CheckForWrite(json, ToWriteKind(as));
  if (!refused) return std::nullopt;
  return std::move(refused->message);
}

Decision Decide(const Policies& policies, const Request& asked, bool explain) {
  const policy::PolicySet identity = ToSet(policies.identity), endpoint = ToSet(policies.endpoint);
  const policy::PolicySet session = policies.session ? ToSet(*policies.session) : policy::PolicySet();
  policy::PolicySet boundary;
  if (policies.boundary) boundary.push_back(policies.boundary->compiled().policy);
  const std::vector<policy::PolicySet> scps = ToLevels(policies.service_control);
  const std::vector<policy::PolicySet> rcps = ToLevels(policies.resource_control);
  policy::PolicyInputs inputs;
  inputs.identity = &identity;
  if (policies.boundary) inputs.boundary = &boundary;
  if (policies.session) inputs.session = &session;
  if (policies.resource) inputs.resource = policies.resource->compiled().policy.get();
  if (!endpoint.empty()) inputs.endpoint = &endpoint;
  inputs.scps = scps;
  inputs.rcps = rcps;
  const policy::Request request = ToRequest(asked, policies.boundary.has_value());
  if (!explain) return ToDecision(policy::Decide(inputs, request), request);
  const policy::Explanation explanation = policy::Explain(inputs, request);
  Decision decision = ToDecision(explanation.decision, request);
  for (const policy::Reason& reason : explanation.reasons) decision.reasons.push_back(reason.why);
  return decision;
}

}  // namespace rolecall::authorization
