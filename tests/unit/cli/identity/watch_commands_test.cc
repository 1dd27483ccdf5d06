// status and watch: what a plane tells about itself, and its requests as lines.
#include <boost/json.hpp>

#include "tests/unit/cli/sound_directory.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kWatched[] =
    R"({"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ann"},)"
    R"("eventTime":"2026-11-29T03:22:48Z","eventSource":"iam.amazonaws.com","eventName":"GetRole",)"
    R"("sourceIPAddress":"10.0.0.7","additionalEventData":{"status":200}})";
constexpr char kDenied[] =
    R"({"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ann"},)"
    R"("eventTime":"2026-11-29T03:22:49Z","eventSource":"iam.amazonaws.com","eventName":"DeleteRole",)"
    R"("sourceIPAddress":"10.0.0.7","errorCode":"AccessDenied","errorMessage":"no",)"
    R"("additionalEventData":{"status":403,"decisions":["iam:DeleteRole: implicit deny in identity policies"]},)"
    R"("resources":[{"ARN":"arn:aws:iam::111122223333:role/app"}]})";

using WatchCommandsTest = SoundDirectory;

TEST_F(WatchCommandsTest, StatusShowsAPlane) {
  ApplyToPlane();
  EXPECT_EQ(Run({"status"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(ContainsRegex("Plane +http://127.0.0.1:[0-9]+, account 111122223333, region eu-central-1\n"),
                           ContainsRegex("State +ready since 20"), ContainsRegex("Services +.*iam.*secretsmanager"),
                           ContainsRegex("Issuer +https://oidc.rolecall.internal, keys: "),
                           ContainsRegex("Counts +.*roles 1"), HasSubstr("No denials since the start.\n")));
  EXPECT_EQ(Run({"status", "-json"}), kExitOk);
  EXPECT_EQ(boost::json::parse(out()).at("ready"), true);
}

TEST_F(WatchCommandsTest, StatusSaysWhyThereIsNone) {
  EXPECT_EQ(Run({"status", "x"}), kExitError);
  EXPECT_EQ(Run({"status"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("no identity plane is named"));
  StartPlane();
  environment_.Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_EQ(Run({"status"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("rolecall: "));
  EXPECT_EQ(out(), "");
}

// A plane that keeps no log has its denials, and the rest from when somebody watches.
TEST_F(WatchCommandsTest, WatchPrintsThePlanesDenials) {
  StartPlane();
  const std::string secret = environment_.GetOr("AWS_SECRET_ACCESS_KEY", "");
  environment_.Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_EQ(Run({"watch", "-once"}), kExitError);
  EXPECT_EQ(out(), "");
  environment_.Set("AWS_SECRET_ACCESS_KEY", secret);
  EXPECT_EQ(Run({"watch", "-once"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("  DENY   "));
  EXPECT_EQ(Run({"watch", "x"}), kExitError);
}

TEST_F(WatchCommandsTest, WatchReadsALog) {
  Write("audit.log", std::string(kWatched) + "\n" + kDenied + "\nno record\n");
  EXPECT_EQ(Run({"watch", "-log=audit.log", "-once"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("03:22:48  ok     iam:GetRole"), HasSubstr("03:22:49  DENY   iam:DeleteRole")));
  EXPECT_EQ(Run({"watch", "-log=audit.log", "-once", "-denials"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("DeleteRole"), Not(HasSubstr("GetRole"))));
  EXPECT_EQ(Run({"watch", "-log=audit.log", "-once", "-json"}), kExitOk) << err();
  EXPECT_EQ(boost::json::parse(out().substr(0, out().find('\n'))).at("eventName"), "GetRole");
  EXPECT_EQ(Run({"watch", "-log=nowhere", "-once"}), kExitError);
}

TEST_F(WatchCommandsTest, WatchEndsWhenItIsInterrupted) {
  Write("audit.log", std::string(kWatched) + "\n");
  interrupt_.Raise();
  EXPECT_EQ(Run({"watch", "-log=audit.log"}), kExitOk);
  EXPECT_EQ(out(), "");
}

}  // namespace
}  // namespace rolecall::cli
