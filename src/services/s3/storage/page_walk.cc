#include "services/s3/storage/page_walk.h"

#include <algorithm>

namespace rolecall::services::s3::storage {
namespace {

constexpr std::size_t kMostInScan = 1000;
// Keys are UTF-8, in which this byte does not occur: PREFIX and this comes after all keys that begin with PREFIX, and
// before every other key after them, also the one that store::PrefixEnd names.
constexpr std::string_view kBehindAll = "\xFF";

// The common prefix that the key folds into; "" if it is an item of its own.
std::string_view CommonPrefix(std::string_view key, const ListOptions& options) {
  if (options.delimiter.empty() || !key.starts_with(options.prefix)) return {};
  const std::size_t cut = key.find(options.delimiter, options.prefix.size());
  return cut == std::string_view::npos ? std::string_view() : key.substr(0, cut + options.delimiter.size());
}

}  // namespace

PageWalk::Place PageWalk::PlaceOf(const store::Entry& entry) const {
  const std::string_view rest = std::string_view(entry.key).substr(base_.size());
  const std::size_t cut = has_orders_ ? rest.find('\0') : std::string_view::npos;
  if (cut == std::string_view::npos) return {rest, {}};
  return {rest.substr(0, cut), rest.substr(cut + 1)};
}

// The key of the store behind which the page begins; "": at the first.
std::string PageWalk::FirstAfter(const ListOptions& options) const {
  if (options.after.empty()) return "";
  std::string after = base_ + options.after;
  if (CommonPrefix(options.after, options) == options.after) return after.append(kBehindAll);
  if (!has_orders_) return after;
  after += '\0';
  return after.append(options.after_order.empty() ? kBehindAll : std::string_view(options.after_order));
}

Result<PageEnd> PageWalk::Run(const ListOptions& options, const Take& take) {
  PageEnd page;
  if (options.most == 0) return page;
  const std::size_t in_scan = std::clamp<std::size_t>(options.most + 1, 32, kMostInScan);
  std::size_t items = 0;
  std::string after = FirstAfter(options);
  while (true) {
    ROLECALL_TRY(std::vector<store::Entry> entries, store_.Scan(base_ + options.prefix, after, in_scan));
    std::string skip_to;  // the rest of a common prefix
    for (const store::Entry& entry : entries) {
      if (entry.key <= skip_to) continue;
      const Place place = PlaceOf(entry);
      const std::string_view common = CommonPrefix(place.key, options);
      const bool fits = items + page.prefixes.size() < options.most;
      if (!take(entry, !fits ? Use::kNone : common.empty() ? Use::kKeep : Use::kFold)) continue;
      page.truncated = !fits;
      if (!fits) return page;
      if (common.empty()) {
        ++items;
        page.next_key = std::string(place.key);
        page.next_order = std::string(place.order);
      } else {
        page.prefixes.emplace_back(common);
        page.next_key = page.prefixes.back();
        page.next_order.clear();
        skip_to = base_ + page.prefixes.back() + std::string(kBehindAll);
      }
    }
    if (entries.size() < in_scan) return page;
    after = std::max(entries.back().key, skip_to);
  }
}

}  // namespace rolecall::services::s3::storage
