// Tags and policies of a session, checked the same way by all operations that make one.
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

class StsSessionParameters : public StsTest {
 protected:
  Reply Make(const QueryParameterList& more) {
    QueryParameterList parameters{{"Name", "pat"}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return AskSts(Root(), "GetFederationToken", parameters);
  }
  static QueryParameterList TagsOf(const directory::Tags& tags) {
    QueryParameterList parameters;
    for (std::size_t i = 0; i < tags.size(); ++i) {
      const std::string member = "Tags.member." + std::to_string(i + 1);
      parameters.emplace_back(member + ".Key", tags[i].first);
      parameters.emplace_back(member + ".Value", tags[i].second);
    }
    return parameters;
  }
  static QueryParameterList Arns(const std::vector<std::string>& arns) {
    QueryParameterList parameters;
    for (std::size_t i = 0; i < arns.size(); ++i) {
      parameters.emplace_back("PolicyArns.member." + std::to_string(i + 1) + ".arn", arns[i]);
    }
    return parameters;
  }
};

TEST_F(StsSessionParameters, TagsAreChecked) {
  EXPECT_EQ(Make(TagsOf({{"Team", "x"}, {"team", "y"}})).Outcome(),
            "400 InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  EXPECT_EQ(Make(TagsOf({{"AWS:team", "x"}})).error_code, "InvalidParameterValue");
  EXPECT_EQ(Make(TagsOf({{"te*am", "x"}})).Outcome(),
            "400 ValidationError: 1 validation error detected: Value 'te*am' at 'tags.1.member.key' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
  EXPECT_EQ(Make(TagsOf({{"", "x"}})).error_code, "ValidationError");
  EXPECT_EQ(Make(TagsOf({{std::string(129, 'k'), std::string(257, 'v')}})).error_message.substr(0, 28),
            "2 validation errors detected");
  EXPECT_EQ(Make(TagsOf({{"caf\xc3\xa9 1", ""}})).Outcome(), "200");
}

TEST_F(StsSessionParameters, ThereAreFiftyTagsAtMost) {
  directory::Tags tags;
  for (int i = 0; i < 51; ++i) tags.emplace_back("k" + std::to_string(i), "v");
  EXPECT_EQ(Make(TagsOf(tags)).error_code, "ValidationError");
  tags.pop_back();
  EXPECT_EQ(Make(TagsOf(tags)).Outcome(), "200");
}

TEST_F(StsSessionParameters, WhatDoesNotFitIsTooLarge) {
  directory::Tags tags;
  for (int i = 0; i < 50; ++i) tags.emplace_back(std::to_string(i) + std::string(100, 'k'), std::string(256, 'v'));
  Reply reply = Make(TagsOf(tags));
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.error_code, "PackedPolicyTooLarge");
}

TEST_F(StsSessionParameters, ThePackedSizeGrowsWithWhatIsGiven) {
  const auto size = [&](const QueryParameterList& more) { return std::stoi(Make(more).At("PackedPolicySize")); };
  const int tagged = size(TagsOf({{std::string(128, 'k'), std::string(256, 'v')}}));
  EXPECT_LT(size({}), tagged);
  EXPECT_LT(size({}), size(Arns({"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/SecurityAudit"})));
  EXPECT_LE(tagged, 100);
}

TEST_F(StsSessionParameters, AnInlinePolicyIsAPolicy) {
  EXPECT_EQ(Make({{"Policy", "{"}}).error_code, "MalformedPolicyDocument");
  EXPECT_EQ(Make({{"Policy", std::string(2049, ' ')}}).Outcome(),
            "400 ValidationError: 1 validation error detected: Value '" + std::string(1024, ' ') +
                "' at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048");
  Reply reply = Make({{"Policy", PolicyDocument(Allow("s3:*"))}});
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(SessionIn(reply).session->session_policy, PolicyDocument(Allow("s3:*")));
}

TEST_F(StsSessionParameters, ManagedPoliciesExistAndAreTenAtMost) {
  const std::string read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  EXPECT_EQ(Make(Arns(std::vector<std::string>(11, read))).error_code, "ValidationError");
  EXPECT_EQ(Make(Arns({"arn:aws:iam::054000737513:role/a"})).Outcome(),
            "400 ValidationError: arn:aws:iam::054000737513:role/a is invalid");
  EXPECT_EQ(Make(Arns({"arn:aws:iam::054000737513:policy/none"})).error_code, "MalformedPolicyDocument");
  EXPECT_EQ(Make({{"PolicyArns.member.1.other", "x"}}).error_code, "ValidationError");
  Reply reply = Make(Arns({read}));
  ASSERT_EQ(reply.Outcome(), "200");
  EXPECT_EQ(SessionIn(reply).session->session_policy_arns, std::vector<std::string>{read});
}

}  // namespace
}  // namespace rolecall::services::sts
