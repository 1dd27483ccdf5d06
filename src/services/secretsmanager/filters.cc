#include "services/secretsmanager/filters.h"

#include <algorithm>

#include "base/text.h"
#include "services/secretsmanager/errors.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::string_view kKeys[] = {"all",       "name",           "tag-key",       "description",
                                      "tag-value", "primary-region", "owning-service"};
constexpr std::size_t kMostFilters = 10, kMostValues = 10, kLongestValue = 512;

// Where a word begins: after anything but letters and digits, and at a capital after a small letter ("DbPassword").
bool StartsWord(std::string_view text, std::size_t at) {
  if (!IsAsciiAlphanumeric(text[at]) && static_cast<unsigned char>(text[at]) < 0x80) return false;
  if (at == 0) return true;
  const char before = text[at - 1];
  const bool inside = IsAsciiAlphanumeric(before) || static_cast<unsigned char>(before) >= 0x80;
  return !inside || (IsAsciiLower(before) && IsAsciiUpper(text[at]));
}

std::vector<std::string_view> WordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!StartsWord(text, at)) continue;
    std::size_t end = at + 1;
    while (end < text.size() && !StartsWord(text, end) &&
           (IsAsciiAlphanumeric(text[end]) || static_cast<unsigned char>(text[end]) >= 0x80)) {
      ++end;
    }
    words.push_back(text.substr(at, end - at));
  }
  return words;
}

bool HasWord(std::string_view text, std::string_view prefix) {
  for (std::size_t at = 0; at + prefix.size() <= text.size(); ++at) {
    if (StartsWord(text, at) && EqualsIgnoringAsciiCase(text.substr(at, prefix.size()), prefix)) return true;
  }
  return false;
}

std::string_view PrimaryRegion(const directory::SecretRecord& secret) {
  return secret.is_replica() ? secret.primary_region : secret.region;
}

bool AnyTag(const directory::SecretRecord& secret, const auto& matches) {
  return std::ranges::any_of(secret.tags, matches);
}

bool HasWordSomewhere(const directory::SecretRecord& secret, std::string_view word) {
  return HasWord(secret.name, word) || HasWord(secret.description, word) || HasWord(PrimaryRegion(secret), word) ||
         HasWord(secret.owning_service, word) ||
         AnyTag(secret, [&](const auto& tag) { return HasWord(tag.first, word) || HasWord(tag.second, word); });
}

bool MatchesValue(const directory::SecretRecord& secret, const std::string& key, std::string_view value) {
  if (key == "name") return secret.name.starts_with(value);
  if (key == "tag-key") return AnyTag(secret, [&](const auto& tag) { return tag.first.starts_with(value); });
  if (key == "tag-value") return AnyTag(secret, [&](const auto& tag) { return tag.second.starts_with(value); });
  if (key == "primary-region") return PrimaryRegion(secret).starts_with(value);
  if (key == "owning-service") return secret.owning_service.starts_with(value);
  const std::vector<std::string_view> words = WordsOf(value);
  const auto holds = [&](std::string_view word) {
    return key == "description" ? HasWord(secret.description, word) : HasWordSomewhere(secret, word);
  };
  return !words.empty() && std::ranges::all_of(words, holds);
}

bool Matches(const directory::SecretRecord& secret, const Filter& filter) {
  bool has_positive = false, found = false;
  for (const std::string_view value : filter.values) {
    if (value.starts_with('!')) {
      if (MatchesValue(secret, filter.key, value.substr(1))) return false;
    } else {
      has_positive = true;
      found = found || MatchesValue(secret, filter.key, value);
    }
  }
  return found || !has_positive;
}

aws::ErrorShape UnknownKey(const std::string& key, std::size_t position) {
  std::string list;
  for (const std::string_view known : kKeys) list.append(list.empty() ? "" : ", ").append(known);
  return Validation("1 validation error detected: Value '" + key + "' at 'filters." + std::to_string(position + 1) +
                    ".member.key' failed to satisfy constraint: Member must satisfy enum value set: [" + list + "]");
}

}  // namespace

Checked<std::vector<Filter>> ReadFilters(Input& input) {
  std::vector<Filter> filters;
  for (const boost::json::object* object : input.Objects("Filters", {.max = kMostFilters})) {
    Input member(*object, input.ItemPrefix("Filters", filters.size()));
    Filter filter{member.Text("Key", {.min = 0, .max = SIZE_MAX}).value_or(""),
                  member.Texts("Values", {.min = member.Has("Values") ? std::size_t{1} : 0,
                                          .max = kMostValues,
                                          .item = {.min = 0, .max = kLongestValue}})};
    ROLECALL_RETURN_IF_ERROR(member.Refusal());
    if (filter.key.empty()) return InvalidParameter("Invalid filter key");
    if (std::ranges::find(kKeys, filter.key) == std::end(kKeys)) return UnknownKey(filter.key, filters.size());
    if (filter.values.empty()) return InvalidParameter("Invalid filter values for key: " + filter.key);
    filters.push_back(std::move(filter));
  }
  ROLECALL_RETURN_IF_ERROR(input.Refusal());
  return filters;
}

bool MatchesAll(const directory::SecretRecord& secret, const std::vector<Filter>& filters) {
  return std::ranges::all_of(filters, [&](const Filter& filter) { return Matches(secret, filter); });
}

}  // namespace rolecall::services::secretsmanager
