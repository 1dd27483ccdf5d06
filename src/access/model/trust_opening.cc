#include "access/model/trust_opening.h"

#include <algorithm>

#include "access/model/token_facts.h"
#include "base/text.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"
#include "policy/document/operators.h"

namespace rolecall::access {
namespace {

using policy::Condition;
using policy::SetQualifier;

constexpr std::string_view kSubject = "system:serviceaccount:";
constexpr std::string_view kProvider = ":oidc-provider/";

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool Allows(const policy::Statement& statement, std::string_view action) {
  const bool listed = std::any_of(statement.actions.begin(), statement.actions.end(), [&](const policy::Text& one) {
    return policy::GlobMatch(policy::ToPattern(LowerAscii(one.value)), action);
  });
  return listed != statement.not_action;
}

std::string TextOf(const Condition& condition) {
  std::string text = condition.operator_text + " " + condition.key;
  for (const policy::Text& value : condition.values) text += " " + value.value;
  return text;
}

// One pattern (StringLike) or text (StringEquals) of subjects.
TrustOpening OfSubject(const std::string& subject, bool like) {
  TrustOpening opening;
  opening.who = subject;
  const bool pattern = like && HasWildcard(subject);
  const auto account = AccountOfSubject(subject);
  if (!pattern) {
    opening.kind = account ? TrustOpening::Kind::kServiceAccount : TrustOpening::Kind::kTokens;
    if (account) opening.who = account->first + "/" + account->second;
    return opening;
  }
  // Whatever matches any service account at all.
  const std::string any = std::string(kSubject) + "a-namespace:an-account";
  const std::string other = std::string(kSubject) + "b:c";
  const policy::Pattern compiled = policy::ToPattern(subject);
  if (policy::GlobMatch(compiled, any) && policy::GlobMatch(compiled, other)) {
    opening.kind = TrustOpening::Kind::kCluster;
  } else if (account && !HasWildcard(account->first) && account->second.find_first_not_of('*') == std::string::npos) {
    opening.kind = TrustOpening::Kind::kNamespace;
    opening.who = account->first;
  } else {
    opening.kind = subject.starts_with("system:") ? TrustOpening::Kind::kPattern : TrustOpening::Kind::kTokens;
  }
  return opening;
}

// What the conditions of a statement say about the tokens of one provider.
class TokenConditions {
 public:
  TokenConditions(const policy::Statement& statement, std::string url) : url_(LowerAscii(url)) {
    for (const Condition& condition : statement.conditions) Take(condition);
  }

  bool never() const { return never_; }
  const std::vector<const Condition*>& subjects() const { return subjects_; }
  const std::vector<std::string>& others() const { return others_; }

 private:
  void Take(const Condition& condition) {
    const std::size_t colon = condition.key.rfind(':');
    const std::string issuer =
        LowerAscii(condition.key.substr(0, colon == std::string::npos ? condition.key.size() : colon));
    const std::string claim = colon == std::string::npos ? "" : condition.key.substr(colon + 1);
    const policy::Operator& op = condition.op;
    const bool positive = !op.negated && !op.if_exists && op.qualifier != SetQualifier::kForAllValues &&
                          op.kind() != policy::ValueKind::kPresence;
    // STS takes no token without a subject, and each has one: IfExists and ForAllValues change nothing.
    const bool compares = !op.negated && op.kind() != policy::ValueKind::kPresence;
    if (issuer == url_ && claim == "sub" && compares) {
      subjects_.push_back(&condition);
    } else if (issuer == url_ && (claim == "aud" || claim == "oaud")) {
      // Everybody can have a token made for an audience.
    } else if (positive && issuer != url_ && issuer.find('.') != std::string::npos) {
      never_ = true;  // a key of another issuer is never there
    } else {
      others_.push_back(TextOf(condition));
    }
  }

  const std::string url_;
  bool never_ = false;
  std::vector<const Condition*> subjects_;
  std::vector<std::string> others_;
};

void AddTokens(const policy::Statement& statement, const std::string& arn, std::vector<TrustOpening>& openings) {
  const std::size_t at = arn.find(kProvider);
  if (at == std::string::npos) return;
  const TokenConditions conditions(statement, arn.substr(at + kProvider.size()));
  if (conditions.never()) return;
  const auto add = [&](TrustOpening opening) {
    opening.provider = arn;
    opening.conditions.insert(opening.conditions.begin(), conditions.others().begin(), conditions.others().end());
    openings.push_back(std::move(opening));
  };
  if (conditions.subjects().empty()) {
    TrustOpening opening;
    opening.kind = TrustOpening::Kind::kCluster;
    opening.no_subject = true;
    return add(std::move(opening));
  }
  // Several conditions must hold together: the first says who, the others are told.
  const Condition& first = *conditions.subjects().front();
  const bool like = first.op.IsTextPattern();
  for (const policy::Text& value : first.values) {
    if (!like && HasWildcard(value.value)) continue;  // compared literally: never
    TrustOpening opening = OfSubject(value.value, like);
    for (std::size_t i = 1; i < conditions.subjects().size(); ++i) {
      opening.conditions.push_back(TextOf(*conditions.subjects()[i]));
    }
    add(std::move(opening));
  }
}

void AddAws(const policy::Statement& statement, const policy::PrincipalText& principal,
            std::vector<TrustOpening>& openings) {
  TrustOpening opening;
  opening.who = principal.value;
  for (const Condition& condition : statement.conditions) opening.conditions.push_back(TextOf(condition));
  const auto arn = policy::ParseArn(principal.value);
  if (principal.type == policy::PrincipalType::kService) {
    opening.kind = TrustOpening::Kind::kService;
  } else if (principal.value == "*") {
    opening.kind = TrustOpening::Kind::kEveryone;
  } else if (policy::IsAccountId(principal.value) || (arn && arn->resource == "root")) {
    opening.kind = TrustOpening::Kind::kAccount;
    if (arn) opening.who = std::string(arn->account);
  } else {
    opening.kind = TrustOpening::Kind::kPrincipal;
  }
  openings.push_back(std::move(opening));
}

}  // namespace

std::string TrustOpening::Text() const {
  switch (kind) {
    case Kind::kServiceAccount: return who;
    case Kind::kNamespace: return "any service account of namespace " + who;
    case Kind::kPattern: return "any service account whose subject matches " + who;
    case Kind::kCluster:
      return std::string("any service account of the cluster") +
             (no_subject ? " (no :sub condition)" : " (" + who + ")");
    case Kind::kTokens: return HasWildcard(who) ? "any token whose subject matches " + who : "the subject " + who;
    case Kind::kPrincipal: return who;
    case Kind::kAccount: return "whoever the policies of account " + who + " allow";
    case Kind::kEveryone: return "every AWS principal";
    case Kind::kService: return "the service " + who;
  }
  return who;
}

bool TrustOpening::is_wide() const {
  return kind == Kind::kNamespace || kind == Kind::kPattern || kind == Kind::kCluster || kind == Kind::kEveryone ||
         (kind == Kind::kTokens && HasWildcard(who));
}

std::vector<TrustOpening> OpeningsOf(const policy::Document& trust) {
  std::vector<TrustOpening> all;
  for (std::size_t i = 0; i < trust.statements.size(); ++i) {
    const policy::Statement& statement = trust.statements[i];
    if (statement.effect != policy::Effect::kAllow || statement.not_principal) continue;
    std::vector<TrustOpening> openings;
    for (const policy::PrincipalText& principal : statement.principals) {
      if (principal.type == policy::PrincipalType::kFederated) {
        if (Allows(statement, "sts:assumerolewithwebidentity")) AddTokens(statement, principal.value, openings);
      } else if (principal.type != policy::PrincipalType::kCanonicalUser && Allows(statement, "sts:assumerole")) {
        AddAws(statement, principal, openings);
      }
    }
    for (TrustOpening& opening : openings) {
      opening.statement = i;
      all.push_back(std::move(opening));
    }
  }
  return all;
}

}  // namespace rolecall::access
