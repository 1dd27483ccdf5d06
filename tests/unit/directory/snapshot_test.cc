// How things are found in a snapshot, and which policies apply to whom.
#include "directory/snapshot.h"

#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "directory/principals.h"
#include "directory/transaction.h"

namespace rolecall::directory {
namespace {

constexpr char kPictured[] = "054000737513";
constexpr char kAllowAllS3[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})";

StoredPolicy Named(const std::string& name) {
  return MakeStoredPolicy(kAllowAllS3, policy::DocumentKind::kIdentity, name);
}

// The names of the policies of a set, in order.
std::vector<std::string> NamesOf(const policy::PolicySet& set) {
  std::vector<std::string> names;
  for (const auto& policy : set) names.push_back(policy::NameOf(*policy));
  return names;
}

class SnapshotTest : public ::testing::Test {
 protected:
  const Snapshot& snapshot() const { return transaction_.snapshot(); }
  std::string PutManaged(const std::string& name) {
    ManagedPolicy policy{.account = kPictured, .name = name};
    policy.versions = {{1, Named(name), {}}};
    transaction_.Put(policy);
    return policy.arn();
  }
  void PutSecret(const std::string& name, const std::string& suffix) {
    transaction_.Put(SecretRecord{.account = kPictured, .region = "eu-central-1", .name = name, .suffix = suffix});
  }
  std::string Found(const std::string& id) {
    auto secret = FindSecretByArn(snapshot(), id);
    return secret == nullptr ? "(none)" : secret->name;
  }

  FakeRandom random_;
  const crypto::KeyRing key_{crypto::MakeAeadKey(random_)};
  Transaction transaction_{Snapshot{}, key_, random_};
};

TEST(SnapshotKeys, IgnoreTheCaseOfIamNamesAndMindThatOfSecrets) {
  EXPECT_EQ(NameKey("1", "AbC-9"), "1/abc-9");
  EXPECT_EQ(SecretKey("1", "r", "AbC/d"), "1/r/AbC/d");
}

TEST_F(SnapshotTest, UsersAndRolesAreFoundByTheirExactArn) {
  transaction_.Put(User{.account = kPictured, .name = "Ann", .path = "/eng/", .id = "AIDA1"});
  transaction_.Put(Role{.account = kPictured, .name = "App", .id = "AROA1"});
  EXPECT_EQ(FindUserByArn(snapshot(), "arn:aws:iam::054000737513:user/eng/Ann")->id, "AIDA1");
  EXPECT_EQ(FindRoleByArn(snapshot(), "arn:aws:iam::054000737513:role/App")->id, "AROA1");
  for (const char* arn : {"arn:aws:iam::054000737513:user/Ann", "arn:aws:iam::054000737513:user/eng/ann",
                          "arn:aws:iam::111122223333:user/eng/Ann", "arn:aws:sts::054000737513:user/eng/Ann",
                          "arn:aws:iam::054000737513:user/", "arn:aws:iam::054000737513:role/App", "Ann", ""}) {
    EXPECT_EQ(FindUserByArn(snapshot(), arn), nullptr) << arn;
  }
  EXPECT_EQ(FindRoleByArn(snapshot(), "arn:aws:iam::054000737513:role/x/App"), nullptr);
}

TEST_F(SnapshotTest, SecretsAreFoundByTheirWholeArn) {
  PutSecret("db", "AbCdEf");
  PutSecret("db-AbCdEf", "XyZxYz");
  const std::string start = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:";
  EXPECT_EQ(Found("db"), "(none)");
  EXPECT_EQ(Found(start + "db"), "(none)");
  // A whole ARN, though another secret's name reads like its end.
  EXPECT_EQ(Found(start + "db-AbCdEf"), "db");
  EXPECT_EQ(Found(start + "db-AbCdEf-XyZxYz"), "db-AbCdEf");
  EXPECT_EQ(Found(start + "db-Wrongs"), "(none)");
  EXPECT_EQ(Found("arn:aws:secretsmanager:eu-west-1:054000737513:secret:db-AbCdEf"), "(none)");
  EXPECT_EQ(Found("arn:aws:iam::054000737513:secret:db-AbCdEf"), "(none)");
  EXPECT_EQ(Found("arn:aws:secretsmanager:eu-central-1:054000737513:other:db-AbCdEf"), "(none)");
}

TEST_F(SnapshotTest, AUsersPoliciesAreItsOwnAndThoseOfItsGroups) {
  Group group{.account = kPictured, .name = "g"};
  group.inline_policies = {{"gi", Named("group-inline")}};
  group.attached = {PutManaged("group-managed")};
  transaction_.Put(group);
  User user{.account = kPictured, .name = "ann", .id = "AIDA1"};
  user.inline_policies = {{"i", Named("inline")}};
  user.attached = {PutManaged("managed"), "arn:aws:iam::054000737513:policy/gone"};
  user.groups = {"g", "gone"};
  // What is attached and not there could not be read, and might have denied: it denies everything.
  const std::string gone = "a policy that cannot be read";
  EXPECT_EQ(NamesOf(IdentityPolicies(snapshot(), user)),
            (std::vector<std::string>{"inline", "managed", gone, "group-inline", "group-managed", gone}));
}

TEST_F(SnapshotTest, ARolesPoliciesAreInlineAndAttached) {
  Role role{.account = kPictured, .name = "app", .id = "AROA1"};
  role.inline_policies = {{"i", Named("inline")}};
  role.attached = {PutManaged("managed")};
  EXPECT_EQ(NamesOf(IdentityPolicies(snapshot(), role)), (std::vector<std::string>{"inline", "managed"}));
}

TEST_F(SnapshotTest, ABoundaryThatIsGoneAllowsNothing) {
  EXPECT_EQ(NamesOf(BoundaryPolicies(snapshot(), PutManaged("limit"))), std::vector<std::string>{"limit"});
  policy::PolicySet gone = BoundaryPolicies(snapshot(), "arn:aws:iam::054000737513:policy/gone");
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_TRUE(policy::DocumentOf(*gone.front()).statements.empty());
}

TEST_F(SnapshotTest, TablesListTheirRecordsByKeyAndPrefix) {
  for (const char* name : {"b", "C", "a"}) transaction_.Put(Group{.account = kPictured, .name = name});
  transaction_.Put(Group{.account = "111122223333", .name = "z"});
  std::vector<std::string> names;
  for (const auto& group : snapshot().groups.Sorted(std::string(kPictured) + "/")) names.push_back(group->name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "C"}));
  EXPECT_EQ(snapshot().groups.size(), 4u);
  EXPECT_EQ(snapshot().groups.Sorted().size(), 4u);
  EXPECT_EQ(snapshot().groups.Without("none").size(), 4u);
}

TEST_F(SnapshotTest, IdentitiesFollowUsersAndRoles) {
  const User ann{.account = kPictured, .name = "Ann", .id = "AIDA1"};
  transaction_.Put(ann);
  transaction_.Put(Role{.account = kPictured, .name = "App", .id = "AROA1"});
  ASSERT_NE(snapshot().identities.Find("AIDA1"), nullptr);
  EXPECT_EQ(snapshot().identities.Find("AIDA1")->arn, ann.arn());
  EXPECT_FALSE(snapshot().identities.Find("AIDA1")->is_role);
  EXPECT_TRUE(snapshot().identities.Find("AROA1")->is_role);
  transaction_.Delete(ann);
  EXPECT_EQ(snapshot().identities.Find("AIDA1"), nullptr);
}

class PrincipalsTest : public SnapshotTest {
 protected:
  PrincipalsTest() {
    transaction_.Put(Account{.id = kPictured});
    transaction_.Put(User{.account = kPictured, .name = "ann", .id = kAnn});
  }
  static std::string Trusting(const std::string& principal) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)" + principal +
           R"(,"Action":"sts:AssumeRole"}]})";
  }
  BoundPolicy Bind(const std::string& principal) {
    return BindPrincipals(Trusting(principal), policy::DocumentKind::kTrust, snapshot());
  }
  static constexpr char kAnn[] = "AIDAANNANNANNANNANNAN";
};

TEST_F(PrincipalsTest, OfOursAreBoundInListsToo) {
  BoundPolicy bound =
      Bind(R"({"AWS":["111122223333","arn:aws:iam::054000737513:user/ann"],"Service":"ec2.amazonaws.com"})");
  EXPECT_EQ(bound.unknown_principal, "");
  EXPECT_EQ(bound.text,
            Trusting(std::string(R"({"AWS":["111122223333",")") + kAnn + R"("],"Service":"ec2.amazonaws.com"})"));
}

TEST_F(PrincipalsTest, ThatAreNoneOfOursStayAsTheyAre) {
  for (const char* principal :
       {R"("*")", R"({"AWS":"054000737513"})", R"({"AWS":"arn:aws:iam::054000737513:root"})",
        R"({"AWS":"arn:aws:iam::111122223333:user/their-ann"})", R"({"Service":"ec2.amazonaws.com"})",
        R"({"AWS":"arn:aws:sts::054000737513:assumed-role/app/s"})",
        R"({"Federated":"arn:aws:iam::054000737513:oidc-provider/x"})"}) {
    BoundPolicy bound = Bind(principal);
    EXPECT_EQ(bound.text, Trusting(principal));
    EXPECT_EQ(bound.unknown_principal, "") << principal;
  }
}

TEST_F(PrincipalsTest, IdsStayIfSomebodyHasThem) {
  const std::string known = std::string(R"({"AWS":")") + kAnn + "\"}";
  EXPECT_EQ(Bind(known).unknown_principal, "");
  EXPECT_EQ(Bind(R"({"AWS":"AIDANOBODYNOBODYNOBOD"})").unknown_principal, "AIDANOBODYNOBODYNOBOD");
}

TEST_F(PrincipalsTest, TheFirstUnknownOneIsNamed) {
  EXPECT_EQ(
      Bind(R"({"AWS":["arn:aws:iam::054000737513:user/x","arn:aws:iam::054000737513:user/y"]})").unknown_principal,
      "arn:aws:iam::054000737513:user/x");
}

TEST_F(PrincipalsTest, IdsOfThoseWhoAreGoneAreShownAsIds) {
  const std::string text = Trusting(R"({"AWS":"AIDANOBODYNOBODYNOBOD"})");
  EXPECT_EQ(ShowPrincipals(text, policy::DocumentKind::kTrust, snapshot()), text);
  EXPECT_EQ(ShowPrincipals("no policy", policy::DocumentKind::kTrust, snapshot()), "no policy");
}

}  // namespace
}  // namespace rolecall::directory
