// Parameter rules that many operations of IAM share, with the bounds of AWS's API reference. For this folder only.
//
// Rules are looked at before the operation runs, all of them, and before permissions: AWS says first what is wrong with
// a request. What only one operation takes stands in its family's file.
#ifndef ROLECALL_SERVICES_IAM_RULES_H_
#define ROLECALL_SERVICES_IAM_RULES_H_

#include "services/parameters.h"
#include "services/tag_rules.h"

namespace rolecall::services::iam {

using services::Charset;
using services::ParameterRule;

constexpr ParameterRule Name(std::string_view parameter, std::size_t max) {
  return {.name = parameter, .required = true, .min = 1, .max = max, .charset = Charset::kName};
}
constexpr ParameterRule OptionalName(std::string_view parameter, std::size_t max) {
  return {.name = parameter, .min = 1, .max = max, .charset = Charset::kName};
}

constexpr ParameterRule kRoleName = Name("RoleName", 64);
constexpr ParameterRule kUserName = Name("UserName", 128);
constexpr ParameterRule kNewUserName = Name("UserName", 64);
constexpr ParameterRule kOptionalUserName = OptionalName("UserName", 128);
constexpr ParameterRule kGroupName = Name("GroupName", 128);
constexpr ParameterRule kPolicyName = Name("PolicyName", 128);
constexpr ParameterRule kProfileName = Name("InstanceProfileName", 128);
constexpr ParameterRule kPath{.name = "Path", .min = 1, .max = 512, .charset = Charset::kNameSlash};
constexpr ParameterRule kNewPath{.name = "NewPath", .min = 1, .max = 512, .charset = Charset::kNameSlash};
constexpr ParameterRule kPathPrefix{.name = "PathPrefix", .min = 1, .max = 512, .charset = Charset::kPathPrefix};
constexpr ParameterRule kPolicyArn{.name = "PolicyArn", .required = true, .min = 20, .max = 2048};
constexpr ParameterRule Document(std::string_view parameter) {
  return {.name = parameter, .required = true, .min = 1, .max = 131072, .charset = Charset::kDocument};
}
constexpr ParameterRule kPolicyDocument = Document("PolicyDocument");
constexpr ParameterRule kBoundary{.name = "PermissionsBoundary", .min = 20, .max = 2048};
constexpr ParameterRule kNewBoundary{.name = "PermissionsBoundary", .required = true, .min = 20, .max = 2048};
constexpr ParameterRule kDescription{.name = "Description", .max = 1000, .charset = Charset::kDescription};
constexpr ParameterRule kMaxSession{.name = "MaxSessionDuration", .min = 3600, .max = 43200, .number = true};
constexpr ParameterRule kMaxItems{.name = "MaxItems", .min = 1, .max = 1000, .number = true};
constexpr ParameterRule kMarker{.name = "Marker", .min = 1, .max = 4096, .charset = Charset::kMarker};
constexpr ParameterRule kOidcArn{.name = "OpenIDConnectProviderArn", .required = true, .min = 20, .max = 2048};
constexpr ParameterRule kTags{.name = "Tags", .structures = true, .most_members = services::kMaxTagsPerResource};
constexpr ParameterRule kNewTags{
    .name = "Tags", .required = true, .structures = true, .most_members = services::kMaxTagsPerResource};
constexpr ParameterRule kTagKeys{.name = "TagKeys",
                                 .required = true,
                                 .min = 1,
                                 .max = services::kMaxTagKeyLength,
                                 .charset = Charset::kTagKey,
                                 .list = true,
                                 .most_members = services::kMaxTagsPerResource};

}  // namespace rolecall::services::iam

#endif  // ROLECALL_SERVICES_IAM_RULES_H_
