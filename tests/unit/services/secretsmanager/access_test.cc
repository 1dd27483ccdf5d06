// Every operation against every caller that must not get through: see tests/support/access_matrix.h.
#include "services/secretsmanager/secretsmanager.h"
#include "tests/support/access_matrix.h"
#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using testing::AccessCase;
using testing::JsonRequest;

constexpr char kValue[] = "find-me-if-you-can";

class SecretsAccess : public testing::AccessMatrix, public ::testing::WithParamInterface<AccessCase> {
 protected:
  SecretsAccess() {
    service_ = MakeSecretsManager({.rotation = std::make_unique<rotation::Parts>(rotation::Parts{
                                       directory(), clock(), random(), functions_, [](const std::string&) {}})});
    arn_ = AskJson(*service_, Root(), "secretsmanager.CreateSecret",
                   bj::serialize(bj::object{{"Name", "app"}, {"SecretString", kValue}, {"ClientRequestToken", kFirst}}))
               .At("ARN");
  }
  ~SecretsAccess() override { service_.reset(); }

  // The case with the secret's ARN where it says @.
  AccessCase Case() const {
    AccessCase each = GetParam();
    for (std::string* text : {&each.request.body, &each.resource}) {
      for (std::size_t at = text->find('@'); at != std::string::npos; at = text->find('@')) text->replace(at, 1, arn_);
    }
    return each;
  }

  OneFunction functions_;
  std::unique_ptr<Service> service_;
  std::string arn_;
};

TEST_P(SecretsAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*service_, Case()); }

AccessCase On(const char* operation, const std::string& more = "", std::vector<std::string> also = {}) {
  return {.name = operation,
          .action = std::string("secretsmanager:") + operation,
          .resource = "@",
          .request = JsonRequest(std::string("secretsmanager.") + operation, R"({"SecretId":"@")" + more + "}"),
          .also = std::move(also),
          .secrets = {kValue}};
}

// Of the caller's own account, whoever that is.
AccessCase Own(const char* operation, const std::string& input) {
  return {.name = operation,
          .action = std::string("secretsmanager:") + operation,
          .request = JsonRequest(std::string("secretsmanager.") + operation, input),
          .names_mean_own_account = true,
          .secrets = {kValue}};
}

std::vector<AccessCase> AllOperations() {
  const std::string token = R"(,"ClientRequestToken":"22222222-2222-2222-2222-222222222222")";
  const std::string policy =
      R"("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"secretsmanager:DeleteSecret\",\"Resource\":\"*\"}]}")";
  return {
      Own("BatchGetSecretValue", R"({"SecretIdList":["@"]})"),
      On("CancelRotateSecret"),
      Own("CreateSecret", R"({"Name":"new","SecretString":"x")" + token + "}"),
      On("DeleteResourcePolicy"),
      On("DeleteSecret"),
      On("DescribeSecret"),
      Own("GetRandomPassword", "{}"),
      On("GetResourcePolicy"),
      On("GetSecretValue"),
      On("ListSecretVersionIds"),
      Own("ListSecrets", "{}"),
      On("PutResourcePolicy", R"(,"ResourcePolicy":)" + policy),
      On("PutSecretValue", R"(,"SecretString":"x")" + token),
      On("RemoveRegionsFromReplication", R"(,"RemoveReplicaRegions":["eu-west-1"])"),
      On("ReplicateSecretToRegions", R"(,"AddReplicaRegions":[{"Region":"eu-west-1"}])"),
      On("RestoreSecret"),
      On("RotateSecret", token + R"(,"RotationLambdaARN":")" + kLambda + '"', {"lambda:InvokeFunction"}),
      On("StopReplicationToReplica"),
      On("TagResource", R"(,"Tags":[{"Key":"a","Value":"1"}])"),
      On("UntagResource", R"(,"TagKeys":["a"])"),
      On("UpdateSecret", R"(,"Description":"d")"),
      On("UpdateSecretVersionStage", R"(,"VersionStage":"s","MoveToVersionId":"11111111-1111-1111-1111-111111111111")"),
      On("ValidateResourcePolicy", R"(,"ResourcePolicy":)" + policy)};
}

INSTANTIATE_TEST_SUITE_P(Operations, SecretsAccess, ::testing::ValuesIn(AllOperations()), testing::AccessCaseName);

}  // namespace
}  // namespace rolecall::services::secretsmanager
