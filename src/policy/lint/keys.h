// What lint knows of condition keys: the global ones and those of some services, with their types.
// Not for use outside of lint.
#ifndef ROLECALL_POLICY_LINT_KEYS_H_
#define ROLECALL_POLICY_LINT_KEYS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::policy {

enum class KeyType { kString, kArn, kBool, kNumeric, kDate, kIp, kBinary };

struct ConditionKey {
  std::string_view name;  // as AWS writes it; ends with "/" if what follows is free (aws:PrincipalTag/)
  KeyType type = KeyType::kString;
  bool always = false;  // every request has it
};

// `lower_key`: the key in lower case. Null for a key that the tables do not have.
const ConditionKey* FindConditionKey(std::string_view lower_key);

// Whether the tables have all keys of the prefix ("aws", "sts"), so that one that is missing is unknown.
bool HasConditionKeys(std::string_view lower_prefix);

// All names of the tables, for "did you mean".
const std::vector<std::string>& ConditionKeyNames();

std::string_view KeyTypeName(KeyType type);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_KEYS_H_
