#include "services/s3/object/tags.h"

#include "http/message.h"
#include "services/s3/object/errors.h"
#include "services/tag_rules.h"

namespace rolecall::services::s3::object {
namespace {

constexpr std::size_t kMaxBodyBytes = 64u << 10;

aws::ErrorShape InvalidTag(std::string text, const std::pair<std::string, std::string>& tag, bool with_value) {
  aws::ErrorShape error{400, "InvalidTag", std::move(text), {{"TagKey", tag.first}}};
  if (with_value) error.more.emplace_back("TagValue", tag.second);
  return error;
}

}  // namespace

// The order is S3's: their number, then each tag, then repeated keys.
std::optional<aws::ErrorShape> CheckObjectTags(const directory::Tags& tags) {
  if (tags.size() > kMaxTagsPerObject)
    return aws::ErrorShape{400, "BadRequest", "Object tags cannot be greater than 10"};
  const std::vector<TagFault> faults = FindTagFaults(tags);
  if (!faults.empty()) {
    const bool is_value = faults.front().part == TagPart::kValue;
    return InvalidTag(
        is_value ? "The TagValue you have provided is invalid" : "The TagKey you have provided is invalid",
        tags[faults.front().index], is_value);
  }
  for (const auto& tag : tags) {
    if (IsReservedTagKey(tag.first)) return InvalidTag("Your TagKey cannot be prefixed with aws:", tag, false);
  }
  if (const auto repeated = FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) {
    return InvalidTag("Cannot provide multiple Tags with the same key", tags[*repeated], false);
  }
  return std::nullopt;
}

Checked<directory::Tags> TagsFromHeader(std::string_view header) {
  const std::optional<http::QueryParameters> pairs = http::ParseQuery(header, 64);
  const directory::Tags tags = pairs ? directory::Tags(pairs->begin(), pairs->end()) : directory::Tags();
  bool well_formed = pairs && !FindRepeatedTagKey(tags, TagKeyCase::kIgnored);
  for (const TagFault& fault : FindTagFaults(tags)) well_formed = well_formed && fault.rule == TagRule::kTooLong;
  if (!well_formed) {
    return InvalidArgument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name "
        "duplicates.",
        "x-amz-tagging", header);
  }
  ROLECALL_RETURN_IF_ERROR(CheckObjectTags(tags));
  return tags;
}

Checked<directory::Tags> TagsFromXml(std::string_view body) {
  if (body.size() > kMaxBodyBytes) return MalformedXml();
  const Result<aws::XmlNode> xml = aws::ParseXml(body);
  if (!xml.ok() || xml->name != "Tagging" || xml->Find("TagSet") == nullptr) return MalformedXml();
  directory::Tags tags;
  for (const aws::XmlNode& tag : xml->Find("TagSet")->children) {
    const aws::XmlNode* key = tag.Find("Key");
    const aws::XmlNode* value = tag.Find("Value");
    if (tag.name != "Tag" || key == nullptr || value == nullptr) return MalformedXml();
    tags.emplace_back(key->text, value->text);
  }
  ROLECALL_RETURN_IF_ERROR(CheckObjectTags(tags));
  return tags;
}

}  // namespace rolecall::services::s3::object
