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
  EXPECT_EQ(answer.paths[0].grant.statement, "statement 1 of arn:aws:iam::054000737513:policy/k8s/App");
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

}  // namespace
}  // namespace rolecall::access
