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

// As measured on AWS, or a little more: 37, 74 and 112 %.
TEST_F(StsSessionParameters, TheEstimateIsOnTheCautiousSide) {
  const std::string account = "arn:aws:iam::054000737513:role/";
  const std::string both = R"(["sts:AssumeRole","sts:TagSession"])";
  const std::string trust = R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":)" + both + "}";
  PutRole("pod", "/", trust, Allow(both));
  PutRole("next", "/", trust);
  directory::Tags pod{{"eks-cluster-arn", "arn:aws:eks:eu-west-1:054000737513:cluster/production-eu-west-1"},
                      {"eks-cluster-name", "production-eu-west-1"},
                      {"kubernetes-namespace", "payments"},
                      {"kubernetes-service-account", "payments-worker"},
                      {"kubernetes-pod-name", "payments-worker-6b7c9d8f5-x2v4k"},
                      {"kubernetes-pod-uid", "7d0c5b1e-3a52-4c8d-9f3b-5a2d1e0c9b8a"}};
  directory::Tags own;
  for (int i = 0; i < 6; ++i) {
    own.emplace_back("owner-" + std::to_string(i), "team-" + std::to_string(i) + "-" + std::string(40, 'v'));
  }
  const auto hop = [&](const Caller& caller, const std::string& role, QueryParameterList more) {
    more.insert(more.end(), {{"RoleArn", account + role}, {"RoleSessionName", "s1"}});
    return AskSts(caller, "AssumeRole", more);
  };
  QueryParameterList transitive = TagsOf(pod);
  for (std::size_t i = 0; i < pod.size(); ++i) {
    transitive.emplace_back("TransitiveTagKeys.member." + std::to_string(i + 1), pod[i].first);
  }
  const Caller user = NewUser("u", Allow(both));
  const Caller plain = SessionIn(hop(user, "pod", {})), tagged = SessionIn(hop(user, "pod", transitive));
  const int own_alone = std::stoi(hop(plain, "next", TagsOf(own)).At("PackedPolicySize"));
  const int inherited = std::stoi(hop(tagged, "next", {}).At("PackedPolicySize"));
  EXPECT_GE(own_alone, 37);
  EXPECT_LE(own_alone, 80);
  EXPECT_GE(inherited, 74);
  EXPECT_LE(inherited, 90);
  EXPECT_EQ(hop(tagged, "next", TagsOf(own)).error_code, "PackedPolicyTooLarge");
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

// A list that is read up to its gap would leave the session without the limit that was asked for.
TEST_F(StsSessionParameters, AListWithAGapIsRefused) {
  const std::string read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  for (const QueryParameterList& more :
       std::vector<QueryParameterList>{{{"PolicyArns.member.2.arn", read}},
                                       {{"PolicyArns.member.1.arn", read}, {"PolicyArns.member.3.arn", read}},
                                       {{"PolicyArns.member.0.arn", read}},
                                       {{"PolicyArns.member.01.arn", read}},
                                       {{"PolicyArns.member.1", read}},
                                       {{"Tags.member.2.Key", "team"}, {"Tags.member.2.Value", "x"}}}) {
    EXPECT_EQ(Make(more).error_code, "MalformedInput") << more.front().first;
  }
}

TEST_F(StsSessionParameters, ManagedPoliciesAreOfTheSessionsAccount) {
  Write([&](directory::Transaction& transaction) {
    directory::ManagedPolicy policy;
    policy.account = services::testing::kOtherAccount;
    policy.name = "theirs";
    policy.versions.push_back(
        {1, directory::MakeStoredPolicy(PolicyDocument(Allow("s3:*")), policy::DocumentKind::kIdentity, "theirs"), {}});
    transaction.Put(std::move(policy));
  });
  EXPECT_EQ(Make(Arns({"arn:aws:iam::111122223333:policy/theirs"})).error_code, "MalformedPolicyDocument");
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
