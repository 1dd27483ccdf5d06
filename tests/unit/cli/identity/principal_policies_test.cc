// The policies of a principal, read from an endpoint.
#include "cli/identity/principal_policies.h"

#include <gtest/gtest.h>

#include "aws/client/sleeper.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"
#include "tests/unit/access/fake_endpoint.h"

namespace rolecall::cli {
namespace {

constexpr char kRoleArn[] = "arn:aws:iam::111122223333:role/k8s/app";

class PrincipalPoliciesTest : public ::testing::Test {
 protected:
  PrincipalPoliciesTest()
      : credentials_({.access_key_id = "AKIA1", .secret_access_key = Secret("secret")}),
        client_({.region = "eu-central-1", .max_attempts = 1}, {endpoint_, credentials_, clock_, random_, sleeper_}) {
    endpoint_.Answer("GetRole",
                     "<Role><Arn>" + std::string(kRoleArn) + "</Arn><RoleName>app</RoleName>" + kBoundary + "</Role>");
    endpoint_.Answer("GetUser", "<User><Arn>arn:aws:iam::111122223333:user/ann</Arn><UserName>ann</UserName></User>");
    for (const char* kind : {"Role", "User", "Group"}) {
      const std::string name(kind);
      endpoint_.Answer("List" + name + "Policies", "<PolicyNames><member>own</member></PolicyNames>");
      endpoint_.Answer("Get" + name + "Policy",
                       "<PolicyDocument>" + PercentEncode("{\"of\": \"" + name + "\"}") + "</PolicyDocument>");
      endpoint_.Answer("ListAttached" + name + "Policies",
                       "<AttachedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/P</PolicyArn></member>"
                       "</AttachedPolicies>");
    }
    endpoint_.Answer("ListGroupsForUser", "<Groups><member><GroupName>g</GroupName></member></Groups>");
    endpoint_.Answer("GetPolicy", "<Policy><DefaultVersionId>v1</DefaultVersionId></Policy>");
    endpoint_.Answer("GetPolicyVersion", "<PolicyVersion><Document>%7B%7D</Document></PolicyVersion>");
  }

  // "NAME=TEXT " of each identity policy, or the error.
  std::string Identity(const std::string& principal) {
    const Result<std::optional<PrincipalPolicies>> found = FetchPrincipalPolicies(client_, principal);
    if (!found.ok()) return found.error().message;
    if (!*found) return "nobody with policies";
    std::string text;
    for (const policy::NamedPolicy& one : (*found)->identity) text += one.name + "=" + one.text + " ";
    return text;
  }

  static constexpr char kBoundary[] =
      "<PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/limit</PermissionsBoundaryArn>"
      "</PermissionsBoundary>";
  access::FakeEndpoint endpoint_;
  aws::StaticCredentials credentials_;
  FakeClock clock_{FromUnixSeconds(1'800'000'000)};
  FakeRandom random_;
  aws::FakeSleeper sleeper_{clock_};
  aws::Client client_;
};

TEST_F(PrincipalPoliciesTest, ARoleIsFoundByArnBySessionAndByName) {
  const std::string policies = "inline policy own={\"of\": \"Role\"} arn:aws:iam::aws:policy/P={} ";
  for (const char* principal : {kRoleArn, "arn:aws:sts::111122223333:assumed-role/app/me", "app", "k8s/app"}) {
    EXPECT_EQ(Identity(principal), policies) << principal;
  }
}

TEST_F(PrincipalPoliciesTest, ARolesBoundaryComesWithIt) {
  const Result<std::optional<PrincipalPolicies>> found = FetchPrincipalPolicies(client_, kRoleArn);
  ASSERT_TRUE(found.ok() && *found);
  EXPECT_EQ((*found)->arn, kRoleArn);
  ASSERT_TRUE((*found)->boundary);
  EXPECT_EQ((*found)->boundary->name, "arn:aws:iam::111122223333:policy/limit");
  EXPECT_EQ((*found)->boundary->text, "{}");
}

TEST_F(PrincipalPoliciesTest, AUserHasThePoliciesOfItsGroupsAndNoBoundaryUnlessItHasOne) {
  EXPECT_EQ(Identity("arn:aws:iam::111122223333:user/team/ann"),
            "inline policy own={\"of\": \"User\"} arn:aws:iam::aws:policy/P={} "
            "inline policy own={\"of\": \"Group\"} arn:aws:iam::aws:policy/P={} ");
  EXPECT_FALSE((*FetchPrincipalPolicies(client_, "arn:aws:iam::111122223333:user/ann"))->boundary);
}

TEST_F(PrincipalPoliciesTest, RootAndServicesHaveNone) {
  EXPECT_EQ(Identity("arn:aws:iam::111122223333:root"), "nobody with policies");
  EXPECT_EQ(endpoint_.asked, "");
}

TEST_F(PrincipalPoliciesTest, WhoIsNotThereOrMayNotBeReadIsAnError) {
  access::FakeEndpoint refusing;
  refusing.Refuse("GetRole", "NoSuchEntity", 404);
  refusing.Refuse("GetRole", "AccessDenied", 403);
  aws::Client client({.region = "eu-central-1", .max_attempts = 1},
                     {refusing, credentials_, clock_, random_, sleeper_});
  EXPECT_EQ(FetchPrincipalPolicies(client, "app").error().message, "the endpoint has no Role app");
  EXPECT_NE(FetchPrincipalPolicies(client, "app").error().message.find("AccessDenied"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::cli
