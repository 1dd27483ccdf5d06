// Members of answers of AWS's JSON services, and tags as they write them. What is absent or of another kind is empty.
// Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_ANSWER_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_ANSWER_H_

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "providers/aws/framework/tags.h"

namespace rolecall::providers::aws {

using JsonAnswer = rolecall::aws::ServiceResult<boost::json::value>;

// "" if there is none.
std::string JsonText(const boost::json::value& object, std::string_view name);
// A list of strings; empty if there is none.
std::vector<std::string> JsonTexts(const boost::json::value& object, std::string_view name);
// A list of objects; empty if there is none.
const boost::json::array& JsonList(const boost::json::value& object, std::string_view name);
// [{"Key","Value"}]
boost::json::array TagsAsJson(const Tags& tags);
Tags TagsFromJson(const boost::json::value& object, std::string_view name = "Tags");

bool MessageHas(const rolecall::aws::ServiceError& error, std::string_view text);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_ANSWER_H_
