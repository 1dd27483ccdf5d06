// AWS's JSON answers as values of the language, by the schema's type: member "roleArn" for attribute role_arn, a list
// of one for a single object. What an answer has and the type does not is dropped.
//
//   state.Set("role_arn", FromJsonMember(cluster, "role_arn", value::Type::String()));
//
// Not for JSON that users write: there is value/json.h. No errors: what is of another kind is null. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_VALUE_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_VALUE_H_

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "value/type.h"
#include "value/value.h"

namespace rolecall::providers::aws {

// What is absent or of another kind: null, or an empty collection.
value::Value FromJson(const boost::json::value* json, const value::Type& type);
// The member that our `name` stands for.
value::Value FromJsonMember(const boost::json::object& object, const std::string& name, const value::Type& type);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_VALUE_H_
