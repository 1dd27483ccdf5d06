// Typed values as JSON, for `console -vars-json`: {"NAME": VALUE, …}, where VALUE is
//   {"k":"string"|"number"|"bool","v":…}          a number's "v" is its decimal text
//   {"k":"null"|"unknown","t":TYPE}               TYPE as value/json.h reads it
//   {"k":"list"|"set"|"tuple","v":[VALUE…],"t":ELEMENT}   "t" is needed for empty lists and sets
//   {"k":"map"|"object","v":{"NAME":VALUE…},"t":ELEMENT}
//   {"k":"marked","marks":["sensitive"],"v":VALUE}
//   {"k":"refined","v":VALUE,…}                   an unknown value with more known of it ("notnull":true)
#ifndef ROLECALL_CLI_TERRAFORM_TYPED_VALUES_H_
#define ROLECALL_CLI_TERRAFORM_TYPED_VALUES_H_

#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "json/document.h"
#include "value/value.h"

namespace rolecall::cli {

// The object of all values of the file.
Result<value::Value> ReadTypedValues(const FileSystem& files, const std::string& path);
Result<value::Value> TypedValue(const json::Node& node);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_TERRAFORM_TYPED_VALUES_H_
