// The words of random_pet: how many there are of a kind is how hard a name is to guess.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "embedded/table.h"

namespace rolecall::providers::random {
namespace {

TEST(PetWords, EachKindHasItsWordsEachOnceInLowerCase) {
  std::map<std::string, std::set<std::string>> kinds;
  for (const embedded::Row& row : embedded::ReadTable("pet-words.tsv", {"kind", "word"})) {
    const std::string word(row[1]);
    EXPECT_TRUE(kinds[std::string(row[0])].insert(word).second) << word;
    EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos) << word;
  }
  ASSERT_EQ(kinds.size(), 3U);
  EXPECT_GE(kinds["adverb"].size(), 70U);
  EXPECT_GE(kinds["adjective"].size(), 120U);
  EXPECT_GE(kinds["name"].size(), 175U);
}

}  // namespace
}  // namespace rolecall::providers::random
