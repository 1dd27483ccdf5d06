#include "access/change/access_change.h"

#include <gtest/gtest.h>

#include "base/placeholder.h"
#include "tests/unit/access/chain_fixture.h"

namespace rolecall::access {
namespace {

using testing::Chain;
using testing::kIssuer;
using testing::kManaged;
using testing::SubAndAud;
using testing::Trust;

std::string Statements(const std::string& list) { return R"({"Version":"2012-10-17","Statement":[)" + list + "]}"; }
std::string Allow(const std::string& action, const std::string& resource) {
  return R"({"Effect":"Allow","Action":")" + action + R"(","Resource":")" + resource + "\"}";
}

// The lines from one policy to another.
std::string Lines(const std::string& before, const std::string& after) {
  Chain old, now;
  old.policy() = before;
  now.policy() = after;
  std::string text;
  for (const AccessLine& line : AccessLines(CompareAccess(old.model, now.model))) text += line.message + "\n";
  return text;
}

constexpr const char* kApp = "arn:aws:secretsmanager:*:*:secret:app/*";

TEST(AccessChange, OnlyWhatIsGainedAndLostIsTold) {
  const std::string get = Allow("secretsmanager:GetSecretValue", kApp);
  EXPECT_EQ(Lines(Statements(get), Statements(get + "," + Allow("s3:GetObject", "*"))),
            "ns/app: + s3:GetObject on *\n");
  EXPECT_EQ(Lines(Statements(get + "," + Allow("s3:GetObject", "*")), Statements(get)),
            "ns/app: - s3:GetObject on *\n");
}

TEST(AccessChange, AnotherWayToSayTheSameIsNoChange) {
  const std::string one = R"({"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"})";
  const std::string two = Allow("s3:PutObject", "*") + "," + Allow("s3:GetObject", "*");
  EXPECT_EQ(Lines(Statements(one), Statements(two)), "");
  // What a wider grant covers is not gained.
  EXPECT_EQ(Lines(Statements(Allow("s3:*", "*")), Statements(Allow("s3:*", "*") + "," + Allow("s3:Get*", "*"))), "");
}

TEST(AccessChange, ADenyTakesAwayAndABoundaryNarrows) {
  const std::string get = Allow("secretsmanager:GetSecretValue", kApp);
  EXPECT_EQ(
      Lines(Statements(get), Statements(get + R"(,{"Effect":"Deny","Action":"secretsmanager:*","Resource":"*"})")),
      "ns/app: - secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:app/* (a Deny applies)\n");
  Chain old, now;
  now.role().boundary_arn = "arn:aws:iam::054000737513:policy/b";
  now.model.policies[now.role().boundary_arn].document.text = Statements(Allow("s3:*", "*"));
  const AccessChanges changes = CompareAccess(old.model, now.model);
  ASSERT_EQ(changes.changes.size(), 1u);
  EXPECT_FALSE(changes.changes[0].gained());
}

TEST(AccessChange, ARoleThatOpensWideIsMarked) {
  Chain old, now;
  now.role().trust.text = Trust(std::string("{\"StringEquals\":{\"") + kIssuer + ":aud\":\"sts.amazonaws.com\"}}");
  const std::string text = AccessText(CompareAccess(old.model, now.model), false);
  EXPECT_NE(text.find("! any service account of the cluster can now assume App (no :sub condition)"), std::string::npos)
      << text;
}

TEST(AccessChange, TheTextNamesWhoWhatAndUnderWhichConditions) {
  Chain old, now;
  now.policy() = Statements(
      Allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/*") +
      R"(,{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-central-1"}}})");
  old.policy() = Statements(Allow("s3:GetObject", "arn:aws:s3:::data/*"));
  old.model.account_id = now.model.account_id = "054000737513";
  EXPECT_EQ(AccessText(CompareAccess(old.model, now.model), false), R"(
Changes to access of service accounts:
  ns/app  + secretsmanager:GetSecretValue on …:secret:app/*
  ns/app  + sqs:* on * if StringEquals aws:RequestedRegion eu-central-1
  ns/app  - s3:GetObject on …:data/*
)");
}

TEST(AccessChange, AnotherSubjectMovesTheAccess) {
  Chain old, now;
  now.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:other"));
  const AccessChanges changes = CompareAccess(old.model, now.model);
  ASSERT_EQ(changes.changes.size(), 2u);
  EXPECT_EQ(changes.changes[0].who, "ns/app");
  EXPECT_FALSE(changes.changes[0].gained());
  EXPECT_EQ(changes.changes[1].who, "ns/other");
  EXPECT_TRUE(changes.changes[1].gained());
}

TEST(AccessChange, RolesOfServicesAndUsersAreToldToo) {
  Chain old, now;
  for (Chain* chain : {&old, &now}) {
    chain->role().trust.text =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
  }
  now.policy() = Statements(Allow("*", "*"));
  EXPECT_EQ(AccessText(CompareAccess(old.model, now.model), false), "\nChanges to access:\n  role App  + * on *\n");
}

TEST(AccessChange, ARoleThatClosesIsTold) {
  Chain old, now;
  old.role().trust.text = Trust(std::string("{\"StringEquals\":{\"") + kIssuer + ":aud\":\"sts.amazonaws.com\"}}");
  const AccessChanges changes = CompareAccess(old.model, now.model);
  EXPECT_NE(AccessText(changes, false)
                .find("  - any service account of the cluster (no :sub condition) can no longer "
                      "assume App\n"),
            std::string::npos)
      << AccessText(changes, false);
  ASSERT_FALSE(AccessLines(changes).empty());
  EXPECT_NE(AccessLines(changes)[0].json.find(R"("change":"close")"), std::string::npos);
}

TEST(AccessChange, MachinesGetEverythingAndReadersTwentyLines) {
  Chain old, now;
  std::string statements = Allow("secretsmanager:GetSecretValue", kApp);
  for (int i = 0; i < 25; ++i) statements += "," + Allow("s3:GetObject", "arn:aws:s3:::b" + std::to_string(i) + "/*");
  now.policy() = Statements(statements);
  const AccessChanges changes = CompareAccess(old.model, now.model);
  const std::string text = AccessText(changes, true);
  EXPECT_NE(text.find("and 5 more changes (all with -json)"), std::string::npos) << text;
  EXPECT_NE(text.find("\033[32m+ s3:GetObject"), std::string::npos) << text;
  const std::string json = AccessJson(changes);
  std::size_t gains = 0;
  for (std::size_t at = json.find("gain"); at != std::string::npos; at = json.find("gain", at + 1)) ++gains;
  EXPECT_EQ(gains, 25u);
  EXPECT_EQ(AccessJson({}), "");
}

TEST(AccessChange, ANarrowDenyAndABoundaryAreConditionsOfTheGrant) {
  Chain old, now;
  old.policy() = Statements("");
  now.policy() = Statements(Allow("s3:GetObject", "arn:aws:s3:::b/*") +
                            R"(,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/secret/*"})");
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message,
            "ns/app: + s3:GetObject on …:b/* if not s3:* on arn:aws:s3:::b/secret/*");
  now.policy() = Statements(Allow("s3:*", "*"));
  now.role().boundary_arn = "arn:aws:iam::054000737513:policy/limit";
  EXPECT_EQ(
      AccessLines(CompareAccess(old.model, now.model)).at(0).message,
      "ns/app: + s3:* on *, possibly: the text of the boundary arn:aws:iam::054000737513:policy/limit is not known");
  now.model.policies[now.role().boundary_arn].document.text = Statements(Allow("s3:Get*", "*"));
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message,
            "ns/app: + s3:* on * if within the permissions boundary");
  now.model.policies[now.role().boundary_arn].document.text = Statements(Allow("*", "*"));
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message, "ns/app: + s3:* on *");
}

std::string Text(const Chain& old, const Chain& now) { return AccessText(CompareAccess(old.model, now.model), false); }

std::string TrustOf(const std::string& principal, const std::string& rest = "", const std::string& effect = "Allow") {
  return R"({"Effect":")" + effect + R"(","Principal":)" + principal + R"(,"Action":"sts:AssumeRole")" + rest + "}";
}

TEST(AccessChange, ConditionsThatChangeInPlaceAreOneChange) {
  Chain old, now;
  const auto get = [](const std::string& condition) {
    return Statements(R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*")" + condition + "}");
  };
  const std::string one = R"(,"Condition":{"StringEquals":{"aws:RequestedRegion":"a"}})";
  const std::string two = R"(,"Condition":{"StringEquals":{"aws:RequestedRegion":"b"}})";
  old.policy() = get(one);
  now.policy() = get("");
  EXPECT_EQ(
      Text(old, now),
      "\nChanges to access of service accounts:\n  ns/app  ~ s3:GetObject on *, wider: now without conditions, before "
      "if StringEquals aws:RequestedRegion a\n");
  EXPECT_EQ(Text(now, old),
            "\nChanges to access of service accounts:\n  ns/app  ~ s3:GetObject on *, narrower: now if StringEquals "
            "aws:RequestedRegion a, before without conditions\n");
  now.policy() = get(two);
  EXPECT_EQ(Text(old, now),
            "\nChanges to access of service accounts:\n  ns/app  ~ s3:GetObject on *, changed: now if StringEquals "
            "aws:RequestedRegion b, before if StringEquals aws:RequestedRegion a\n");
}

TEST(AccessChange, WhoElseIsLetInIsTold) {
  Chain old, now;
  old.role().trust.text = now.role().trust.text = Statements(TrustOf(R"({"Service":"ec2.amazonaws.com"})"));
  const auto with = [&](const std::string& statement) {
    now.role().trust.text = Statements(TrustOf(R"({"Service":"ec2.amazonaws.com"})") + "," + statement);
    return Text(old, now);
  };
  const std::string head = "\nChanges to access:\n";
  EXPECT_EQ(with(TrustOf(R"({"AWS":"*"})")), head + "  ! every AWS principal can now assume App\n");
  EXPECT_EQ(with(TrustOf(R"({"AWS":"222233334444"})")),
            head + "  ! whoever the policies of account 222233334444 allow can now assume App\n");
  EXPECT_EQ(with(TrustOf(R"({"Service":"lambda.amazonaws.com"})")),
            head + "  + the service lambda.amazonaws.com can now assume App\n");
  EXPECT_EQ(with(TrustOf(R"({"AWS":"arn:aws:iam::054000737513:role/other"})")),
            head + "  + arn:aws:iam::054000737513:role/other can now assume App\n");
  EXPECT_EQ(with(TrustOf(R"({"AWS":"222233334444"})", R"(,"Condition":{"StringEquals":{"sts:ExternalId":"x"}})")),
            head +
                "  ! whoever the policies of account 222233334444 allow can now assume App if StringEquals "
                "sts:ExternalId x\n");
  EXPECT_EQ(with(TrustOf(R"({"Service":"ec2.amazonaws.com"})")), "") << "the same twice";
}

TEST(AccessChange, WhoMayTagSessionsIsTold) {
  Chain old, now;
  const std::string account = R"({"AWS":"222233334444"})";
  old.role().trust.text = Statements(TrustOf(account));
  now.role().trust.text = Statements(
      TrustOf(account) + R"(,{"Effect":"Allow","Principal":{"AWS":"222233334444"},"Action":"sts:TagSession"})");
  EXPECT_EQ(
      Text(old, now),
      "\nChanges to access:\n  + whoever the policies of account 222233334444 allow can now tag sessions of App\n");
}

TEST(AccessChange, DenyInATrustPolicyCounts) {
  Chain old, now;
  const std::string allow = TrustOf(R"({"AWS":["222233334444","arn:aws:iam::222233334444:root"]})");
  old.role().trust.text = Statements(allow);
  now.role().trust.text = Statements(allow + "," + TrustOf(R"({"AWS":"222233334444"})", "", "Deny"));
  EXPECT_EQ(Text(old, now),
            "\nChanges to access:\n  - whoever the policies of account 222233334444 allow can no longer assume App\n");
  EXPECT_EQ(Text(now, old),
            "\nChanges to access:\n  ! whoever the policies of account 222233334444 allow can now assume App\n");
  now.role().trust.text = Statements(
      allow + "," +
      TrustOf(R"({"AWS":"222233334444"})", R"(,"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}})", "Deny"));
  EXPECT_EQ(Text(old, now),
            "\nChanges to access:\n  ~ whoever the policies of account 222233334444 allow can assume App under "
            "narrower conditions only\n");
}

TEST(AccessChange, OtherWaysToWriteATrustPolicyAreNoChange) {
  Chain old, now;
  old.role().trust.text = Statements(TrustOf(R"({"AWS":["222233334444","333344445555"]})"));
  now.role().trust.text = Statements(TrustOf(R"({"AWS":"arn:aws:iam::333344445555:root"})") + "," +
                                     TrustOf(R"({"AWS":"arn:aws:iam::222233334444:root"})"));
  EXPECT_EQ(Text(old, now), "");
  old.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:app"));
  now.role().trust.text = Trust(std::string(R"({"StringLike":{")") + kIssuer +
                                R"(:sub":"system:serviceaccount:ns:app"},"StringEquals":{")" + kIssuer +
                                R"(:aud":["sts.amazonaws.com"]}})");
  EXPECT_EQ(Text(old, now), "");
}

TEST(AccessChange, MovedBetweenRolesOfOneServiceAccountIsNoChange) {
  Chain old, now;
  Role other = old.role();
  other.name = "Other";
  other.arn = "arn:aws:iam::054000737513:role/k8s/Other";
  other.attached.clear();
  old.model.roles.push_back(other);
  now.model.roles.push_back(other);
  std::swap(now.model.roles[0].attached, now.model.roles[1].attached);
  EXPECT_EQ(Text(old, now), "");
  now.model.roles[1].trust.text = Trust(SubAndAud("system:serviceaccount:ns:*"));
  EXPECT_EQ(AccessLines(CompareAccess(old.model, now.model)).at(0).message,
            "ns/app: - secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:app/*")
      << "compared as a text, the star lets nobody in";
}

// More than is kept between questions (Sides::ForgetMuch), with one role and one policy that all have in common.
TEST(AccessChange, ThousandsOfRolesAreToldAsFewAre) {
  constexpr int kRoles = 1200;
  Chain old, now;
  old.role().trust.text = now.role().trust.text = Trust(SubAndAud("system:serviceaccount:ns:*"));
  old.role().attached.clear();
  now.role().attached.clear();
  std::vector<std::string> expected, told;
  for (int i = 0; i < kRoles; ++i) {
    const std::string name = "app-" + std::to_string(1000 + i), bucket = "arn:aws:s3:::" + name + "/*";
    Role role = Chain().role();
    role.name = name;
    role.arn = "arn:aws:iam::054000737513:role/" + name;
    role.trust.text = Trust(SubAndAud("system:serviceaccount:ns:" + name));
    old.model.roles.push_back(role);
    role.inline_policies.push_back({});
    role.inline_policies[0].name = "in";
    role.inline_policies[0].text = Statements(Allow("s3:GetObject", bucket));
    now.model.roles.push_back(role);
    expected.push_back("gain ns/" + name + " s3:GetObject " + bucket);
  }
  for (const AccessChange& one : CompareAccess(old.model, now.model).changes) {
    told.push_back(ChangeName(one.kind) + (" " + one.who + " " + one.action + " " + one.resource));
    EXPECT_TRUE(one.reason.empty()) << one.who;
  }
  ASSERT_EQ(told.size(), expected.size()) << told.front() << "\n" << told.back();
  EXPECT_TRUE(told == expected);
}

// Such a service account is told with what it gains; whoever else comes with the role is told on its own.
TEST(AccessChange, OfARoleThatComesOnlyWideOpeningsAreTold) {
  IdentityModel nothing;
  Chain now;
  const std::string one = Trust(SubAndAud("system:serviceaccount:ns:app"));
  const std::size_t at = one.find("{\"Effect\"");
  const std::string statement = one.substr(at, one.rfind("]}") - at);
  now.role().trust.text = Statements(statement + "," + TrustOf(R"({"AWS":"222233334444"})"));
  const AccessChanges come = CompareAccess(nothing, now.model), go = CompareAccess(now.model, nothing);
  ASSERT_EQ(come.openings.size(), 1u);
  EXPECT_EQ(come.openings[0].who, "whoever the policies of account 222233334444 allow");
  EXPECT_EQ(come.openings[0].kind, OpeningChange::Kind::kOpen);
  ASSERT_EQ(go.openings.size(), 1u);
  EXPECT_EQ(go.openings[0].kind, OpeningChange::Kind::kClose);
  ASSERT_EQ(come.changes.size(), 1u);
  EXPECT_EQ(come.changes[0].who, "ns/app");
}

TEST(AccessChange, InlineAndManagedOfTheSameTextAreTheSame) {
  Chain old, now;
  PolicyDocument inline_policy;
  inline_policy.name = "inline policy own";
  inline_policy.text = old.policy();
  now.role().inline_policies.push_back(inline_policy);
  now.role().attached.clear();
  EXPECT_EQ(Text(old, now), "");
}

TEST(AccessChange, PoliciesOfResourcesAreTold) {
  Chain old, now;
  const std::string bucket = "arn:aws:s3:::data";
  old.model.account_id = now.model.account_id = "054000737513";
  const auto policy = [&](const std::string& effect, const std::string& principal, const std::string& condition = "") {
    return Statements(R"({"Effect":")" + effect + R"(","Principal":)" + principal +
                      R"(,"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*")" + condition + "}");
  };
  const auto with = [&](const std::string& text) {
    now.model.resources = {{bucket, {}}};
    now.model.resources[0].policy.text = text;
    return Text(old, now);
  };
  const std::string head = "\nChanges to access:\n  ";
  EXPECT_EQ(with(policy("Allow", "\"*\"")),
            head + "everyone by the policy of arn:aws:s3:::data  + s3:GetObject on …:data/*\n");
  EXPECT_EQ(with(policy("Allow", R"({"AWS":"222233334444"})")),
            head + "account 222233334444 by the policy of arn:aws:s3:::data  + s3:GetObject on …:data/*\n");
  EXPECT_EQ(with(policy("Allow", R"({"AWS":"054000737513"})")), "") << "its own account decides by policies of callers";
  EXPECT_EQ(with(policy("Deny", "\"*\"", R"(,"Condition":{"Bool":{"aws:SecureTransport":"false"}})")),
            head +
                "callers of account 054000737513 by the policy of arn:aws:s3:::data  - s3:GetObject on "
                "…:data/* if Bool aws:SecureTransport false (a Deny applies)\n");
}

TEST(AccessChange, WhatIsNotKnownIsSaid) {
  Chain old, now;
  now.role().trust.known = false;
  EXPECT_NE(Text(old, now).find("Note: who can assume App is not known before apply"), std::string::npos);
  now.role().name.clear();
  now.role().origin.address = "aws_iam_role.app";
  EXPECT_NE(Text(old, now).find("Note: who can assume aws_iam_role.app is not known"), std::string::npos);
  now.role().name = old.role().name;
  now.role().trust.known = true;
  now.role().attached.push_back({"arn:aws:iam::054000737513:policy/new", {}});
  EXPECT_NE(Text(old, now).find("Note: the text of arn:aws:iam::054000737513:policy/new is not known"),
            std::string::npos);
}

TEST(AccessChange, WhatIsKnownInPartIsOnlyPossible) {
  Chain old, now;
  const std::string bucket = "arn:aws:s3:::" + Placeholder("random_string.a.result") + "/*";
  now.policy() = Statements(Allow("secretsmanager:GetSecretValue", kApp) + "," + Allow("s3:GetObject", bucket));
  EXPECT_NE(Text(old, now).find("possibly: it is named by what is known only after apply"), std::string::npos)
      << Text(old, now);
  now.policy() = Statements(
      Allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:" + Placeholder("var.x") + "/*"));
  now.model.policies[kManaged].document.unknown_parts = {"var.x"};
  for (const AccessLine& line : AccessLines(CompareAccess(old.model, now.model))) {
    EXPECT_NE(line.message.find("possibly: "), std::string::npos) << line.message;
  }
}

TEST(AccessChange, UsersAndTheirGroupsAreTold) {
  Chain old, now;
  Member ann;
  ann.name = "ann";
  ann.arn = "arn:aws:iam::054000737513:user/ann";
  ann.groups = {"team"};
  Member team;
  team.name = "team";
  old.model.users = now.model.users = {ann};
  old.model.groups = now.model.groups = {team};
  now.model.groups[0].attached = {{kManaged, {}}};
  EXPECT_EQ(
      Text(old, now),
      "\nChanges to access:\n  user ann  + secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:app/*\n");
}

// A second role for the same service account.
void AddRole(const std::string& name, const std::string& conditions, Chain& chain) {
  Role role = chain.role();
  role.name = name;
  role.arn = "arn:aws:iam::054000737513:role/k8s/" + name;
  role.trust.text = Trust(conditions);
  chain.model.roles.push_back(role);
}

std::string Changes(const Chain& old, const Chain& now) {
  std::string text;
  for (const AccessLine& line : AccessLines(CompareAccess(old.model, now.model))) text += line.message + "\n";
  return text;
}

TEST(AccessChange, ARoleUnderConditionsHidesNothingThatAnotherGivesWithoutThem) {
  std::string guarded = SubAndAud("system:serviceaccount:ns:app");
  guarded.insert(guarded.size() - 1, R"(,"IpAddress":{"aws:SourceIp":"10.0.0.0/8"})");
  const std::string plain = SubAndAud("system:serviceaccount:ns:app");
  Chain old, now;
  old.role().trust.text = now.role().trust.text = Trust(guarded);
  AddRole("Open", plain, now);
  EXPECT_EQ(Changes(old, now),
            "ns/app: + secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:app/* (so far only by App, "
            "under conditions of its trust)\n");
  EXPECT_EQ(Changes(now, old),
            "ns/app: - secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:app/* (otherwise only by "
            "App, under conditions of its trust)\n");
  // Under the same conditions it is the same.
  Chain twice;
  twice.role().trust.text = Trust(guarded);
  AddRole("Open", guarded, twice);
  EXPECT_EQ(Changes(old, twice), "");
}

TEST(AccessChange, ARoleThatDeniesTheSubjectGivesItNothing) {
  const std::string plain = SubAndAud("system:serviceaccount:ns:app");
  Chain old, now;
  const std::string allow = Trust(plain);
  old.role().trust.text = now.role().trust.text =
      allow.substr(0, allow.size() - 2) + R"(,{"Effect":"Deny","Principal":"*","Action":"*"}]})";
  AddRole("Open", plain, now);
  EXPECT_NE(Changes(old, now).find("ns/app: + secretsmanager:GetSecretValue"), std::string::npos) << Changes(old, now);
}

TEST(AccessChange, EveryTokenHasASubject) {
  const std::string subject = std::string("\"") + kIssuer + R"(:sub":"system:serviceaccount:ns:app"})";
  const std::string audience = std::string(R"("StringEquals":{")") + kIssuer + R"(:aud":"sts.amazonaws.com"})";
  for (const char* op : {"StringEqualsIfExists", "StringLikeIfExists", "ForAllValues:StringEquals"}) {
    Chain old, now;
    now.role().trust.text = Trust("{" + audience + ",\"" + op + "\":{" + subject + "}");
    EXPECT_EQ(Changes(old, now), "") << op;
  }
}

// Policies of one resource, before and after.
std::string OfResource(const std::string& arn, const std::string& before, const std::string& after) {
  Chain old, now;
  const auto add = [&arn](const std::string& statements, Chain& chain) {
    if (statements.empty()) return;
    ProtectedResource resource{arn, {}};
    resource.policy.name = "policy of " + arn;
    resource.policy.text = Statements(statements);
    chain.model.resources.push_back(resource);
  };
  add(before, old);
  add(after, now);
  return Changes(old, now);
}

TEST(AccessChange, AllowWithNotPrincipalIsPossible) {
  const std::string text = OfResource(
      "arn:aws:s3:::data", "",
      R"({"Effect":"Allow","NotPrincipal":{"AWS":"222233334444"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"})");
  EXPECT_NE(text.find("possibly"), std::string::npos) << text;
  EXPECT_NE(text.find("everyone but 222233334444"), std::string::npos) << text;
}

TEST(AccessChange, AKeyWithoutAPolicyHasTheDefaultOne) {
  const char* const kKey = "arn:aws:kms:eu-central-1:054000737513:key/00000000-0000-0000-0000-000000000001";
  const std::string root =
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:root"},"Action":"kms:*","Resource":"*"})";
  EXPECT_EQ(OfResource(kKey, "", root), "");
  const std::string admin =
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:user/adm"},"Action":"kms:*","Resource":"*"})";
  // Without the delegation to the account nobody else has the key, whatever the account's policies say.
  const std::string taken = OfResource(kKey, root, admin);
  EXPECT_NE(taken.find("- kms:*"), std::string::npos) << taken;
  const std::string given = OfResource(kKey, admin, admin + "," + root);
  EXPECT_NE(given.find("+ kms:*"), std::string::npos) << given;
}

TEST(AccessChange, ABoundaryThatIsNotKnownMayHaveAllowedNothing) {
  Chain bounded, free;
  bounded.role().boundary_arn = "arn:aws:iam::054000737513:policy/elsewhere";
  const std::string gained = Changes(bounded, free), lost = Changes(free, bounded);
  EXPECT_EQ(gained,
            "ns/app: + secretsmanager:GetSecretValue on arn:aws:secretsmanager:*:*:secret:app/* (no longer limited by "
            "the permissions boundary), possibly: the text of the boundary "
            "arn:aws:iam::054000737513:policy/elsewhere is not known\n");
  EXPECT_NE(lost.find("possibly"), std::string::npos) << lost;
  // Another one of which nothing is known either.
  Chain other;
  other.role().boundary_arn = "arn:aws:iam::054000737513:policy/another";
  EXPECT_NE(Changes(bounded, other).find("possibly"), std::string::npos);
  // Under the same one policies are compared as they are.
  Chain same;
  same.role().boundary_arn = bounded.role().boundary_arn;
  EXPECT_EQ(Changes(bounded, same), "");
}

// A role that is named asks with its own ARN: what a condition on it allowed before is nothing new.
TEST(AccessChange, ACallerThatIsNamedHasItsOwnArn) {
  constexpr const char* kNamed = "arn:aws:iam::054000737513:role/ci/build";
  const std::string any =
      R"({"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"},"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::054000737513:role/ci/*"}}})";
  const std::string named =
      std::string(R"({"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":")") + kNamed + "\"}}";
  const auto told = [&](const std::string& before, const std::string& after) {
    Chain old, now;
    old.role().trust.text = Statements(before);
    now.role().trust.text = Statements(after);
    return AccessText(CompareAccess(old.model, now.model), false);
  };
  EXPECT_EQ(told(any, named).find("can now assume"), std::string::npos) << told(any, named);
  EXPECT_NE(told(named, any).find("can now assume"), std::string::npos) << told(named, any);
}

// A condition on another issuer's claim is about nothing that a token has.
TEST(AccessChange, KeysOfOtherIssuersAreInNoToken) {
  Chain old, now;
  old.role().trust.text =
      Trust(R"({"StringEqualsIfExists":{"oidc.example.com/id/OTHER:sub":"system:serviceaccount:ns:app"}})");
  const std::string narrower = AccessText(CompareAccess(old.model, now.model), false);
  EXPECT_EQ(narrower.find("can now assume"), std::string::npos) << narrower;
  const std::string wider = AccessText(CompareAccess(now.model, old.model), false);
  EXPECT_NE(wider.find("any service account of the cluster can now assume App"), std::string::npos) << wider;
}

}  // namespace
}  // namespace rolecall::access
