// What the IAM resources have in common: policy documents, names, tags, pages.
#ifndef ROLECALL_PROVIDERS_AWS_IAM_CALLS_H_
#define ROLECALL_PROVIDERS_AWS_IAM_CALLS_H_

#include <string>
#include <string_view>
#include <vector>

#include "providers/aws/json_text.h"
#include "providers/aws/resource.h"

namespace rolecall::providers::aws {

inline constexpr std::string_view kNoSuchEntity = "NoSuchEntity";

// An attribute that holds a policy: kept normalised, equivalent documents are the same.
Rule PolicyRule(KeyOrder order = KeyOrder::kSorted);
// What the state keeps: the text that it has if the API's means the same, else the API's; normalised.
std::string PolicyToKeep(const std::string& kept, const std::string& from_api, KeyOrder order = KeyOrder::kSorted);
// Policy documents in IAM's answers are percent-encoded.
std::string DecodeDocument(std::string_view text);

// Length and characters of a name.
void ValidateName(const Object& config, const std::string& attribute, std::size_t max, Problems& problems);
// name and name_prefix: length, characters, not both.
void ValidateNames(const Object& config, std::size_t max_name, std::size_t max_prefix, Problems& problems);
void ValidatePolicy(const Object& config, const std::string& attribute, Problems& problems);
// name, else a unique one of name_prefix or "terraform-".
std::string NameFor(const Session& session, const Object& config);

// All members of a paged list answer.
api::Outcome<std::vector<api::XmlNode>> AllPages(const Call& call, std::string_view action,
                                                 api::QueryParameters parameters, std::string_view list);

// TagX and UntagX as needed. `noun` as in the action ("Role"), `key` the parameter that names the object.
Result<void> UpdateIamTags(const Call& call, std::string_view noun, const std::string& key, const std::string& value,
                           const Object& prior, const Object& state);

// Success also where the object is gone already.
Result<void> GoneIsFine(const std::string& what, const api::Outcome<api::XmlNode>& outcome);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_IAM_CALLS_H_
