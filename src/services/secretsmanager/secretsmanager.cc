#include "services/secretsmanager/secretsmanager.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/json_call.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/rotator.h"
#include "services/secretsmanager/secrets.h"
#include "services/unique_names.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::string_view kTargetPrefix = "secretsmanager.";
constexpr std::size_t kMaxBodyBytes = 1u << 20;

struct Operation {
  std::string_view name;
  Answer (*run)(Call&, Input&, Rotator*);
};

// All but one need no rotator.
template <Answer (*kRun)(Call&, Input&)>
Answer Plain(Call& call, Input& input, Rotator*) {
  return kRun(call, input);
}

constexpr Operation kOperations[] = {
    {"BatchGetSecretValue", Plain<BatchGetSecretValue>},
    {"CancelRotateSecret", Plain<CancelRotateSecret>},
    {"CreateSecret", Plain<CreateSecret>},
    {"DeleteResourcePolicy", Plain<DeleteResourcePolicy>},
    {"DeleteSecret", Plain<DeleteSecret>},
    {"DescribeSecret", Plain<DescribeSecret>},
    {"GetRandomPassword", Plain<GetRandomPassword>},
    {"GetResourcePolicy", Plain<GetResourcePolicy>},
    {"GetSecretValue", Plain<GetSecretValue>},
    {"ListSecretVersionIds", Plain<ListSecretVersionIds>},
    {"ListSecrets", Plain<ListSecrets>},
    {"PutResourcePolicy", Plain<PutResourcePolicy>},
    {"PutSecretValue", Plain<PutSecretValue>},
    {"RemoveRegionsFromReplication", Plain<RemoveRegionsFromReplication>},
    {"ReplicateSecretToRegions", Plain<ReplicateSecretToRegions>},
    {"RestoreSecret", Plain<RestoreSecret>},
    {"RotateSecret", RotateSecret},
    {"StopReplicationToReplica", Plain<StopReplicationToReplica>},
    {"TagResource", Plain<TagResource>},
    {"UntagResource", Plain<UntagResource>},
    {"UpdateSecret", Plain<UpdateSecret>},
    {"UpdateSecretVersionStage", Plain<UpdateSecretVersionStage>},
    {"ValidateResourcePolicy", Plain<ValidateResourcePolicy>},
};
static_assert(HaveUniqueNames(kOperations, &Operation::name));

// Replicas in other accounts (2026): a secret's replicas are in regions of its own account here.
constexpr std::string_view kNotServed[] = {"AssociateCrossAccountReplica", "DisassociateCrossAccountReplica",
                                           "ListResourcePolicies"};

Answer RefuseUnserved(Call& call, std::string_view operation) {
  ROLECALL_RETURN_IF_ERROR(AuthorizeAction(call, operation));
  return aws::ErrorShape{501, "NotImplemented", std::string(operation) + " is not served here."};
}

// What the audit log keeps of a request: names, numbers and flags, as CloudTrail has them; never SecretString,
// SecretBinary, documents or tags.
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

class SecretsManager final : public Service {
 public:
  explicit SecretsManager(Settings settings) {
    if (settings.rotation != nullptr) rotator_ = std::make_unique<Rotator>(*std::move(settings.rotation));
  }

  std::string_view name() const override { return "secretsmanager"; }
  aws::Protocol protocol() const override { return aws::Protocol::kJson11; }

  http::Response Handle(Call& call) override { return AnswerJson(call, Run(call)); }

 private:
  Answer Run(Call& call) const {
    ROLECALL_TRY(std::string_view target, ReadTarget(call, kTargetPrefix));
    if (call.caller.anonymous()) return MissingAuthentication(aws::Protocol::kJson11);
    const auto operation = std::ranges::find(kOperations, target, &Operation::name);
    if (std::ranges::find(kNotServed, target) != std::ranges::end(kNotServed)) return RefuseUnserved(call, target);
    if (operation == std::ranges::end(kOperations)) return UnknownOperation();
    ROLECALL_TRY(boost::json::value body, ReadJsonBody(call, kMaxBodyBytes));
    NoteParameters(body.as_object(), kAudited, call.audit);
    Input input(body.as_object());
    return operation->run(call, input, rotator_.get());
  }

  std::unique_ptr<Rotator> rotator_;
};

}  // namespace

std::unique_ptr<Service> MakeSecretsManager(Settings settings) {
  return std::make_unique<SecretsManager>(std::move(settings));
}

}  // namespace rolecall::services::secretsmanager
