// A disk for SQLite in memory: a VFS on which the n-th call fails, or the power goes and what was not synced is lost.
//
//   SimulatedDisk disk;                                  // SQLite's default VFS as long as it lives
//   auto store = OpenSqliteStore(path);                  // the file at `path` itself stays empty
//   disk.FailAt(7, SimulatedDisk::Failure::kIo);         // the seventh call from here on fails, once
//   disk.CutPowerAt(7, dice);                            // … nothing works from it on; Restore() is the next boot
//
// Files are sectors of 512 bytes. A write that was not synced when the power went is there, is not, or is torn at a
// sector, as the dice say; synced writes are there. A file that was removed, truncated or made is as the sync of it or
// of its folder left it: as SQLite's own test VFS has it, removing waits for no sync. One thread.
#ifndef ROLECALL_TESTS_SUPPORT_SIMULATED_DISK_H_
#define ROLECALL_TESTS_SUPPORT_SIMULATED_DISK_H_

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rolecall::store {

class SimulatedDisk {
 public:
  enum class Failure { kIo, kFull };
  // A number below the bound.
  using Dice = std::function<std::uint64_t(std::uint64_t bound)>;

  SimulatedDisk();
  ~SimulatedDisk();
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  // The n-th call from now on (1: the next) of reading, writing, syncing, truncating, opening or removing fails.
  void FailAt(std::uint64_t call, Failure failure);
  // From the n-th of those that change something (writing, syncing, truncating, removing) on nothing works.
  void CutPowerAt(std::uint64_t call);
  // Neither happens any more. Whether it did.
  bool Heal();
  bool power_is_off() const { return off_; }
  // After the power went, with every file closed: what is there at the next start.
  void Boot(const Dice& dice);

  std::uint64_t calls() const { return calls_; }      // of all kinds, so far
  std::uint64_t changes() const { return changes_; }  // that change something

  // All files, to begin again from.
  struct Image {
    std::map<std::string, std::string> files;
  };
  Image Save() const;
  void Load(const Image& image);

 private:
  struct File {
    std::string durable;  // as of the last sync
    std::string current;
    struct Write {
      std::size_t offset;
      std::string bytes;
      bool truncates = false;  // to `offset`
    };
    std::vector<Write> unsynced;
  };
  struct Handle;
  struct Methods;

  // SQLite's code for the call; SQLITE_OK: go on.
  int Called(bool changes, int io_error);

  sqlite3_vfs vfs_{};
  sqlite3_vfs* real_ = nullptr;
  std::string name_;
  std::map<std::string, File> files_;
  std::uint64_t calls_ = 0, changes_ = 0;
  std::uint64_t fail_at_ = 0, cut_at_ = 0;  // by those counts; 0: never
  Failure failure_ = Failure::kIo;
  bool off_ = false, failed_ = false;
};

}  // namespace rolecall::store

#endif  // ROLECALL_TESTS_SUPPORT_SIMULATED_DISK_H_
