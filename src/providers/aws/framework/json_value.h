// AWS's JSON answers as values of the language: "roleArn" for role_arn, one object for a list of one. Any thread.
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
