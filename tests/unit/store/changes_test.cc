// The bytes of the log's entries.
#include "store/changes.h"

#include <gtest/gtest.h>

namespace rolecall::store {
namespace {

TEST(Changes, AreReadAsTheyWereWritten) {
  const std::string bytes("\0\xff", 2), long_key(300, 'k'), large(200000, 'v');
  const std::string encoded =
      EncodeChanges({{"a", bytes}, {long_key, large}, {"once", large, true}}, {"d", "e"}, false);
  auto changes = DecodeChanges(encoded);
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->deletes, (std::vector<std::string>{"d", "e"}));
  ASSERT_EQ(changes->puts.size(), 3u);
  EXPECT_EQ(changes->puts[0].value, bytes);
  EXPECT_EQ(changes->puts[1].key, long_key);
  EXPECT_EQ(changes->puts[1].value, large);
  EXPECT_EQ(changes->puts[2].value, large);
  EXPECT_TRUE(changes->puts[2].once);
  EXPECT_FALSE(changes->puts[1].once);
  EXPECT_TRUE(DecodeChanges("")->puts.empty());
}

TEST(Changes, OnlyLargeValuesThatAreWrittenOnceAreReferences) {
  const std::string large(kReferencedFromBytes + 1, 'v');
  auto changes = DecodeChanges(EncodeChanges({{"a", large}, {"b", large, true}, {"c", "small", true}}, {}, true));
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->references, std::vector<std::string>{"b"});
  ASSERT_EQ(changes->puts.size(), 2u);
  EXPECT_EQ(changes->puts[1].key, "c");
}

TEST(Changes, WhatIsCutOffOrStrangeIsDamaged) {
  const std::string good = EncodeChanges({{"a", std::string(300, 'v')}}, {"d"}, false);
  for (std::size_t size = 1; size < good.size(); ++size) {
    if (size == 3) continue;  // the delete alone
    EXPECT_FALSE(DecodeChanges(good.substr(0, size)).ok()) << size;
  }
  for (const std::string& bad : {std::string("X\x01k"), std::string("D\x00", 2), std::string("D\x01\x00", 3),
                                 std::string("D\xff\xff\xff\xff\x7f"), std::string("P\x01k\xff\xff\xff\xff\xff\x01")}) {
    auto changes = DecodeChanges(bad);
    ASSERT_FALSE(changes.ok());
    EXPECT_EQ(changes.error().code, ErrorCode::kDataLoss);
  }
  std::string many;
  for (std::size_t i = 0; i <= kMaxBatchEntries; ++i) many += "D\x01k";
  EXPECT_FALSE(DecodeChanges(many).ok());
}

TEST(Changes, AReferenceIsResolvedToItsOwnRevisionsValueOnly) {
  const auto resolve = [](std::optional<Entry> found) {
    return Resolve(5, Time(), {{}, {}, {"b"}},
                   [&](const std::string&) -> Result<std::optional<Entry>> { return found; });
  };
  EXPECT_EQ(resolve(Entry{"b", "v", 5})->puts.front().value, "v");
  EXPECT_TRUE(resolve(Entry{"b", "v", 6})->puts.empty());
  EXPECT_TRUE(resolve(std::nullopt)->puts.empty());
  EXPECT_EQ(resolve(Entry{"b", "", 5, true}).error().code, ErrorCode::kDataLoss);
}

}  // namespace
}  // namespace rolecall::store
