#include "server/backup/check_store.h"

#include <boost/json.hpp>
#include <set>
#include <utility>

#include "directory/record_reader.h"
#include "server/backup/copy_source.h"
#include "server/replication/epochs.h"
#include "server/store_marks.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kLogRead = 1000;
// docs/formats/store.md
constexpr std::string_view kRecordKeys = "directory/", kBodyKeys = "s3/body/", kVersionKeys = "s3/version/",
                           kObjectKeys = "s3/object/";

// "s3/version/b/k" -> "s3/version".
std::string KindOf(std::string_view key) {
  const std::size_t first = key.find('/');
  const std::size_t second = first == key.npos ? key.npos : key.find('/', first + 1);
  return std::string(key.substr(0, second));
}

class Checking {
 public:
  Checking(store::Store& store, std::string name) : store_(store) { report_.store = std::move(name); }

  Result<void> Entries() {
    StoreSource source(store_, [this](const std::string& key) { damaged_.insert(key); });
    std::string after;
    while (true) {
      ROLECALL_TRY(const CopyPage page, source.ReadCopy(after));
      for (const store::Put& entry : page.puts) Entry(entry);
      if (page.is_last) break;
      after = page.puts.back().key;
    }
    return {};
  }

  Result<void> Records(const crypto::KeyRing& keys, Random& random) {
    ROLECALL_TRY(const directory::Inspection found, directory::InspectRecords(store_, keys, random));
    for (const directory::Inspection::Kind& kind : found.kinds) report_.kinds[kind.name] = kind.readable;
    for (const directory::Unreadable& record : found.unreadable) Add(record.store_key, record.reason);
    report_.outdated = found.outdated;
    if (!found.wrong_key.empty()) report_.refused = found.wrong_key;
    return Mark(keys);
  }

  // From the oldest on, without a gap.
  Result<void> Log() {
    ROLECALL_TRY(report_.head, store_.Head());
    StoreSource source(store_, [](const std::string&) {});
    ROLECALL_TRY(std::uint64_t at, OldestReadable(source, report_.head));
    report_.log_from = at + 1;
    while (at < report_.head) {
      const Result<std::vector<store::LogEntry>> page = store_.ReadLog(at, kLogRead);
      if (!page.ok() && page.error().code == ErrorCode::kUnavailable) return page.error();
      if (!page.ok() || page->empty()) {
        Add("", "the log cannot be read after revision " + std::to_string(at) + ": " +
                    (page.ok() ? "nothing is there" : page.error().message));
        return {};
      }
      at = page->back().revision;
    }
    return {};
  }

  CheckReport Take() { return std::move(report_); }

 private:
  void Add(const std::string& key, std::string reason) {
    ++report_.problem_count;
    if (report_.problems.size() < kMostProblems) report_.problems.push_back({key, std::move(reason)});
  }

  void Entry(const store::Put& entry) {
    ++report_.entries;
    if (entry.key.starts_with(kRecordKeys)) return;  // its reader tells
    if (damaged_.contains(entry.key)) return Add(entry.key, "its checksum is wrong");
    ++report_.kinds[KindOf(entry.key)];
    if (entry.key.starts_with(kBodyKeys)) bodies_.insert(entry.key);
    if (entry.key.starts_with(kVersionKeys)) Version(entry, kVersionKeys);
    if (entry.key.starts_with(kObjectKeys)) Version(entry, kObjectKeys);
    if (entry.key == kEpochsKey && !ParseEpochs(entry.value).ok()) Add(entry.key, "it cannot be read");
  }

  // Bodies stand before objects and versions in the order of keys.
  void Version(const store::Put& entry, std::string_view prefix) {
    boost::json::error_code error;
    const boost::json::value json = boost::json::parse(entry.value, error);
    const boost::json::value* body = error || !json.is_object() ? nullptr : json.get_object().if_contains("body");
    if (body == nullptr || !body->is_string()) return Add(entry.key, "it cannot be read");
    if (body->get_string().empty()) return;
    std::string bucket = entry.key.substr(prefix.size());
    bucket.resize(std::min(bucket.size(), bucket.find('/')));
    std::string key(kBodyKeys);
    key.append(bucket).append("/").append(body->get_string());
    if (!bodies_.contains(key)) Add(entry.key, "its content is gone");
  }

  Result<void> Mark(const crypto::KeyRing& keys) {
    if (!store_.shared()) return {};
    Result<void> whole = CheckNotRestoring(store_, report_.store);
    if (!whole.ok() && whole.error().code != ErrorCode::kConflict) return whole;
    if (!whole.ok()) report_.refused = whole.error().message;
    ROLECALL_TRY(const std::optional<store::Entry> mark, store_.Get(kMasterKeyMark));
    const bool opens = mark.has_value() && OpenMasterKeyMark(mark->value, keys) != MarkOpens::kNo;
    if (!opens && report_.refused.empty()) {
      report_.refused = "the master key is not the one that the store at " + report_.store + " was written with";
    }
    return {};
  }

  store::Store& store_;
  CheckReport report_;
  std::set<std::string, std::less<>> damaged_, bodies_;
};

}  // namespace

Result<CheckReport> CheckStore(store::Store& store, const std::string& name, const crypto::KeyRing& keys,
                               Random& random) {
  Checking checking(store, name);
  ROLECALL_RETURN_IF_ERROR(checking.Entries());
  ROLECALL_RETURN_IF_ERROR(checking.Records(keys, random));
  ROLECALL_RETURN_IF_ERROR(checking.Log());
  return checking.Take();
}

}  // namespace rolecall::server
