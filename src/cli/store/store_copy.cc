// `rolecall store copy FROM TO`: a plane moves to another store.
#include <ostream>

#include "cli/store/commands.h"
#include "cli/store/store_flags.h"
#include "crypto/key_ring.h"

namespace rolecall::cli {
namespace {

class StoreCopyCommand final : public Command {
 public:
  std::string name() const override { return "store copy"; }
  std::string summary() const override { return "Copy a plane's store into a new one, of any kind"; }
  std::string usage() const override { return "[options] FROM TO"; }
  std::string details() const override {
    return "FROM is a data directory or sqlite:PATH (of a server that is stopped), etcd://…, postgresql://…, or the\n"
           "https:// URL of a node that runs; TO is one of the first four, and must be new or empty. The copy is what\n"
           "FROM held at one moment, though it is written meanwhile; what is written after that is not in it: stop "
           "the\n"
           "servers on FROM first when the plane moves. The master key stays where it is, and both need it. Nothing "
           "is\n"
           "changed at FROM.";
  }
  void Declare(Flags& flags) override {
    flags_.DeclareStore(flags);
    flags_.DeclareNode(flags);
    flags_.DeclareKey(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != 2) return FailUsage(context, *this, "FROM and TO are needed, and nothing else");
    DamageTold damage(context);
    const Result<server::Restored> copied = Copy(context, positional[0], positional[1], damage);
    if (!copied.ok()) return Fail(context, copied.error().message);
    context.out << positional[1] << " holds what " << positional[0] << " held at "
                << PointText(copied->revision, copied->at) << "\n";
    return damage.ExitCode();
  }

 private:
  Result<server::Restored> Copy(CommandContext& context, const std::string& from, const std::string& to,
                                DamageTold& damage) {
    const server::StorePlaceFlags flags = flags_.Read(context);
    const server::StoreOutside outside = OutsideOf(context);
    ROLECALL_TRY(const auto source, server::OpenStoreSource(from, flags, outside, damage.Teller()));
    ROLECALL_TRY(const crypto::KeyRing keys, server::ReadKeysFor({to, from}, flags, outside));
    ROLECALL_TRY(const auto target, server::OpenStoreTarget(to, flags, outside));
    ROLECALL_TRY(const server::Restored copied,
                 server::CopyInto(source->source(), {target->store(), to, keys, context.random}, context.clock));
    ROLECALL_RETURN_IF_ERROR(target->Keep());
    return copied;
  }

  StoreFlags flags_;
};

}  // namespace

std::unique_ptr<Command> MakeStoreCopyCommand() { return std::make_unique<StoreCopyCommand>(); }

}  // namespace rolecall::cli
