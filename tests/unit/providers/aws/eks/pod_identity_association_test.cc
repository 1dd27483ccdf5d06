#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using ::testing::HasSubstr;

class PodIdentityAssociationTest : public ProviderTest {
 protected:
  static constexpr const char* kType = "aws_eks_pod_identity_association";
  static constexpr const char* kList = "/clusters/main/pod-identity-associations";
  static constexpr const char* kOne = "/clusters/main/pod-identity-associations/a-1";

  void Answer(const std::string& more = "") {
    const std::string body =
        R"({"association":{"clusterName":"main","namespace":"apps","serviceAccount":"web","roleArn":"arn:r",)"
        R"("associationArn":"arn:a","associationId":"a-1","tags":{"a":"b"},"disableSessionTags":false)" +
        more + "}}";
    for (const std::string& action : {std::string("POST ") + kList, std::string("GET ") + kOne,
                                      std::string("POST ") + kOne, std::string("DELETE ") + kOne}) {
      aws_->AnswerBody(action, body);
    }
    aws_->AnswerBody("POST /tags/arn%3Aa", "{}");
    aws_->AnswerBody("DELETE /tags/arn%3Aa", "{}");
  }
  Object Wanted(const std::string& role = "arn:r") {
    Object config = Config(
        kType, {{"cluster_name", "main"}, {"namespace", "apps"}, {"service_account", "web"}, {"role_arn", role}});
    config.SetTextMap("tags", {{"a", "b"}});
    return config;
  }
  std::string Sent(const std::string& action) { return aws_->sent[action]["body"]; }
};

TEST_F(PodIdentityAssociationTest, IsCreatedAndReadByItsId) {
  Configure("6.25.0");
  Answer();
  const Object state = Create(kType, Wanted());
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("id"), "a-1");
  EXPECT_EQ(state.Text("association_arn"), "arn:a");
  EXPECT_EQ(state.Text("association_id"), "a-1");
  EXPECT_EQ(state.TextMap("tags"), (Tags{{"a", "b"}}));
  EXPECT_THAT(Sent(std::string("POST ") + kList), HasSubstr(R"("tags":{"a":"b"})"));
  EXPECT_TRUE(Plan(kType, state.ToValue(), Wanted()).planned.Same(state.ToValue()));
}

// Source: a plan of the AWS provider 6.47.1.
TEST_F(PodIdentityAssociationTest, WithoutTagsAndOptionsItKnowsThatThereAreNone) {
  Configure("6.25.0");
  Object config = Wanted();
  config.SetNull("tags");
  const Object planned(Plan(kType, Nothing(kType), config).planned);
  EXPECT_TRUE(planned.IsSet("tags_all"));
  EXPECT_TRUE(planned.TextMap("tags_all").empty());
  EXPECT_TRUE(planned.IsSet("disable_session_tags"));
  EXPECT_FALSE(planned.Flag("disable_session_tags"));
}

TEST_F(PodIdentityAssociationTest, OnlyWhatChangedIsUpdatedAndTheServiceAccountReplaces) {
  Configure("6.25.0");
  Answer();
  const Object state = Create(kType, Wanted());
  Object other = Wanted("arn:other");
  other.SetTextMap("tags", {{"c", "d"}});
  Apply(kType, state.ToValue(), other);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(Sent(std::string("POST ") + kOne), R"({"roleArn":"arn:other"})");
  EXPECT_THAT(Sent("POST /tags/arn%3Aa"), HasSubstr(R"("c":"d")"));
  EXPECT_TRUE(aws_->Called("DELETE /tags/arn%3Aa"));
  Object moved = Wanted();
  moved.SetText("service_account", "api");
  EXPECT_FALSE(Plan(kType, state.ToValue(), moved).requires_replace.empty());
}

TEST_F(PodIdentityAssociationTest, OlderVersionsHaveNoTargetRole) {
  Configure("5.31.0");
  EXPECT_EQ(provider_->schema().resources.at(kType).block.attributes.count("target_role_arn"), 0u);
}

}  // namespace
}  // namespace rolecall::providers::aws
