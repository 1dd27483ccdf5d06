// The link of an explanation that AWS never explains: the role's trust policy against the token.
#include <algorithm>

#include "access/explain/chain.h"
#include "base/text.h"
#include "policy/document/glob.h"
#include "policy/explain/judge.h"
#include "policy/federation/github_subject.h"

namespace rolecall::access {
namespace {

using policy::StatementTrace;

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

std::string Stripped(std::string_view url) {
  std::string text = WithoutScheme(url);
  while (text.ends_with('/')) text.pop_back();
  return text;
}

// "oidc.example.com/id/A:sub" -> issuer and claim.
std::pair<std::string, std::string> SplitKey(const std::string& key) {
  const std::size_t colon = key.rfind(':');
  if (colon == std::string::npos) return {key, ""};
  return {key.substr(0, colon), key.substr(colon + 1)};
}

// A cause: its code, and what to say about it.
struct Cause {
  std::string code, text;
};

class TrustCause {
 public:
  TrustCause(const ChainState& state, const StatementTrace& trace)
      : state_(state), trace_(trace), statement_(policy::StatementOf(trace.place)) {}

  Cause Find() const {
    if (!trace_.principal.matched) return Principal();
    for (const policy::ConditionTrace& condition : trace_.conditions) {
      if (!condition.matched) return Condition(condition);
    }
    if (!trace_.action.matched) {
      return {"trust-action", std::string("its statement does not allow ") + kAssume};
    }
    return {"trust-statement", "no statement of it applies"};
  }

 private:
  Cause Principal() const {
    bool federated = false;
    for (const policy::PrincipalText& principal : statement_.principals) {
      if (principal.type != policy::PrincipalType::kFederated) continue;
      federated = true;
      const std::size_t at = principal.value.find(":oidc-provider/");
      if (at == std::string::npos) continue;
      const std::string url = principal.value.substr(at + 15);
      if (Cause cause = Federated(principal.value, url); !cause.code.empty()) return cause;
    }
    if (!federated) return {"trust-no-web-identity", "it trusts no OIDC provider (Principal has no Federated entry)"};
    return {"trust-provider", "it trusts another provider than " + state_.provider_arn};
  }

  Cause Federated(const std::string& arn, const std::string& url) const {
    const std::string& wanted = state_.provider_url;
    if (url == wanted && AccountOf(arn) != AccountOf(state_.provider_arn)) {
      return {"trust-provider-account", "it trusts the provider of account " + AccountOf(arn) +
                                            ", but only one in the role's own account (" +
                                            AccountOf(state_.provider_arn) + ") counts"};
    }
    if (url.find("://") != std::string::npos) {
      return {"trust-provider-form", "the provider's ARN in Principal has the scheme https://"};
    }
    if (Stripped(url) == Stripped(wanted)) {
      return {"trust-provider-form", "the provider's ARN in Principal differs by a slash at the end"};
    }
    if (LowerAscii(url) == LowerAscii(wanted)) {
      return {"trust-provider-case", "the provider's ARN in Principal differs by upper and lower case"};
    }
    if (url.substr(0, url.find('/')) == wanted.substr(0, wanted.find('/'))) {
      return {"trust-other-cluster", "it trusts the issuer of another cluster, " + url + ", not " + wanted};
    }
    return {};
  }

  Cause Condition(const policy::ConditionTrace& condition) const {
    const auto [issuer, claim] = SplitKey(condition.key);
    const std::string& url = state_.provider_url;
    if (condition.key.find("oidc-provider/") != std::string::npos || issuer.find("://") != std::string::npos ||
        (LowerAscii(Stripped(issuer)) == LowerAscii(url) && LowerAscii(issuer) != LowerAscii(url))) {
      return {"trust-key-form", "the condition key " + condition.key + " is not of the form " + url + ":" + claim +
                                    " (no https://, no closing slash, no ARN)"};
    }
    if (LowerAscii(issuer) == LowerAscii(url)) return Claim(condition, claim);
    if (issuer.find('.') != std::string::npos) {
      return {"trust-other-cluster", "its condition key " + condition.key +
                                         " is about another issuer than the "
                                         "token's, " +
                                         url + ": such a key is never there"};
    }
    return {"trust-condition", "its condition " + condition.operator_text + " " + condition.key + " wants " +
                                   Join(condition.expected, ", ") + ", got " +
                                   (condition.key_present ? Join(condition.actual, ", ") : "nothing")};
  }

  Cause Claim(const policy::ConditionTrace& condition, const std::string& claim) const {
    const std::string actual = condition.key_present ? Join(condition.actual, ", ") : "";
    const bool about_subjects = std::any_of(condition.expected.begin(), condition.expected.end(),
                                            [](const auto& one) { return one.starts_with("system:serviceaccount:"); });
    if (claim == "aud" && about_subjects) {
      return {"trust-swapped-claims", "its condition on " + condition.key + " wants a subject: :sub was meant"};
    }
    if (claim == "sub" && !about_subjects && !condition.expected.empty() &&
        condition.expected.front().find('.') != std::string::npos &&
        condition.expected.front().find(':') == std::string::npos) {
      return {"trust-swapped-claims", "its condition on " + condition.key + " wants an audience: :aud was meant"};
    }
    if (!condition.key_present) {
      return {"trust-unknown-claim", "its condition key " + condition.key +
                                         " is never there: tokens give only sub, aud, amr and email to conditions"};
    }
    for (const std::string& expected : condition.expected) {
      const bool like = condition.operator_text.find("Like") != std::string::npos;
      if (!like && HasWildcard(expected) && policy::GlobMatch(policy::ToPattern(expected), actual)) {
        return {"trust-wildcard-without-like", condition.operator_text + " compares literally: the wildcard in " +
                                                   expected + " is not one; StringLike was meant"};
      }
    }
    if (claim == "aud") {
      return {"trust-audience",
              "it wants the audience " + Join(condition.expected, ", ") + ", the token's is " + actual};
    }
    if (claim == "sub") return Subject(condition, actual);
    return {"trust-condition",
            "its condition on " + condition.key + " wants " + Join(condition.expected, ", ") + ", got " + actual};
  }

  // Which part of system:serviceaccount:NS:NAME is another, or that a GitHub repository's subject has ids now.
  Cause Subject(const policy::ConditionTrace& condition, const std::string& actual) const {
    if (policy::HasImmutableSubjects(state_.provider_url)) {
      for (const std::string& expected : condition.expected) {
        if (const auto with_ids = policy::WithIdsOf(actual, expected)) {
          return {"trust-github-ids", "its condition on " + condition.key + " names the repository without ids (" +
                                          expected + "); the token's subject has them: " + *with_ids +
                                          " lets it in, or better a condition on " + state_.provider_url +
                                          ":repository_id"};
        }
      }
    }
    const auto got = AccountOfSubject(actual);
    for (const std::string& expected : condition.expected) {
      const auto wanted = AccountOfSubject(expected);
      if (!got || !wanted || HasWildcard(expected)) continue;
      if (wanted->second == got->second) {
        return {"trust-subject-namespace",
                "it wants the namespace " + wanted->first + ", the service account is in " + got->first};
      }
      if (wanted->first == got->first) {
        return {"trust-subject-name", "it wants the service account " + wanted->second + " of namespace " +
                                          wanted->first + ", not " + got->second};
      }
    }
    return {"trust-subject", "it lets in " + Join(condition.expected, ", ") + ", not " + actual};
  }

  const ChainState& state_;
  const StatementTrace& trace_;
  const policy::Statement& statement_;
};

ChainLink Denied(const ChainState& state, const policy::Explanation& explanation, ChainLink link) {
  const Role& role = *state.role;
  if (explanation.decision.outcome == policy::Outcome::kExplicitDeny) {
    link.code = "trust-deny";
    link.verdict = "a Deny in the trust policy of " + role.name + " forbids it";
    return link;
  }
  const policy::Request request = TrustRequest(state);
  const StatementTrace* nearest = policy::NearestMiss(explanation.trace, policy::Layer::kResource, request);
  if (nearest == nullptr && !explanation.trace.empty()) nearest = &explanation.trace.front();
  Cause cause{"trust-empty", "it has no statement"};
  if (nearest != nullptr) cause = TrustCause(state, *nearest).Find();
  link.code = cause.code;
  link.verdict = role.name + " does not let this token assume it: " + cause.text;
  return link;
}

// What is not known of the trust policy may let the token in, or keep it out.
bool MayBeOtherwise(const ChainState& state, bool allowed) {
  const Role& role = *state.role;
  const UnknownsAbout about = [&] {
    UnknownsAbout question = AboutQuestion({role.arn, state.provider_arn, state.provider_url}, nullptr);
    question.provider_arn = state.provider_arn;
    return question;
  }();
  if (!HasUnknowns(role.trust, about)) return false;
  const PolicyCache::Compiled trust = policy::Compile(
      ReadUnknown(role.trust, policy::DocumentKind::kTrust, allowed ? Reading::kLeast : Reading::kMost, about),
      role.trust.name);
  policy::PolicyInputs inputs;
  inputs.resource = trust.get();
  const bool otherwise = policy::Judge(inputs, TrustRequest(state)).verdict != policy::Verdict::kDenied;
  return otherwise != allowed;
}

}  // namespace

policy::Request TrustRequest(const ChainState& state) {
  const ExplainQuestion& question = state.question;
  policy::Context context;
  const std::string prefix = state.provider_url + ":";
  context.Set(prefix + "sub", question.token.subject.value_or(""));
  context.Set(prefix + "aud", question.token.Audience());
  if (!question.token.audiences.empty()) context.Set(prefix + "oaud", question.token.audiences.front());
  context.Set("aws:FederatedProvider", state.provider_arn);
  context.Set("aws:PrincipalAccount", AccountOf(state.provider_arn));
  context.Set("aws:PrincipalType", "User");
  context.Set("aws:userid", state.provider_arn);
  context.Set("aws:ResourceAccount", state.role->account);
  context.Set("aws:SecureTransport", "true");
  return policy::Request(policy::Principal::Federated(state.provider_arn), kAssume, state.role->arn,
                         state.role->account, std::move(context));
}

ChainLink CheckTrust(ChainState& state) {
  const Role& role = *state.role;
  if (!role.trust.known) {
    return Bad("", "trust-unknown", "the trust policy of " + role.name + " is known only after apply",
               role.trust.origin);
  }
  const Result<PolicyCache::Compiled> trust = CompileDocument(role.trust, policy::DocumentKind::kTrust);
  if (!trust.ok()) return Bad("", "trust-malformed", trust.error().message, role.trust.origin);
  policy::PolicyInputs inputs;
  inputs.resource = trust->get();
  policy::Request request = TrustRequest(state);
  policy::Judgement judged = policy::Judge(inputs, request);
  if (!judged.decision.allowed() && judged.verdict == policy::Verdict::kAllowedIf) {
    request = policy::Request(request.principal(), request.action(), request.resource(), request.resource_account(),
                              judged.example);
  }
  for (std::string& condition : judged.conditions) state.conditions.push_back(std::move(condition));
  const policy::Explanation explanation = policy::Explain(inputs, request);
  ChainLink link;
  link.good = explanation.decision.allowed();
  link.origin = role.trust.origin;
  link.statements = RowsOf(explanation, policy::Layer::kResource, request, {{trust->get(), &role.trust}});
  const bool open = MayBeOtherwise(state, link.good);
  const std::string parts = Join(role.trust.unknown_parts, ", ");
  if (!link.good) {
    link = Denied(state, explanation, std::move(link));
    if (open) {
      link.code = "trust-unknown";
      link.details.push_back("whether it does depends on what is not known: " + parts);
    }
    return link;
  }
  link.verdict = role.name + " may be assumed with this token";
  if (open) {
    link.good = false;
    link.code = "trust-unknown";
    link.verdict += ", unless what is not known of its trust policy forbids it: " + parts;
  }
  return link;
}

}  // namespace rolecall::access
