#include "server/store_marks.h"

#include <optional>
#include <string>

namespace rolecall::server {
namespace {

constexpr char kPurpose[] = "rolecall master key check v1";
constexpr char kText[] = "rolecall";

}  // namespace

store::Put MasterKeyMark(const crypto::KeyRing& keys, Random& random) {
  return {std::string(kMasterKeyMark), keys.Seal(kText, kPurpose, random)};
}

MarkOpens OpenMasterKeyMark(std::string_view value, const crypto::KeyRing& keys) {
  const Result<crypto::KeyRing::Opened> opened = keys.Open(value, kPurpose);
  if (!opened.ok() || opened->text.Reveal() != kText) return MarkOpens::kNo;
  return opened->by_newest ? MarkOpens::kByNewest : MarkOpens::kByOlder;
}

Result<void> CheckNotRestoring(store::Store& store, std::string_view name) {
  ROLECALL_TRY(const std::optional<store::Entry> mark, store.Get(kRestoringMark));
  if (!mark.has_value()) return {};
  return Error{ErrorCode::kConflict, "a restore or copy into " + std::string(name) +
                                         " goes on, or was cut short: wait for it, or empty the store and begin it "
                                         "anew"};
}

}  // namespace rolecall::server
