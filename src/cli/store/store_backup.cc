// `rolecall store backup FROM FILE`.
#include <ostream>

#include "cli/store/commands.h"
#include "cli/store/store_flags.h"
#include "store/backup/backup_file.h"

namespace rolecall::cli {
namespace {

class StoreBackupCommand final : public Command {
 public:
  std::string name() const override { return "store backup"; }
  std::string summary() const override { return "Back up a plane's store into a file, while it runs"; }
  std::string usage() const override { return "[options] FROM FILE"; }
  std::string details() const override {
    return "FROM is the https:// URL of a node that runs (rolecall:FollowLog), etcd://…, postgresql://…, or a data\n"
           "directory or sqlite:PATH of a server that is stopped. FILE (mode 0600) gets all entries as of one moment, "
           "and the\n"
           "log as far as it goes back: with it `store restore` goes from an older backup to any point in between. "
           "Secrets\n"
           "are in it as in the store, sealed with the master key, which is not: keep a copy of that elsewhere. An "
           "existing\n"
           "file is never replaced. Nothing is changed at FROM.";
  }
  void Declare(Flags& flags) override {
    flags_.DeclareStore(flags);
    flags_.DeclareNode(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != 2) return FailUsage(context, *this, "FROM and FILE are needed, and nothing else");
    DamageTold damage(context);
    const Result<store::BackupSummary> made = Make(context, positional[0], positional[1], damage);
    if (!made.ok()) return Fail(context, made.error().message);
    context.out << positional[1] << ": " << made->records << " entries at " << PointText(made->exact, made->exact_at);
    if (made->oldest != 0) context.out << ", log from " << made->oldest << " through " << made->last;
    context.out << ", sha256 " << made->sha256 << "\n";
    return damage.ExitCode();
  }

 private:
  Result<store::BackupSummary> Make(CommandContext& context, const std::string& from, const std::string& file,
                                    DamageTold& damage) {
    ROLECALL_TRY(const auto source,
                 server::OpenStoreSource(from, flags_.Read(context), OutsideOf(context), damage.Teller()));
    Result<store::BackupSummary> made = server::MakeBackup(source->source(), file, context.clock);
    if (made.ok() || made.error().message.find(file) != std::string::npos) return made;
    return Error{made.error().code, from + ": " + made.error().message};
  }

  StoreFlags flags_;
};

}  // namespace

std::unique_ptr<Command> MakeStoreBackupCommand() { return std::make_unique<StoreBackupCommand>(); }

}  // namespace rolecall::cli
