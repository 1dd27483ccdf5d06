// Inline and attached policies, the same claims of users, groups and roles.
#include <algorithm>

#include "base/encoding.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

struct Entity {
  std::string kind, word;  // "User", "user"
  std::size_t inline_total;
  friend void PrintTo(const Entity& each, std::ostream* out) { *out << each.kind; }
};

class IamEntityPolicies : public IamTest, public ::testing::WithParamInterface<Entity> {
 protected:
  IamEntityPolicies() {
    CreateUser("one");
    CreateGroup("one");
    EXPECT_EQ(CreateRole("one").status, 200);
    EXPECT_EQ(CreatePolicy().status, 200);
  }

  // "Put…Policy" on the entity.
  Reply On(const std::string& before, const std::string& after, QueryParameterList parameters) {
    parameters.emplace_back(GetParam().kind + "Name", "one");
    return Ask(before + GetParam().kind + after, parameters);
  }
  Reply Put(const std::string& name, const std::string& document) {
    return On("Put", "Policy", {{"PolicyName", name}, {"PolicyDocument", document}});
  }
  Names Attached() {
    return Ask("ListAttached" + GetParam().kind + "Policies", {{GetParam().kind + "Name", "one"}})
        .All("AttachedPolicies/member/PolicyArn");
  }
};

TEST_P(IamEntityPolicies, InlineOnesAreWrittenReadReplacedAndDeleted) {
  ASSERT_EQ(Put("Read", kPolicy).Outcome(), "200");
  Reply read = On("Get", "Policy", {{"PolicyName", "Read"}});
  EXPECT_EQ(read.At(GetParam().kind + "Name"), "one");
  EXPECT_EQ(read.At("PolicyName"), "Read");
  EXPECT_EQ(PercentDecode(read.At("PolicyDocument")).value_or(""), kPolicy);
  ASSERT_EQ(Put("Read", AllowDocument("s3:*")).Outcome(), "200");
  EXPECT_EQ(PercentDecode(On("Get", "Policy", {{"PolicyName", "Read"}}).At("PolicyDocument")).value_or(""),
            AllowDocument("s3:*"));
  EXPECT_EQ(On("List", "Policies", {}).All("PolicyNames/member"), Names{"Read"});
  EXPECT_EQ(On("Delete", "Policy", {{"PolicyName", "Read"}}).Outcome(), "200");
  EXPECT_EQ(On("List", "Policies", {}).All("PolicyNames/member"), Names());
}

TEST_P(IamEntityPolicies, InlineOnesThatAreNotThereAreNotFound) {
  for (const char* operation : {"Get", "Delete"}) {
    EXPECT_EQ(On(operation, "Policy", {{"PolicyName", "none"}}).Outcome(),
              "404 NoSuchEntity: The " + GetParam().word + " policy with name none cannot be found.");
  }
}

TEST_P(IamEntityPolicies, InlineDocumentsAreChecked) {
  EXPECT_EQ(Put("p", "{").Outcome(), "400 MalformedPolicyDocument: Syntax errors in policy.");
  EXPECT_EQ(Put("p", kTrust).error_code, "MalformedPolicyDocument");
  EXPECT_EQ(Put("a b", kPolicy).error_code, "ValidationError");
  EXPECT_EQ(On("List", "Policies", {}).All("PolicyNames/member"), Names());
}

TEST_P(IamEntityPolicies, InlineOnesHaveOneQuotaTogether) {
  const std::size_t total = GetParam().inline_total;
  ASSERT_EQ(Put("first", DocumentOfSize(total - 200)).Outcome(), "200");
  EXPECT_EQ(Put("second", DocumentOfSize(201)).Outcome(), "409 LimitExceeded: Maximum policy size of " +
                                                              std::to_string(total) + " bytes exceeded for " +
                                                              GetParam().word + " one");
  EXPECT_EQ(Put("second", DocumentOfSize(200)).Outcome(), "200");
  // A policy that is replaced makes room for its successor.
  EXPECT_EQ(Put("first", DocumentOfSize(total - 200)).Outcome(), "200");
}

TEST_P(IamEntityPolicies, AttachingTwiceIsAttachingOnce) {
  for (int i = 0; i < 2; ++i) ASSERT_EQ(On("Attach", "Policy", {{"PolicyArn", kPolicyArn}}).Outcome(), "200");
  EXPECT_EQ(Attached(), Names{kPolicyArn});
  EXPECT_EQ(Ask("GetPolicy", {{"PolicyArn", kPolicyArn}}).At("Policy/AttachmentCount"), "1");
  EXPECT_EQ(On("Detach", "Policy", {{"PolicyArn", kPolicyArn}}).Outcome(), "200");
  EXPECT_EQ(Attached(), Names());
}

TEST_P(IamEntityPolicies, DetachingWhatIsNotAttachedIsNotFound) {
  EXPECT_EQ(On("Detach", "Policy", {{"PolicyArn", kPolicyArn}}).Outcome(),
            std::string("404 NoSuchEntity: Policy ") + kPolicyArn + " was not found.");
  EXPECT_EQ(On("Detach", "Policy", {{"PolicyArn", "not-an-arn-not-an-arn"}}).Outcome(),
            "400 ValidationError: Invalid ARN:  Could not be parsed!");
}

TEST_P(IamEntityPolicies, ThePolicyOfAnotherAccountIsNotAttachable) {
  Write([](directory::Transaction& transaction) {
    directory::ManagedPolicy policy;
    policy.account = "111122223333";
    policy.name = "theirs";
    policy.versions.emplace_back();
    transaction.Put(std::move(policy));
  });
  const std::string arn = "arn:aws:iam::111122223333:policy/theirs";
  EXPECT_EQ(On("Attach", "Policy", {{"PolicyArn", arn}}).Outcome(),
            "404 NoSuchEntity: Policy " + arn + " does not exist or is not attachable.");
}

TEST_P(IamEntityPolicies, TheQuotaOfAttachedOnesIsThatOfTheAccountSummary) {
  const Reply summary = Ask("GetAccountSummary");
  const Names keys = summary.All("SummaryMap/entry/key");
  const auto key = std::ranges::find(keys, "AttachedPoliciesPer" + GetParam().kind + "Quota");
  ASSERT_NE(key, keys.end());
  const std::string quota_text = summary.All("SummaryMap/entry/value")[static_cast<std::size_t>(key - keys.begin())];
  const int quota = std::stoi(quota_text);
  for (int i = 0; i <= quota; ++i) {
    Do("CreatePolicy", {{"PolicyName", "p" + std::to_string(i)}, {"PolicyDocument", kPolicy}});
  }
  for (int i = 0; i < quota; ++i) {
    ASSERT_EQ(On("Attach", "Policy", {{"PolicyArn", Arn("policy/p" + std::to_string(i))}}).Outcome(), "200");
  }
  EXPECT_EQ(On("Attach", "Policy", {{"PolicyArn", Arn("policy/p" + quota_text)}}).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for PoliciesPer" + GetParam().kind + ": " + quota_text);
}

TEST_P(IamEntityPolicies, WhatMayBeAttachedIsACondition) {
  Caller admin = NewUser(
      "admin",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Attach*","iam:Detach*"],)"
      R"("Resource":"*","Condition":{"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/IAMReadOnlyAccess"}}}]})");
  for (const char* operation : {"Attach", "Detach"}) {
    const auto ask = [&](const char* arn) {
      return AskAs(admin, operation + GetParam().kind + "Policy",
                   {{GetParam().kind + "Name", "one"}, {"PolicyArn", arn}});
    };
    EXPECT_EQ(ask(kPolicyArn).error_code, "AccessDenied") << operation;
    EXPECT_EQ(ask(kAwsPolicyArn).Outcome(), "200") << operation;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, IamEntityPolicies,
                         ::testing::Values(Entity{"User", "user", 2048}, Entity{"Group", "group", 5120},
                                           Entity{"Role", "role", 10240}),
                         [](const auto& info) { return info.param.kind; });

class IamBoundaries : public IamTest, public ::testing::WithParamInterface<std::string> {
 protected:
  IamBoundaries() {
    CreateUser("one");
    EXPECT_EQ(CreateRole("one").status, 200);
  }
  std::pair<std::string, std::string> Name() const { return {GetParam() + "Name", "one"}; }
  Reply PutBoundary(const std::string& arn) {
    return Ask("Put" + GetParam() + "PermissionsBoundary", {Name(), {"PermissionsBoundary", arn}});
  }
  std::string Shown() {
    return Ask("Get" + GetParam(), {Name()}).At(GetParam() + "/PermissionsBoundary/PermissionsBoundaryArn");
  }
};

TEST_P(IamBoundaries, ArePutReplacedAndDeletedOnce) {
  ASSERT_EQ(PutBoundary(kAwsPolicyArn).Outcome(), "200");
  EXPECT_EQ(Shown(), kAwsPolicyArn);
  ASSERT_EQ(PutBoundary("arn:aws:iam::aws:policy/ReadOnlyAccess").Outcome(), "200");
  EXPECT_EQ(Shown(), "arn:aws:iam::aws:policy/ReadOnlyAccess");
  const std::string remove = "Delete" + GetParam() + "PermissionsBoundary";
  EXPECT_EQ(Ask(remove, {Name()}).Outcome(), "200");
  EXPECT_EQ(Shown(), "(none)");
  EXPECT_EQ(Ask(remove, {Name()}).error_code, "NoSuchEntity");
}

TEST_P(IamBoundaries, MustBePoliciesThatExist) {
  EXPECT_EQ(PutBoundary(kPolicyArn).Outcome(),
            std::string("404 NoSuchEntity: Policy ") + kPolicyArn + " does not exist or is not attachable.");
  EXPECT_EQ(PutBoundary("not-an-arn-not-an-arn").error_code, "ValidationError");
  EXPECT_EQ(Shown(), "(none)");
}

TEST_P(IamBoundaries, WhichOneIsPutIsACondition) {
  Caller admin = NewUser(
      "admin",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:Put*Boundary","Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/ReadOnlyAccess"}}}]})");
  const auto put = [&](const char* arn) {
    return AskAs(admin, "Put" + GetParam() + "PermissionsBoundary", {Name(), {"PermissionsBoundary", arn}});
  };
  ASSERT_EQ(PutBoundary(kAwsPolicyArn).status, 200);
  EXPECT_EQ(put(kAwsPolicyArn).error_code, "AccessDenied");
  EXPECT_EQ(put("arn:aws:iam::aws:policy/ReadOnlyAccess").Outcome(), "200");
}

INSTANTIATE_TEST_SUITE_P(Kinds, IamBoundaries, ::testing::Values("User", "Role"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace rolecall::services::iam
