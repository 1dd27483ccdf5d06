// Calls of the EKS API, and what its answers have in common.
//
//   JsonAnswer answer = CallEks(call, "DescribeAccessEntry", "GET", "/clusters/main/access-entries/arn%3A…");
//   state.SetText("created_at", Rfc3339Time(JsonObject(*answer, "accessEntry"), "createdAt"));
//
// Pure but for the calls; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_EKS_CALLS_H_
#define ROLECALL_PROVIDERS_AWS_EKS_CALLS_H_

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "providers/aws/framework/configured_provider.h"
#include "providers/aws/framework/json_answer.h"
#include "providers/framework/resource_type.h"

namespace rolecall::providers::aws {

inline constexpr const char* kEksGone = "ResourceNotFoundException";

// An answer that is no JSON is an empty object.
JsonAnswer CallEks(const Call& call, const char* operation, const char* method, const std::string& path,
                   const boost::json::object& body = {}, const std::string& query = "");

// A member that is an object; an empty one if there is none.
boost::json::value JsonObject(const boost::json::value& answer, const char* name);
// {"KEY": "VALUE"}
boost::json::object EksTagsObject(const Tags& tags);
Tags EksTagsIn(const boost::json::value& object);
// TagResource and UntagResource, as far as tags_all of the two differ.
Result<void> UpdateEksTags(const Call& call, const std::string& what, const std::string& arn, const Object& prior,
                           const Object& state);

// A time of an answer, "2026-11-30T05:30:00Z", and as Go prints it, "2026-11-30 05:30:00.25 +0000 UTC". Empty: there is
// none.
std::string Rfc3339Time(const boost::json::value& object, const char* name);
std::string GoTime(const boost::json::value& object, const char* name);

// What the provider checks of the name of a cluster at `validate`.
void CheckClusterName(const Object& config, Problems& problems);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_EKS_CALLS_H_
