#include "store/shared/commit_plan.h"

#include <gtest/gtest.h>

#include "store/changes.h"

namespace rolecall::store {
namespace {

Batch PutOne(const std::string& key, const std::string& value) { return Batch{{}, {{key, value}}, {}}; }

TEST(CommitPlan, GivesEachBatchTheNextRevisionAndTheLastWordOnAKeyToTheLast) {
  const std::vector<Batch> batches = {PutOne("a", "1"), Batch{{}, {{"b", "2"}}, {"a"}}, Batch{{}, {}, {"b"}},
                                      PutOne("a", "3")};
  const CommitPlan plan = PlanCommit(batches, 7, {}, {}, FromUnixSeconds(5));
  EXPECT_EQ(plan.head_before, 7u);
  EXPECT_EQ(plan.head_after, 11u);
  for (std::size_t i = 0; i < batches.size(); ++i) EXPECT_EQ(*plan.outcomes[i], 8 + i);
  ASSERT_EQ(plan.effects.size(), 2u);
  EXPECT_EQ(*plan.effects.at("a").value, "3");
  EXPECT_EQ(plan.effects.at("a").revision, 11u);
  EXPECT_EQ(plan.effects.at("b").value, nullptr);
  ASSERT_EQ(plan.log.size(), 4u);
  EXPECT_EQ(plan.log[1].revision, 9u);
  EXPECT_EQ(plan.log[1].at, FromUnixSeconds(5));
  EXPECT_EQ(DecodeChanges(plan.log[1].changes)->deletes, std::vector<std::string>{"a"});
}

TEST(CommitPlan, ConditionsAreLookedAtAfterTheBatchesBefore) {
  std::vector<Batch> batches = {PutOne("a", "1"), PutOne("a", "2"), PutOne("c", "3"), Batch{{}, {}, {"a"}},
                                PutOne("d", "4")};
  batches[0].conditions.push_back({"a", 3});
  batches[1].conditions.push_back({"a", 3});  // it has the revision of the first by then
  batches[2].conditions.push_back({"a", 8});
  batches[4].conditions.push_back({"a", 0});
  const CommitPlan plan = PlanCommit(batches, 7, {{"a", 3}}, {}, {});
  EXPECT_TRUE(plan.outcomes[0].ok());
  EXPECT_EQ(plan.outcomes[1].error().code, ErrorCode::kConflict);
  EXPECT_EQ(*plan.outcomes[2], 9u);
  EXPECT_EQ(*plan.outcomes[4], 11u);
  EXPECT_EQ(ConditionKeys(batches).size(), 4u);
}

TEST(CommitPlan, WhatWasBuiltOnALostBatchIsRefusedThoughItsNumberFits) {
  std::vector<Batch> batches = {PutOne("a", "1"), PutOne("b", "1"), PutOne("other", "1")};
  batches[0].follows = batches[1].follows = true;
  batches[0].expected_head = 6;
  batches[1].expected_head = 7;
  const CommitPlan plan = PlanCommit(batches, 7, {}, {}, {});
  EXPECT_FALSE(plan.outcomes[0].ok());
  EXPECT_FALSE(plan.outcomes[1].ok());
  EXPECT_EQ(*plan.outcomes[2], 8u);
  ASSERT_TRUE(plan.failed.has_value());
  EXPECT_FALSE(PlanCommit({&batches[1], 1}, 7, {}, plan.failed, {}).outcomes[0].ok());
  EXPECT_TRUE(PlanCommit({&batches[1], 1}, 7, {}, {}, {}).outcomes[0].ok());
}

TEST(CommitPlan, NothingThatIsRefusedIsWritten) {
  std::vector<Batch> batches = {PutOne("", "1"), PutOne("a", "1")};
  batches[1].becomes = 7;  // not newer
  const CommitPlan plan = PlanCommit(batches, 7, {}, {}, {});
  EXPECT_EQ(plan.outcomes[0].error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(plan.outcomes[1].error().code, ErrorCode::kUnimplemented);
  EXPECT_FALSE(plan.writes());
  EXPECT_TRUE(plan.log.empty());
}

TEST(CommitPlan, TheLogBeginsAfterABatchThatTakesANewerRevision) {
  std::vector<Batch> batches = {PutOne("a", "1"), PutOne("b", "1"), PutOne("c", "1")};
  batches[1].becomes = 5000;
  const CommitPlan plan = PlanCommit(batches, 7, {}, {}, {});
  EXPECT_EQ(*plan.outcomes[0], 8u);
  EXPECT_EQ(*plan.outcomes[1], 5000u);
  EXPECT_EQ(*plan.outcomes[2], 5001u);
  EXPECT_EQ(plan.head_after, 5001u);
  EXPECT_EQ(plan.effects.size(), 3u);
  ASSERT_EQ(plan.log.size(), 1u);
  EXPECT_EQ(plan.log_first(), 5001u);
}

}  // namespace
}  // namespace rolecall::store
