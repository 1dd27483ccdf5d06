// inject -replay: recorded reviews, each with what was known when it was made.
#include <boost/json.hpp>

#include "base/encoding.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAccount[] =
    R"("serviceAccounts":[{"kind":"ServiceAccount","metadata":{"name":"app","namespace":"shop","annotations":)"
    R"({"eks.amazonaws.com/role-arn":"arn:aws:iam::111122223333:role/app"}}}])";
constexpr char kReview[] =
    R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u1","namespace":"shop","object":)"
    R"({"spec":{"serviceAccountName":"app","containers":[{"name":"main"}]}}}})";

class ReviewReplay : public CommandLineTest {
 protected:
  // The answers' HTTP statuses and bodies for one recorded line.
  boost::json::value Replay(const std::string& members) {
    EXPECT_EQ(Run({"inject", "-replay"}, "{\"name\":\"n\"," + members + "}\n"), kExitOk) << err();
    return out().empty() ? boost::json::value() : boost::json::parse(out());
  }
  // The JSON patch of the answer; "" if there is none.
  std::string PatchOf(const std::string& members) {
    const boost::json::value shown = Replay(members);
    EXPECT_EQ(shown.at("httpStatus"), 200);
    const boost::json::value body = boost::json::parse(shown.at("body").as_string());
    EXPECT_EQ(body.at("response").at("uid"), "u1");
    const boost::json::value* patch = body.at("response").as_object().if_contains("patch");
    return patch == nullptr ? "" : Base64Decode(std::string(patch->as_string())).value_or("no base64");
  }
  std::string WhyNot(const std::string& line) {
    EXPECT_EQ(Run({"inject", "-replay"}, line), kExitError) << line;
    return err();
  }
  static std::string Request() { return R"("contentType":"application/json","request":)" + std::string(kReview); }
};

TEST_F(ReviewReplay, IsAnsweredByTheServiceAccountsThatWereRecorded) {
  EXPECT_THAT(PatchOf(std::string(kAccount) + "," + Request()),
              AllOf(HasSubstr("AWS_WEB_IDENTITY_TOKEN_FILE"), HasSubstr("arn:aws:iam::111122223333:role/app"),
                    HasSubstr("86400")));
  EXPECT_EQ(PatchOf(Request()), "");
}

TEST_F(ReviewReplay, FlagsAreTheWebhooksOwn) {
  const std::string patch = PatchOf(R"("flags":{"token-expiration":7200,"token-audience":"me",)"
                                    R"("sts-regional-endpoint":false,"aws-default-region":"eu-west-1"},)" +
                                    std::string(kAccount) + "," + Request());
  EXPECT_THAT(patch, AllOf(HasSubstr("7200"), HasSubstr("\"me\""), HasSubstr("eu-west-1"),
                           Not(HasSubstr("AWS_STS_REGIONAL_ENDPOINTS"))));
  EXPECT_THAT(WhyNot(R"({"flags":{"no-such-flag":1},"request":{}})"), HasSubstr("no-such-flag"));
}

TEST_F(ReviewReplay, WhatElseTheWebhookKnewIsTakenFromTheRecord) {
  std::string named = kAccount;
  named.replace(named.find("arn:aws:iam::111122223333:role/app"), 34, "app");
  EXPECT_THAT(PatchOf(R"("flags":{"compose-role-arn":true},)"
                      R"("instanceIdentity":{"AccountID":"444455556666","Partition":"aws-cn"},)" +
                      named + "," + Request()),
              HasSubstr("arn:aws-cn:iam::444455556666:role/app"));
  EXPECT_THAT(PatchOf(R"("flags":{"watch-config-map":true},"configMaps":[{"kind":"ConfigMap","metadata":)"
                      R"({"name":"pod-identity-webhook","namespace":"eks"},"data":{"config":)"
                      R"("{\"shop/app\":{\"RoleARN\":\"arn:aws:iam::111122223333:role/mapped\"}}"}}],)" +
                      Request()),
              HasSubstr("role/mapped"));
  const std::string listed = R"({"identities":[{"namespace":"shop","serviceAccount":"app"}]})";
  EXPECT_THAT(PatchOf("\"containerCredentialsConfig\":" + listed + "," + Request()),
              HasSubstr("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
  EXPECT_THAT(PatchOf("\"containerCredentialsConfig\":" + boost::json::serialize(boost::json::string(listed)) + "," +
                      Request()),
              HasSubstr("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
}

TEST_F(ReviewReplay, ABodyIsSentAsItWasWrittenAndRefusedAsTheWebhookRefusesIt) {
  EXPECT_NE(Replay(R"("contentType":"text/plain","request":{})").at("httpStatus"), 200);
  const boost::json::value empty = Replay(R"("contentType":"application/json","rawBody":"")");
  EXPECT_THAT(std::string(empty.at("body").as_string()), Not(HasSubstr("\"patch\""))) << "no pod is changed";
  const boost::json::value shown =
      Replay(R"("contentType":"application/json","rawBody":)" + boost::json::serialize(boost::json::string(kReview)));
  EXPECT_EQ(shown.at("httpStatus"), 200);
  EXPECT_EQ(shown.at("name"), "n");
}

TEST_F(ReviewReplay, TheLineThatCannotBeReadIsNamed) {
  const std::string good = R"({"rawBody":"x"})";
  EXPECT_THAT(WhyNot(good + "\n\n{\n"), HasSubstr("line 3: "));
  EXPECT_THAT(WhyNot("[]\n"), HasSubstr("line 1: not a JSON object"));
  EXPECT_THAT(WhyNot("{}\n"), HasSubstr("there is neither a \"request\" nor a \"rawBody\""));
  EXPECT_THAT(WhyNot(R"({"request":null})"), HasSubstr("there is neither"));
  EXPECT_EQ(Run({"inject", "-replay", "-f", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-replay reads standard input and no manifests"));
}

}  // namespace
}  // namespace rolecall::cli
