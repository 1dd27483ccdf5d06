// `rolecall store restore FILE TO`: a new store with what a backup holds, at a point in time.
#include <sys/stat.h>

#include <fstream>
#include <ostream>

#include "base/text.h"
#include "cli/store/commands.h"
#include "cli/store/store_flags.h"
#include "crypto/key_ring.h"
#include "store/backup/backup_file.h"

namespace rolecall::cli {
namespace {

class StoreRestoreCommand final : public Command {
 public:
  std::string name() const override { return "store restore"; }
  std::string summary() const override { return "Make a new store of a backup, at a point in time"; }
  std::string usage() const override { return "[options] FILE TO"; }
  std::string details() const override {
    return "TO is a data directory or sqlite:PATH without a store, or an empty etcd://… or postgresql://…. Without a "
           "point\n"
           "it gets all that the backup and the logs have. With -to-time (RFC 3339) or -to-sequence it gets what the "
           "plane\n"
           "held then: FILE must be older than that, and FILE or a -log must reach it. A -log is a later backup, or a "
           "store\n"
           "(also the lost one, as long as its log can be read); may be repeated, oldest first. Times are those of "
           "the\n"
           "nodes' clocks. Everything is checked before anything is written. S3 objects that were made after FILE and\n"
           "deleted before the -log was read come back without their content.";
  }
  void Declare(Flags& flags) override {
    flags.Text("to-time", "TIME", &to_time_, "The point in time, such as 2026-11-29T13:59:00Z [the newest]");
    flags.Text("to-sequence", "N", &to_sequence_, "The same by the store's revision (x-rolecall-seq)");
    flags.List("log", "FILE or STORE", &logs_, "Where the log goes on after FILE; may be repeated");
    flags_.DeclareStore(flags);
    flags_.DeclareNode(flags);
    flags_.DeclareKey(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != 2) return FailUsage(context, *this, "FILE and TO are needed, and nothing else");
    Result<server::RestorePoint> point = Point();
    if (!point.ok()) return FailUsage(context, *this, point.error().message);
    DamageTold damage(context);
    const Result<server::Restored> restored = Restore(context, positional[0], positional[1], *point, damage);
    if (!restored.ok()) return Fail(context, restored.error().message);
    context.out << positional[1] << " holds what the plane held at " << PointText(restored->revision, restored->at)
                << "; it goes on with sequence " << restored->head + 1 << "\n";
    return damage.ExitCode();
  }

 private:
  Result<server::RestorePoint> Point() const {
    server::RestorePoint point;
    if (!to_time_.empty() && !to_sequence_.empty()) {
      return Error{ErrorCode::kInvalidArgument, "-to-time and -to-sequence exclude each other"};
    }
    if (!to_sequence_.empty()) {
      point.sequence = ParseInt<std::uint64_t>(to_sequence_);
      if (!point.sequence.has_value()) return Error{ErrorCode::kInvalidArgument, "-to-sequence is a number"};
    }
    if (!to_time_.empty()) {
      point.time = ParseRfc3339(to_time_);
      if (!point.time.has_value()) {
        return Error{ErrorCode::kInvalidArgument, "-to-time is a time such as 2026-11-29T13:59:00Z"};
      }
    }
    return point;
  }

  struct OpenedLog {
    std::unique_ptr<store::BackupReader> backup;
    std::unique_ptr<server::OpenedSource> store;
    std::unique_ptr<server::LogSupply> log;
  };

  // A file is a backup, unless it is SQLite's; anything else is a store's place.
  Result<OpenedLog> OpenLog(CommandContext& context, const std::string& place, DamageTold& damage) const {
    OpenedLog opened;
    struct stat info {};
    const bool is_file = stat(place.c_str(), &info) == 0 && S_ISREG(info.st_mode);
    std::string head(15, '\0');
    if (is_file) std::ifstream(place, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size()));
    if (is_file && head != "SQLite format 3") {
      ROLECALL_TRY(opened.backup, store::BackupReader::Open(place));
      opened.log = server::LogOfBackup(*opened.backup);
      return opened;
    }
    const Time now = context.clock.Now();
    ROLECALL_TRY(opened.store,
                 server::OpenStoreSource(place, flags_.Read(context), OutsideOf(context), damage.Teller()));
    opened.log = server::LogOfStore(opened.store->source(), place, now);
    return opened;
  }

  Result<server::Restored> Restore(CommandContext& context, const std::string& file, const std::string& to,
                                   const server::RestorePoint& point, DamageTold& damage) {
    const server::StorePlaceFlags flags = flags_.Read(context);
    ROLECALL_TRY(const auto backup, store::BackupReader::Open(file));
    ROLECALL_TRY(const crypto::KeyRing keys, server::ReadKeysFor({to}, flags, OutsideOf(context)));
    std::vector<OpenedLog> logs;
    server::RestoreFrom from{*backup, {}, point};
    for (const std::string& place : logs_) {
      ROLECALL_TRY(OpenedLog log, OpenLog(context, place, damage));
      logs.push_back(std::move(log));
      from.logs.push_back(logs.back().log.get());
    }
    ROLECALL_TRY(const auto target, server::OpenStoreTarget(to, flags, OutsideOf(context)));
    ROLECALL_TRY(const server::Restored restored, server::Restore(from, {target->store(), to, keys, context.random}));
    ROLECALL_RETURN_IF_ERROR(target->Keep());
    return restored;
  }

  StoreFlags flags_;
  std::string to_time_, to_sequence_;
  std::vector<std::string> logs_;
};

}  // namespace

std::unique_ptr<Command> MakeStoreRestoreCommand() { return std::make_unique<StoreRestoreCommand>(); }

}  // namespace rolecall::cli
