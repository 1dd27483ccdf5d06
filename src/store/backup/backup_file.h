// A backup: one file with all entries of a store as of a revision, and the log of the revisions around it.
//
//   ROLECALL_TRY(auto writer, BackupWriter::Create(path, clock));         // pages of records, then the log, then the
//   end ROLECALL_TRY(auto reader, BackupReader::Open(path));                   // reads and checks all of it while
//   (true) { ROLECALL_TRY(BackupPart part, reader->Next()); if (part.kind == BackupPart::Kind::kEnd) break; … }
//
// The file is made beside its name (".part"), 0600, synced, and then given its name; a file that is there already is
// never replaced. It ends with what it should have, and a SHA-256 of all that stands before: one that was cut off or
// changed is refused before anything of it is used. Secrets lie in it as in the store: sealed with the master key,
// which is not in it. docs/formats/backup.md is the contract.
// Errors: kAlreadyExists, kDataLoss (cut off, changed, no backup at all: the message says which), kUnimplemented (of a
// newer version), kResourceExhausted, kUnavailable. One thread.
#ifndef ROLECALL_STORE_BACKUP_BACKUP_FILE_H_
#define ROLECALL_STORE_BACKUP_BACKUP_FILE_H_

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/sha256_stream.h"
#include "store/store.h"

namespace rolecall::store {

// What the end of a backup says of it.
struct BackupSummary {
  std::uint64_t begun = 0;    // the head before the first record was read
  std::uint64_t exact = 0;    // with the log through this revision the records are what the store held at it
  std::uint64_t last = 0;     // the log goes through this revision; at least `exact`
  std::uint64_t oldest = 0;   // the first revision in the log; 0: there is none
  std::uint64_t records = 0;  // entries
  Time exact_at = {};         // when `exact` was written; if nobody knows, when it was read
  Time made = {};             // the store's head was `last` then
  std::string sha256;         // of all before the end, 64 lower-case digits

  bool operator==(const BackupSummary&) const = default;
};

class BackupWriter {
 public:
  static Result<std::unique_ptr<BackupWriter>> Create(const std::string& path);
  // What was not finished is removed.
  ~BackupWriter();
  BackupWriter(const BackupWriter&) = delete;
  BackupWriter& operator=(const BackupWriter&) = delete;

  // In the order of their keys; all before the log.
  Result<void> AddRecords(const std::vector<Put>& records);
  // Each revision after the one before it.
  Result<void> AddLog(const LogEntry& entry);
  // Counts and checksum are filled in. Afterwards the file has its name.
  Result<BackupSummary> Finish(BackupSummary summary);

 private:
  BackupWriter(std::string path, int file) : path_(std::move(path)), file_(file) {}
  Result<void> Write(std::string_view bytes);
  Result<void> AddPart(char kind, const std::string& content);
  Result<void> Fail(const char* doing) const;

  const std::string path_;
  int file_;
  bool finished_ = false;
  crypto::Sha256Stream hash_;
  std::string buffer_;
  std::uint64_t records_ = 0;
  std::uint64_t oldest_ = 0, last_ = 0;
};

struct BackupPart {
  enum class Kind { kRecords, kLog, kEnd };
  Kind kind = Kind::kEnd;
  std::vector<Put> records;
  LogEntry entry;
};

class BackupReader {
 public:
  static Result<std::unique_ptr<BackupReader>> Open(const std::string& path);
  // The same of bytes that lie elsewhere; `name` for messages.
  static Result<std::unique_ptr<BackupReader>> Read(std::unique_ptr<std::istream> bytes, std::string name);
  ~BackupReader();

  const BackupSummary& summary() const { return summary_; }
  const std::string& name() const { return name_; }
  // From the first on; after the end: the end.
  Result<BackupPart> Next();
  Result<void> Rewind();

 private:
  BackupReader(std::unique_ptr<std::istream> bytes, std::string name);
  Result<void> Check();
  Result<BackupPart> NextChecked(crypto::Sha256Stream* hash);
  Result<std::string> Take(std::uint64_t size);
  Result<BackupPart> ReadEnd(const std::string& content, crypto::Sha256Stream* hash);
  Error Damaged(const std::string& how) const;
  Error CutOff() const;

  const std::unique_ptr<std::istream> bytes_;
  const std::string name_;
  std::uint64_t size_ = 0, at_ = 0;
  BackupSummary summary_;
};

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_BACKUP_BACKUP_FILE_H_
