// What the stores of several nodes are named by, what lies in etcd, and backups.
#include <memory>
#include <sstream>
#include <string>

#include "store/backup/backup_file.h"
#include "store/etcd/etcd_target.h"
#include "store/etcd/keys.h"
#include "store/open/open_shared.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

void StoreUrl(std::string_view input) {
  if (input.find('\0') != std::string_view::npos) return;  // an argument of a program has none
  Ignore(store::CheckSharedStore({.url = std::string(input)}));
  const Result<store::EtcdTarget> target = store::ReadEtcdUrl(input);
  if (!target.ok()) return;
  FUZZ_EXPECT(!target->endpoints.empty() && target->prefix.ends_with('/'));
  // What was read says the same again.
  std::string url = target->tls ? "etcds://" : "etcd://";
  if (!target->user.empty()) url += target->user + "@";
  for (const std::string& endpoint : target->endpoints)
    url += (url.ends_with('/') || url.ends_with('@') ? "" : ",") + endpoint;
  const Result<store::EtcdTarget> again = store::ReadEtcdUrl(url + "/" + target->prefix);
  FUZZ_EXPECT(again.ok() && again->endpoints == target->endpoints && again->prefix == target->prefix);
}

void EtcdKey(std::string_view input) {
  const store::EtcdKeys keys("p/");
  const std::string key = "p/" + std::string(input);
  if (const auto piece = keys.PieceOf(key)) {
    FUZZ_EXPECT(key.starts_with(keys.EntryPieces(piece->key, piece->id)));
  }
  if (const auto last = keys.LogOf(key)) Ignore(keys.Log(*last));
  FUZZ_EXPECT(*keys.EntryOf(keys.Entry(input)) == input);
}

void StoreBackup(std::string_view input) {
  auto reader = store::BackupReader::Read(std::make_unique<std::istringstream>(std::string(input)), "fuzz");
  if (!reader.ok()) return;
  // What was taken can be read, and is what its end says.
  std::uint64_t records = 0;
  while (true) {
    const Result<store::BackupPart> part = (*reader)->Next();
    FUZZ_EXPECT(part.ok());
    if (part->kind == store::BackupPart::Kind::kEnd) break;
    records += part->records.size();
  }
  FUZZ_EXPECT(records == (*reader)->summary().records);
}

constexpr Target kTargets[] = {{"store_url", &StoreUrl}, {"etcd_key", &EtcdKey}, {"store_backup", &StoreBackup}};

}  // namespace

std::span<const Target> StoreTargets() { return kTargets; }

}  // namespace rolecall::fuzz
