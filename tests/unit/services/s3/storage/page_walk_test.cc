// The pages of listings, over a store in memory.
#include "services/s3/storage/page_walk.h"

#include <gmock/gmock.h>

namespace rolecall::services::s3::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class S3PageWalk : public ::testing::Test {
 protected:
  void Put(const std::string& key, const std::string& value = "x") {
    store::Batch batch;
    batch.puts.push_back({"b/" + key, value});
    ASSERT_TRUE(store_->Commit(std::move(batch)).ok());
  }
  PageEnd Page(const ListOptions& options, bool has_orders = false) {
    items_.clear();
    PageWalk walk(*store_, "b/", has_orders);
    const auto take = [&](const store::Entry& entry, PageWalk::Use use) {
      if (entry.value == "passed over") return false;
      if (use == PageWalk::Use::kKeep) items_.push_back(entry.key.substr(2));
      return true;
    };
    const Result<PageEnd> end = walk.Run(options, take);
    EXPECT_TRUE(end.ok());
    return *end;
  }
  // All items and prefixes, page after page.
  std::vector<std::string> AllPages(ListOptions options) {
    std::vector<std::string> all;
    while (true) {
      const PageEnd end = Page(options);
      all.insert(all.end(), items_.begin(), items_.end());
      all.insert(all.end(), end.prefixes.begin(), end.prefixes.end());
      EXPECT_LE(items_.size() + end.prefixes.size(), options.most);
      if (!end.truncated) return all;
      options.after = end.next_key;
    }
  }
  const std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  std::vector<std::string> items_;
};

TEST_F(S3PageWalk, TheKeyRightBehindACommonPrefixIsListed) {
  // "a0" is the first key after all that begin with "a/".
  for (const char* key : {"a/1", "a/2", "a0", "a00"}) Put(key);
  const PageEnd end = Page({.delimiter = "/"});
  EXPECT_THAT(end.prefixes, ElementsAre("a/"));
  EXPECT_THAT(items_, ElementsAre("a0", "a00"));
  EXPECT_THAT(AllPages({.delimiter = "/", .most = 1}), ElementsAre("a/", "a0", "a00"));
}

TEST_F(S3PageWalk, PagesOfEverySizeHaveEachItemOnce) {
  for (const char* key : {"a", "a/1", "a/b/2", "b/1", "b/2", "b/3", "c", "d//x", "d/y"}) Put(key);
  for (const char* delimiter : {"", "/", "//", "b/"}) {
    ListOptions options{.delimiter = delimiter};
    std::vector<std::string> whole = AllPages(options);
    std::sort(whole.begin(), whole.end());
    for (std::size_t most = 1; most <= 10; ++most) {
      options.most = most;
      std::vector<std::string> all = AllPages(options);
      std::sort(all.begin(), all.end());
      EXPECT_EQ(all, whole) << delimiter << most;
    }
  }
}

TEST_F(S3PageWalk, DelimitersCountBehindThePrefixOnly) {
  for (const char* key : {"a/b/1", "a/b/2", "a/c", "x"}) Put(key);
  EXPECT_THAT(Page({.prefix = "a/", .delimiter = "/"}).prefixes, ElementsAre("a/b/"));
  EXPECT_THAT(items_, ElementsAre("a/c"));
}

TEST_F(S3PageWalk, AMarkerWithinAPrefixDoesNotHideItsRest) {
  for (const char* key : {"a/1", "a/2", "a/3", "b"}) Put(key);
  EXPECT_THAT(Page({.delimiter = "/", .after = "a/1"}).prefixes, ElementsAre("a/"));
  EXPECT_THAT(Page({.delimiter = "/", .after = "a/"}).prefixes, IsEmpty());
  EXPECT_THAT(items_, ElementsAre("b"));
  // Without a delimiter a slash means nothing.
  Page({.after = "a/"});
  EXPECT_THAT(items_, ElementsAre("a/1", "a/2", "a/3", "b"));
}

TEST_F(S3PageWalk, WhatIsPassedOverMakesNoPrefixAndNoFurtherPage) {
  Put("a/1", "passed over");
  Put("b");
  Put("c", "passed over");
  const PageEnd end = Page({.delimiter = "/", .most = 1});
  EXPECT_THAT(end.prefixes, IsEmpty());
  EXPECT_THAT(items_, ElementsAre("b"));
  EXPECT_FALSE(end.truncated);
}

TEST_F(S3PageWalk, APageOfNothingIsNotCutOff) {
  Put("a");
  const PageEnd end = Page({.most = 0});
  EXPECT_FALSE(end.truncated);
  EXPECT_THAT(items_, IsEmpty());
}

TEST_F(S3PageWalk, OrdersWithinAKeyAreGoneThroughOneByOne) {
  const std::string nul(1, '\0');
  for (const std::string& key : {"a" + nul + "1", "a" + nul + "2", "a!" + nul + "1", "b" + nul + "1"}) Put(key);
  PageEnd end = Page({.most = 1}, true);
  EXPECT_EQ(end.next_key, "a");
  EXPECT_EQ(end.next_order, "1");
  end = Page({.after = "a", .after_order = "1", .most = 2}, true);
  EXPECT_THAT(items_, ElementsAre("a" + nul + "2", "a!" + nul + "1"));
  EXPECT_TRUE(end.truncated);
  // Without an order all of the key are behind.
  Page({.after = "a"}, true);
  EXPECT_THAT(items_, ElementsAre("a!" + nul + "1", "b" + nul + "1"));
}

TEST_F(S3PageWalk, MoreThanOneScanIsWalkedThrough) {
  for (int i = 0; i < 2500; ++i) Put("k/" + std::to_string(i));
  Put("z");
  const PageEnd end = Page({.delimiter = "/"});
  EXPECT_THAT(end.prefixes, ElementsAre("k/"));
  EXPECT_THAT(items_, ElementsAre("z"));
}

}  // namespace
}  // namespace rolecall::services::s3::storage
