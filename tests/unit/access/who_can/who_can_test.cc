#include "access/who_can/who_can.h"

#include <gtest/gtest.h>

#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kRole;
using testing::kSecret;
using testing::SubAndAud;
using testing::Trust;

std::vector<std::string> Who(const IdentityModel& model) {
  const WhoCanAnswer answer = WhoCan({&model, "secretsmanager:GetSecretValue", kSecret, "eu-central-1"});
  std::vector<std::string> who;
  for (const Path& path : answer.paths) {
    std::string text = path.opening.Text();
    for (const Role* next : path.chain) text += " > " + next->name;
    who.push_back(text);
  }
  return who;
}

using Texts = std::vector<std::string>;

TEST(WhoCan, FindsTheServiceAccountAndItsPath) {
  Chain chain;
  const WhoCanAnswer answer = WhoCan({&chain.model, "secretsmanager:GetSecretValue", kSecret, "eu-central-1"});
  ASSERT_EQ(answer.paths.size(), 1u);
  EXPECT_EQ(answer.paths[0].opening.Text(), "ns/app");
  EXPECT_EQ(answer.paths[0].opening.provider, testing::kProvider);
  EXPECT_EQ(answer.paths[0].role->arn, kRole);
  EXPECT_TRUE(answer.paths[0].is_annotated);
  EXPECT_EQ(answer.paths[0].grants[0].statement, "statement 1 of arn:aws:iam::054000737513:policy/k8s/App");
}

TEST(WhoCan, SeesWhatAwssOwnPoliciesAllow) {
  Chain chain;
  chain.policy() = R"({"Version":"2012-10-17","Statement":[]})";
  EXPECT_EQ(Who(chain.model), Texts{});
  chain.role().attached.push_back({"arn:aws:iam::aws:policy/ReadOnlyAccess", {}});
  EXPECT_EQ(Who(chain.model), Texts{}) << "it reads no secrets";
  chain.role().attached.push_back({"arn:aws:iam::aws:policy/AdministratorAccess", {}});
  EXPECT_EQ(Who(chain.model), Texts{"ns/app"});
  chain.role().boundary_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
  EXPECT_EQ(Who(chain.model), Texts{}) << "the boundary is known too";
}

TEST(WhoCan, NobodyWithoutPermissionProviderOrTrust) {
  Chain permission;
  permission.policy() = R"({"Version":"2012-10-17","Statement":[]})";
  EXPECT_EQ(Who(permission.model), Texts{});
  Chain provider;
  provider.model.providers.clear();
  EXPECT_EQ(Who(provider.model), Texts{});
  Chain boundary;
  boundary.role().boundary_arn = "arn:aws:iam::054000737513:policy/unknown";
  EXPECT_EQ(Who(boundary.model), Texts{});
  Chain denied;
  denied.role().trust.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A"},"Action":"sts:AssumeRoleWithWebIdentity"},)" +
      Trust(SubAndAud("system:serviceaccount:ns:app")).substr(37);
  EXPECT_EQ(Who(denied.model), Texts{});
}

TEST(WhoCan, NamesHowFarWildcardsOpenARole) {
  Chain chain;
  chain.role().trust.text = Trust(R"({"StringLike":{"oidc.example.com/id/A:sub":"system:serviceaccount:apps:*"}})");
  EXPECT_EQ(Who(chain.model), Texts{"any service account of namespace apps"});
}

TEST(WhoCan, FollowsRolesThatAssumeRoles) {
  Chain chain;
  Role second = chain.role();
  second.name = "Second";
  second.arn = "arn:aws:iam::054000737513:role/Second";
  second.trust.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:root"},"Action":"sts:AssumeRole"}]})";
  chain.model.roles.push_back(second);
  // The first loses the permission, and may assume the second.
  chain.role().attached.clear();
  chain.role().inline_policies = {
      {"inline policy assume",
       R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::054000737513:role/Second"}]})",
       true,
       {},
       ""}};
  EXPECT_EQ(Who(chain.model), Texts{"ns/app > Second"});
  chain.role().inline_policies.clear();
  EXPECT_EQ(Who(chain.model), Texts{});
}

TEST(WhoCan, UsersThatMayAssumeTheRoleAreFound) {
  Chain chain;
  chain.role().trust.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:root"},"Action":"sts:AssumeRole"}]})";
  for (const char* name : {"ann", "bob"}) {
    Member user;
    user.arn = std::string("arn:aws:iam::054000737513:user/") + name;
    user.name = name;
    user.account = "054000737513";
    chain.model.users.push_back(user);
  }
  chain.model.users[0].inline_policies = {
      {"inline policy assume",
       R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::054000737513:role/k8s/*"}]})",
       true,
       {},
       ""}};
  EXPECT_EQ(Who(chain.model), Texts{"arn:aws:iam::054000737513:user/ann"});
}

TEST(WhoCan, AnAccountWhereEverybodyMayBecomeEverybodyHasAnAnswer) {
  Chain chain;
  const Role pattern = chain.role();
  chain.model.roles.clear();
  for (int i = 0; i < 300; ++i) {
    Role role = pattern;
    role.name = "r" + std::to_string(i);
    role.arn = "arn:aws:iam::054000737513:role/" + role.name;
    role.trust.text =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"sts:AssumeRole"}]})";
    role.inline_policies = {{"admin",
                             R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})",
                             true,
                             {},
                             ""}};
    chain.model.roles.push_back(role);
  }
  const WhoCanAnswer answer = WhoCan({&chain.model, "secretsmanager:GetSecretValue", kSecret, "eu-central-1"});
  EXPECT_EQ(answer.remarks, Texts{"there are more chains of roles than were followed"});
}

TEST(WhoCan, UsersCountWithTheirGroups) {
  Chain chain;
  chain.model.roles.clear();
  Member group;
  group.name = "readers";
  group.attached = {{testing::kManaged, {}}};
  chain.model.groups.push_back(group);
  Member user;
  user.arn = "arn:aws:iam::054000737513:user/ann";
  user.name = "ann";
  user.groups = {"readers"};
  chain.model.users.push_back(user);
  EXPECT_EQ(Who(chain.model), Texts{"arn:aws:iam::054000737513:user/ann"});
}

std::string AllowTrust(const std::string& principal) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":)" +
         principal + "}]}";
}

WhoCanQuestion Question(const IdentityModel& model) {
  return {&model, "secretsmanager:GetSecretValue", kSecret, "eu-central-1"};
}

TEST(WhoCanText, TellsEveryPathAndMarksTheWideOnes) {
  Chain chain;
  chain.role().trust.origin.range = {std::make_shared<const std::string>("main.tf"), {7, 1, 90}, {7, 2, 91}};
  Role open = chain.role();
  open.name = "Open";
  open.arn = "arn:aws:iam::054000737513:role/Open";
  open.trust.text = AllowTrust("\"*\"");
  open.trust.origin = {};
  chain.model.roles.push_back(open);
  const WhoCanQuestion question = Question(chain.model);
  const std::string text = ToText(question, WhoCan(question), false);
  EXPECT_NE(text.find("may be done by:\n\n  Service accounts\n    ns/app\n      provider  " +
                      std::string(testing::kProvider) + "\n      role      " + kRole + "  [main.tf:7]\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("      allowed by statement 1 of arn:aws:iam::054000737513:policy/k8s/App\n"), std::string::npos);
  EXPECT_NE(text.find("  Other principals\n    ! "), std::string::npos) << text;
  EXPECT_NE(ToText(question, WhoCan(question), true).find("\033[31m! "), std::string::npos);
  Chain nobody;
  nobody.policy() = R"({"Version":"2012-10-17","Statement":[]})";
  EXPECT_EQ(ToText(Question(nobody.model), WhoCan(Question(nobody.model)), false),
            "Nobody that is known here may secretsmanager:GetSecretValue on " + std::string(kSecret) + ".\n");
}

TEST(WhoCanJson, NamesTheKindOfEverybody) {
  const std::pair<const char*, const char*> principals[] = {
      {R"("*")", R"("kind":"everyone")"},
      {R"({"Service":"ec2.amazonaws.com"})", R"("kind":"service")"},
      {R"({"AWS":"111122223333"})", R"("kind":"account")"},
      {R"({"AWS":"arn:aws:iam::111122223333:role/x"})", R"("kind":"principal")"}};
  for (const auto& [principal, kind] : principals) {
    Chain chain;
    chain.role().trust.text = AllowTrust(principal);
    const WhoCanQuestion question = Question(chain.model);
    const std::string json = ToJson(question, WhoCan(question));
    EXPECT_NE(json.find(kind), std::string::npos) << json;
    EXPECT_NE(json.find(R"("trust_statement":1)"), std::string::npos) << json;
  }
  const std::string issuer = "oidc.example.com/id/A";
  const std::pair<std::string, const char*> conditions[] = {
      {SubAndAud("system:serviceaccount:ns:app"), R"("kind":"service-account")"},
      {R"({"StringLike":{"oidc.example.com/id/A:sub":"system:serviceaccount:ns:*"}})", R"("kind":"namespace")"},
      {R"({"StringLike":{"oidc.example.com/id/A:sub":"system:serviceaccount:*:app"}})", R"("kind":"pattern")"},
      {R"({"StringEquals":{"oidc.example.com/id/A:aud":"sts.amazonaws.com"}})", R"("kind":"cluster")"}};
  for (const auto& [condition, kind] : conditions) {
    Chain chain;
    chain.role().trust.text = Trust(condition);
    const WhoCanQuestion question = Question(chain.model);
    const std::string json = ToJson(question, WhoCan(question));
    EXPECT_NE(json.find(kind), std::string::npos) << json;
    EXPECT_NE(json.find("\"provider\":\"" + std::string(testing::kProvider) + "\""), std::string::npos) << json;
  }
}

TEST(WhoCanJson, HasChainsProfilesConditionsAndUsers) {
  Chain chain;
  chain.role().trust.text = AllowTrust(R"({"Service":"ec2.amazonaws.com"})");
  chain.model.instance_profiles.push_back({"arn:aws:iam::054000737513:instance-profile/web", "web", {"App"}, {}});
  Member user;
  user.arn = "arn:aws:iam::054000737513:user/ann";
  user.name = "ann";
  user.attached = {{testing::kManaged, {}}};
  chain.model.users.push_back(user);
  const WhoCanQuestion question = Question(chain.model);
  const std::string json = ToJson(question, WhoCan(question));
  EXPECT_NE(json.find(R"("instance_profiles":["web"])"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("kind":"user","who":"arn:aws:iam::054000737513:user/ann")"), std::string::npos) << json;
  const std::string text = ToText(question, WhoCan(question), false);
  EXPECT_NE(text.find("      instance profile web\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  Users\n    arn:aws:iam::054000737513:user/ann\n"), std::string::npos) << text;
}

TEST(WhoCan, ABoundaryThatAllowsItLeavesThePathOpen) {
  Chain chain;
  const std::string arn = "arn:aws:iam::054000737513:policy/limit";
  chain.role().boundary_arn = arn;
  chain.model.policies[arn].arn = arn;
  chain.model.policies[arn].document.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";
  EXPECT_EQ(Who(chain.model), Texts{"ns/app"});
  chain.model.policies[arn].document.text = "{";
  EXPECT_EQ(Who(chain.model), Texts{}) << "one that cannot be read allows nothing";
}

TEST(WhoCan, WhatCannotBeJudgedIsSaid) {
  Chain chain;
  chain.role().attached.push_back({"arn:aws:iam::054000737513:policy/unknown", {}});
  Role blind = chain.role();
  blind.name = "Blind";
  blind.arn = "arn:aws:iam::054000737513:role/Blind";
  blind.trust.known = false;
  chain.model.roles.push_back(blind);
  ProtectedResource secret;
  secret.arn = kSecret;
  secret.policy.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*",)"
      R"("Principal":{"AWS":"arn:aws:iam::444455556666:root"}}]})";
  chain.model.resources.push_back(secret);
  const WhoCanAnswer answer = WhoCan(Question(chain.model));
  const auto says = [&](const std::string& part) {
    for (const std::string& remark : answer.remarks) {
      if (remark.find(part) != std::string::npos) return true;
    }
    return false;
  };
  EXPECT_TRUE(says("the text of arn:aws:iam::054000737513:policy/unknown is not known"));
  EXPECT_TRUE(says("the trust policy of Blind cannot be read"));
  EXPECT_TRUE(says("the resource's own policy names arn:aws:iam::444455556666:root"));
}

TEST(WhoCan, ARoleThatIsNamedByItsArnIsFollowed) {
  Chain chain;
  Role first = chain.role();
  first.name = "First";
  first.arn = "arn:aws:iam::054000737513:role/First";
  first.attached.clear();
  chain.model.roles.push_back(first);
  chain.role().trust.text = AllowTrust(R"({"AWS":"arn:aws:iam::054000737513:role/First"})");
  EXPECT_EQ(Who(chain.model), (Texts{"ns/app > App", "arn:aws:iam::054000737513:role/First"}))
      << "whoever becomes First, and First itself";
}

// What a Deny or a condition leaves to the request is no "nobody".
TEST(WhoCan, ListsGrantsThatOnlyHoldIfARequestHasSomething) {
  Chain chain;
  chain.policy() =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}]})";
  const WhoCanQuestion question{&chain.model, "secretsmanager:GetSecretValue", kSecret, "eu-central-1"};
  const WhoCanAnswer answer = WhoCan(question);
  ASSERT_EQ(answer.paths.size(), 1u);
  ASSERT_EQ(answer.paths[0].grants.size(), 1u);
  EXPECT_EQ(answer.paths[0].grants[0].conditions, Texts{"IpAddress aws:SourceIp = 203.0.113.0/24"});
  EXPECT_NE(ToText(question, answer, false).find("if      IpAddress aws:SourceIp"), std::string::npos);
  EXPECT_NE(ToJson(question, answer).find(R"("decision":"allowedIf")"), std::string::npos);
  // What the caller is decides for itself.
  chain.policy() =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"b"}}}]})";
  EXPECT_EQ(Who(chain.model), Texts{});
}

TEST(WhoCan, TakesPatternsAndShowsWhatTheyCover) {
  Chain chain;
  const auto examples = [&](const std::string& action, const std::string& resource) {
    const WhoCanAnswer answer = WhoCan({&chain.model, action, resource, "eu-central-1"});
    return answer.paths.empty() ? Texts() : answer.paths[0].grants[0].examples;
  };
  EXPECT_EQ(examples("secretsmanager:*", "arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/*"),
            Texts{"secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/x"});
  EXPECT_EQ(examples("secretsmanager:Get*", kSecret),
            (Texts{"secretsmanager:GetSecretValue on " + std::string(kSecret)}));
  EXPECT_EQ(examples("secretsmanager:Put*", kSecret), Texts());
  EXPECT_EQ(examples("s3:*", "*"), Texts());
  EXPECT_EQ(examples("secretsmanager:*", "arn:aws:secretsmanager:*:*:secret:other/*"), Texts());
  EXPECT_FALSE(examples("secretsmanager:*", "*").empty());
  chain.policy() =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::reports/*"}]})";
  const Texts both = examples("s3:*Object", "arn:aws:s3:::rep*");
  EXPECT_EQ(both, Texts{"s3:GetObject on arn:aws:s3:::reports/x"});
}

// A pattern is about all that is in it: the example that comes to mind may be what is excepted.
TEST(WhoCan, NobodyIsOnlySaidOfAPatternWhenItIsSo) {
  const auto may = [](const std::string& statements, const std::string& action, const std::string& resource) {
    Chain chain;
    chain.policy() = R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
    return !WhoCan({&chain.model, action, resource, "eu-central-1"}).paths.empty();
  };
  const std::string get = R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::d/*"})";
  const std::string logs = R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::*/logs/2024*"})";
  EXPECT_TRUE(may(logs, "s3:GetObject", "arn:aws:s3:::data-*/logs/*"));
  EXPECT_FALSE(may(logs, "s3:GetObject", "arn:aws:s3:::data-1/report-?"));
  EXPECT_TRUE(may(get + R"(,{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::d/x*"})", "s3:GetObject",
                  "arn:aws:s3:::d/*"));
  EXPECT_FALSE(may(get + R"(,{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::d/*"})", "s3:GetObject",
                   "arn:aws:s3:::d/*"));
  EXPECT_TRUE(
      may(R"({"Effect":"Allow","Action":"s3:Get*","NotResource":"arn:aws:s3:::*x*"})", "s3:Get*", "arn:aws:s3:::b*/*"));
  EXPECT_TRUE(may(
      R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":["s3:PutObject"],"Resource":"*"})",
      "s3:*", "arn:aws:s3:::b/*"));
}

TEST(WhoCan, APatternIsAboutTheResourcesThatHavePoliciesOfTheirOwn) {
  Chain chain;
  chain.policy() = R"({"Version":"2012-10-17","Statement":[]})";
  chain.model.account_id = "054000737513";
  chain.model.resources.push_back({"arn:aws:s3:::data-1", {}});
  chain.model.resources[0].policy.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/k8s/App"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::data-1/*"}]})";
  const WhoCanAnswer answer = WhoCan({&chain.model, "s3:GetObject", "arn:aws:s3:::data-*", "eu-central-1"});
  ASSERT_EQ(answer.paths.size(), 1U);
  EXPECT_EQ(answer.paths[0].opening.Text(), "ns/app");
  EXPECT_TRUE(WhoCan({&chain.model, "s3:GetObject", "arn:aws:s3:::other-*", "eu-central-1"}).paths.empty());
}

TEST(WhoCan, WhoeverMayIfWhatIsNotKnownLetsItIsTold) {
  Chain chain;
  PolicyDocument& document = chain.model.policies[testing::kManaged].document;
  document.unknown_parts = {"var.name"};
  document.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:@unknown.var.name@/*"}]})";
  const WhoCanAnswer answer = WhoCan({&chain.model, "secretsmanager:GetSecretValue", kSecret, "eu-central-1"});
  ASSERT_EQ(answer.paths.size(), 1U);
  ASSERT_EQ(answer.paths[0].grants[0].conditions.size(), 1U);
  EXPECT_NE(answer.paths[0].grants[0].conditions[0].find("what is not known of"), std::string::npos);
}

TEST(WhoCan, PodsThatHaveARoleByPodIdentityAreTold) {
  Chain chain;
  chain.policy() = R"({"Version":"2012-10-17","Statement":[]})";
  chain.model.pod_identities.push_back({"ns", "pods", "prod", kRole, {}});
  const WhoCanAnswer answer = WhoCan({&chain.model, "secretsmanager:GetSecretValue", kSecret, "eu-central-1"});
  ASSERT_EQ(answer.remarks.size(), 1U);
  EXPECT_NE(answer.remarks[0].find("the pods of ns/pods have the role"), std::string::npos) << answer.remarks[0];
}

TEST(WhoCan, WhoseTokenARoleTakesCanAssumeItByToken) {
  Chain chain;
  for (const char* resource : {kRole, "arn:aws:iam::054000737513:role/*"}) {
    const WhoCanAnswer answer = WhoCan({&chain.model, "sts:AssumeRoleWithWebIdentity", resource, "eu-central-1"});
    ASSERT_EQ(answer.paths.size(), 1U) << resource;
    EXPECT_EQ(answer.paths[0].opening.Text(), "ns/app");
    EXPECT_EQ(answer.paths[0].grants[0].statement, "statement 1 of trust policy of App");
  }
  EXPECT_TRUE(WhoCan({&chain.model, "sts:AssumeRole", kRole, "eu-central-1"}).paths.empty());
}

// What is found in the caller's policies alone may still be forbidden by the resource's, or by what the caller is.
TEST(WhoCan, APatternsRequestIsDecidedWithAllThatIsKnown) {
  constexpr char kPattern[] = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/db-??????";
  Chain chain;
  EXPECT_EQ(WhoCan({&chain.model, "secretsmanager:GetSecretValue", kPattern, "eu-central-1"}).paths.size(), 1U);
  chain.model.resources.push_back({kPattern, {}});
  chain.model.resources[0].policy.text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]})";
  EXPECT_TRUE(WhoCan({&chain.model, "secretsmanager:GetSecretValue", kPattern, "eu-central-1"}).paths.empty());
  Chain tagged;
  tagged.policy() =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}]})";
  EXPECT_TRUE(WhoCan({&tagged.model, "s3:*", "arn:aws:s3:::d/*", "eu-central-1"}).paths.empty());
  tagged.role().tags = {{"team", "red"}};
  EXPECT_EQ(WhoCan({&tagged.model, "s3:*", "arn:aws:s3:::d/*", "eu-central-1"}).paths.size(), 1U);
}

}  // namespace
}  // namespace rolecall::access
