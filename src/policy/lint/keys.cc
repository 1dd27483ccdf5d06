#include "policy/lint/keys.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "embedded/table.h"
#include "policy/decide/request.h"

namespace rolecall::policy {
namespace {

KeyType ParseKeyType(std::string_view text) {
  static constexpr std::pair<std::string_view, KeyType> kTypes[] = {
      {"text", KeyType::kString},    {"arn", KeyType::kArn},   {"bool", KeyType::kBool},
      {"number", KeyType::kNumeric}, {"date", KeyType::kDate}, {"address", KeyType::kIp}};
  const auto* const found =
      std::find_if(std::begin(kTypes), std::end(kTypes), [text](const auto& type) { return type.first == text; });
  ROLECALL_CHECK(found != std::end(kTypes));
  return found->second;
}

const std::vector<ConditionKey>& Keys() {
  static const auto* const kKeys = [] {
    auto* keys = new std::vector<ConditionKey>();
    for (const embedded::Row& row : embedded::ReadTable("condition-keys.tsv", {"key", "type", "always"})) {
      keys->push_back({row[0], ParseKeyType(row[1]), row[2] == "yes"});
    }
    return keys;
  }();
  return *kKeys;
}

const std::unordered_map<std::string, const ConditionKey*>& ByName() {
  static const auto* const kByName = [] {
    auto* keys = new std::unordered_map<std::string, const ConditionKey*>();
    for (const ConditionKey& key : Keys()) keys->emplace(LowerAscii(key.name), &key);
    return keys;
  }();
  return *kByName;
}

}  // namespace

const ConditionKey* FindConditionKey(std::string_view lower_key) {
  auto found = ByName().find(std::string(lower_key));
  if (found != ByName().end()) return found->second;
  const std::size_t slash = lower_key.find('/');
  if (slash == std::string_view::npos || slash + 1 == lower_key.size()) return nullptr;
  found = ByName().find(std::string(lower_key.substr(0, slash + 1)));
  return found == ByName().end() ? nullptr : found->second;
}

bool HasConditionKeys(std::string_view lower_prefix) {
  for (std::string_view known : {"aws", "iam", "secretsmanager", "sts"}) {
    if (lower_prefix == known) return true;
  }
  return false;
}

const std::vector<std::string>& ConditionKeyNames() {
  static const auto* const kNames = [] {
    auto* names = new std::vector<std::string>();
    for (const ConditionKey& key : Keys()) names->emplace_back(key.name);
    return names;
  }();
  return *kNames;
}

std::string_view KeyTypeName(KeyType type) {
  switch (type) {
    case KeyType::kString: return "text";
    case KeyType::kArn: return "an ARN";
    case KeyType::kBool: return "true or false";
    case KeyType::kNumeric: return "a number";
    case KeyType::kDate: return "a date";
    case KeyType::kIp: return "an address";
    case KeyType::kBinary: return "bytes";
  }
  return "";
}

}  // namespace rolecall::policy
