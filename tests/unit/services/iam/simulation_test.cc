#include <set>
#include <tuple>

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

TEST_F(IamSimulation, PrincipalsAreLimitedByTheirOrganization) {
  CreateUser("ann");
  Do("AttachUserPolicy", {{"UserName", "ann"}, {"PolicyArn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}});
  const auto simulate = [&] {
    return Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("user/ann")},
                                           {"ActionNames.member.1", "s3:GetObject"},
                                           {"ResourceArns.member.1", "arn:aws:s3:::b/k"}});
  };
  const std::string detail = "EvaluationResults/member/OrganizationsDecisionDetail/AllowedByOrganizations";
  EXPECT_EQ(Decisions(simulate()), Names{"allowed"});
  EXPECT_EQ(simulate().At(detail), "(none)");
  Write([](directory::Transaction& transaction) {
    directory::OrganizationPolicy policy{.organization = "o-1", .account = testing::kOtherAccount, .id = "p-1"};
    policy.content = directory::MakeStoredPolicy(kDeny, policy::DocumentKind::kScp, policy.arn());
    transaction.Put(std::move(policy));
    transaction.Put(directory::Organization{.id = "o-1",
                                            .account = testing::kOtherAccount,
                                            .root_id = "r-1",
                                            .policy_types = {"SERVICE_CONTROL_POLICY"},
                                            .attached = {"p-FullAWSAccess"}});
    transaction.Put(directory::MemberAccount{
        .account = testing::kAccount, .organization = "o-1", .parent = "r-1", .attached = {"p-FullAWSAccess", "p-1"}});
  });
  EXPECT_EQ(Decisions(simulate()), Names{"allowed"});
  EXPECT_EQ(simulate().At(detail), "true");
  const Reply denied = Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("user/ann")},
                                                       {"ActionNames.member.1", "s3:GetObject"},
                                                       {"ResourceArns.member.1", "arn:aws:s3:::b/secret"}});
  EXPECT_EQ(Decisions(denied), Names{"explicitDeny"});
  EXPECT_EQ(denied.At(detail), "false");
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

TEST_F(IamSimulation, OfAGroupHasItsPolicies) {
  CreateGroup("g");
  Do("PutGroupPolicy", {{"GroupName", "g"}, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}});
  EXPECT_EQ(Decisions(Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("group/g")},
                                                      {"ActionNames.member.1", "s3:GetObject"},
                                                      {"ActionNames.member.2", "s3:PutObject"}})),
            (Names{"allowed", "implicitDeny"}));
}

TEST_F(IamSimulation, NeedsActionsAndAnEntity) {
  EXPECT_EQ(
      Ask("SimulateCustomPolicy", {{"PolicyInputList.member.1", kPolicy}}).Outcome(),
      "400 ValidationError: 1 validation error detected: Value null at 'actionNames' failed to satisfy constraint: "
      "Member must not be null");
  EXPECT_EQ(
      Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("role/none")}, {"ActionNames.member.1", "s3:GetObject"}})
          .Outcome(),
      "404 NoSuchEntity: The role with name none cannot be found.");
  EXPECT_EQ(Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("policy/p")}, {"ActionNames.member.1", "s3:Get"}})
                .error_code,
            "InvalidInput");
}

// As AWS's simulator: whether the role would trust the caller is not asked.
TEST_F(IamSimulation, TrustPoliciesAreNotJudged) {
  ASSERT_EQ(CreateRole("app").status, 200);
  Do("PutRolePolicy", {{"RoleName", "app"}, {"PolicyName", "i"}, {"PolicyDocument", AllowDocument("sts:AssumeRole")}});
  EXPECT_EQ(Decisions(Ask("SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("role/app")},
                                                      {"ActionNames.member.1", "sts:AssumeRole"},
                                                      {"ResourceArns.member.1", Arn("role/app")}})),
            Names{"allowed"});
}

TEST_F(IamSimulation, WhatItWasNotToldIsNamed) {
  const std::string document =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/${aws:username}","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x","s3:Prefix":"y"}}},{"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]})";
  QueryParameterList asked{{"PolicyInputList.member.1", document},
                           {"ActionNames.member.1", "s3:GetObject"},
                           {"ContextEntries.member.1.ContextKeyName", "s3:prefix"},
                           {"ContextEntries.member.1.ContextKeyType", "string"},
                           {"ContextEntries.member.1.ContextKeyValues.member.1", "y"}};
  const Names missing{"aws:PrincipalTag/team", "aws:username"};
  EXPECT_EQ(Ask("SimulateCustomPolicy", asked).All("EvaluationResults/member/MissingContextValues/member"), missing);
  asked.push_back({"ResourceArns.member.1", "arn:aws:s3:::b/x"});
  EXPECT_EQ(Ask("SimulateCustomPolicy", asked)
                .All("EvaluationResults/member/ResourceSpecificResults/member/MissingContextValues/member"),
            missing);
}

TEST_F(IamSimulation, ContextEntriesAreOfTheirType) {
  const auto outcome = [&](const std::string& type, const std::string& value) {
    return Custom({kPolicy}, {{"ActionNames.member.1", "s3:GetObject"},
                              {"ContextEntries.member.1.ContextKeyName", "aws:thing"},
                              {"ContextEntries.member.1.ContextKeyType", type},
                              {"ContextEntries.member.1.ContextKeyValues.member.1", value}})
        .front();
  };
  for (const auto& [type, good, bad] :
       {std::tuple("numeric", "1.5", "one"), std::tuple("booleanList", "true", "yes"),
        std::tuple("ip", "10.0.0.1", "x"), std::tuple("date", "2026-01-01T00:00:00Z", "today"),
        std::tuple("binary", "YQ==", "*")}) {
    EXPECT_EQ(outcome(type, good), "allowed") << type;
    EXPECT_EQ(outcome(type, bad).substr(0, 16), "400 InvalidInput") << type;
  }
  EXPECT_EQ(outcome("text", "x").substr(0, 19), "400 ValidationError");
}

TEST_F(IamSimulation, ManyResultsComeInPages) {
  QueryParameterList asked{{"PolicyInputList.member.1", kPolicy}, {"MaxItems", "4"}};
  for (int i = 1; i <= 3; ++i) {
    asked.emplace_back("ActionNames.member." + std::to_string(i), "s3:GetObject" + std::string(i, 'x'));
    asked.emplace_back("ResourceArns.member." + std::to_string(i), "arn:aws:s3:::b" + std::to_string(i));
  }
  Names seen;
  std::string marker;
  for (int page = 0; page < 3; ++page) {
    QueryParameterList next = asked;
    if (!marker.empty()) next.emplace_back("Marker", marker);
    Reply answered = Ask("SimulateCustomPolicy", next);
    const Names actions = answered.All("EvaluationResults/member/EvalActionName");
    const Names resources = answered.All("EvaluationResults/member/EvalResourceName");
    EXPECT_EQ(actions.size(), page < 2 ? 4u : 1u);
    EXPECT_EQ(answered.At("IsTruncated"), page < 2 ? "true" : "false");
    for (std::size_t i = 0; i < actions.size(); ++i) seen.push_back(actions[i] + " " + resources[i]);
    marker = page < 2 ? answered.At("Marker") : "";
  }
  EXPECT_EQ(seen.size(), 9u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 9u);
  asked.emplace_back("Marker", "bm9uZQ==");
  EXPECT_EQ(Ask("SimulateCustomPolicy", asked).error_code, "ValidationError");
}

// The slowest of patterns, and more questions than one answer may cost.
TEST_F(IamSimulation, NoAnswerCostsMoreThanItsBound) {
  const std::string slow = AllowDocument("s3:GetObject", "arn:aws:s3:::*" + std::string(60000, 'a') + "b");
  QueryParameterList asked{{"ActionNames.member.1", "s3:GetObject"}, {"MaxItems", "1000"}};
  for (int i = 1; i <= 7; ++i) asked.emplace_back("PolicyInputList.member." + std::to_string(i), slow);
  for (int i = 1; i <= 100; ++i) {
    asked.emplace_back("ResourceArns.member." + std::to_string(i), "arn:aws:s3:::" + std::string(2000, 'a'));
  }
  Reply answered = Ask("SimulateCustomPolicy", asked);
  EXPECT_EQ(answered.At("IsTruncated"), "true") << answered.Outcome();
  EXPECT_LT(answered.All("EvaluationResults/member/EvalDecision").size(), 5u);
  asked.emplace_back("PolicyInputList.member.8", slow);
  EXPECT_EQ(Ask("SimulateCustomPolicy", asked).error_code, "LimitExceeded");
  EXPECT_EQ(
      Custom({kPolicy}, {{"ActionNames.member.1", "s3:GetObject"}, {"ResourceArns.member.1", std::string(2049, 'a')}})
          .front()
          .substr(0, 19),
      "400 ValidationError");
}

TEST_F(IamSimulation, ContextKeysAreThoseOfConditionsAndVariables) {
  const std::string document =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username, 'all'}/${*}","Condition":{"StringLike":{"S3:prefix":["${aws:PrincipalTag/team}/*","s3:prefix"]},"Bool":{"aws:SecureTransport":"true"}}}]})";
  const auto keys = [&](const QueryParameterList& policies) {
    return Ask("GetContextKeysForCustomPolicy", policies).All("ContextKeyNames/member");
  };
  EXPECT_EQ(keys({{"PolicyInputList.member.1", document}}),
            (Names{"aws:PrincipalTag/team", "aws:SecureTransport", "aws:username", "S3:prefix"}));
  const std::string again =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"AWS:USERNAME":"true"}}}]})";
  EXPECT_EQ(keys({{"PolicyInputList.member.1", again}, {"PolicyInputList.member.2", document}}).size(), 4u);
  EXPECT_EQ(keys({{"PolicyInputList.member.1", kPolicy}}), Names{});
  EXPECT_EQ(Ask("GetContextKeysForCustomPolicy", {{"PolicyInputList.member.1", "{"}}).error_code, "InvalidInput");
}

}  // namespace
}  // namespace rolecall::services::iam
