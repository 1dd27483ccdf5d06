// A table that was copied never changes, whoever changes the other.
#include "directory/table.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/random.h"

namespace rolecall::directory {
namespace {

using TextTable = Table<std::string>;
using Model = std::map<std::string, std::string>;

std::shared_ptr<const std::string> Text(const std::string& text) { return std::make_shared<const std::string>(text); }

void ExpectSame(const TextTable& table, const Model& model) {
  EXPECT_EQ(table.size(), model.size());
  for (const auto& [key, text] : model) {
    const auto found = table.Find(key);
    ASSERT_NE(found, nullptr) << key;
    EXPECT_EQ(*found, text);
  }
}

TEST(Table, ChangesInPlaceAreSeenByNoCopy) {
  FakeRandom random(3);
  TextTable table;
  Model model;
  std::vector<std::pair<TextTable, Model>> copies;
  for (int i = 0; i < 3000; ++i) {
    const std::string key = "k" + std::to_string(random.Below(400));
    if (random.Below(3) == 0) {
      table.Erase(key);
      model.erase(key);
    } else {
      table.Put(key, Text(std::to_string(i)));
      model[key] = std::to_string(i);
    }
    if (random.Below(100) == 0) copies.emplace_back(table, model);
    if (random.Below(200) == 0 && !copies.empty()) copies.erase(copies.begin());
  }
  ASSERT_GT(copies.size(), 5u);
  for (const auto& [copy, then] : copies) ExpectSame(copy, then);
  ExpectSame(table, model);
}

TEST(Table, WithAndWithoutLeaveWhatTheyWereMadeOf) {
  const TextTable empty;
  const TextTable one = empty.With("a", Text("1"));
  const TextTable two = one.With("a", Text("2")).With("b", Text("3"));
  ExpectSame(empty, {});
  ExpectSame(one, {{"a", "1"}});
  ExpectSame(two, {{"a", "2"}, {"b", "3"}});
  ExpectSame(two.Without("a"), {{"b", "3"}});
  ExpectSame(two.Without("none"), {{"a", "2"}, {"b", "3"}});
  ExpectSame(two, {{"a", "2"}, {"b", "3"}});
}

}  // namespace
}  // namespace rolecall::directory
