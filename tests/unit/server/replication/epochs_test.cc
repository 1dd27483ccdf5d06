// Which control planes there were, and whose history is whose.
#include "server/replication/epochs.h"

#include <gtest/gtest.h>

namespace rolecall::server {
namespace {

TEST(Epochs, AreReadAsTheyWereWritten) {
  const Epochs epochs{"plane-1", {0, 512, 815}};
  EXPECT_EQ(FormatEpochs(epochs), "plane-1\n1 0\n2 512\n3 815\n");
  auto read = ParseEpochs(FormatEpochs(epochs));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->plane, epochs.plane);
  EXPECT_EQ(read->began, epochs.began);
  EXPECT_EQ(read->newest(), 3u);
}

TEST(Epochs, AnythingElseIsDamaged) {
  for (const char* bad : {"", "p", "p\n", "\n1 0\n", "p\n2 0\n", "p\n1 5\n", "p\n1 0\n2 0\n", "p\n1 0\n3 7\n",
                          "p\n1 x\n", "p\n1 0\n2 9\n3 8\n", "p\n10\n"}) {
    auto read = ParseEpochs(bad);
    ASSERT_FALSE(read.ok()) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::kDataLoss);
  }
}

TEST(Epochs, WhatAnOlderControlPlaneWroteAfterTheNextBeganIsNobodysHistory) {
  const Epochs epochs{"p", {0, 10, 20}};
  EXPECT_TRUE(IsSharedHistory(epochs, 3, 1000));
  EXPECT_TRUE(IsSharedHistory(epochs, 2, 19));
  EXPECT_FALSE(IsSharedHistory(epochs, 2, 20));
  EXPECT_TRUE(IsSharedHistory(epochs, 1, 9));
  EXPECT_FALSE(IsSharedHistory(epochs, 1, 10));
  EXPECT_FALSE(IsSharedHistory(epochs, 1, 15));  // of epoch 2's revisions it has none
  EXPECT_FALSE(IsSharedHistory(epochs, 0, 0));
  EXPECT_FALSE(IsSharedHistory(epochs, 4, 5));
}

}  // namespace
}  // namespace rolecall::server
