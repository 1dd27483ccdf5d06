#include "server/replication/replicator.h"

namespace rolecall::server {

Result<void> Replicator::Step(std::chrono::milliseconds wait) {
  if (!replica_.has_copy()) return Copy();
  ROLECALL_TRY(const FollowerState state, replica_.state());
  const Time asked = clock_.Now();
  Result<LogPage> page = source_.ReadLog(state, wait);
  if (!page.ok() && page.error().code == ErrorCode::kNotFound) return Copy();
  if (!page.ok()) return page.error();
  ROLECALL_RETURN_IF_ERROR(replica_.Apply(page->entries));
  // Everything that the other had been told of when it was asked is here.
  if (state.revision + page->entries.size() >= page->head) replica_.NoteFresh(asked - page->behind);
  return {};
}

// While it is read the other store changes: its log from the head of before the first page makes the copy exact.
Result<void> Replicator::Copy() {
  ROLECALL_RETURN_IF_ERROR(replica_.BeginCopy());
  std::string after;
  std::uint64_t first_head = 0, last_head = 0;
  for (bool is_first = true;; is_first = false) {
    ROLECALL_TRY(const CopyPage page, source_.ReadCopy(after));
    if (is_first) first_head = page.head;
    last_head = page.head;
    ROLECALL_RETURN_IF_ERROR(replica_.PutPage(after, page));
    if (page.is_last) break;
    if (page.puts.empty() || page.puts.back().key <= after) {
      return Error{ErrorCode::kDataLoss, "what came is no part of a copy"};
    }
    after = page.puts.back().key;
  }
  ROLECALL_RETURN_IF_ERROR(replica_.EndCopy(first_head, last_head, from_));
  return CatchUp(last_head);
}

Result<void> Replicator::CatchUp(std::uint64_t through) {
  while (true) {
    ROLECALL_TRY(const FollowerState state, replica_.state());
    const Time asked = clock_.Now();
    ROLECALL_TRY(const LogPage page, source_.ReadLog(state, std::chrono::milliseconds(0)));
    ROLECALL_RETURN_IF_ERROR(replica_.Apply(page.entries));
    const std::uint64_t revision = state.revision + page.entries.size();
    if (revision < through && page.entries.empty()) {
      return Error{ErrorCode::kUnavailable, "the other node's log lags behind its head"};
    }
    if (revision >= page.head) replica_.NoteFresh(asked - page.behind);
    if (revision >= through) break;
  }
  replica_.ShowCopy();
  return {};
}

}  // namespace rolecall::server
