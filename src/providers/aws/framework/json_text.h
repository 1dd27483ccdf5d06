// JSON documents in the form that the AWS provider keeps them in: sorted keys, no spaces, numbers and escapes
// as Go writes them.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_TEXT_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_TEXT_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "json/document.h"

namespace rolecall::providers::aws {

enum class KeyOrder { kSorted, kVersionFirst };

// kInvalidArgument with the place of the mistake: not JSON.
Result<std::string> NormalizeJson(std::string_view text, KeyOrder order = KeyOrder::kSorted);
// The same, but what is no JSON comes back as it is.
std::string NormalizeJsonOrKeep(std::string_view text, KeyOrder order = KeyOrder::kSorted);

// Members in the order that they have.
std::string CompactJson(const json::Node& node);
// With two spaces of indentation, as Go's MarshalIndent writes it.
std::string IndentedJson(const json::Node& node);

// Parsed within the bounds of a policy document.
Result<json::Node> ParseJson(std::string_view text);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_JSON_TEXT_H_
