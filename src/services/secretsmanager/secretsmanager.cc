#include "services/secretsmanager/secretsmanager.h"

#include <algorithm>
#include <boost/json.hpp>

#include "services/authorize.h"
#include "services/secretsmanager/audited.h"
#include "services/secretsmanager/operations.h"
#include "services/unique_names.h"

namespace rolecall::services::secretsmanager {
namespace {

constexpr std::string_view kTargetPrefix = "secretsmanager.";
constexpr std::size_t kMaxBodyBytes = 1u << 20;

// Known to AWS, refused here: they need Lambda or other regions.
constexpr std::string_view kRefused[] = {"RotateSecret", "CancelRotateSecret", "ReplicateSecretToRegions",
                                         "RemoveRegionsFromReplication", "StopReplicationToReplica"};

struct Operation {
  std::string_view name;
  Answer (*run)(Call&, Input&);
};

constexpr Operation kOperations[] = {
    {"BatchGetSecretValue", BatchGetSecretValue},
    {"CreateSecret", CreateSecret},
    {"DeleteResourcePolicy", DeleteResourcePolicy},
    {"DeleteSecret", DeleteSecret},
    {"DescribeSecret", DescribeSecret},
    {"GetRandomPassword", GetRandomPassword},
    {"GetResourcePolicy", GetResourcePolicy},
    {"GetSecretValue", GetSecretValue},
    {"ListSecretVersionIds", ListSecretVersionIds},
    {"ListSecrets", ListSecrets},
    {"PutResourcePolicy", PutResourcePolicy},
    {"PutSecretValue", PutSecretValue},
    {"RestoreSecret", RestoreSecret},
    {"TagResource", TagResource},
    {"UntagResource", UntagResource},
    {"UpdateSecret", UpdateSecret},
    {"UpdateSecretVersionStage", UpdateSecretVersionStage},
    {"ValidateResourcePolicy", ValidateResourcePolicy},
};
static_assert(HaveUniqueNames(kOperations, &Operation::name));

class SecretsManager final : public Service {
 public:
  std::string_view name() const override { return "secretsmanager"; }
  aws::Protocol protocol() const override { return aws::Protocol::kJson11; }

  http::Response Handle(Call& call) override {
    Answer answer = Run(call);
    if (answer.ok()) return aws::JsonResponse(boost::json::serialize(*answer), call.request_id);
    // The JSON services' name for it.
    if (answer.error().code == "AccessDenied") answer.error().code = "AccessDeniedException";
    call.audit.Fail(answer.error().code, answer.error().message);
    return aws::ErrorResponse(aws::Protocol::kJson11, answer.error(), {.request_id = call.request_id});
  }

 private:
  static Answer Run(Call& call) {
    std::string_view target = call.request.headers.Get("X-Amz-Target");
    if (!target.starts_with(kTargetPrefix)) return aws::ErrorShape{400, "UnknownOperationException", ""};
    target.remove_prefix(kTargetPrefix.size());
    call.audit.operation = std::string(target);
    if (call.caller.anonymous()) return MissingAuthentication(aws::Protocol::kJson11);
    const auto operation = std::ranges::find(kOperations, target, &Operation::name);
    if (operation == std::ranges::end(kOperations)) return Refuse(call, target);
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
    return operation->run(call, input);
  }

  // Differs from AWS: rotation and replication do not exist here, and say so.
  static Answer Refuse(Call& call, std::string_view operation) {
    for (const std::string_view refused : kRefused) {
      if (operation != refused) continue;
      ROLECALL_RETURN_IF_ERROR(Authorize(call, {.action = "secretsmanager:" + std::string(operation)}));
      return Answer(
          aws::ErrorShape{400, "InvalidRequestException",
                          std::string(operation) +
                              " is not possible here: this server has neither Lambda functions nor other regions."});
    }
    return aws::ErrorShape{400, "UnknownOperationException", ""};
  }
};

}  // namespace

std::unique_ptr<Service> MakeSecretsManager() { return std::make_unique<SecretsManager>(); }

}  // namespace rolecall::services::secretsmanager
