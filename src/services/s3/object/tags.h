// Tags of objects: S3's rules and texts, and the two ways in which requests give them. The rules of one tag are AWS's
// for all services (services/tag_rules.h).
#ifndef ROLECALL_SERVICES_S3_OBJECT_TAGS_H_
#define ROLECALL_SERVICES_S3_OBJECT_TAGS_H_

#include <optional>
#include <string_view>

#include "aws/wire/shapes.h"
#include "aws/wire/xml.h"
#include "directory/tags.h"
#include "services/checked.h"

namespace rolecall::services::s3::object {

// The x-amz-tagging header, "a=b&c=d" ("": no tags). InvalidArgument, InvalidTag, BadRequest (more than 10).
Checked<directory::Tags> TagsFromHeader(std::string_view header);
// <Tagging><TagSet><Tag><Key/><Value/></Tag>…. MalformedXML, InvalidTag, BadRequest.
Checked<directory::Tags> TagsFromXml(std::string_view body);
std::optional<aws::ErrorShape> CheckObjectTags(const directory::Tags& tags);

}  // namespace rolecall::services::s3::object

#endif  // ROLECALL_SERVICES_S3_OBJECT_TAGS_H_
