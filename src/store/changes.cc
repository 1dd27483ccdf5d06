#include "store/changes.h"

#include <utility>

namespace rolecall::store {
namespace {

constexpr char kDelete = 'D', kPut = 'P', kPutOnce = 'O', kReference = 'R';

void AppendText(std::string& out, std::string_view text) {
  std::size_t size = text.size();
  while (size >= 0x80) {
    out += static_cast<char>(static_cast<unsigned char>(size & 0x7f) | 0x80);
    size >>= 7;
  }
  out += static_cast<char>(size);
  out += text;
}

Error Damaged() { return {ErrorCode::kDataLoss, "an entry of the store's log is damaged"}; }

// Takes a length and so many bytes from the front.
Result<std::string_view> TakeText(std::string_view& bytes, std::size_t most) {
  std::size_t size = 0;
  for (int shift = 0;; shift += 7) {
    if (bytes.empty() || shift > 28) return Damaged();
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    size |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (size > most || size > bytes.size()) return Damaged();
  const std::string_view text = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return text;
}

}  // namespace

std::string EncodeChanges(const std::vector<Put>& puts, const std::vector<std::string>& deletes, bool by_reference) {
  std::string out;
  for (const std::string& key : deletes) {
    out += kDelete;
    AppendText(out, key);
  }
  for (const Put& put : puts) {
    const bool referenced = by_reference && put.once && put.value.size() > kReferencedFromBytes;
    out += referenced ? kReference : put.once ? kPutOnce : kPut;
    AppendText(out, put.key);
    if (!referenced) AppendText(out, put.value);
  }
  return out;
}

Result<Changes> DecodeChanges(std::string_view bytes) {
  Changes changes;
  for (std::size_t count = 0; !bytes.empty(); ++count) {
    const char kind = bytes.front();
    bytes.remove_prefix(1);
    if (count == kMaxBatchEntries) return Damaged();
    ROLECALL_TRY(const std::string_view key, TakeText(bytes, kMaxKeyBytes));
    if (key.empty() || key[0] == '\0') return Damaged();
    if (kind == kDelete) {
      changes.deletes.emplace_back(key);
    } else if (kind == kReference) {
      changes.references.emplace_back(key);
    } else if (kind == kPut || kind == kPutOnce) {
      ROLECALL_TRY(const std::string_view value, TakeText(bytes, kMaxValueBytes));
      changes.puts.push_back({std::string(key), std::string(value), kind == kPutOnce});
    } else {
      return Damaged();
    }
  }
  return changes;
}

Result<LogEntry> Resolve(std::uint64_t revision, Time at, Changes changes,
                         const std::function<Result<std::optional<Entry>>(const std::string& key)>& find) {
  LogEntry entry{revision, at, std::move(changes.puts), std::move(changes.deletes)};
  for (std::string& key : changes.references) {
    ROLECALL_TRY(std::optional<Entry> found, find(key));
    if (found.has_value() && found->damaged) return Error{ErrorCode::kDataLoss, "a stored value is damaged: " + key};
    if (!found.has_value() || found->revision != revision) continue;
    entry.puts.push_back({std::move(key), std::move(found->value), true});
  }
  return entry;
}

}  // namespace rolecall::store
