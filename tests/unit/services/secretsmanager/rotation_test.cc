// RotateSecret, CancelRotateSecret, and rotations that are due.
#include <gmock/gmock.h>

#include <functional>
#include <mutex>
#include <thread>

#include "services/secretsmanager/rotator.h"
#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kFunction[] = "arn:aws:lambda:eu-central-1:054000737513:function:rotate";

// A function as AWS's templates have it, which calls the service with the credentials that it is given. After Stop()
// it asks the service nothing more.
class TestFunction final : public rotation::Functions {
 public:
  using Ask = std::function<Reply(const directory::SessionCredentials&, const std::string&, bj::object)>;

  explicit TestFunction(Ask ask) : ask_(std::move(ask)) {}

  bool Has(const std::string& arn) const override { return arn == kFunction; }
  void Stop() override {
    std::lock_guard lock(running_);
    stopped_ = true;
  }
  Result<void> Invoke(const std::string&, const rotation::Event& event) override {
    std::lock_guard lock(running_);
    if (stopped_) return Error{ErrorCode::kCancelled, "stopped"};
    steps.push_back(event.step);
    if (event.step == fail_at) return Error{ErrorCode::kUnavailable, "exit code 1"};
    if (event.step == "createSecret")
      Do(event, "PutSecretValue",
         {{"SecretString", "new"}, {"VersionStages", bj::array{"AWSPENDING"}}, {"ClientRequestToken", event.token}});
    if (event.step == "testSecret") tested = Do(event, "GetSecretValue", {{"VersionId", event.token}}).Outcome();
    if (event.step != "finishSecret" || forget_to_finish) return {};
    const Reply current = Do(event, "GetSecretValue", {{"VersionStage", "AWSCURRENT"}});
    Do(event, "UpdateSecretVersionStage",
       {{"VersionStage", "AWSCURRENT"},
        {"MoveToVersionId", event.token},
        {"RemoveFromVersionId", current.At("VersionId")}});
    others = ask_(event.credentials, "GetSecretValue", {{"SecretId", "other"}}).error_code;
    return {};
  }

  std::vector<std::string> steps;
  std::string fail_at, tested, others;
  bool forget_to_finish = false;

 private:
  Reply Do(const rotation::Event& event, const std::string& operation, bj::object input) {
    input["SecretId"] = event.secret_arn;
    Reply reply = ask_(event.credentials, operation, input);
    EXPECT_TRUE(reply.ok() || event.step == "testSecret") << operation << ": " << reply.Outcome();
    return reply;
  }
  Ask ask_;
  std::mutex running_;  // held by the step that runs
  bool stopped_ = false;
};

class SecretsRotation : public SecretsTest {
 protected:
  SecretsRotation()
      : function_([this](const directory::SessionCredentials& credentials, const std::string& operation,
                         bj::object input) { return AskWith(credentials, operation, input); }),
        rotator_({directory(), clock(), random(), function_,
                  [this](const std::string& line) { warnings_.push_back(line); }}) {
    // The service's own rotator has the same function; this one is asked to look for what is due, and waited for.
    service_ = MakeSecretsManager({.rotation = std::make_unique<rotation::Parts>(rotation::Parts{
                                       directory(), clock(), random(), function_,
                                       [this](const std::string& line) { warnings_.push_back(line); }})});
    arn_ = NewSecret("app");
    NewSecret("other");
  }
  ~SecretsRotation() override {
    function_.Stop();  // before the service goes that it asks
    service_.reset();
  }

  Reply AskWith(const directory::SessionCredentials& credentials, const std::string& operation,
                const bj::object& input) {
    return AskAs(SignIn(credentials.access_key_id, credentials.token), operation, input);
  }
  Reply Rotate(bj::object more = {}, const char* token = kSecond) {
    more["SecretId"] = "app";
    more["ClientRequestToken"] = token;
    if (!more.contains("RotationLambdaARN")) more["RotationLambdaARN"] = kFunction;
    return Ask("RotateSecret", more);
  }
  // Until nothing of a rotation is left to do. The background threads need a moment.
  void Settle(const std::function<bool()>& settled) {
    for (int i = 0; i < 2000 && !settled(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_TRUE(settled());
  }
  void SettleRotated() {
    Settle([this] { return Record("app")->rotation.running.empty() && Record("app")->rotation.last_rotated; });
  }
  void SettleFailed() {
    Settle([this] { return Record("app")->rotation.last_failed.has_value(); });
  }

  TestFunction function_;
  std::vector<std::string> warnings_;
  Rotator rotator_;
  std::string arn_;
};

TEST_F(SecretsRotation, AFunctionMakesTheNewVersionInFourSteps) {
  const Reply rotated = Rotate({{"RotationRules", bj::object{{"AutomaticallyAfterDays", 10}}}});
  EXPECT_EQ(rotated.status, 200) << rotated.body;
  EXPECT_EQ(rotated.At("ARN"), arn_);
  EXPECT_EQ(rotated.At("VersionId"), kSecond);
  SettleRotated();
  EXPECT_THAT(function_.steps, ElementsAre("createSecret", "setSecret", "testSecret", "finishSecret"));
  EXPECT_EQ(function_.tested, "200");
  EXPECT_EQ(Current("app"), "new");
  EXPECT_EQ(InStage("app", "AWSPREVIOUS"), kFirst);
  EXPECT_EQ(Ask("GetSecretValue", {{"SecretId", "app"}, {"VersionStage", "AWSPENDING"}}).error_code,
            "ResourceNotFoundException");
  const Reply described = Ask("DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(described.At("RotationEnabled"), "true");
  EXPECT_EQ(described.At("RotationLambdaARN"), kFunction);
  EXPECT_EQ(described.At("RotationRules/AutomaticallyAfterDays"), "10");
  EXPECT_EQ(described.json.at("LastRotatedDate").as_double(), testing::kNow);
  EXPECT_EQ(described.json.at("NextRotationDate").as_double(), (testing::kNow / 86400 + 11) * 86400 - 1);
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(SecretsRotation, TheSameRequestAgainIsTheSameRotation) {
  ASSERT_EQ(Rotate().status, 200);
  EXPECT_EQ(Rotate().status, 200);
  SettleRotated();
  EXPECT_EQ(Rotate().At("VersionId"), kSecond);
  rotator_.Wait();
  EXPECT_EQ(function_.steps.size(), 4u);
  ASSERT_EQ(Rotate({}, kThird).status, 200);
  Settle([this] { return InStage("app", "AWSCURRENT") == kThird; });
  // A token that another version had.
  ExpectTokenInUse(Rotate({}, kFirst), kFirst, arn_);
}

// Its credentials are for this secret.
TEST_F(SecretsRotation, AFunctionReachesNoOtherSecret) {
  ASSERT_EQ(Rotate().status, 200);
  SettleRotated();
  EXPECT_EQ(function_.others, "AccessDeniedException");
}

// Whoever rotates a secret needs no permission of its key: the function has it, for this secret.
TEST_F(SecretsRotation, AFunctionMayUseTheKeyOfItsSecret) {
  for (const char* key : {"11111111-2222-3333-4444-555555555555", "alias/mine"}) {
    ASSERT_EQ(Ask("UpdateSecret", {{"SecretId", "app"}, {"KmsKeyId", key}}).status, 200);
    const std::string before = InStage("app", "AWSCURRENT");
    ASSERT_EQ(Rotate({}, before == kFirst ? kSecond : kThird).status, 200);
    Settle([&] { return Record("app")->rotation.running.empty(); });
    EXPECT_NE(InStage("app", "AWSCURRENT"), before) << key << Record("app")->rotation.failure;
  }
}

TEST_F(SecretsRotation, AFailureIsToldAndTheCurrentVersionStays) {
  function_.fail_at = "setSecret";
  ASSERT_EQ(Rotate().status, 200);
  SettleFailed();
  EXPECT_EQ(Current("app"), "one");
  EXPECT_EQ(InStage("app", "AWSPENDING"), kSecond);
  EXPECT_EQ(Record("app")->rotation.failure, "setSecret: exit code 1");
  EXPECT_THAT(warnings_, ElementsAre("rotation of " + arn_ + " failed at setSecret: exit code 1"));
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).At("LastRotatedDate"), "(none)");
  // The next call finds it unfinished, and it is tried again.
  function_.fail_at = "";
  ExpectError(Rotate({}, kThird), 400, "InvalidRequestException",
              "A previous rotation isn't complete. That rotation will be reattempted.");
  SettleRotated();
  EXPECT_EQ(InStage("app", "AWSCURRENT"), kSecond);
  EXPECT_TRUE(Record("app")->rotation.failure.empty());
}

TEST_F(SecretsRotation, AFunctionThatDoesNotFinishHasFailed) {
  function_.forget_to_finish = true;
  ASSERT_EQ(Rotate().status, 200);
  SettleFailed();
  EXPECT_THAT(Record("app")->rotation.failure, HasSubstr("did not make the new version current"));
  EXPECT_EQ(Current("app"), "one");
}

TEST_F(SecretsRotation, WhatFailedIsTriedAgainAfterAnHour) {
  function_.fail_at = "createSecret";
  ASSERT_EQ(Rotate().status, 200);
  SettleFailed();
  function_.fail_at = "";
  clock().Advance(std::chrono::minutes(59));
  rotator_.Scan();
  rotator_.Wait();
  EXPECT_EQ(Current("app"), "one");
  clock().Advance(std::chrono::minutes(1));
  rotator_.Scan();
  rotator_.Wait();
  EXPECT_EQ(Current("app"), "new");
}

TEST_F(SecretsRotation, WhatIsDueIsRotated) {
  ASSERT_EQ(Rotate({{"RotationRules", bj::object{{"ScheduleExpression", "rate(2 days)"}}}}).status, 200);
  SettleRotated();
  clock().Advance(std::chrono::days(1));
  rotator_.Scan();
  rotator_.Wait();
  EXPECT_EQ(InStage("app", "AWSCURRENT"), kSecond);
  clock().Advance(std::chrono::days(1));
  rotator_.Scan();
  rotator_.Wait();
  EXPECT_NE(InStage("app", "AWSCURRENT"), kSecond);
  EXPECT_EQ(InStage("app", "AWSPREVIOUS"), kSecond);
  EXPECT_EQ(Record("app")->rotation.last_rotated, clock().Now());
  // Neither deleted nor cancelled ones.
  ASSERT_EQ(Ask("CancelRotateSecret", {{"SecretId", "app"}}).status, 200);
  const std::string current = InStage("app", "AWSCURRENT");
  clock().Advance(std::chrono::days(9));
  rotator_.Scan();
  rotator_.Wait();
  EXPECT_EQ(InStage("app", "AWSCURRENT"), current);
}

TEST_F(SecretsRotation, NotImmediatelyOnlyTests) {
  const Reply configured =
      Rotate({{"RotateImmediately", false}, {"RotationRules", bj::object{{"AutomaticallyAfterDays", 3}}}});
  EXPECT_EQ(configured.status, 200);
  Settle([this] { return Record("app")->versions.size() == 1; });
  EXPECT_THAT(function_.steps, ElementsAre("testSecret"));
  EXPECT_EQ(Current("app"), "one");
  const Reply described = Ask("DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(described.At("RotationEnabled"), "true");
  EXPECT_EQ(described.At("LastRotatedDate"), "(none)");
  clock().Advance(std::chrono::days(3));
  rotator_.Scan();
  rotator_.Wait();
  EXPECT_EQ(Current("app"), "new");
}

TEST_F(SecretsRotation, ACancelledRotationIsOff) {
  ExpectError(Ask("CancelRotateSecret", {{"SecretId", "app"}}), 400, "InvalidRequestException",
              "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured and "
              "you didn't include such an ARN as a parameter in this call.");
  function_.fail_at = "testSecret";
  ASSERT_EQ(Rotate().status, 200);
  SettleFailed();
  const Reply cancelled = Ask("CancelRotateSecret", {{"SecretId", "app"}});
  EXPECT_EQ(cancelled.At("ARN"), arn_);
  EXPECT_EQ(cancelled.At("VersionId"), kSecond);
  const Reply described = Ask("DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(described.At("RotationEnabled"), "false");
  EXPECT_EQ(described.At("RotationLambdaARN"), kFunction);
  EXPECT_EQ(described.At("NextRotationDate"), "(none)");
}

TEST_F(SecretsRotation, WhatIsAskedForMustBePossible) {
  ExpectError(Ask("RotateSecret", {{"SecretId", "app"}, {"ClientRequestToken", kSecond}}), 400,
              "InvalidRequestException", "No Lambda rotation function ARN is associated with this secret.");
  ExpectError(Ask("RotateSecret", {{"SecretId", "app"}, {"RotationLambdaARN", kFunction}}), 400,
              "InvalidParameterException",
              "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  ExpectError(Rotate({{"RotationLambdaARN", std::string(kFunction) + "2"}}), 400, "ResourceNotFoundException",
              "Lambda does not exist or could not be accessed");
  ExpectError(Rotate({{"RotationRules", bj::object{{"AutomaticallyAfterDays", 1001}}}}), 400, "ValidationException",
              "1 validation error detected: Value '1001' at 'rotationRules.automaticallyAfterDays' failed to satisfy "
              "constraint: Member must have value less than or equal to 1000");
  ExpectError(
      Rotate({{"RotationRules", bj::object{{"AutomaticallyAfterDays", 1}, {"ScheduleExpression", "rate(1 day)"}}}}),
      400, "InvalidParameterException", "You cannot specify both rotation frequency and schedule expression together.");
  for (const char* schedule : {"rate(3 hours)", "rate(1001 days)", "rate(x days)", "cron(5 8 1 * ? *)", "daily"}) {
    EXPECT_EQ(Rotate({{"RotationRules", bj::object{{"ScheduleExpression", schedule}}}}).error_code,
              "InvalidParameterException")
        << schedule;
  }
  EXPECT_EQ(Rotate({{"RotationRules", bj::object{{"Duration", "99"}}}}).error_code, "InvalidParameterException");
  EXPECT_FALSE(Record("app")->rotation.enabled);
  service_ = MakeSecretsManager();
  EXPECT_EQ(Rotate().error_code, "ResourceNotFoundException");
}

TEST_F(SecretsRotation, TheCallerMustBeAllowedToInvokeTheFunction) {
  const bj::object input{{"SecretId", "app"}, {"RotationLambdaARN", kFunction}, {"ClientRequestToken", kSecond}};
  const std::string rotate = testing::Allow("secretsmanager:RotateSecret");
  ExpectDenied(AskAs(NewUser("ann", rotate), "RotateSecret", input), "lambda:InvokeFunction");
  EXPECT_EQ(
      AskAs(NewUser("bob", rotate + "," + testing::Allow("lambda:InvokeFunction", kFunction)), "RotateSecret", input)
          .status,
      200);
  SettleRotated();
}

TEST_F(SecretsRotation, ReplicasGetTheNewValue) {
  ASSERT_EQ(Ask("ReplicateSecretToRegions",
                {{"SecretId", "app"}, {"AddReplicaRegions", bj::array{bj::object{{"Region", "eu-west-1"}}}}})
                .status,
            200);
  ASSERT_EQ(Rotate().status, 200);
  SettleRotated();
  set_region("eu-west-1");
  EXPECT_EQ(Current("app"), "new");
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
