#include "services/secretsmanager/public_policy.h"

#include <algorithm>

#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::services::secretsmanager {
namespace {

// How a value of a key must look to be fixed.
enum class Fixed { kText, kArn, kOrganizationPath, kUserId, kNetwork };

struct LimitingKey {
  std::string_view name;  // lower case
  Fixed form;
};

constexpr LimitingKey kLimitingKeys[] = {{"aws:principalaccount", Fixed::kText},
                                         {"aws:principalarn", Fixed::kArn},
                                         {"aws:principalorgid", Fixed::kText},
                                         {"aws:principalorgpaths", Fixed::kOrganizationPath},
                                         {"aws:sourceaccount", Fixed::kText},
                                         {"aws:sourcearn", Fixed::kArn},
                                         {"aws:sourceip", Fixed::kNetwork},
                                         {"aws:sourceorgid", Fixed::kText},
                                         {"aws:sourceorgpaths", Fixed::kOrganizationPath},
                                         {"aws:sourceowner", Fixed::kText},
                                         {"aws:sourcevpc", Fixed::kText},
                                         {"aws:sourcevpce", Fixed::kText},
                                         {"aws:userid", Fixed::kUserId},
                                         {"kms:calleraccount", Fixed::kText}};

bool HasNoWildcard(std::string_view text) {
  return !text.empty() && text.find_first_of("*?") == std::string_view::npos &&
         text.find("${") == std::string_view::npos;
}

// Not broader than 10.0.0.0/8 or a /32 of IPv6.
bool IsNarrowNetwork(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return true;
  const bool v6 = text.find(':') != std::string_view::npos;
  const std::optional<int> bits = ParseInt<int>(text.substr(slash + 1));
  return bits && *bits >= (v6 ? 32 : 8);
}

bool IsFixed(std::string_view value, Fixed form) {
  switch (form) {
    case Fixed::kText: return HasNoWildcard(value);
    case Fixed::kArn: {
      const std::optional<policy::Arn> arn = policy::ParseArn(value);
      return HasNoWildcard(value) || (arn && policy::IsAccountId(arn->account));
    }
    case Fixed::kOrganizationPath:  // "o-a1b2c3d4e5/*"
      return value.starts_with("o-") && HasNoWildcard(value.substr(0, value.find('/')));
    case Fixed::kUserId:  // "AROAEXAMPLEID:*"
      return HasNoWildcard(value.substr(0, value.find(':')));
    case Fixed::kNetwork: return IsNarrowNetwork(value);
  }
  return false;
}

bool Limits(const policy::Condition& condition) {
  const policy::Operator& op = condition.op;
  if (op.negated || op.if_exists || op.qualifier == policy::SetQualifier::kForAllValues) return false;
  const auto key = std::ranges::find(kLimitingKeys, LowerAscii(condition.key), &LimitingKey::name);
  if (key == std::end(kLimitingKeys)) return false;
  const policy::ValueKind wanted =
      key->form == Fixed::kNetwork ? policy::ValueKind::kAddress : policy::ValueKind::kText;
  if (op.kind() != wanted && !(key->form == Fixed::kArn && op.kind() == policy::ValueKind::kArn)) return false;
  return !condition.values.empty() && std::ranges::all_of(condition.values, [&](const policy::Text& text) {
    return IsFixed(text.value, key->form);
  });
}

bool IsForEverybody(const policy::Statement& statement) {
  return statement.not_principal ||
         std::ranges::any_of(statement.principals, [](const policy::PrincipalText& principal) {
           return principal.value.find('*') != std::string::npos;
         });
}

}  // namespace

bool IsPublic(const policy::Document& document) {
  return std::ranges::any_of(document.statements, [](const policy::Statement& statement) {
    return statement.effect == policy::Effect::kAllow && IsForEverybody(statement) &&
           std::ranges::none_of(statement.conditions, Limits);
  });
}

}  // namespace rolecall::services::secretsmanager
