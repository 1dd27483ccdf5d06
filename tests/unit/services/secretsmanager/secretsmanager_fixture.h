// Short ways to talk to Secrets Manager in tests.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_SECRETSMANAGER_SECRETSMANAGER_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_SECRETSMANAGER_SECRETSMANAGER_FIXTURE_H_

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "services/rotation/functions.h"
#include "services/secretsmanager/secretsmanager.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::secretsmanager {

namespace bj = boost::json;
using testing::ExpectDenied;
using testing::ExpectError;
using testing::Reply;

// Version ids: what SDKs send as ClientRequestToken.
inline constexpr char kFirst[] = "11111111-1111-1111-1111-111111111111";
inline constexpr char kSecond[] = "22222222-2222-2222-2222-222222222222";
inline constexpr char kThird[] = "33333333-3333-3333-3333-333333333333";
inline constexpr char kArnPrefix[] = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:";

// The one function that there is; called, it does nothing.
inline constexpr char kLambda[] = "arn:aws:lambda:eu-central-1:054000737513:function:rotate";
class OneFunction final : public rotation::Functions {
 public:
  bool Has(const std::string& arn) const override { return arn == kLambda; }
  Result<void> Invoke(const std::string&, const rotation::Event&) override { return {}; }
  void Stop() override {}
};

class SecretsTest : public testing::ServiceFixture {
 protected:
  Reply AskAs(const Caller& caller, const std::string& operation, const bj::object& input) {
    return AskJson(*service_, caller, "secretsmanager." + operation, bj::serialize(input));
  }
  Reply Ask(const std::string& operation, const bj::object& input) { return AskAs(Root(), operation, input); }

  // A secret with kFirst as its current version; answers its ARN.
  std::string NewSecret(const std::string& name, const std::string& value = "one", bj::object more = {}) {
    more["Name"] = name;
    more["SecretString"] = value;
    more["ClientRequestToken"] = kFirst;
    const Reply created = Ask("CreateSecret", more);
    EXPECT_EQ(created.status, 200) << created.body;
    return created.At("ARN");
  }
  Reply PutValue(const std::string& id, const char* token, const std::string& value, bj::object more = {}) {
    more["SecretId"] = id;
    more["ClientRequestToken"] = token;
    more["SecretString"] = value;
    return Ask("PutSecretValue", more);
  }
  std::string Current(const std::string& id) { return Ask("GetSecretValue", {{"SecretId", id}}).At("SecretString"); }
  std::string InStage(const std::string& id, const std::string& stage) {
    return Ask("GetSecretValue", {{"SecretId", id}, {"VersionStage", stage}}).At("VersionId");
  }

  static void ExpectNotFound(const Reply& reply) {
    ExpectError(reply, 400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }
  static void ExpectTokenInUse(const Reply& reply, const std::string& token, const std::string& arn) {
    ExpectError(reply, 400, "ResourceExistsException",
                "You can't use ClientRequestToken " + token +
                    " because that value is already in use for a version of secret " + arn + ".");
  }
  static void ExpectInvalidName(const Reply& reply) {
    ExpectError(reply, 400, "ValidationException",
                "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: "
                "-/_+=.@!");
  }
  static void ExpectMarked(const Reply& reply) {
    ExpectError(reply, 400, "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.");
  }

  std::unique_ptr<Service> service_ = MakeSecretsManager();

  // The record, as it is stored.
  std::shared_ptr<const directory::SecretRecord> Record(const std::string& name,
                                                        const std::string& region = testing::kRegion) const {
    return snapshot()->secrets.Find(directory::SecretKey(testing::kAccount, region, name));
  }
};

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_TESTS_UNIT_SERVICES_SECRETSMANAGER_SECRETSMANAGER_FIXTURE_H_
