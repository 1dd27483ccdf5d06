// The bounds of a batch, where a prefix ends, and which store a text names.
#include <gtest/gtest.h>

#include "store/store.h"

namespace rolecall::store {
namespace {

TEST(CheckBatch, KeysHaveOneTo2048BytesAndNoNulInFront) {
  const std::string longest(kMaxKeyBytes, 'k'), too_long(kMaxKeyBytes + 1, 'k'), nul(1, '\0');
  EXPECT_TRUE(CheckBatch({{{longest, 0}}, {{"a" + nul, "v"}}, {longest}}).ok());
  for (const std::string& bad : {std::string(), too_long, nul + "a"}) {
    for (const Batch& batch : {Batch{{{bad, 0}}, {}, {}}, Batch{{}, {{bad, "v"}}, {}}, Batch{{}, {}, {bad}}}) {
      Result<void> checked = CheckBatch(batch);
      ASSERT_FALSE(checked.ok());
      EXPECT_EQ(checked.error().code, ErrorCode::kInvalidArgument);
    }
  }
}

TEST(CheckBatch, ValuesAndEntriesAreBounded) {
  EXPECT_TRUE(CheckBatch({{}, {{"a", std::string(kMaxValueBytes, 'v')}}, {}}).ok());
  EXPECT_FALSE(CheckBatch({{}, {{"a", std::string(kMaxValueBytes + 1, 'v')}}, {}}).ok());
  Batch batch;
  for (std::size_t i = 0; i + 2 < kMaxBatchEntries; ++i) batch.deletes.push_back("k" + std::to_string(i));
  batch.puts = {{"a", ""}};
  batch.conditions = {{"a", 0}};
  EXPECT_TRUE(CheckBatch(batch).ok());
  batch.deletes.push_back("one more");
  EXPECT_FALSE(CheckBatch(batch).ok());
}

TEST(PrefixEnd, IsTheFirstKeyAfterAllThatStartSo) {
  EXPECT_EQ(PrefixEnd("a/b/"), "a/b0");
  EXPECT_EQ(PrefixEnd("a\x7f"), "a\x80");
  EXPECT_EQ(PrefixEnd("a\xff\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

TEST(OpenStore, AnEmptyNameIsNone) {
  for (const char* name : {"", "sqlite:", "etcds://localhost"}) EXPECT_FALSE(OpenStore(name).ok()) << name;
}

TEST(PrefixEnd, IsTheSmallestKeyAfterAllWithThePrefix) {
  EXPECT_EQ(PrefixEnd("a/"), "a0");
  EXPECT_EQ(PrefixEnd("a\x7f"), "a\x80");
  EXPECT_EQ(PrefixEnd("a\xff\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
  EXPECT_GT(PrefixEnd("a/"), "a/\xff\xff\xff");
  EXPECT_LT(std::string("a/"), PrefixEnd("a/"));
}

}  // namespace
}  // namespace rolecall::store
