// PageWalk: the pages that listings are made of, over entries whose keys are BASE KEY or BASE KEY \0 ORDER.
//
//   PageWalk walk(store, "s3/object/BUCKET/", false);
//   ROLECALL_TRY(PageEnd end, walk.Run({.prefix = "a/", .delimiter = "/", .most = 100}, take));
//
// Keys with `delimiter` behind `prefix` fold into one common prefix, which takes one place on the page. A page that is
// full ends at its last item; `truncated` says that there is another one. Entries are in the order of their bytes.
// Work: the entries of the page, and those that are passed over; what lies under a common prefix is skipped.
#ifndef ROLECALL_SERVICES_S3_STORAGE_PAGE_WALK_H_
#define ROLECALL_SERVICES_S3_STORAGE_PAGE_WALK_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace rolecall::services::s3::storage {

struct ListOptions {
  std::string prefix, delimiter;
  std::string after;        // keys after this one; if it is a common prefix, after all that lie under it
  std::string after_order;  // with orders: within key `after`, what comes after this
  std::size_t most = 1000;  // items and common prefixes
};

struct PageEnd {
  std::vector<std::string> prefixes;
  bool truncated = false;
  std::string next_key;    // the last item's key, or the last common prefix
  std::string next_order;  // the last item's order; empty: the page ends in a common prefix, or there are no orders
};

class PageWalk {
 public:
  PageWalk(store::Store& store, std::string base, bool has_orders)
      : store_(store), base_(std::move(base)), has_orders_(has_orders) {}

  // What becomes of an entry: kept on the page, folded into a common prefix, or only asked for, as the page is full.
  enum class Use { kKeep, kFold, kNone };
  // Called for entries in order. Answers whether the entry is an item at all (false: it is passed over and takes no
  // place, as delete markers do where objects are listed).
  using Take = std::function<bool(const store::Entry& entry, Use use)>;
  Result<PageEnd> Run(const ListOptions& options, const Take& take);

 private:
  struct Place {
    std::string_view key, order;
  };
  Place PlaceOf(const store::Entry& entry) const;
  std::string FirstAfter(const ListOptions& options) const;
  store::Store& store_;
  const std::string base_;
  const bool has_orders_;
};

}  // namespace rolecall::services::s3::storage

#endif  // ROLECALL_SERVICES_S3_STORAGE_PAGE_WALK_H_
