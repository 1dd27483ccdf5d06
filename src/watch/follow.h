// Where `watch` gets audit records from, one after the other: a log file, or a plane elsewhere.
//
//   FileFollower follower("/var/lib/rolecall/audit.log", 200);
//   ROLECALL_TRY(std::vector<std::string> lines, follower.Next());   // what is new; may be none
//
// A file that is put aside and begun anew (rotation), cut short, or not there yet, is followed all the same. Lines are
// bounded: a longer one is left out. One thread.
#ifndef ROLECALL_WATCH_FOLLOW_H_
#define ROLECALL_WATCH_FOLLOW_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall::watch {

class Follower {
 public:
  virtual ~Follower() = default;
  // New lines, without their ends. May wait for some.
  virtual Result<std::vector<std::string>> Next() = 0;
  // Whether what there was at the beginning has been handed out, or is by the next Next().
  virtual bool has_caught_up() const { return true; }
};

class FileFollower final : public Follower {
 public:
  // `history`: how many bytes from before are read first.
  FileFollower(std::string path, std::size_t history) : path_(std::move(path)), history_(history) {}
  ~FileFollower() override;
  FileFollower(const FileFollower&) = delete;
  FileFollower& operator=(const FileFollower&) = delete;

  // Does not wait.
  Result<std::vector<std::string>> Next() override;

 private:
  static constexpr std::size_t kMostLineBytes = 64u << 10, kMostBytesAtOnce = 4u << 20;

  Result<void> Open();
  bool IsReplaced() const;
  void ReadRest(std::vector<std::string>& lines);
  void TakeLines(std::vector<std::string>& lines);

  const std::string path_;
  const std::size_t history_;
  int file_ = -1;
  bool is_first_ = true;
  bool skips_line_ = false;  // what comes is the rest of a line that is too long, or that began before
  off_t offset_ = 0;
  std::string rest_;  // an unfinished line
};

}  // namespace rolecall::watch

#endif  // ROLECALL_WATCH_FOLLOW_H_
