#include "policy/reference/key_type.h"

#include <map>
#include <string>

#include "base/text.h"
#include "embedded/table.h"

namespace rolecall::policy {
namespace {

constexpr std::pair<std::string_view, ReferenceKeyType> kTypeNames[] = {
    {"text", ReferenceKeyType::kString},    {"arn", ReferenceKeyType::kArn},   {"bool", ReferenceKeyType::kBool},
    {"number", ReferenceKeyType::kNumeric}, {"date", ReferenceKeyType::kDate}, {"address", ReferenceKeyType::kIp}};

using TypesByKey = std::map<std::string, ReferenceKeyType, std::less<>>;

// Keys whose names go on freely (tags) are texts and left out.
const TypesByKey& OwnTable() {
  static const TypesByKey kTable = [] {
    TypesByKey table;
    for (const embedded::Row& row : embedded::ReadTable("condition-keys.tsv", {"key", "type", "always"})) {
      for (const auto& [name, type] : kTypeNames) {
        if (row[1] == name && !row[0].ends_with('/')) table.emplace(LowerAscii(row[0]), type);
      }
    }
    return table;
  }();
  return kTable;
}

}  // namespace

std::optional<ReferenceKeyType> TypeOfKey(std::string_view lower_key) {
  const auto own = OwnTable().find(lower_key);
  if (own != OwnTable().end()) return own->second;
  const ServiceReference* service = FindService(lower_key.substr(0, lower_key.find(':')));
  if (service == nullptr) return std::nullopt;
  for (const ReferenceKey& known : service->keys()) {
    if (known.Covers(lower_key)) return known.type;
  }
  return std::nullopt;
}

}  // namespace rolecall::policy
