#include "policy/lint/keys.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "embedded/table.h"
#include "policy/decide/request.h"
#include "policy/reference/service_reference.h"

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
      keys->push_back({row[0], ParseKeyType(row[1]), row[2] == "yes", false, true});
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

KeyType FromReference(ReferenceKeyType type) {
  switch (type) {
    case ReferenceKeyType::kString: return KeyType::kString;
    case ReferenceKeyType::kArn: return KeyType::kArn;
    case ReferenceKeyType::kBool: return KeyType::kBool;
    case ReferenceKeyType::kNumeric: return KeyType::kNumeric;
    case ReferenceKeyType::kDate: return KeyType::kDate;
    case ReferenceKeyType::kIp: return KeyType::kIp;
  }
  return KeyType::kString;
}

// The reference's key as one of ours; made once.
const ConditionKey* FromReference(const ReferenceKey& key) {
  static std::mutex mutex;
  static auto* const kMade = new std::map<const ReferenceKey*, ConditionKey>();
  const std::lock_guard<std::mutex> lock(mutex);
  return &kMade->try_emplace(&key, ConditionKey{key.name, FromReference(key.type), false, key.multivalued, false})
              .first->second;
}

// A key of a service, as the reference has it: "s3:prefix".
const ConditionKey* FindServiceKey(std::string_view lower_key) {
  const std::string_view prefix = lower_key.substr(0, lower_key.find(':'));
  const ServiceReference* service = prefix == "aws" ? nullptr : FindService(prefix);
  if (service == nullptr) return nullptr;
  for (const ReferenceKey& key : service->keys()) {
    if (key.Covers(lower_key)) return FromReference(key);
  }
  return nullptr;
}

}  // namespace

const ConditionKey* FindConditionKey(std::string_view lower_key) {
  auto found = ByName().find(std::string(lower_key));
  if (found != ByName().end()) return found->second;
  const std::size_t slash = lower_key.find('/');
  if (slash != std::string_view::npos && slash + 1 != lower_key.size()) {
    found = ByName().find(std::string(lower_key.substr(0, slash + 1)));
    if (found != ByName().end()) return found->second;
  }
  return FindServiceKey(lower_key);
}

bool HasConditionKeys(std::string_view lower_prefix) {
  for (std::string_view known : {"aws", "iam", "secretsmanager", "sts"}) {
    if (lower_prefix == known) return true;
  }
  const ServiceReference* service = FindService(lower_prefix);
  if (service == nullptr) return false;
  const std::span<const ReferenceKey> keys = service->keys();
  return std::any_of(keys.begin(), keys.end(), [lower_prefix](const ReferenceKey& key) {
    return key.lower.starts_with(std::string(lower_prefix) + ":");
  });
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
