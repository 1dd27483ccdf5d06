// What the resources and data sources of KMS have in common.
//
//   KmsAnswer answer = CallKms(call, "DescribeKey", {{"KeyId", id}});
//   if (!answer.ok() && IsKmsGone(answer.error())) return false;
//
// CallKms gives the service's error as it is; who calls says what was tried (Failed). Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_KMS_CALLS_H_
#define ROLECALL_PROVIDERS_AWS_KMS_CALLS_H_

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "providers/aws/framework/json_answer.h"
#include "providers/aws/framework/resource.h"

namespace rolecall::providers::aws {

using KmsAnswer = JsonAnswer;

KmsAnswer CallKms(const Call& call, std::string_view action, const boost::json::object& input);

bool IsKmsGone(const api::ServiceError& error);

// KeyMetadata of a DescribeKey; an empty object if there is none.
boost::json::value KeyMetadata(const boost::json::value& answer);
bool JsonFlag(const boost::json::value& object, std::string_view name);

boost::json::array KmsTagsAsJson(const Tags& tags);
api::ServiceResult<Tags> ReadKmsTags(const Call& call, const std::string& key);

// All items of a list of pages: `list` is the member that has them.
KmsAnswer AllKmsPages(const Call& call, std::string_view action, boost::json::object input, std::string_view list);
// The alias of this name; null if there is none.
KmsAnswer FindAlias(const Call& call, const std::string& name);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_KMS_CALLS_H_
