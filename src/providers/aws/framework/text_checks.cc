#include "providers/aws/framework/text_checks.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kPartitions = "^aws(-[a-z]+)*$";
constexpr const char* kRegions = "^[a-z]{2}(-[a-z]+)+-\\d{1,2}$";
constexpr const char* kAccounts = "^(aws|aws-managed|third-party|aws-marketplace|\\d{12}|cw.{10})$";

bool IsDigits(std::string_view text) { return std::ranges::all_of(text, IsAsciiDigit); }

// kPartitions. Words of lower-case letters, the first of them "aws".
bool IsPartitionForm(std::string_view text) {
  if (!text.starts_with("aws")) return false;
  for (text.remove_prefix(3); !text.empty();) {
    if (text.front() != '-') return false;
    text.remove_prefix(1);
    const std::size_t letters = std::min(text.size(), text.find('-'));
    if (letters == 0 || !std::ranges::all_of(text.substr(0, letters), IsAsciiLower)) return false;
    text.remove_prefix(letters);
  }
  return true;
}

// kRegions.
bool IsRegionForm(std::string_view text) {
  const std::size_t first = text.find('-'), last = text.rfind('-');
  if (first != 2 || last == first || last == text.npos) return false;
  const std::string_view number = text.substr(last + 1);
  if (number.empty() || number.size() > 2 || !IsDigits(number)) return false;
  for (const std::string_view& word : Split(text.substr(0, last), '-')) {
    if (word.empty() || !std::ranges::all_of(word, IsAsciiLower)) return false;
  }
  return true;
}

// kAccounts.
bool IsAccountForm(std::string_view text) {
  if (text == "aws" || text == "aws-managed" || text == "third-party" || text == "aws-marketplace") return true;
  return text.size() == 12 && (IsDigits(text) || text.starts_with("cw"));
}

std::string Mismatch(const char* what, const char* pattern) {
  return std::string("invalid ") + what + " value (expecting to match regular expression: " + pattern + ")";
}

void AddBadArn(const std::string& attribute, const std::string& text, const std::string& why, Problems& problems) {
  problems.push_back({attribute, "\"" + attribute + "\" (" + text + ") is an invalid ARN: " + why});
}

}  // namespace

std::string WhyNoArn(std::string_view text) {
  if (text.empty()) return "";
  if (!text.starts_with("arn:")) return "arn: invalid prefix";
  std::array<std::string_view, 6> parts;
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t colon = text.find(':');
    if (colon == text.npos) return "arn: not enough sections";
    parts[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts[5] = text;
  if (parts[1].empty()) return "missing partition value";
  if (!IsPartitionForm(parts[1])) return Mismatch("partition", kPartitions);
  if (!parts[3].empty() && !IsRegionForm(parts[3])) return Mismatch("region", kRegions);
  if (!parts[4].empty() && !IsAccountForm(parts[4])) return Mismatch("account ID", kAccounts);
  return parts[5].empty() ? "missing resource value" : "";
}

void CheckArn(const Object& config, const std::string& attribute, Problems& problems) {
  const std::string text = config.Text(attribute);
  const std::string why = WhyNoArn(text);
  if (!why.empty()) AddBadArn(attribute, text, why, problems);
}

void CheckArns(const Object& config, const std::string& attribute, Problems& problems) {
  for (const std::string& text : config.Texts(attribute)) {
    const std::string why = WhyNoArn(text);
    if (!why.empty()) AddBadArn(attribute, text, why, problems);
  }
}

void CheckLength(const Object& config, const std::string& attribute, std::size_t min, std::size_t max,
                 Problems& problems) {
  if (!config.IsSet(attribute)) return;
  const std::string text = config.Text(attribute);
  if (text.size() >= min && text.size() <= max) return;
  problems.push_back({attribute, "expected length of " + attribute + " to be in the range (" + std::to_string(min) +
                                     " - " + std::to_string(max) + "), got " + text});
}

void CheckOneOf(const Object& block_value, const std::string& attribute, const std::string& block,
                std::initializer_list<std::string_view> allowed, Problems& problems) {
  if (!block_value.IsSet(attribute)) return;
  const std::string text = block_value.Text(attribute);
  if (std::ranges::find(allowed, text) != allowed.end()) return;
  std::string list;
  for (const std::string_view one : allowed) list.append(list.empty() ? "\"" : " \"").append(one).append("\"");
  problems.push_back({block, "expected " + attribute + " to be one of [" + list + "], got " + text});
}

void CheckAccountId(const Object& config, const std::string& attribute, Problems& problems) {
  const std::string text = config.Text(attribute);
  if (text.empty() || (text.size() == 12 && IsDigits(text))) return;
  problems.push_back(
      {attribute, "\"" + attribute + "\" doesn't look like AWS Account ID (exactly 12 digits): \"" + text + "\""});
}

void CheckEntityName(const Object& config, const std::string& attribute, Problems& problems) {
  if (!config.IsSet(attribute)) return;
  const std::string text = config.Text(attribute);
  const auto is_good = [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view("=,.@-_+").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_good)) return;
  problems.push_back({attribute, "invalid value for " + attribute +
                                     " (must only contain alphanumeric characters, hyphens, underscores, commas, "
                                     "periods, @ symbols, plus and equals signs)"});
}

void CheckExactlyOne(const Object& config, std::initializer_list<const char*> attributes, Problems& problems) {
  std::string all, given;
  int count = 0;
  bool may_be_given = false;
  for (const char* name : attributes) {
    if (!config.Has(name)) continue;
    all += (all.empty() ? "" : ",") + std::string(name);
    may_be_given = may_be_given || !config.Get(name).IsKnown();
    if (!config.IsSet(name)) continue;
    given += (given.empty() ? "" : ",") + std::string(name);
    ++count;
  }
  if (count == 0 && !may_be_given) problems.push_back({*attributes.begin(), "one of `" + all + "` must be specified"});
  if (count < 2) return;
  problems.push_back(
      {*attributes.begin(), "only one of `" + all + "` can be specified, but `" + given + "` were specified."});
}

void CheckConflict(const Object& config, const char* one, const char* other, Problems& problems) {
  if (!config.IsSet(one) || !config.IsSet(other)) return;
  problems.push_back({one, "\"" + std::string(one) + "\": conflicts with " + other});
}

}  // namespace rolecall::providers::aws
