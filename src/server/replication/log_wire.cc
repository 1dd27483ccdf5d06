#include "server/replication/log_wire.h"

#include <utility>

#include "store/changes.h"

namespace rolecall::server {
namespace {

constexpr int kLong = 8, kShort = 4;

void AppendNumber(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out += static_cast<char>(number & 0xff);
    number >>= 8;
  }
}

// Takes so many bytes from the front; there are as many.
std::uint64_t TakeNumber(std::string_view& bytes, int count) {
  std::uint64_t number = 0;
  for (int i = count; i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i - 1)]);
  }
  bytes.remove_prefix(static_cast<std::size_t>(count));
  return number;
}

}  // namespace

std::string FormatLog(const std::vector<store::LogEntry>& entries) {
  std::string out;
  for (const store::LogEntry& entry : entries) {
    const std::string changes = store::EncodeChanges(entry.puts, entry.deletes, false);
    AppendNumber(out, entry.revision, kLong);
    AppendNumber(out, static_cast<std::uint64_t>(entry.at.time_since_epoch().count()), kLong);
    AppendNumber(out, changes.size(), kShort);
    out += changes;
  }
  return out;
}

Result<std::vector<store::LogEntry>> ParseLog(std::string_view bytes, std::uint64_t after) {
  const Error wrong{ErrorCode::kDataLoss, "what came is no part of a log"};
  std::vector<store::LogEntry> entries;
  while (!bytes.empty()) {
    if (bytes.size() < 2 * kLong + kShort) return wrong;
    store::LogEntry entry;
    entry.revision = TakeNumber(bytes, kLong);
    entry.at = Time(std::chrono::microseconds(static_cast<std::int64_t>(TakeNumber(bytes, kLong))));
    const std::uint64_t size = TakeNumber(bytes, kShort);
    if (entry.revision != after + entries.size() + 1 || size > bytes.size()) return wrong;
    ROLECALL_TRY(store::Changes changes, store::DecodeChanges(bytes.substr(0, size)));
    if (!changes.references.empty()) return wrong;
    entry.puts = std::move(changes.puts);
    entry.deletes = std::move(changes.deletes);
    bytes.remove_prefix(size);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace rolecall::server
