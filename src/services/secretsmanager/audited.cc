#include "services/secretsmanager/audited.h"

#include <string>
#include <string_view>

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::string_view kAudited[] = {"SecretId",
                                         "Name",
                                         "VersionId",
                                         "VersionStage",
                                         "ClientRequestToken",
                                         "Description",
                                         "KmsKeyId",
                                         "MoveToVersionId",
                                         "RemoveFromVersionId",
                                         "RecoveryWindowInDays",
                                         "RotationLambdaARN",
                                         "SecretIdList",
                                         "RemoveReplicaRegions",
                                         "RotateImmediately",
                                         "ForceDeleteWithoutRecovery",
                                         "BlockPublicPolicy",
                                         "IncludeDeprecated",
                                         "IncludePlannedDeletion",
                                         "MaxResults"};

}  // namespace

void NoteParameters(const boost::json::object& body, Call::Audit& audit) {
  for (const std::string_view name : kAudited) {
    const boost::json::value* value = body.if_contains(boost::json::string_view(name.data(), name.size()));
    if (value == nullptr || value->is_object()) continue;
    std::string shown(name);
    shown[0] = static_cast<char>(shown[0] | 0x20);
    std::string text = value->is_string() ? std::string(value->get_string().data(), value->get_string().size())
                                          : boost::json::serialize(*value);
    audit.parameters.emplace_back(std::move(shown), std::move(text));
  }
}

}  // namespace rolecall::services::secretsmanager
