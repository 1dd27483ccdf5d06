#include "policy/reference/service_reference.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <memory>
#include <mutex>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "embedded/packed_table.h"

namespace rolecall::policy {
namespace {

using embedded::Row;

constexpr std::pair<std::string_view, AccessLevel> kLevels[] = {{"read", AccessLevel::kRead},
                                                                {"list", AccessLevel::kList},
                                                                {"write", AccessLevel::kWrite},
                                                                {"tagging", AccessLevel::kTagging},
                                                                {"permissions", AccessLevel::kPermissions}};

constexpr std::pair<std::string_view, ReferenceKeyType> kTypes[] = {
    {"String", ReferenceKeyType::kString},   {"ARN", ReferenceKeyType::kArn},   {"Bool", ReferenceKeyType::kBool},
    {"Numeric", ReferenceKeyType::kNumeric}, {"Date", ReferenceKeyType::kDate}, {"IPAddress", ReferenceKeyType::kIp}};

template <typename T, std::size_t kCount>
T ByName(const std::pair<std::string_view, T> (&names)[kCount], std::string_view name) {
  for (const auto& [known, value] : names) {
    if (known == name) return value;
  }
  ROLECALL_CHECK(false);
}

// "arn:${Partition}:s3:::${BucketName}": "arn:*:s3:::*".
std::string WithStars(std::string_view text) {
  std::string pattern;
  while (!text.empty()) {
    const bool variable = text.starts_with("${"), key = text.starts_with('<');
    const std::size_t end = variable ? text.find('}') : key ? text.find('>') : 0;
    if ((variable || key) && end != text.npos) {
      if (!pattern.ends_with('*')) pattern += '*';
      text.remove_prefix(end + 1);
      continue;
    }
    pattern += text.front();
    text.remove_prefix(1);
  }
  return pattern;
}

// "0 3 12": the numbers; "-": none.
std::vector<std::uint16_t> Numbers(std::string_view field) {
  std::vector<std::uint16_t> numbers;
  if (field == "-") return numbers;
  const char* at = field.data();
  const char* const end = at + field.size();
  while (at < end) {
    std::uint16_t number = 0;
    const auto read = std::from_chars(at, end, number);
    ROLECALL_CHECK(read.ec == std::errc());
    numbers.push_back(number);
    at = read.ptr + 1;
  }
  return numbers;
}

ReferenceKey KeyOf(std::string_view name, std::string_view type) {
  ReferenceKey key;
  key.name = name;
  key.lower = LowerAscii(WithStars(name));
  // "secretsmanager:ResourceTag/tag-key", "sagemaker:ResourceTag/": some pages write the tag's key otherwise.
  if (key.lower.ends_with("/tag-key")) key.lower.erase(key.lower.size() - 7);
  if (key.lower.ends_with('/')) key.lower += '*';
  constexpr std::string_view kArray = "ArrayOf";
  key.multivalued = type.starts_with(kArray);
  key.type = ByName(kTypes, key.multivalued ? type.substr(kArray.size()) : type);
  return key;
}

struct Services {
  std::vector<ServiceName> names;
  // One for each: null until it is read; then it stays.
  std::vector<std::atomic<const ServiceReference*>> read;
  std::mutex reading;
};

Services& All() {
  static auto* const kServices = [] {
    auto* services = new Services();
    for (const Row& row : embedded::ReadTable("services.tsv", {"prefix", "name", "rcp"})) {
      services->names.push_back({row[0], row[1], row[2] == "yes"});
    }
    services->read = std::vector<std::atomic<const ServiceReference*>>(services->names.size());
    return services;
  }();
  return *kServices;
}

}  // namespace

std::string_view AccessLevelName(AccessLevel level) {
  switch (level) {
    case AccessLevel::kRead: return "Read";
    case AccessLevel::kList: return "List";
    case AccessLevel::kWrite: return "Write";
    case AccessLevel::kTagging: return "Tagging";
    case AccessLevel::kPermissions: return "Permissions management";
  }
  return "";
}

bool ReferenceKey::Covers(std::string_view lower_key) const {
  const std::size_t star = lower.find('*');
  if (star == lower.npos) return lower == lower_key;
  const std::string_view before = std::string_view(lower).substr(0, star);
  const std::string_view after = std::string_view(lower).substr(lower.rfind('*') + 1);
  return lower_key.size() > before.size() + after.size() && lower_key.starts_with(before) && lower_key.ends_with(after);
}

ServiceReference::ServiceReference(const ServiceName& service)
    : service_(service),
      rows_(embedded::ReadPackedTable("service-reference.tsv", {"service", "kind", "name", "what", "resources", "keys"})
                .RowsOf(service.prefix)) {
  for (const Row& row : embedded::PackedRows(rows_)) Add(row);
  by_action_.reserve(actions_.size());
  for (const ServiceAction& action : actions_) {
    by_action_.emplace(LowerAscii(action.name), static_cast<std::uint16_t>(&action - actions_.data()));
  }
}

// Keys and types of resources come before the actions that name them.
void ServiceReference::Add(std::span<const std::string_view> row) {
  const std::string_view kind = row[1], name = row[2], what = row[3];
  if (kind == "key") {
    keys_.push_back(KeyOf(name, what));
    return;
  }
  if (kind == "resource") {
    resources_.push_back({name, what, WithStars(what), Numbers(row[5])});
    return;
  }
  ROLECALL_CHECK(kind == "action");
  ServiceAction action{name, ByName(kLevels, what), {}, {}, Numbers(row[5])};
  for (std::string_view type : row[4] == "-" ? Row() : Split(row[4], ',')) {
    action.required.push_back(type.ends_with('*'));
    if (action.required.back()) type.remove_suffix(1);
    const ResourceType* found = FindResource(type);
    ROLECALL_CHECK(found != nullptr);
    action.resources.push_back(static_cast<std::uint16_t>(found - resources_.data()));
  }
  actions_.push_back(std::move(action));
}

const ServiceAction* ServiceReference::FindAction(std::string_view action) const {
  const auto found = by_action_.find(LowerAscii(action));
  return found == by_action_.end() ? nullptr : &actions_[found->second];
}

const ResourceType* ServiceReference::FindResource(std::string_view name) const {
  const auto found = std::find_if(resources_.begin(), resources_.end(),
                                  [name](const ResourceType& type) { return type.name == name; });
  return found == resources_.end() ? nullptr : &*found;
}

std::vector<std::uint16_t> ServiceReference::KeysOf(const ServiceAction& action) const {
  std::vector<std::uint16_t> keys = action.keys;
  for (const std::uint16_t number : action.resources) {
    const std::vector<std::uint16_t>& of_resource = resources_[number].keys;
    keys.insert(keys.end(), of_resource.begin(), of_resource.end());
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::span<const ServiceName> ServiceNames() { return All().names; }

const ServiceName* FindServiceName(std::string_view lower_prefix) {
  const std::vector<ServiceName>& names = All().names;
  const auto found =
      std::lower_bound(names.begin(), names.end(), lower_prefix,
                       [](const ServiceName& name, std::string_view wanted) { return name.prefix < wanted; });
  return found != names.end() && found->prefix == lower_prefix ? &*found : nullptr;
}

const ServiceReference* FindService(std::string_view lower_prefix) {
  const ServiceName* name = FindServiceName(lower_prefix);
  if (name == nullptr) return nullptr;
  Services& services = All();
  std::atomic<const ServiceReference*>& place = services.read[static_cast<std::size_t>(name - services.names.data())];
  if (const ServiceReference* read = place.load(std::memory_order_acquire)) return read;
  const std::lock_guard<std::mutex> lock(services.reading);
  const ServiceReference* read = place.load(std::memory_order_relaxed);
  if (read == nullptr) {
    read = new ServiceReference(*name);
    place.store(read, std::memory_order_release);
  }
  return read;
}

const ServiceAction* FindServiceAction(std::string_view action) {
  const std::size_t colon = action.find(':');
  if (colon == action.npos) return nullptr;
  const ServiceReference* service = FindService(LowerAscii(action.substr(0, colon)));
  return service == nullptr ? nullptr : service->FindAction(action.substr(colon + 1));
}

std::vector<const ResourceType*> ActionResources(std::string_view service, std::string_view action) {
  std::vector<const ResourceType*> types;
  const ServiceReference* reference = FindService(LowerAscii(service));
  const ServiceAction* found = reference == nullptr ? nullptr : reference->FindAction(action);
  if (found == nullptr) return types;
  for (const std::uint16_t number : found->resources) types.push_back(&reference->resource(number));
  return types;
}

}  // namespace rolecall::policy
