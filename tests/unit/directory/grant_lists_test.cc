#include "directory/grant_lists.h"

#include <gtest/gtest.h>

namespace rolecall::directory {
namespace {

GrantLists::Pointer GrantOf(const std::string& id, const std::string& grantee, const std::string& key = "k") {
  return std::make_shared<const KmsGrant>(
      KmsGrant{.account = "a", .region = "r", .key_id = key, .id = id, .grantee = grantee});
}

std::vector<std::string> IdsOf(const GrantLists& lists, const std::string& grantee, const std::string& key = "k") {
  std::vector<std::string> ids;
  lists.ForEach("a/r/" + key, grantee, [&](const KmsGrant& grant) {
    ids.push_back(grant.id);
    return true;
  });
  return ids;
}

using Ids = std::vector<std::string>;

TEST(GrantLists, AreOfOneGranteeOnOneKey) {
  const GrantLists none;
  EXPECT_TRUE(none.empty());
  const GrantLists lists = none.With(GrantOf("1", "ann")).With(GrantOf("2", "bob")).With(GrantOf("3", "ann", "other"));
  EXPECT_EQ(IdsOf(lists, "ann"), Ids{"1"});
  EXPECT_EQ(IdsOf(lists, "bob"), Ids{"2"});
  EXPECT_EQ(IdsOf(lists, "ann", "other"), Ids{"3"});
  EXPECT_EQ(IdsOf(lists, "cid"), Ids{});
  // What was before stays as it was.
  EXPECT_TRUE(none.empty());
}

TEST(GrantLists, LoseOneAndKeepTheOthers) {
  GrantLists lists;
  for (int i = 0; i < 600; ++i) lists = lists.With(GrantOf(std::to_string(i), "ann"));
  const GrantLists before = lists;
  lists = lists.Without(*GrantOf("300", "ann"));
  EXPECT_EQ(IdsOf(before, "ann").size(), 600u);
  const Ids ids = IdsOf(lists, "ann");
  EXPECT_EQ(ids.size(), 599u);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), "300"), 0);
  EXPECT_EQ(ids.front(), "0");
  EXPECT_EQ(ids.back(), "599");
}

TEST(GrantLists, AreEmptyWhenAllAreGone) {
  const auto grant = GrantOf("1", "ann");
  EXPECT_TRUE(GrantLists().With(grant).Without(*grant).empty());
  EXPECT_TRUE(GrantLists().Without(*grant).empty());
}

TEST(GrantLists, EndWhenTheActionHasEnough) {
  const GrantLists lists = GrantLists().With(GrantOf("1", "ann")).With(GrantOf("2", "ann"));
  int seen = 0;
  lists.ForEach("a/r/k", "ann", [&](const KmsGrant&) { return ++seen < 1; });
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace rolecall::directory
