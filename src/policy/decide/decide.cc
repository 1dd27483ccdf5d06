// How the layers make one decision.
#include "policy/decide/engine.h"
#include "policy/decide/layer_verdict.h"
#include "policy/document/arn.h"

namespace rolecall::policy {
namespace {

std::uint8_t Bit(Layer layer) { return static_cast<std::uint8_t>(1 << static_cast<int>(layer)); }

// Callers with policies of their own. The others (services, token providers, nobody) have only what the resource says.
bool HasIdentity(const Principal& principal) {
  switch (principal.kind) {
    case Principal::Kind::kRoot:
    case Principal::Kind::kUser:
    case Principal::Kind::kRoleSession:
    case Principal::Kind::kFederatedUser: return true;
    default: return false;
  }
}

// Organisations do not restrict service-linked roles.
bool IsServiceLinked(const Principal& principal) {
  std::optional<Arn> arn = ParseArn(principal.role_arn);
  return arn && arn->resource.starts_with("role/aws-service-role/");
}

bool IsKmsKey(const Request& request) {
  if (request.lower_service() != "kms") return false;
  std::optional<Arn> arn = ParseArn(request.resource());
  return arn && arn->service == "kms" && arn->resource.starts_with("key/");
}

class Judge {
 public:
  Judge(const PolicyInputs& inputs, const Request& request, TraceSink* sink) : inputs_(inputs), request_(request) {
    const Principal& principal = request.principal();
    has_identity_ = HasIdentity(principal);
    JudgeCallersSide(sink);
    if (inputs.resource != nullptr) {
      StatementPlace place;
      place.layer = Layer::kResource;
      AddPolicy(*inputs.resource, place, request, sink, of(Layer::kResource));
    }
    bool linked = !principal.role_arn.empty() && IsServiceLinked(principal);
    // The organisation of a service, of nobody and of a foreign token is not the one whose SCPs these are.
    std::span<const PolicySet> scps = has_identity_ && !linked ? inputs.scps : std::span<const PolicySet>();
    of(Layer::kScp) = JudgeLevels(scps, Layer::kScp, false, request, sink);
    // RCPFullAWSAccess is always attached: a level whose documents only deny allows all else.
    std::span<const PolicySet> rcps = linked ? std::span<const PolicySet>() : inputs.rcps;
    of(Layer::kRcp) = JudgeLevels(rcps, Layer::kRcp, true, request, sink);
    if (inputs.endpoint != nullptr) {
      of(Layer::kEndpoint) = JudgeEach(*inputs.endpoint, Layer::kEndpoint, request, sink);
    } else {
      of(Layer::kEndpoint).grant = GrantClass::kDirect;
    }
  }

  Decision Decide() {
    Decision decision;
    if (FindDeny(decision)) return decision;
    std::uint8_t missing = MissingGuardrails();
    Layer granting = Layer::kIdentity;
    missing |= MissingGrants(granting);
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

  void JudgeCallersSide(TraceSink* sink) {
    if (!has_identity_) return;
    of(Layer::kIdentity) = JudgeUnion(inputs_.identity, Layer::kIdentity, request_, sink);
    if (inputs_.boundary != nullptr) {
      of(Layer::kBoundary) = JudgeEach(*inputs_.boundary, Layer::kBoundary, request_, sink);
    } else {
      of(Layer::kBoundary).grant = GrantClass::kDirect;
    }
    if (inputs_.session != nullptr) {
      of(Layer::kSession) = JudgeUnion(inputs_.session, Layer::kSession, request_, sink);
    } else {
      of(Layer::kSession).grant = GrantClass::kDirect;
    }
  }

  // Which layer AWS names when several deny is not documented. Here: the organisation's first.
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

  // The caller's own side: its policies within its boundary and its session.
  std::uint8_t MissingOwn() {
    std::uint8_t missing = MissingIn({Layer::kIdentity, Layer::kBoundary, Layer::kSession});
    if (request_.principal().kind == Principal::Kind::kRoot) {
      missing = static_cast<std::uint8_t>(missing & ~Bit(Layer::kIdentity));
    }
    return missing;
  }

  std::uint8_t MissingGrants(Layer& granting) {
    GrantClass resource = of(Layer::kResource).grant;
    if (!has_identity_) {
      granting = Layer::kResource;
      return resource == GrantClass::kDirect ? 0 : Bit(Layer::kResource);
    }
    if (request_.principal().account != request_.resource_account()) {
      granting = Layer::kResource;
      return static_cast<std::uint8_t>(MissingIn({Layer::kResource}) | MissingOwn());
    }
    bool must_allow = IsTrustDecision(request_) || IsKmsKey(request_);
    if (resource >= GrantClass::kRole || must_allow) granting = Layer::kResource;
    if (resource == GrantClass::kDirect) return 0;
    if (resource == GrantClass::kRole) return MissingIn({Layer::kBoundary, Layer::kSession});
    std::uint8_t missing = MissingOwn();
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
    // Anybody with valid credentials may ask who they are; no policy can take that away.
    decision = Decision{};
    decision.outcome = Outcome::kAllowed;
  }
  return decision;
}

}  // namespace rolecall::policy
