#include "services/tag_rules.h"

#include <utf8proc.h>

#include <set>

#include "base/text.h"

namespace rolecall::services {
namespace {

constexpr std::string_view kPattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
constexpr std::string_view kPunctuation = "_.:/=+-@";

// Calls visit(code point) for each character, until it says no. False: it did, or the text is no UTF-8.
template <typename Visit>
bool ForEachCharacter(std::string_view text, Visit visit) {
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                   static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (used <= 0 || !visit(code)) return false;
    text.remove_prefix(static_cast<std::size_t>(used));
  }
  return true;
}

// \p{L}, \p{Z}, \p{N}
bool IsLetterSeparatorOrNumber(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return true;
    default: return false;
  }
}

void AddAt(std::size_t index, std::vector<TagFault> faults, std::vector<TagFault>& all) {
  for (TagFault& fault : faults) {
    fault.index = index;
    all.push_back(fault);
  }
}

}  // namespace

bool IsTagText(std::string_view text) {
  return ForEachCharacter(text, [](utf8proc_int32_t code) {
    if (code < 0x80 && kPunctuation.find(static_cast<char>(code)) != std::string_view::npos) return true;
    return IsLetterSeparatorOrNumber(code);
  });
}

std::size_t TagLength(std::string_view text) {
  std::size_t units = 0;
  const bool valid = ForEachCharacter(text, [&](utf8proc_int32_t code) {
    units += code > 0xffff ? 2 : 1;
    return true;
  });
  return valid ? units : text.size();
}

std::vector<TagFault> FindTagPartFaults(TagPart part, std::string_view text) {
  std::vector<TagFault> faults;
  const bool is_key = part == TagPart::kKey;
  // A character has at most four bytes: what is far too long is not looked at.
  const std::size_t longest = is_key ? kMaxTagKeyLength : kMaxTagValueLength;
  const bool too_long = text.size() > 4 * longest || TagLength(text) > longest;
  if (!IsTagText(text.substr(0, 4 * longest)) && text.size() <= 4 * longest) {
    faults.push_back({0, part, TagRule::kPattern});
  }
  if (too_long) faults.push_back({0, part, TagRule::kTooLong});
  if (is_key && text.empty()) faults.push_back({0, part, TagRule::kEmpty});
  return faults;
}

std::vector<TagFault> FindTagFaults(const directory::Tags& tags) {
  std::vector<TagFault> all;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    AddAt(i, FindTagPartFaults(TagPart::kKey, tags[i].first), all);
    AddAt(i, FindTagPartFaults(TagPart::kValue, tags[i].second), all);
  }
  return all;
}

std::vector<TagFault> FindTagKeyFaults(const std::vector<std::string>& keys) {
  std::vector<TagFault> all;
  for (std::size_t i = 0; i < keys.size(); ++i) AddAt(i, FindTagPartFaults(TagPart::kKey, keys[i]), all);
  return all;
}

std::string TagConstraint(const TagFault& fault) {
  const bool is_key = fault.part == TagPart::kKey;
  switch (fault.rule) {
    case TagRule::kPattern:
      return "Member must satisfy regular expression pattern: " + std::string(kPattern) + (is_key ? "+" : "*");
    case TagRule::kTooLong:
      return "Member must have length less than or equal to " +
             std::to_string(is_key ? kMaxTagKeyLength : kMaxTagValueLength);
    case TagRule::kEmpty: return "Member must have length greater than or equal to 1";
  }
  return "";
}

bool IsReservedTagKey(std::string_view key) { return EqualsIgnoringAsciiCase(key.substr(0, 4), "aws:"); }

std::optional<std::size_t> FindRepeatedTagKey(const directory::Tags& tags, TagKeyCase key_case) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string& key = tags[i].first;
    if (!seen.insert(key_case == TagKeyCase::kIgnored ? LowerAscii(key) : key).second) return i;
  }
  return std::nullopt;
}

}  // namespace rolecall::services
