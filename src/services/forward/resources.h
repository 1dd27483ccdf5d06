// Which resources an operation is for, as far as its request tells: data/api-resources.tsv, then the ARNs in it.
//
// A row says for operations of a service what their resource is: SERVICE:SCOPE:REST. SCOPE is RA (region and account),
// A, R or - (neither); REST has parameters of the request in braces: {TableName}; {QueueUrl:last} its last path
// element; {RequestItems:keys} the names of a map's members; {TableName:deep} all of that name, as deep as they are;
// {EventBusName:each=default} of each entry of a list; {FunctionName:function} without "ACCOUNT:function:" before it.
// The first row whose parameters are all there counts; a value that is an ARN is the resource itself. "*" alone: the
// operation has no resource.
#ifndef ROLECALL_SERVICES_FORWARD_RESOURCES_H_
#define ROLECALL_SERVICES_FORWARD_RESOURCES_H_

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "services/forward/input.h"
#include "services/forward/operation.h"
#include "services/forward/place.h"

namespace rolecall::services::forward {

// Empty: it cannot be told.
std::vector<std::string> ResourcesOf(const Operation& operation, const Input& input, const http::Request& request,
                                     const Place& place);

// Whether an operation's name is one of blank-separated patterns with * ("Put* Delete*"). For the table and its test.
bool IsOneOfOperations(std::string_view patterns, std::string_view operation);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_RESOURCES_H_
