#include "server/buffered_random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace rolecall::server {
namespace {

TEST(BufferedRandom, GivesTheSourcesBytesOnce) {
  FakeRandom source(7);
  BufferedRandom random(source);
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) EXPECT_TRUE(seen.insert(RandomUuid(random)).second);
}

TEST(BufferedRandom, TakesSmallAndLargeDraws) {
  FakeRandom source(7);
  BufferedRandom random(source);
  for (std::size_t size : {0u, 1u, 1000u, 1024u, 1025u, 10000u}) {
    std::vector<std::uint8_t> bytes(size, 0);
    random.Fill(bytes);
    std::size_t zeros = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), 0));
    EXPECT_LE(zeros, size / 100 + 1);
  }
}

}  // namespace
}  // namespace rolecall::server
