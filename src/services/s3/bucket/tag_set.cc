#include "services/s3/bucket/tag_set.h"

#include "services/s3/bucket/errors.h"
#include "services/tag_rules.h"

namespace rolecall::services::s3::bucket {
namespace {

std::optional<aws::ErrorShape> CheckCount(std::size_t count) {
  if (count <= kMaxTagsPerResource) return std::nullopt;
  return aws::ErrorShape{400, "BadRequest", "Bucket tag count cannot be greater than 50"};
}

}  // namespace

std::optional<aws::ErrorShape> CheckBucketTags(const directory::Tags& tags) {
  ROLECALL_RETURN_IF_ERROR(CheckCount(tags.size()));
  for (const TagFault& fault : FindTagFaults(tags)) {
    const auto& [key, value] = tags[fault.index];
    if (fault.part == TagPart::kKey) {
      return aws::ErrorShape{400, "InvalidTag", "The TagKey you have provided is invalid", {{"TagKey", key}}};
    }
    return aws::ErrorShape{
        400, "InvalidTag", "The TagValue you have provided is invalid", {{"TagKey", key}, {"TagValue", value}}};
  }
  if (const std::optional<std::size_t> repeated = FindRepeatedTagKey(tags, TagKeyCase::kIgnored)) {
    return aws::ErrorShape{
        400, "InvalidTag", "Cannot provide multiple Tags with the same key", {{"TagKey", tags[*repeated].first}}};
  }
  for (const auto& tag : tags) {
    if (IsReservedTagKey(tag.first)) {
      return aws::ErrorShape{400, "InvalidTag", "System tags cannot be added/updated by requester"};
    }
  }
  return std::nullopt;
}

Checked<directory::Tags> ReadBucketTags(const std::vector<const aws::XmlNode*>& tags) {
  ROLECALL_RETURN_IF_ERROR(CheckCount(tags.size()));
  directory::Tags read;
  for (const aws::XmlNode* tag : tags) {
    if (tag->Find("Key") == nullptr || tag->Find("Value") == nullptr) return MalformedXml();
    read.emplace_back(tag->Get("Key"), tag->Get("Value"));
  }
  ROLECALL_RETURN_IF_ERROR(CheckBucketTags(read));
  return read;
}

}  // namespace rolecall::services::s3::bucket
