// Entries of the log between nodes.
#include "server/replication/log_wire.h"

#include <gtest/gtest.h>

namespace rolecall::server {
namespace {

std::vector<store::LogEntry> Entries() {
  std::vector<store::LogEntry> entries(2);
  entries[0] = {
      8, FromUnixSeconds(1795000000), {{"a", std::string("x\0y", 3)}, {"b", std::string(10000, 'v'), true}}, {"c"}};
  entries[1] = {9, {}, {}, {}};
  return entries;
}

TEST(LogWire, EntriesAreReadAsTheyWereWritten) {
  auto read = ParseLog(FormatLog(Entries()), 7);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].revision, 8u);
  EXPECT_EQ((*read)[0].at, FromUnixSeconds(1795000000));
  EXPECT_EQ((*read)[0].deletes, std::vector<std::string>{"c"});
  EXPECT_EQ((*read)[0].puts[0].value, std::string("x\0y", 3));
  EXPECT_TRUE((*read)[0].puts[1].once);
  EXPECT_EQ((*read)[0].puts[1].value.size(), 10000u);
  EXPECT_TRUE((*read)[1].puts.empty());
  EXPECT_TRUE(ParseLog("", 7)->empty());
}

TEST(LogWire, WhatIsCutOffOrHasAGapIsRefusedWhole) {
  const std::string good = FormatLog(Entries());
  const std::size_t first = FormatLog({Entries()[0]}).size();
  for (std::size_t size = 1; size < good.size(); ++size) {
    if (size == first) continue;
    EXPECT_FALSE(ParseLog(good.substr(0, size), 7).ok()) << size;
  }
  EXPECT_FALSE(ParseLog(good, 6).ok());
  EXPECT_FALSE(ParseLog(good, 8).ok());
  std::vector<store::LogEntry> gap = Entries();
  gap[1].revision = 10;
  EXPECT_FALSE(ParseLog(FormatLog(gap), 7).ok());
}

}  // namespace
}  // namespace rolecall::server
