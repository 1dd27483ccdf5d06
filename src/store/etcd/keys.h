// Where things lie in etcd, below the store's prefix. For this folder only.
//
//   meta                              "rolecall 1": whose it is, and the format's version
//   head                              16 hex digits: the newest revision
//   e/KEY                             StoredEntry
//   log/<16 hex digits>               StoredGroup, under the last of its revisions
//   v/KEY NUL <id>/<5 digits>         a piece of an entry's value
//   b/<16 hex digits>/<id>/<5 digits> a piece of a group, under the last of its revisions
//   g/<id>                            pieces with this id are being written, and not named by anything yet
//   probe                             whether it can be written
#ifndef ROLECALL_STORE_ETCD_KEYS_H_
#define ROLECALL_STORE_ETCD_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall::store {

std::string Hex16(std::uint64_t number);
std::optional<std::uint64_t> ParseHex16(std::string_view text);

// Of a key v/…: the entry's key and the id.
struct PieceKey {
  std::string_view key;
  std::string_view id;
};

class EtcdKeys {
 public:
  explicit EtcdKeys(std::string prefix) : prefix_(std::move(prefix)) {}

  std::string Meta() const { return prefix_ + "meta"; }
  std::string Head() const { return prefix_ + "head"; }
  std::string Probe() const { return prefix_ + "probe"; }
  std::string Everything() const { return prefix_; }
  std::string Entry(std::string_view key) const { return prefix_ + "e/" + std::string(key); }
  std::string Log(std::uint64_t last) const { return prefix_ + "log/" + Hex16(last); }
  std::string LogEnd() const { return prefix_ + "log0"; }  // '0' comes after '/'
  std::string Guard(std::string_view id) const { return prefix_ + "g/" + std::string(id); }
  std::string Values() const { return prefix_ + "v/"; }
  // Without its number.
  std::string EntryPieces(std::string_view key, std::string_view id) const {
    return prefix_ + "v/" + std::string(key) + std::string(1, '\0') + std::string(id) + "/";
  }
  std::string GroupPieces(std::uint64_t last, std::string_view id) const {
    return prefix_ + "b/" + Hex16(last) + "/" + std::string(id) + "/";
  }
  static std::string Piece(const std::string& pieces, std::size_t number);

  // Back: what follows "e/"; the last revision of "log/"; the parts of "v/". Of keys that are not ours: nothing.
  std::optional<std::string_view> EntryOf(std::string_view key) const { return After(key, "e/"); }
  std::optional<std::uint64_t> LogOf(std::string_view key) const;
  std::optional<PieceKey> PieceOf(std::string_view key) const;

 private:
  std::optional<std::string_view> After(std::string_view key, std::string_view room) const;

  const std::string prefix_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_KEYS_H_
