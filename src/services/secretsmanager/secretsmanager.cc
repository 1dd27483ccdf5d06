#include "services/secretsmanager/secretsmanager.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/secretsmanager/errors.h"
#include "services/secretsmanager/operations.h"
#include "services/secretsmanager/rotator.h"
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

void NoteParameters(const boost::json::object& body, Call::Audit& audit) {
  for (const auto& member : body) {
    const std::string_view name(member.key().data(), member.key().size());
    const boost::json::value& value = member.value();
    if (value.is_object() || std::ranges::find(kAudited, name) == std::ranges::end(kAudited)) continue;
    std::string shown(name);
    shown[0] = static_cast<char>(shown[0] | 0x20);
    std::string text = value.is_string() ? std::string(value.get_string().data(), value.get_string().size())
                                         : boost::json::serialize(value);
    audit.parameters.emplace_back(std::move(shown), std::move(text));
  }
}

class SecretsManager final : public Service {
 public:
  explicit SecretsManager(Settings settings) {
    if (settings.rotation != nullptr) rotator_ = std::make_unique<Rotator>(*std::move(settings.rotation));
  }

  std::string_view name() const override { return "secretsmanager"; }
  aws::Protocol protocol() const override { return aws::Protocol::kJson11; }

  http::Response Handle(Call& call) override {
    Answer answer = Run(call);
    if (answer.ok()) return aws::JsonResponse(boost::json::serialize(*answer), call.request_id);
    const aws::ErrorShape error = AsSent(std::move(answer.error()));
    call.audit.Fail(error.code, error.message);
    return aws::ErrorResponse(aws::Protocol::kJson11, error, {.request_id = call.request_id});
  }

 private:
  Answer Run(Call& call) const {
    std::string_view target = call.request.headers.Get("X-Amz-Target");
    if (!target.starts_with(kTargetPrefix)) return aws::ErrorShape{400, "UnknownOperationException", ""};
    target.remove_prefix(kTargetPrefix.size());
    call.audit.operation = std::string(target);
    if (call.caller.anonymous()) return MissingAuthentication(aws::Protocol::kJson11);
    const auto operation = std::ranges::find(kOperations, target, &Operation::name);
    if (operation == std::ranges::end(kOperations)) return aws::ErrorShape{400, "UnknownOperationException", ""};
    if (call.request.body.size() > kMaxBodyBytes) {
      return aws::ErrorShape{413, "RequestTooLargeException", "The request is too large."};
    }
    boost::system::error_code error;
    boost::json::value body = call.request.body.empty() ? boost::json::value(boost::json::object())
                                                        : boost::json::parse(call.request.body, error);
    if (error || !body.is_object()) {
      return aws::ErrorShape{400, "SerializationException", "The request is not a JSON object."};
    }
    NoteParameters(body.as_object(), call.audit);
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
