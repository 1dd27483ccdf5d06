// How the layers make one decision, held against the IAM User Guide. The code names its steps so:
//
//   "How AWS enforcement code logic evaluates requests to allow or deny access", the stages in the page's order:
//     E1 Deny evaluation           any Deny that applies ends it
//     E2 Organizations RCPs        each level must allow
//     E3 Organizations SCPs        each level must allow
//     E4 Resource-based policies   whom they name decides how far an Allow of theirs goes, see G1 to G4
//     E5 Identity-based policies   must allow, unless E4 did
//     E6 Permissions boundaries    if there is one, must allow
//     E7 Session policies          if there are any, must allow
//   The same page on E4, by the principal that the resource's policy names (GrantClass):
//     G1 user, role session, federated user session (and "*"): allowed; what E5, E6 and E7 do not say takes nothing
//     away G2 role: allowed without E5, but E6 and E7 must allow G3 account: is only a delegation, so E5, E6 and E7
//     must allow ("Principal", section "AWS account principals") G4 service and the like: has no E5 to E7, only what
//     the resource's policy gives
//   "Cross-account policy evaluation logic":
//     X1 the trusted account (the caller's) must allow: E3, E5, E6, E7
//     X2 the trusting account (the resource's) must allow: E2, E4
//   Outside of that guide:
//     V  "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink): must allow, whoever asks
//     K  "Key policies in AWS KMS", T "How to use trust policies with IAM roles": the resource's policy must allow,
//     even
//        within the account
//
// AWS stops at the first stage that decides. Here all layers are judged first, because a denial names every layer that
// stands in the way; the decision is the same, for a stage's answer does not depend on another's.
#include "policy/decide/engine.h"
#include "policy/decide/layer_verdict.h"
#include "policy/document/arn.h"

namespace rolecall::policy {
namespace {

std::uint8_t Bit(Layer layer) { return static_cast<std::uint8_t>(1 << static_cast<int>(layer)); }

// E2, E3: organisations do not restrict service-linked roles ("Service control policies", section on what SCPs do not
// restrict).
bool IsServiceLinked(const Principal& principal) {
  std::optional<Arn> arn = ParseArn(principal.role_arn);
  return arn && arn->resource.starts_with("role/aws-service-role/");
}

bool IsKmsKey(const Request& request) {
  if (request.lower_service() != "kms") return false;
  std::optional<Arn> arn = ParseArn(request.resource());
  return arn && arn->service == "kms" && arn->resource.starts_with("key/");
}

// Asks every layer on construction; Decide then puts their answers together.
class Judge {
 public:
  Judge(const PolicyInputs& inputs, const Request& request, TraceSink* sink) : inputs_(inputs), request_(request) {
    const Principal& principal = request.principal();
    has_identity_ = principal.IsIdentity();
    JudgeCallersSide(sink);
    if (inputs.resource != nullptr) {
      StatementPlace place;
      place.layer = Layer::kResource;
      AddPolicy(*inputs.resource, place, request, sink, of(Layer::kResource));
    }
    const bool is_guarded = !inputs.scps.empty() || !inputs.rcps.empty();
    const bool linked = is_guarded && IsServiceLinked(principal);
    // E3. The organisation of a service, of nobody and of a foreign token is not the one whose SCPs these are.
    if (has_identity_ && !linked && !inputs.scps.empty()) {
      of(Layer::kScp) = JudgeLevels(inputs.scps, Layer::kScp, false, request, sink);
    } else {
      AllowAll(Layer::kScp);
    }
    // E2. RCPFullAWSAccess is always attached: a level whose documents only deny allows all else.
    if (!linked && !inputs.rcps.empty()) {
      of(Layer::kRcp) = JudgeLevels(inputs.rcps, Layer::kRcp, true, request, sink);
    } else {
      AllowAll(Layer::kRcp);
    }
    if (inputs.endpoint != nullptr) {  // V
      of(Layer::kEndpoint) = JudgeEach(*inputs.endpoint, Layer::kEndpoint, request, sink);
    } else {
      AllowAll(Layer::kEndpoint);
    }
  }

  Decision Decide() {
    Decision decision;
    if (FindDeny(decision)) return decision;     // E1
    std::uint8_t missing = MissingGuardrails();  // E2, E3, V
    Layer granting = Layer::kIdentity;
    missing |= MissingGrants(granting);  // E4 to E7, X1, X2
    if (missing != 0) return Implicit(missing);
    decision.outcome = Outcome::kAllowed;
    decision.layer = granting;
    const LayerVerdict& verdict = of(granting);
    decision.has_statement = verdict.allowed() && verdict.granted_by.compiled != nullptr;
    decision.statement = verdict.granted_by;
    return decision;
  }

 private:
  LayerVerdict& of(Layer layer) { return verdicts_[static_cast<int>(layer)]; }
  // A layer that is not there.
  void AllowAll(Layer layer) { of(layer).grant = GrantClass::kDirect; }

  // E5, E6, E7.
  void JudgeCallersSide(TraceSink* sink) {
    if (!has_identity_) return;  // G4
    of(Layer::kIdentity) = JudgeUnion(inputs_.identity, Layer::kIdentity, request_, sink);
    if (inputs_.boundary != nullptr) {
      of(Layer::kBoundary) = JudgeEach(*inputs_.boundary, Layer::kBoundary, request_, sink);
    } else {
      AllowAll(Layer::kBoundary);
    }
    if (inputs_.session != nullptr) {
      of(Layer::kSession) = JudgeUnion(inputs_.session, Layer::kSession, request_, sink);
    } else {
      AllowAll(Layer::kSession);
    }
  }

  // E1. Which layer AWS names when several deny is not documented. Here: the organisation's first.
  bool FindDeny(Decision& decision) {
    constexpr Layer kOrder[] = {Layer::kRcp,      Layer::kScp,     Layer::kResource, Layer::kIdentity,
                                Layer::kBoundary, Layer::kSession, Layer::kEndpoint};
    for (Layer layer : kOrder) {
      if (!of(layer).denied) continue;
      if (decision.blocked == 0) {
        decision.outcome = Outcome::kExplicitDeny;
        decision.layer = layer;
        decision.has_statement = true;
        decision.statement = of(layer).denied_by;
      }
      decision.blocked |= Bit(layer);
    }
    return decision.blocked != 0;
  }

  Decision Implicit(std::uint8_t missing) {
    constexpr Layer kOrder[] = {Layer::kRcp,      Layer::kScp,     Layer::kEndpoint, Layer::kIdentity,
                                Layer::kBoundary, Layer::kSession, Layer::kResource};
    Decision decision;
    decision.blocked = missing;
    for (Layer layer : kOrder) {
      if ((missing & Bit(layer)) == 0) continue;
      decision.layer = layer;
      break;
    }
    return decision;
  }

  std::uint8_t MissingIn(std::initializer_list<Layer> layers) {
    std::uint8_t missing = 0;
    for (Layer layer : layers) {
      if (!of(layer).allowed()) missing |= Bit(layer);
    }
    return missing;
  }

  std::uint8_t MissingGuardrails() { return MissingIn({Layer::kRcp, Layer::kScp, Layer::kEndpoint}); }

  // E5, E6, E7 together: what the caller's own side must allow. Root has no identity-based policies and may do all in
  // its account ("AWS account root user").
  std::uint8_t MissingOwn() {
    std::uint8_t missing = MissingIn({Layer::kIdentity, Layer::kBoundary, Layer::kSession});
    if (request_.principal().kind == Principal::Kind::kRoot) {
      missing = static_cast<std::uint8_t>(missing & ~Bit(Layer::kIdentity));
    }
    return missing;
  }

  std::uint8_t MissingGrants(Layer& granting) {
    GrantClass resource = of(Layer::kResource).grant;
    if (!has_identity_) {  // G4
      granting = Layer::kResource;
      return resource == GrantClass::kDirect ? 0 : Bit(Layer::kResource);
    }
    if (request_.principal().account != request_.resource_account()) {  // X1, X2
      granting = Layer::kResource;
      return static_cast<std::uint8_t>(MissingIn({Layer::kResource}) | MissingOwn());
    }
    bool must_allow = !inputs_.resource_optional && (IsTrustDecision(request_) || IsKmsKey(request_));  // T, K
    if (resource >= GrantClass::kRole || must_allow) granting = Layer::kResource;
    if (resource == GrantClass::kDirect) return 0;                                             // G1
    if (resource == GrantClass::kRole) return MissingIn({Layer::kBoundary, Layer::kSession});  // G2
    std::uint8_t missing = MissingOwn();                                                       // G3, or E5 alone
    if (must_allow) missing |= MissingIn({Layer::kResource});
    return missing;
  }

  const PolicyInputs& inputs_;
  const Request& request_;
  bool has_identity_ = false;
  LayerVerdict verdicts_[kLayerCount];
};

}  // namespace

bool IsTrustDecision(const Request& request) {
  const std::string& action = request.lower_action();
  if (!action.starts_with("sts:assumerole") && action != "sts:tagsession" && action != "sts:setsourceidentity") {
    return false;
  }
  std::optional<Arn> arn = ParseArn(request.resource());
  return arn && arn->service == "iam" && arn->resource.starts_with("role/");
}

Decision Decide(const PolicyInputs& inputs, const Request& request, TraceSink* sink) {
  Judge judge(inputs, request, sink);
  Decision decision = judge.Decide();
  if (request.lower_action() == "sts:getcalleridentity") {
    // AWS STS API reference, GetCallerIdentity: needs no permission, and no Deny takes it away.
    decision = Decision{};
    decision.outcome = Outcome::kAllowed;
  }
  return decision;
}

}  // namespace rolecall::policy
