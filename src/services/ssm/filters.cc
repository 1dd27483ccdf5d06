#include "services/ssm/filters.h"

#include <algorithm>

#include "base/text.h"
#include "services/ssm/errors.h"
#include "services/ssm/parameter_name.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::string_view kKeyPattern = "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType";
constexpr std::size_t kMostFilters = 50, kMostValues = 50;

enum class For { kDescribe, kByPath };

bool IsTag(std::string_view key) { return key.starts_with("tag:") && key.size() > 4; }

bool FitsKeyPattern(std::string_view key) {
  constexpr std::string_view kKeys[] = {"Name", "Type", "KeyId", "Path", "Label", "Tier", "DataType"};
  return IsTag(key) || std::ranges::find(kKeys, key) != std::end(kKeys);
}

std::optional<aws::ErrorShape> RefuseKey(std::string_view key, For what) {
  const bool by_path = what == For::kByPath;
  const bool good = by_path ? key == "Type" || key == "KeyId" || key == "Label" : key != "Label";
  if (good) return std::nullopt;
  return InvalidFilterKey(
      "The following filter key is not valid: " + std::string(key) +
      ". Valid filter keys include: " + (by_path ? "[Type, KeyId]." : "[Path, Name, Type, KeyId, Tier]."));
}

std::optional<aws::ErrorShape> RefuseOption(const Filter& filter) {
  const std::string& option = filter.option;
  const auto refused = [&](const char* valid) {
    return InvalidFilterOption("The following filter option is not valid: " + option + ". Valid options include: [" +
                               valid + "].");
  };
  if (filter.key == "Path") {
    if (option == "Recursive" || option == "OneLevel") return std::nullopt;
    return refused("Recursive, OneLevel");
  }
  if (option == "Equals" || (option == "BeginsWith" && filter.key != "Label")) return std::nullopt;
  if (filter.key == "Name") {
    if (option == "Contains") return std::nullopt;
    return refused("BeginsWith, Equals, Contains");
  }
  return refused(filter.key == "Label" ? "Equals" : "BeginsWith, Equals");
}

std::optional<aws::ErrorShape> RefuseOther(const Filter& filter, std::initializer_list<std::string_view> values) {
  for (const std::string& value : filter.values) {
    if (std::ranges::find(values, value) != values.end()) continue;
    std::string list;
    for (const std::string_view each : values) list.append(list.empty() ? "" : ", ").append(each);
    return InvalidFilterValue("The following filter value is not valid: " + value + ". Valid values include: [" + list +
                              "].");
  }
  return std::nullopt;
}

// The values, as the key wants them; paths lose a slash at their end.
std::optional<aws::ErrorShape> RefuseValues(Filter& filter) {
  if (filter.values.empty() && !IsTag(filter.key)) {
    return InvalidFilterValue("The following filter values are missing : null for filter key " + filter.key + ".");
  }
  if (filter.key == "Path") {
    for (std::string& value : filter.values) {
      ROLECALL_TRY(value, ReadPath(value));
    }
  }
  if (filter.option != "Equals") return std::nullopt;
  if (filter.key == "Tier") return RefuseOther(filter, {"Standard", "Advanced", "Intelligent-Tiering"});
  if (filter.key == "Type") return RefuseOther(filter, {"String", "StringList", "SecureString"});
  return std::nullopt;
}

// A new filter among those that were read before.
std::optional<aws::ErrorShape> AddFilter(Filter filter, For what, Filters& filters) {
  ROLECALL_RETURN_IF_ERROR(RefuseKey(filter.key, what));
  if (FindFilter(filters, filter.key) != nullptr) {
    return InvalidFilterKey("The following filter is duplicated in the request: " + filter.key +
                            ". A request can contain only one occurrence of a specific filter.");
  }
  if (filter.option.empty()) filter.option = filter.key == "Path" ? "OneLevel" : "Equals";
  ROLECALL_RETURN_IF_ERROR(RefuseOption(filter));
  ROLECALL_RETURN_IF_ERROR(RefuseValues(filter));
  filters.push_back(std::move(filter));
  return std::nullopt;
}

Filter ReadFilter(JsonInput& member) {
  Filter filter{
      member.Required("Key", {.max = 132}), member.Text("Option", {.max = 10}).value_or(""),
      member.Texts("Values",
                   {.min = member.Has("Values") ? std::size_t{1} : 0, .max = kMostValues, .item = {.max = 1024}})};
  if (!filter.key.empty() && !FitsKeyPattern(filter.key)) {
    member.Complain("Key", "'" + filter.key + "'",
                    "Member must satisfy regular expression pattern: " + std::string(kKeyPattern));
  }
  return filter;
}

Checked<Filters> ReadStringFilters(JsonInput& input, For what) {
  Filters read, filters;
  for (const boost::json::object* object : input.Objects("ParameterFilters", {.max = kMostFilters})) {
    JsonInput member(*object, input.ItemPrefix("ParameterFilters", read.size()));
    read.push_back(ReadFilter(member));
    input.Add(member);
  }
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  for (Filter& filter : read) ROLECALL_RETURN_IF_ERROR(AddFilter(std::move(filter), what, filters));
  return filters;
}

// The older form: Name by its beginning, Type and KeyId whole.
Checked<Filters> ReadOldFilters(JsonInput& input) {
  Filters read, filters;
  for (const boost::json::object* object : input.Objects("Filters", {.max = kMostFilters})) {
    JsonInput member(*object, input.ItemPrefix("Filters", read.size()));
    Filter filter;
    filter.key = member.OneOf("Key", {"Name", "Type", "KeyId"}).value_or("");
    if (!member.Has("Key")) (void)member.Required("Key");
    if (!member.Has("Values")) (void)member.Required("Values");
    filter.values = member.Texts(
        "Values", {.min = member.Has("Values") ? std::size_t{1} : 0, .max = kMostValues, .item = {.max = 1024}});
    filter.option = filter.key == "Name" ? "BeginsWith" : "Equals";
    input.Add(member);
    read.push_back(std::move(filter));
  }
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  for (Filter& filter : read) ROLECALL_RETURN_IF_ERROR(AddFilter(std::move(filter), For::kDescribe, filters));
  return filters;
}

bool MatchesText(std::string_view text, std::string_view value, const std::string& option) {
  if (option == "BeginsWith") return text.starts_with(value);
  if (option == "Contains") return text.find(value) != text.npos;
  return text == value;
}

bool AnyText(std::string_view text, const Filter& filter) {
  return std::ranges::any_of(filter.values,
                             [&](const std::string& value) { return MatchesText(text, value, filter.option); });
}

std::string_view WithoutSlash(std::string_view name) { return name.starts_with('/') ? name.substr(1) : name; }

bool MatchesName(std::string_view name, const Filter& filter) {
  if (filter.option == "Contains") return AnyText(name, filter);
  return std::ranges::any_of(filter.values, [&](const std::string& value) {
    return MatchesText(WithoutSlash(name), WithoutSlash(value), filter.option);
  });
}

bool MatchesTag(const directory::Tags& tags, const Filter& filter) {
  const std::string_view key = std::string_view(filter.key).substr(4);
  return std::ranges::any_of(tags, [&](const auto& tag) {
    return tag.first == key && (filter.values.empty() || AnyText(tag.second, filter));
  });
}

bool Matches(const directory::ParameterRecord& parameter, const directory::ParameterVersion& version,
             const Filter& filter) {
  if (IsTag(filter.key)) return MatchesTag(parameter.tags, filter);
  if (filter.key == "Name") return MatchesName(parameter.name, filter);
  if (filter.key == "Type") return AnyText(version.type, filter);
  if (filter.key == "KeyId") return AnyText(version.kms_key_id, filter);
  if (filter.key == "Tier") return AnyText(version.tier, filter);
  if (filter.key == "DataType") return AnyText(version.data_type, filter);
  if (filter.key == "Label") {
    return std::ranges::any_of(version.labels, [&](const std::string& label) { return AnyText(label, filter); });
  }
  return std::ranges::any_of(filter.values, [&](const std::string& path) {
    return IsUnder(parameter.name, path, filter.option == "Recursive");
  });
}

}  // namespace

Checked<Filters> ReadDescribeFilters(JsonInput& input) {
  if (input.Has("Filters") && input.Has("ParameterFilters")) {
    return Validation("You can use either Filters or ParameterFilters in a single request.");
  }
  return input.Has("Filters") ? ReadOldFilters(input) : ReadStringFilters(input, For::kDescribe);
}

Checked<Filters> ReadByPathFilters(JsonInput& input) { return ReadStringFilters(input, For::kByPath); }

bool MatchesAll(const directory::ParameterRecord& parameter, const directory::ParameterVersion& version,
                const Filters& filters) {
  return std::ranges::all_of(filters, [&](const Filter& filter) { return Matches(parameter, version, filter); });
}

const Filter* FindFilter(const Filters& filters, std::string_view key) {
  const auto found = std::ranges::find(filters, key, &Filter::key);
  return found == filters.end() ? nullptr : &*found;
}

}  // namespace rolecall::services::ssm
