#include <utility>

#include "server/backup/restore.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kLogEntriesAtOnce = 500;
constexpr std::size_t kLogBytesAtOnce = 4u << 20;

Error BeginsLater() { return {ErrorCode::kNotFound, "the log does not go back so far"}; }

class BackupLog final : public LogSupply {
 public:
  explicit BackupLog(store::BackupReader& backup) : backup_(backup) {}

  Result<std::vector<store::LogEntry>> After(std::uint64_t revision) override {
    const store::BackupSummary& summary = backup_.summary();
    if (summary.oldest == 0 || revision + 1 < summary.oldest) {
      if (summary.oldest == 0 && revision >= summary.last) return std::vector<store::LogEntry>();
      return BeginsLater();
    }
    if (revision < passed_) ROLECALL_RETURN_IF_ERROR(Rewind());
    std::vector<store::LogEntry> entries;
    for (std::size_t bytes = 0; entries.size() < kLogEntriesAtOnce && bytes < kLogBytesAtOnce;) {
      ROLECALL_TRY(store::BackupPart part, backup_.Next());
      if (part.kind == store::BackupPart::Kind::kEnd) break;
      if (part.kind == store::BackupPart::Kind::kRecords) continue;
      passed_ = part.entry.revision;
      if (part.entry.revision <= revision) continue;
      for (const store::Put& put : part.entry.puts) bytes += put.value.size();
      entries.push_back(std::move(part.entry));
    }
    return entries;
  }

  Result<void> Rewind() override {
    passed_ = 0;
    return backup_.Rewind();
  }
  Time complete_until() const override { return backup_.summary().made; }
  std::string name() const override { return backup_.name(); }

 private:
  store::BackupReader& backup_;
  std::uint64_t passed_ = 0;  // the newest revision that was read from the file
};

class StoreLog final : public LogSupply {
 public:
  StoreLog(CopySource& source, std::string name, Time made) : source_(source), name_(std::move(name)), made_(made) {}

  Result<std::vector<store::LogEntry>> After(std::uint64_t revision) override {
    ROLECALL_TRY(LogPage page, source_.ReadLog(revision, kLogEntriesAtOnce));
    return std::move(page.entries);
  }
  Result<void> Rewind() override { return {}; }
  Time complete_until() const override { return made_; }
  std::string name() const override { return name_; }

 private:
  CopySource& source_;
  const std::string name_;
  const Time made_;
};

}  // namespace

std::unique_ptr<LogSupply> LogOfBackup(store::BackupReader& backup) { return std::make_unique<BackupLog>(backup); }

std::unique_ptr<LogSupply> LogOfStore(CopySource& source, std::string name, Time made) {
  return std::make_unique<StoreLog>(source, std::move(name), made);
}

}  // namespace rolecall::server
