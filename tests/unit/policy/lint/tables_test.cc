// The tables of data/ that lint reads, as lint sees them.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "embedded/table.h"
#include "policy/lint/actions.h"
#include "policy/lint/keys.h"

namespace rolecall::policy {
namespace {

TEST(LintTables, ServicesAreSortedAndInLowerCase) {
  const std::vector<std::string>& prefixes = ServicePrefixes();
  EXPECT_GT(prefixes.size(), 400U);
  EXPECT_TRUE(std::is_sorted(prefixes.begin(), prefixes.end()));
  EXPECT_EQ(std::adjacent_find(prefixes.begin(), prefixes.end()), prefixes.end());
  for (const std::string& prefix : prefixes) EXPECT_EQ(LowerAscii(prefix), prefix);
  EXPECT_TRUE(IsKnownService("secretsmanager"));
  EXPECT_FALSE(IsKnownService("secretmanager"));
}

TEST(LintTables, EveryTypeOfAnActionHasAnExampleThatItMatches) {
  std::size_t actions = 0;
  for (const ServiceName& name : ServiceNames()) {
    for (const std::string& action : ActionsOfService(name.prefix)) {
      EXPECT_EQ(IsKnownAction(LowerAscii(action)), ActionKnowledge::kKnown) << action;
      const TakenTypes types = TypesOf(LowerAscii(action));
      const std::string example = ExampleResource(types);
      if (types.takes_some()) {
        EXPECT_NE(example, "*") << action;
        EXPECT_TRUE(MayMatchTypes(types, example)) << action << " " << example;
      } else {
        EXPECT_EQ(example, "*") << action;
      }
      ++actions;
    }
  }
  EXPECT_GT(actions, 20000U);
}

TEST(LintTables, ExamplesAreOfTypesThatThereAre) {
  for (const embedded::Row& row : embedded::ReadTable("resource-examples.tsv", {"service", "type", "example"})) {
    const ServiceReference* service = FindService(row[0]);
    ASSERT_NE(service, nullptr) << row[0];
    const auto types = service->resources();
    EXPECT_TRUE(std::any_of(types.begin(), types.end(), [&](const ResourceType& type) {
      return LowerAscii(type.name) == row[1];
    })) << row[1];
  }
}

TEST(LintTables, WhatIsNotInATableIsNotJudged) {
  EXPECT_EQ(IsKnownAction("s3:getobject"), ActionKnowledge::kKnown);
  EXPECT_EQ(IsKnownAction("s3:getobjct"), ActionKnowledge::kUnknown);
  EXPECT_EQ(IsKnownAction("ec2:describenothing"), ActionKnowledge::kUnknown);
  EXPECT_EQ(IsKnownAction("ec2:runinstances"), ActionKnowledge::kKnown);
  EXPECT_EQ(IsKnownAction("lambda:nothing"), ActionKnowledge::kUnknown);
  EXPECT_EQ(IsKnownAction("deeplens:anything"), ActionKnowledge::kUnjudged);
  EXPECT_TRUE(IsKnownService("deeplens"));
  EXPECT_EQ(KnownActionsLike("deeplens:*"), std::nullopt);
  EXPECT_GT(KnownActionsLike("sqs:*")->size(), 15U);
  EXPECT_EQ(TypesOf("s3:getobject").MainName(), "object");
  EXPECT_EQ(TypesOf("secretsmanager:getsecretvalue").MainName(), "secret");
  EXPECT_TRUE(TypesOf("iam:createaccountalias").takes_none());
  EXPECT_FALSE(TypesOf("iam:listroles").known) << "it is on a path";
  EXPECT_FALSE(TypesOf("deeplens:anything").known);
}

TEST(LintTables, KeysOfServicesComeFromTheReference) {
  ASSERT_NE(FindConditionKey("s3:prefix"), nullptr);
  EXPECT_EQ(FindConditionKey("s3:prefix"), FindConditionKey("s3:prefix"));
  EXPECT_EQ(FindConditionKey("s3:max-keys")->type, KeyType::kNumeric);
  EXPECT_NE(FindConditionKey("s3:existingobjecttag/team"), nullptr);
  EXPECT_EQ(FindConditionKey("s3:nothing"), nullptr);
  EXPECT_TRUE(HasConditionKeys("s3"));
  EXPECT_FALSE(HasConditionKeys("deeplens"));
}

TEST(LintTables, ConditionKeysHaveTheirTypes) {
  ASSERT_NE(FindConditionKey("aws:sourceip"), nullptr);
  EXPECT_EQ(FindConditionKey("aws:sourceip")->type, KeyType::kIp);
  EXPECT_FALSE(FindConditionKey("aws:sourceip")->always);
  EXPECT_EQ(FindConditionKey("aws:currenttime")->type, KeyType::kDate);
  EXPECT_TRUE(FindConditionKey("aws:currenttime")->always);
  EXPECT_EQ(FindConditionKey("aws:principaltag/team")->name, "aws:PrincipalTag/");
  for (const std::string& name : ConditionKeyNames()) {
    EXPECT_TRUE(HasConditionKeys(LowerAscii(name).substr(0, name.find(':')))) << name;
  }
}

}  // namespace
}  // namespace rolecall::policy
