#include "server/backup/restore.h"

#include <algorithm>
#include <utility>

#include "directory/record_reader.h"
#include "server/backup/restore_target.h"
#include "server/store_marks.h"

namespace rolecall::server {
namespace {

Error CannotReach(const std::string& why) { return {ErrorCode::kInvalidArgument, why}; }

class BackupSink final : public CopySink {
 public:
  explicit BackupSink(store::BackupWriter& writer) : writer_(writer) {}
  Result<void> AddRecords(const std::vector<store::Put>& records) override { return writer_.AddRecords(records); }
  Result<void> AddLog(const store::LogEntry& entry) override { return writer_.AddLog(entry); }

 private:
  store::BackupWriter& writer_;
};

// One of the backup's secrets must open.
Result<void> CheckKeyOfBackup(store::BackupReader& backup, const crypto::KeyRing& keys) {
  bool any = false, opens = false;
  ROLECALL_RETURN_IF_ERROR(backup.Rewind());
  while (!opens) {
    ROLECALL_TRY(const store::BackupPart part, backup.Next());
    if (part.kind != store::BackupPart::Kind::kRecords) break;
    for (const store::Put& put : part.records) {
      if (!put.key.starts_with(directory::kSealedItems)) continue;
      any = true;
      opens = opens || directory::OpensSealedItem(put.value, keys);
    }
  }
  ROLECALL_RETURN_IF_ERROR(backup.Rewind());
  if (opens) return {};
  if (!any) return Error{ErrorCode::kDataLoss, "the backup " + backup.name() + " has no secrets of a server in it"};
  return Error{ErrorCode::kDataLoss, "the master key is not the one that the backup " + backup.name() +
                                         " was made with: put the one that belongs to it in its place, or say with "
                                         "-master-key where it is"};
}

// Walks over the logs as far as the point is.
class Walk {
 public:
  Walk(const store::BackupSummary& summary, const RestorePoint& point) : summary_(summary), point_(point) {
    reached_.revision = summary.begun;
    const bool is_logged = summary.oldest != 0 && summary.oldest <= summary.exact;
    if (summary.begun == summary.exact && is_logged) reached_.at = summary.exact_at;
    complete_until_ = summary.made;
  }

  // `take`: each entry that is to be applied.
  template <typename Take>
  Result<void> Through(LogSupply& log, const Take& take) {
    complete_until_ = std::max(complete_until_, log.complete_until());
    ROLECALL_RETURN_IF_ERROR(CheckSameHistory(log));
    while (!stopped_) {
      Result<std::vector<store::LogEntry>> entries = log.After(reached_.revision);
      if (!entries.ok() && entries.error().code == ErrorCode::kNotFound) return Gap(log);
      if (!entries.ok()) return entries.error();
      if (entries->empty()) return {};
      for (const store::LogEntry& entry : *entries) {
        if (entry.revision != reached_.revision + 1) return Gap(log);
        stopped_ = IsBeyond(entry);
        if (stopped_) return {};
        ROLECALL_RETURN_IF_ERROR(take(entry));
        reached_.revision = entry.revision;
        reached_.at = entry.at;
      }
    }
    return {};
  }

  // At the end: whether the point was reached.
  Result<void> CheckReached() const {
    if (reached_.revision < summary_.exact) return CannotReach("the backup lacks the log that makes it whole");
    const std::string through = "the logs go through sequence " + std::to_string(reached_.revision);
    if (point_.sequence.has_value() && reached_.revision != *point_.sequence) {
      return CannotReach(through + ": name a backup or store with -log that has what came after it");
    }
    if (point_.time.has_value() && !stopped_ && *point_.time > complete_until_) {
      return CannotReach(through + " and tell of nothing after " + FormatIso8601(complete_until_) +
                         ": name a later backup, or the store itself, with -log");
    }
    return {};
  }
  const Restored& reached() const { return reached_; }

 private:
  bool IsBeyond(const store::LogEntry& entry) const {
    if (entry.revision <= summary_.exact) return false;
    if (point_.sequence.has_value()) return entry.revision > *point_.sequence;
    return point_.time.has_value() && entry.at > *point_.time;
  }

  Result<void> Gap(LogSupply& log) const {
    return CannotReach("the log of " + log.name() + " does not have what came after sequence " +
                       std::to_string(reached_.revision) + ": name one that does, before it");
  }

  // What both have must be the same.
  Result<void> CheckSameHistory(LogSupply& log) {
    if (stopped_ || reached_.revision == 0 || reached_.at == Time()) return {};
    const Result<std::vector<store::LogEntry>> entries = log.After(reached_.revision - 1);
    if (!entries.ok() && entries.error().code != ErrorCode::kNotFound) return entries.error();
    if (!entries.ok() || entries->empty() || entries->front().at == Time()) return {};
    if (entries->front().revision != reached_.revision || entries->front().at == reached_.at) return {};
    return CannotReach("the log of " + log.name() + " is another history than what was restored so far: sequence " +
                       std::to_string(reached_.revision) + " was written at another time there");
  }

  const store::BackupSummary& summary_;
  const RestorePoint& point_;
  Restored reached_;
  Time complete_until_;
  bool stopped_ = false;
};

Result<void> CheckNotBefore(const store::BackupReader& backup, const RestorePoint& point) {
  const store::BackupSummary& summary = backup.summary();
  const bool is_before = point.sequence.has_value() ? *point.sequence < summary.exact
                                                    : point.time.has_value() && *point.time < summary.exact_at;
  if (!is_before) return {};
  return CannotReach("the backup " + backup.name() + " is of sequence " + std::to_string(summary.exact) + ", " +
                     FormatIso8601(summary.exact_at) + ", which is later: name one that was made before that point");
}

template <typename Take>
Result<Restored> WalkAll(const RestoreFrom& from, const Take& take) {
  Walk walk(from.backup.summary(), from.point);
  const std::unique_ptr<LogSupply> own = LogOfBackup(from.backup);
  ROLECALL_RETURN_IF_ERROR(own->Rewind());
  ROLECALL_RETURN_IF_ERROR(walk.Through(*own, take));
  for (LogSupply* log : from.logs) {
    ROLECALL_RETURN_IF_ERROR(log->Rewind());
    ROLECALL_RETURN_IF_ERROR(walk.Through(*log, take));
  }
  ROLECALL_RETURN_IF_ERROR(walk.CheckReached());
  return walk.reached();
}

Result<Restored> Finish(RestoreTarget& target, Restored done, const RestoreTo& to) {
  std::vector<store::Put> own;
  if (to.store.shared()) own.push_back(MasterKeyMark(to.keys, to.random));
  ROLECALL_TRY(done.head, target.Finish(done.revision, std::move(own)));
  return done;
}

Result<void> PutRecords(store::BackupReader& backup, RestoreTarget& target) {
  ROLECALL_RETURN_IF_ERROR(backup.Rewind());
  while (true) {
    ROLECALL_TRY(const store::BackupPart part, backup.Next());
    if (part.kind != store::BackupPart::Kind::kRecords) return {};
    ROLECALL_RETURN_IF_ERROR(target.AddRecords(part.records));
  }
}

}  // namespace

Result<store::BackupSummary> MakeBackup(CopySource& source, const std::string& path, const Clock& clock) {
  ROLECALL_TRY(std::unique_ptr<store::BackupWriter> writer, store::BackupWriter::Create(path));
  BackupSink sink(*writer);
  ROLECALL_TRY(const CopyRange range, CopyAll(source, sink, true, clock));
  store::BackupSummary summary;
  summary.begun = range.begun;
  summary.exact = range.exact;
  summary.exact_at = range.exact_at;
  summary.made = range.made;
  return writer->Finish(std::move(summary));
}

Result<Restored> Restore(const RestoreFrom& from, const RestoreTo& to) {
  ROLECALL_RETURN_IF_ERROR(CheckNotBefore(from.backup, from.point));
  ROLECALL_RETURN_IF_ERROR(CheckKeyOfBackup(from.backup, to.keys));
  ROLECALL_TRY(const Restored planned, WalkAll(from, [](const store::LogEntry&) { return Result<void>(); }));
  ROLECALL_TRY(const std::unique_ptr<RestoreTarget> target, RestoreTarget::Begin(to.store, to.name));
  ROLECALL_RETURN_IF_ERROR(PutRecords(from.backup, *target));
  // A store whose log is read may be written to meanwhile: not further than was planned.
  RestoreFrom again = from;
  again.point = {.sequence = planned.revision, .time = std::nullopt};
  ROLECALL_TRY(const Restored done,
               WalkAll(again, [&](const store::LogEntry& entry) { return target->AddLog(entry); }));
  return Finish(*target, done, to);
}

namespace {

class TargetSink final : public CopySink {
 public:
  explicit TargetSink(RestoreTarget& target) : target_(target) {}
  Result<void> AddRecords(const std::vector<store::Put>& records) override { return target_.AddRecords(records); }
  Result<void> AddLog(const store::LogEntry& entry) override {
    last_ = {.revision = entry.revision, .at = entry.at};
    return target_.AddLog(entry);
  }
  const Restored& last() const { return last_; }

 private:
  RestoreTarget& target_;
  Restored last_;
};

}  // namespace

Result<Restored> CopyInto(CopySource& source, const RestoreTo& to, const Clock& clock) {
  ROLECALL_RETURN_IF_ERROR(CheckKeyOf(source, to.keys));
  ROLECALL_TRY(const std::unique_ptr<RestoreTarget> target, RestoreTarget::Begin(to.store, to.name));
  TargetSink sink(*target);
  ROLECALL_TRY(const CopyRange range, CopyAll(source, sink, false, clock));
  return Finish(*target, {.revision = range.last, .at = sink.last().at}, to);
}

}  // namespace rolecall::server
