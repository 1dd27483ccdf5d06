#include "policy/lint/inclusion.h"

#include <gtest/gtest.h>

#include <random>

#include "policy/decide/pattern.h"
#include "policy/document/glob.h"

namespace rolecall::policy {
namespace {

TEST(LintInclusion, WiderGlobsCoverNarrowerOnes) {
  EXPECT_TRUE(GlobCovers("*", ""));
  EXPECT_TRUE(GlobCovers("*", "?*a"));
  EXPECT_TRUE(GlobCovers("a*c", "abbc"));
  EXPECT_TRUE(GlobCovers("a*c", "a?*c"));
  EXPECT_TRUE(GlobCovers("?*", "a*"));
  EXPECT_TRUE(GlobCovers("**", "*"));
  EXPECT_FALSE(GlobCovers("a*", "*"));
  EXPECT_FALSE(GlobCovers("?", "*"));
  EXPECT_FALSE(GlobCovers("a*c", "a*"));
  EXPECT_FALSE(GlobCovers("a", "?"));
}

TEST(LintInclusion, GlobsMeetWhenSomeTextMatchesBoth) {
  EXPECT_TRUE(GlobsMeet("a*", "*b"));
  EXPECT_TRUE(GlobsMeet("*/*", "reports*"));
  EXPECT_TRUE(GlobsMeet("?", "a"));
  EXPECT_TRUE(GlobsMeet("", "*"));
  EXPECT_FALSE(GlobsMeet("a*", "b*"));
  EXPECT_FALSE(GlobsMeet("*/*", "reports"));
  EXPECT_FALSE(GlobsMeet("??", "a"));
}

std::string RandomText(std::mt19937& random, std::string_view alphabet, std::size_t most) {
  std::string text(random() % (most + 1), 'a');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

// Whatever the narrow glob matches, the wide one must match too; and both are exact enough to be of use.
TEST(LintInclusion, AgreesWithMatchingOnRandomGlobs) {
  std::mt19937 random(20260101);
  int covered = 0;
  int met = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string wide = RandomText(random, "ab*?", 4);
    const std::string narrow = RandomText(random, "ab*?", 4);
    const bool covers = GlobCovers(wide, narrow);
    const bool meet = GlobsMeet(wide, narrow);
    covered += covers ? 1 : 0;
    met += meet ? 1 : 0;
    for (int probe = 0; probe < 20; ++probe) {
      const std::string text = RandomText(random, "ab", 6);
      const bool in_wide = GlobMatch(ToPattern(wide), text);
      const bool in_narrow = GlobMatch(ToPattern(narrow), text);
      if (covers && in_narrow) {
        ASSERT_TRUE(in_wide) << wide << " covers " << narrow << " but not " << text;
      }
      if (in_wide && in_narrow) {
        ASSERT_TRUE(meet) << wide << " and " << narrow << " both match " << text;
      }
    }
  }
  EXPECT_GT(covered, 500);
  EXPECT_GT(met, 500);
}

TEST(LintInclusion, ResourceStarsReachOverColonsOnlyAtTheEndOfASegment) {
  EXPECT_TRUE(ResourceCovers("arn:aws:s3:::b/*", "arn:aws:s3:::b/x*"));
  EXPECT_TRUE(ResourceCovers("arn:aws:sqs:*:*:q*", "arn:aws:sqs:eu-central-1:111122223333:queue"));
  EXPECT_TRUE(ResourceCovers("*", "arn:aws:s3:::b"));
  EXPECT_TRUE(ResourceCovers("arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:username}/*"));
  EXPECT_FALSE(ResourceCovers("arn:aws:s3:::b/*", "*"));
  EXPECT_FALSE(ResourceCovers("arn:aws:sqs:eu-central-1:111122223333:q", "arn:aws:sqs:*:111122223333:q"));
  EXPECT_FALSE(ResourceCovers("arn:aws:sqs:?*1:*:q", "arn:aws:sqs:eu*:*:q"));
  EXPECT_FALSE(ResourceCovers("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/ann/*"));
}

// Resource patterns too: the segments of one never prove more than matching shows.
TEST(LintInclusion, AgreesWithMatchingOnRandomResources) {
  std::mt19937 random(20260102);
  const auto resource = [&random](std::string_view alphabet) {
    std::string text = "arn:aws:" + RandomText(random, alphabet, 2);
    for (int part = 0; part < 3; ++part) text += ":" + RandomText(random, alphabet, 2);
    return text;
  };
  int covered = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string wide = resource("ab**");
    const std::string narrow = resource("ab**");
    if (!ResourceCovers(wide, narrow)) continue;
    ++covered;
    const ResourcePattern in_wide(wide, Version::k2012, {.padded = true});
    const ResourcePattern in_narrow(narrow, Version::k2012, {.padded = true});
    for (int probe = 0; probe < 50; ++probe) {
      const std::string text = resource("ab::");
      const Request request(Principal::Anonymous(), "s3:GetObject", text, "", {});
      if (in_narrow.Matches(request) != ResourcePattern::Match::kYes) continue;
      ASSERT_EQ(in_wide.Matches(request), ResourcePattern::Match::kYes) << wide << " " << narrow << " " << text;
    }
  }
  EXPECT_GT(covered, 200);
}

}  // namespace
}  // namespace rolecall::policy
