// Tags as S3's XML has them: <TagSet><Tag><Key/><Value/></Tag>…. The rules of one tag are AWS's for all services
// (services/tag_rules.h); the words are S3's.
#ifndef ROLECALL_SERVICES_S3_BUCKET_TAG_SET_H_
#define ROLECALL_SERVICES_S3_BUCKET_TAG_SET_H_

#include <optional>
#include <vector>

#include "aws/wire/xml.h"
#include "directory/tags.h"
#include "services/checked.h"

namespace rolecall::services::s3::bucket {

// The tags in these <Tag> elements. Their number is checked before anything else. MalformedXML: a tag without key or
// value. InvalidTag, BadRequest (more than 50): a set that a bucket may not have.
Checked<directory::Tags> ReadBucketTags(const std::vector<const aws::XmlNode*>& tags);
// The same rules for tags from elsewhere.
std::optional<aws::ErrorShape> CheckBucketTags(const directory::Tags& tags);

}  // namespace rolecall::services::s3::bucket

#endif  // ROLECALL_SERVICES_S3_BUCKET_TAG_SET_H_
