#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamSimulation : public IamTest {
 protected:
  // "allowed", "implicitDeny" or "explicitDeny" of each result, or the outcome of the call if it failed.
  static Names Decisions(const Reply& answered) {
    if (answered.status != 200) return {answered.Outcome()};
    return answered.All("EvaluationResults/member/EvalDecision");
  }
  Names Custom(const Names& policies, QueryParameterList more) {
    for (std::size_t i = 0; i < policies.size(); ++i) {
      more.emplace_back("PolicyInputList.member." + std::to_string(i + 1), policies[i]);
    }
    if (more.empty() || more.front().first != "ActionNames.member.1") {
      more.insert(more.begin(), {"ActionNames.member.1", "s3:GetObject"});
    }
    return Decisions(Ask("SimulateCustomPolicy", more));
  }
};

constexpr char kDeny[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/secret*"}]})";

TEST_F(IamSimulation, CustomPoliciesAreDecidedTogether) {
  EXPECT_EQ(Custom({kPolicy}, {}), Names{"allowed"});
  EXPECT_EQ(Custom({kPolicy, kDeny}, {{"ActionNames.member.1", "s3:GetObject"},
                                      {"ActionNames.member.2", "s3:PutObject"},
                                      {"ResourceArns.member.1", "arn:aws:s3:::b/a"},
                                      {"ResourceArns.member.2", "arn:aws:s3:::b/secret/x"}}),
            (Names{"allowed", "explicitDeny", "implicitDeny", "implicitDeny"}));
}

TEST_F(IamSimulation, ResultsNameActionResourceAndTheStatementThatDecided) {
  Reply answered = Ask("SimulateCustomPolicy", {{"PolicyInputList.member.1", kPolicy},
                                                {"ActionNames.member.1", "s3:GetObject"},
                                                {"ResourceArns.member.1", "arn:aws:s3:::b/a"}});
  EXPECT_EQ(answered.At("EvaluationResults/member/EvalActionName"), "s3:GetObject");
  EXPECT_EQ(answered.At("EvaluationResults/member/EvalResourceName"), "arn:aws:s3:::b/a");
  EXPECT_EQ(answered.At("EvaluationResults/member/MatchedStatements/member/SourcePolicyId"), "PolicyInputList.1");
  EXPECT_EQ(answered.At("EvaluationResults/member/MatchedStatements/member/SourcePolicyType"), "IAM Policy");
  EXPECT_EQ(answered.At("IsTruncated"), "false");
}

TEST_F(IamSimulation, ContextEntriesAreConditions) {
  const std::string document =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"},"ForAllValues:StringEquals":{"aws:TagKeys":["x","y"]}}}]})";
  const auto with = [&](const std::string& team, const Names& keys) {
    QueryParameterList context{{"ActionNames.member.1", "s3:GetObject"},
                               {"ContextEntries.member.1.ContextKeyName", "aws:PrincipalTag/team"},
                               {"ContextEntries.member.1.ContextKeyType", "string"},
                               {"ContextEntries.member.1.ContextKeyValues.member.1", team},
                               {"ContextEntries.member.2.ContextKeyName", "aws:TagKeys"},
                               {"ContextEntries.member.2.ContextKeyType", "stringList"}};
    for (std::size_t i = 0; i < keys.size(); ++i) {
      context.emplace_back("ContextEntries.member.2.ContextKeyValues.member." + std::to_string(i + 1), keys[i]);
    }
    return Custom({document}, context);
  };
  EXPECT_EQ(with("a", {"x"}), Names{"allowed"});
  EXPECT_EQ(with("a", {"x", "y"}), Names{"allowed"});
  EXPECT_EQ(with("a", {"x", "z"}), Names{"implicitDeny"});
  EXPECT_EQ(with("b", {"x"}), Names{"implicitDeny"});
}

TEST_F(IamSimulation, ABoundaryThatDoesNotAllowDenies) {
  const auto detail = [&](const std::string& boundary) {
    Reply answered = Ask("SimulateCustomPolicy", {{"ActionNames.member.1", "s3:GetObject"},
                                                  {"PolicyInputList.member.1", kPolicy},
                                                  {"PermissionsBoundaryPolicyInputList.member.1", boundary}});
    const std::string member = "EvaluationResults/member/";
    return answered.At(member + "EvalDecision") + " " +
           answered.At(member + "PermissionsBoundaryDecisionDetail/AllowedByPermissionsBoundary");
  };
  EXPECT_EQ(detail(AllowDocument("s3:*")), "allowed true");
  EXPECT_EQ(detail(AllowDocument("iam:*")), "implicitDeny false");
}

TEST_F(IamSimulation, WhatIsWrittenWrongIsNamed) {
  EXPECT_EQ(Custom({kPolicy}, {{"ActionNames.member.1", "GetObject"}}),
            Names{"400 InvalidInput: Invalid Action: GetObject"});
  EXPECT_EQ(Custom({"{"}, {}).front().substr(0, 16), "400 InvalidInput");
  EXPECT_EQ(
      Custom({kPolicy}, {{"ActionNames.member.1", "s3:GetObject"}, {"ResourcePolicy", "{"}}).front().substr(0, 16),
      "400 InvalidInput");
  EXPECT_EQ(Custom({kPolicy},
                   {{"ActionNames.member.1", "s3:GetObject"}, {"PermissionsBoundaryPolicyInputList.member.1", "{"}})
                .front()
                .substr(0, 16),
            "400 InvalidInput");
}

TEST_F(IamSimulation, AResourcePolicyMayDeny) {
  const std::string resource_policy =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*"}]})";
  Reply answered = Ask("SimulateCustomPolicy", {{"ActionNames.member.1", "s3:GetObject"},
                                                {"PolicyInputList.member.1", kPolicy},
                                                {"ResourceArns.member.1", "arn:aws:s3:::b/a"},
                                                {"CallerArn", Arn("user/ann")},
                                                {"ResourcePolicy", resource_policy}});
  EXPECT_EQ(Decisions(answered), Names{"explicitDeny"});
  EXPECT_EQ(answered.At("EvaluationResults/member/MatchedStatements/member/SourcePolicyType"), "Resource Policy");
}

TEST_F(IamSimulation, AResourcePolicyMayAllowWhatNoIdentityPolicyDoes) {
  const auto ask = [&](const std::string& caller) {
    return Decisions(Ask(
        "SimulateCustomPolicy",
        {{"ActionNames.member.1", "s3:GetObject"},
         {"PolicyInputList.member.1", AllowDocument("iam:*")},
         {"ResourceArns.member.1", "arn:aws:s3:::b/a"},
         {"CallerArn", caller},
         {"ResourcePolicy",
          R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:user/ann"},"Action":"s3:GetObject","Resource":"*"}]})"}}));
  };
  EXPECT_EQ(ask(Arn("user/ann")), Names{"allowed"});
  EXPECT_EQ(ask(Arn("user/bob")), Names{"implicitDeny"});
}

TEST_F(IamSimulation, OfARoleHasItsPoliciesAndBoundary) {
  ASSERT_EQ(CreateRole("app").status, 200);
  Do("PutRolePolicy", {{"RoleName", "app"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}});
  const QueryParameterList question{{"PolicySourceArn", Arn("role/app")}, {"ActionNames.member.1", "s3:GetObject"}};
  EXPECT_EQ(Decisions(Ask("SimulatePrincipalPolicy", question)), Names{"allowed"});
  Do("PutRolePermissionsBoundary", {{"RoleName", "app"}, {"PermissionsBoundary", kAwsPolicyArn}});
  EXPECT_EQ(Decisions(Ask("SimulatePrincipalPolicy", question)), Names{"implicitDeny"});
}

TEST_F(IamSimulation, OfAUserTakesFurtherPoliciesAndItsName) {
  CreateUser("ann");
  Do("PutUserPermissionsBoundary",
     {{"UserName", "ann"}, {"PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"}});
  const auto ask = [&](const std::string& resource) {
    return Decisions(
        Ask("SimulatePrincipalPolicy",
            {{"PolicySourceArn", Arn("user/ann")},
             {"PolicyInputList.member.1", AllowDocument("s3:GetObject", "arn:aws:s3:::home/${aws:username}/*")},
             {"ActionNames.member.1", "s3:GetObject"},
             {"ResourceArns.member.1", resource}}));
  };
  EXPECT_EQ(ask("arn:aws:s3:::home/ann/x"), Names{"allowed"});
  EXPECT_EQ(ask("arn:aws:s3:::home/bob/x"), Names{"implicitDeny"});
}

TEST_F(IamSimulation, OfNobodyIsNotFound) {
  EXPECT_EQ(Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("user/none")}, {"ActionNames.member.1", "s3:*"}})
                .error_code,
            "NoSuchEntity");
}

}  // namespace
}  // namespace rolecall::services::iam
