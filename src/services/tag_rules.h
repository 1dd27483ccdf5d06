// What AWS lets a tag be: one place for all services, which say it in their own words.
//
//   for (const TagFault& fault : FindTagFaults(tags)) … TagConstraint(fault) …   // "Member must have length less …"
//   if (IsReservedTagKey(key)) …                                                 // "aws:…"
//   if (auto index = FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) … tags[*index] …
//
// Source: AWS General Reference, "Tagging AWS resources" (tag naming limits and requirements); the Tag structures of
// IAM's, STS's and Secrets Manager's API references; S3 User Guide, "Categorizing your objects using tags". Lengths are
// in characters (UTF-16 units, as everywhere in AWS's validation). Whether keys that differ in the case of their ASCII
// letters are the same is each service's own: IAM and STS say yes; S3 and Secrets Manager say no. But condition keys
// (aws:RequestTag/KEY, aws:ResourceTag/KEY) ignore case everywhere: two such tags would let a policy see the one while
// the other is stored. So all services refuse them:
// Differs from AWS: S3 and Secrets Manager keep tags whose keys differ in case only.
//
// Pure. The work is bounded by what is given: whoever reads tags from outside bounds their number first.
#ifndef ROLECALL_SERVICES_TAG_RULES_H_
#define ROLECALL_SERVICES_TAG_RULES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/tags.h"

namespace rolecall::services {

inline constexpr std::size_t kMaxTagKeyLength = 128;
inline constexpr std::size_t kMaxTagValueLength = 256;
inline constexpr std::size_t kMaxTagsPerResource = 50;
inline constexpr std::size_t kMaxTagsPerObject = 10;  // S3's objects

enum class TagPart { kKey, kValue };
enum class TagRule { kPattern, kTooLong, kEmpty };  // kEmpty: keys only

struct TagFault {
  std::size_t index = 0;  // of the tag, from 0
  TagPart part = TagPart::kKey;
  TagRule rule = TagRule::kPattern;
};

// The rules that one part breaks, in the order in which AWS lists them. Index 0.
std::vector<TagFault> FindTagPartFaults(TagPart part, std::string_view text);
// Of all tags: each one's key, then its value.
std::vector<TagFault> FindTagFaults(const directory::Tags& tags);
// The same of keys alone (Untag…).
std::vector<TagFault> FindTagKeyFaults(const std::vector<std::string>& keys);

// AWS's words: "Member must satisfy regular expression pattern: [\p{L}…]+", "Member must have length …".
std::string TagConstraint(const TagFault& fault);

// [\p{L}\p{Z}\p{N}_.:/=+\-@]*, by Unicode's categories. False for what is no UTF-8.
bool IsTagText(std::string_view text);
// UTF-16 units; what is no UTF-8 counts its bytes.
std::size_t TagLength(std::string_view text);

// "aws:" in any case of letters: only AWS may make such tags.
bool IsReservedTagKey(std::string_view key);

enum class TagKeyCase { kCounts, kIgnored };
// A tag whose key an earlier one has already. With kIgnored, two keys that a policy cannot tell apart.
std::optional<std::size_t> FindRepeatedTagKey(const directory::Tags& tags, TagKeyCase key_case);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_TAG_RULES_H_
