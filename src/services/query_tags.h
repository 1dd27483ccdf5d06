// Tags in requests of the Query services (IAM, STS), which say what is wrong with them in the same words.
//
//   ROLECALL_TRY(directory::Tags tags, ReadQueryTags(call.parameters, "InvalidInput"));
//
// Characters, lengths and the number are ValidationError, all of them in one answer; AWS's own prefix and repeated keys
// (case does not count) are `code`: InvalidInput of IAM, InvalidParameterValue of STS. The rules are tag_rules.h's.
#ifndef ROLECALL_SERVICES_QUERY_TAGS_H_
#define ROLECALL_SERVICES_QUERY_TAGS_H_

#include <optional>
#include <string>

#include "directory/tags.h"
#include "services/checked.h"
#include "services/parameters.h"

namespace rolecall::services {

// Tags.member.N.Key and .Value.
Checked<directory::Tags> ReadQueryTags(const Parameters& parameters, const std::string& code);
// The same checks of tags that come from elsewhere (a token).
std::optional<aws::ErrorShape> CheckQueryTags(const directory::Tags& tags, const std::string& code);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_QUERY_TAGS_H_
