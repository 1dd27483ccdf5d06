// What lint knows of condition keys, with their types: the global ones and those of IAM, STS and Secrets Manager by a
// table of our own, those of all other services by the reference of all services.
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
  bool multivalued = false;
  bool ours = true;  // of our own table; else of the reference of all services
};

// `lower_key`: the key in lower case. Null for a key that is not known.
const ConditionKey* FindConditionKey(std::string_view lower_key);

// Whether all keys of the prefix are known ("aws", "sts", "s3"), so that one that is missing is unknown.
bool HasConditionKeys(std::string_view lower_prefix);

// All names of the table, for "did you mean".
const std::vector<std::string>& ConditionKeyNames();

std::string_view KeyTypeName(KeyType type);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_LINT_KEYS_H_
