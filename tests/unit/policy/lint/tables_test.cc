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

TEST(LintTables, EveryActionIsOfAServiceWhoseActionsAreJudged) {
  const auto rows = embedded::ReadTable("actions.tsv", {"action", "resource"});
  EXPECT_GT(rows.size(), 900U);
  for (const embedded::Row& row : rows) {
    EXPECT_EQ(IsKnownAction(LowerAscii(row[0])), ActionKnowledge::kKnown) << row[0];
  }
}

TEST(LintTables, EveryTypeOfAnActionHasAnExampleThatItMatches) {
  for (const embedded::Row& row : embedded::ReadTable("actions.tsv", {"action", "resource"})) {
    const std::string_view type = ResourceTypeOf(LowerAscii(row[0]));
    const std::string example = ExampleResource(type);
    if (row[1] == "-" || row[1] == "?") {
      EXPECT_EQ(example, "*") << row[0];
    } else {
      EXPECT_NE(example, "*") << row[0] << " takes a " << row[1] << ", which resource-types.tsv does not have";
      EXPECT_TRUE(MayMatchType(type, example)) << example;
    }
  }
}

TEST(LintTables, WhatIsNotInATableIsNotJudged) {
  EXPECT_EQ(IsKnownAction("s3:getobject"), ActionKnowledge::kKnown);
  EXPECT_EQ(IsKnownAction("s3:getobjct"), ActionKnowledge::kUnknown);
  EXPECT_EQ(IsKnownAction("ec2:describenothing"), ActionKnowledge::kUnknown);
  EXPECT_EQ(IsKnownAction("ec2:runinstances"), ActionKnowledge::kUnjudged);
  EXPECT_EQ(IsKnownAction("lambda:nothing"), ActionKnowledge::kUnjudged);
  EXPECT_EQ(KnownActionsLike("sqs:*"), std::nullopt);
  EXPECT_EQ(ResourceTypeOf("s3:getobject"), "object");
  EXPECT_EQ(ResourceTypeOf("iam:createaccountalias"), "-");
  EXPECT_EQ(ResourceTypeOf("iam:changepassword"), "");
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
