// A log that is followed: what is appended, put aside, cut short, or made later.
#include "watch/follow.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace rolecall::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FollowTest : public ::testing::Test {
 protected:
  FollowTest() {
    char name[] = "/tmp/rolecall-follow-XXXXXX";
    directory_ = mkdtemp(name);
    path_ = directory_ + "/audit.log";
  }
  ~FollowTest() override { std::filesystem::remove_all(directory_); }
  void Append(const std::string& text) { std::ofstream(path_, std::ios::app) << text; }

  std::string directory_, path_;
};

TEST_F(FollowTest, GivesLinesOnceTheyAreWhole) {
  Append("one\ntwo\nthr");
  FileFollower follower(path_, 1000);
  EXPECT_THAT(follower.Next().value(), ElementsAre("one", "two"));
  EXPECT_THAT(follower.Next().value(), IsEmpty());
  Append("ee\n\nfour\n");
  EXPECT_THAT(follower.Next().value(), ElementsAre("three", "four"));
}

TEST_F(FollowTest, BeginsWithTheLastLinesThatAreWhole) {
  Append("first\nsecond\nthird\n");
  FileFollower follower(path_, 10);
  EXPECT_THAT(follower.Next().value(), ElementsAre("third"));
}

TEST_F(FollowTest, GoesOnInTheNewFileAfterTheOldOnesLastLine) {
  Append("one\n");
  FileFollower follower(path_, 1000);
  EXPECT_THAT(follower.Next().value(), ElementsAre("one"));
  Append("two\n");
  std::filesystem::rename(path_, path_ + ".1");
  Append("three\n");
  EXPECT_THAT(follower.Next().value(), ElementsAre("two", "three"));
  Append("four\n");
  EXPECT_THAT(follower.Next().value(), ElementsAre("four"));
}

TEST_F(FollowTest, WaitsForAFileThatWasMovedAndIsNotMadeYet) {
  Append("one\n");
  FileFollower follower(path_, 1000);
  EXPECT_THAT(follower.Next().value(), ElementsAre("one"));
  std::filesystem::rename(path_, path_ + ".1");
  EXPECT_THAT(follower.Next().value(), IsEmpty());
  Append("two\n");
  EXPECT_THAT(follower.Next().value(), ElementsAre("two"));
}

TEST_F(FollowTest, BeginsAnewInAFileThatWasCutShort) {
  Append("a long line that is there\n");
  FileFollower follower(path_, 1000);
  EXPECT_EQ(follower.Next().value().size(), 1u);
  std::ofstream(path_, std::ios::trunc) << "new\n";
  EXPECT_THAT(follower.Next().value(), ElementsAre("new"));
}

TEST_F(FollowTest, LeavesOutALineThatIsTooLong) {
  Append("one\n" + std::string(200000, 'x'));
  FileFollower follower(path_, 1 << 20);
  EXPECT_THAT(follower.Next().value(), ElementsAre("one"));
  Append("end of it\ntwo\n");
  EXPECT_THAT(follower.Next().value(), ElementsAre("two"));
}

TEST_F(FollowTest, RefusesWhatIsNoFile) {
  EXPECT_EQ(FileFollower(path_, 1).Next().error().code, ErrorCode::kNotFound);
  EXPECT_EQ(FileFollower(directory_, 1).Next().error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace rolecall::watch
