#include "store/backup/backup_form.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "store/changes.h"

namespace rolecall::store {
namespace {

constexpr std::size_t kNumberBytes = 8, kSizeBytes = 4, kShaDigits = 64;

void AppendLowFirst(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) {
    out += static_cast<char>(number & 0xff);
    number >>= 8;
  }
}

std::uint64_t TakeLowFirst(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = kNumberBytes; i > 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  bytes.remove_prefix(kNumberBytes);
  return number;
}

Error NoSummary() { return {ErrorCode::kDataLoss, "its end cannot be read"}; }

// Takes "NAME VALUE\n" from the front.
Result<std::string_view> TakeValue(std::string_view& text, std::string_view name) {
  const std::size_t end = text.find('\n');
  if (end == text.npos || !text.starts_with(name) || end <= name.size() || text[name.size()] != ' ') {
    return NoSummary();
  }
  const std::string_view value = text.substr(name.size() + 1, end - name.size() - 1);
  text.remove_prefix(end + 1);
  return value;
}

Result<std::uint64_t> TakeCount(std::string_view& text, std::string_view name) {
  ROLECALL_TRY(const std::string_view value, TakeValue(text, name));
  const auto number = ParseInt<std::uint64_t>(value);
  if (!number.has_value()) return NoSummary();
  return *number;
}

Result<Time> TakeTime(std::string_view& text, std::string_view name) {
  ROLECALL_TRY(const std::string_view value, TakeValue(text, name));
  const auto micros = ParseInt<std::int64_t>(value);
  if (!micros.has_value()) return NoSummary();
  return Time(std::chrono::microseconds(*micros));
}

bool IsSha256(std::string_view text) {
  return text.size() == kShaDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool IsPossible(const BackupSummary& summary) {
  if (summary.begun > summary.exact || summary.exact > summary.last) return false;
  if (summary.oldest == 0) return summary.begun == summary.last;
  // Without a gap from the records on.
  return summary.oldest <= summary.last && (summary.begun == summary.last || summary.oldest <= summary.begun + 1);
}

}  // namespace

std::string PartHead(char kind, std::size_t size) {
  std::string head(1, kind);
  AppendLowFirst(head, size, kSizeBytes);
  return head;
}

std::string EncodeLogPart(const LogEntry& entry) {
  std::string out;
  AppendLowFirst(out, entry.revision, kNumberBytes);
  AppendLowFirst(out, static_cast<std::uint64_t>(entry.at.time_since_epoch().count()), kNumberBytes);
  return out + EncodeChanges(entry.puts, entry.deletes, false);
}

Result<LogEntry> DecodeLogPart(std::string_view content) {
  const Error wrong{ErrorCode::kDataLoss, "an entry of its log cannot be read"};
  if (content.size() < 2 * kNumberBytes) return wrong;
  LogEntry entry;
  entry.revision = TakeLowFirst(content);
  entry.at = Time(std::chrono::microseconds(static_cast<std::int64_t>(TakeLowFirst(content))));
  Result<Changes> changes = DecodeChanges(content);
  if (!changes.ok() || !changes->references.empty() || entry.revision == 0) return wrong;
  entry.puts = std::move(changes->puts);
  entry.deletes = std::move(changes->deletes);
  return entry;
}

std::string FormatSummary(const BackupSummary& summary) {
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) { text.append(name) += " " + value + "\n"; };
  line("begun", std::to_string(summary.begun));
  line("exact", std::to_string(summary.exact));
  line("last", std::to_string(summary.last));
  line("oldest", std::to_string(summary.oldest));
  line("records", std::to_string(summary.records));
  line("exact-at", std::to_string(summary.exact_at.time_since_epoch().count()));
  line("made", std::to_string(summary.made.time_since_epoch().count()));
  line("sha256", summary.sha256);
  return text;
}

Result<BackupSummary> ParseSummary(std::string_view text) {
  BackupSummary summary;
  ROLECALL_TRY(summary.begun, TakeCount(text, "begun"));
  ROLECALL_TRY(summary.exact, TakeCount(text, "exact"));
  ROLECALL_TRY(summary.last, TakeCount(text, "last"));
  ROLECALL_TRY(summary.oldest, TakeCount(text, "oldest"));
  ROLECALL_TRY(summary.records, TakeCount(text, "records"));
  ROLECALL_TRY(summary.exact_at, TakeTime(text, "exact-at"));
  ROLECALL_TRY(summary.made, TakeTime(text, "made"));
  ROLECALL_TRY(const std::string_view sum, TakeValue(text, "sha256"));
  summary.sha256 = sum;
  if (!text.empty() || !IsSha256(sum) || !IsPossible(summary)) return NoSummary();
  return summary;
}

}  // namespace rolecall::store
