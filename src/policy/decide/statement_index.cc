#include "policy/decide/statement_index.h"

#include <algorithm>

#include "policy/document/glob.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kSmall = 8;

}  // namespace

StatementIndex::StatementIndex(const std::vector<CompiledStatement>& statements)
    : small_(statements.size() <= kSmall), count_(static_cast<std::uint32_t>(statements.size())) {
  if (small_) return;
  for (std::uint32_t i = 0; i < count_; ++i) Add(statements[i], i);
  Finish(any_);
  for (auto& [name, bucket] : by_service_) Finish(bucket);
  for (auto& [name, bucket] : by_action_) Finish(bucket);
}

StatementIndex::Bucket& StatementIndex::BucketFor(const CompiledStatement::ActionPattern& action) {
  if (action.exact) return by_action_[action.text];
  const std::string literal = LiteralPrefix(action.pattern);
  const std::size_t colon = literal.find(':');
  return colon == std::string::npos ? any_ : by_service_[literal.substr(0, colon)];
}

void StatementIndex::Add(const CompiledStatement& statement, std::uint32_t number) {
  std::vector<Bucket*> buckets;
  if (statement.not_action()) {
    buckets.push_back(&any_);
  } else {
    for (const auto& action : statement.actions()) buckets.push_back(&BucketFor(action));
  }
  for (Bucket* bucket : buckets) {
    if (statement.not_resource() || statement.resources().empty()) {
      bucket->push_back(Entry{"", number});
      continue;
    }
    for (const ResourcePattern& resource : statement.resources()) {
      bucket->push_back(Entry{std::string(resource.literal_prefix()), number});
    }
  }
}

void StatementIndex::Finish(Bucket& bucket) {
  auto key = [](const Entry& entry) {
    return std::pair<std::string_view, std::uint32_t>(entry.prefix, entry.statement);
  };
  std::sort(bucket.begin(), bucket.end(), [&](const Entry& a, const Entry& b) { return key(a) < key(b); });
  auto last =
      std::unique(bucket.begin(), bucket.end(), [&](const Entry& a, const Entry& b) { return key(a) == key(b); });
  bucket.erase(last, bucket.end());
  for (std::uint32_t i = 1; i < bucket.size(); ++i) {
    std::uint32_t parent = i - 1;
    while (parent != kNoParent &&
           bucket[i].prefix.compare(0, bucket[parent].prefix.size(), bucket[parent].prefix) != 0) {
      parent = bucket[parent].parent;
    }
    bucket[i].parent = parent;
  }
}

std::uint32_t StatementIndex::LastNotAfter(const Bucket& bucket, std::string_view resource) {
  auto after = std::upper_bound(bucket.begin(), bucket.end(), resource,
                                [](std::string_view text, const Entry& entry) { return text < entry.prefix; });
  return after == bucket.begin() ? kNoParent : static_cast<std::uint32_t>(after - bucket.begin()) - 1;
}

}  // namespace rolecall::policy
