#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <istream>
#include <utility>

#include "store/backup/backup_file.h"
#include "store/backup/backup_form.h"
#include "store/changes.h"

namespace rolecall::store {

BackupReader::BackupReader(std::unique_ptr<std::istream> bytes, std::string name)
    : bytes_(std::move(bytes)), name_(std::move(name)) {}
BackupReader::~BackupReader() = default;

Result<std::unique_ptr<BackupReader>> BackupReader::Open(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable;
    return Error{code, "cannot open the backup " + path + ": " + std::strerror(errno)};
  }
  if (!S_ISREG(info.st_mode)) return Error{ErrorCode::kInvalidArgument, path + " is not a file"};
  auto bytes = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*bytes) return Error{ErrorCode::kUnavailable, "cannot open the backup " + path + ": " + std::strerror(errno)};
  return Read(std::move(bytes), path);
}

Result<std::unique_ptr<BackupReader>> BackupReader::Read(std::unique_ptr<std::istream> bytes, std::string name) {
  std::unique_ptr<BackupReader> reader(new BackupReader(std::move(bytes), std::move(name)));
  ROLECALL_RETURN_IF_ERROR(reader->Check());
  ROLECALL_RETURN_IF_ERROR(reader->Rewind());
  return reader;
}

Error BackupReader::Damaged(const std::string& how) const {
  return {ErrorCode::kDataLoss, "the backup " + name_ + " is damaged (" + how + "): take another one"};
}

Error BackupReader::CutOff() const {
  return {ErrorCode::kDataLoss, "the backup " + name_ + " is cut off: it was not copied whole. Take another one"};
}

Result<std::string> BackupReader::Take(std::uint64_t size) {
  if (size > size_ - at_) return CutOff();
  std::string out(size, '\0');
  bytes_->read(out.data(), static_cast<std::streamsize>(size));
  if (static_cast<std::uint64_t>(bytes_->gcount()) != size) {
    return Error{ErrorCode::kUnavailable, "cannot read the backup " + name_};
  }
  at_ += size;
  return out;
}

// What it begins with, and where it ends.
Result<void> BackupReader::Rewind() {
  bytes_->clear();
  bytes_->seekg(0, std::ios::end);
  const std::streamoff size = bytes_->tellg();
  bytes_->seekg(0);
  if (size < 0 || !*bytes_) return Error{ErrorCode::kUnavailable, "cannot read the backup " + name_};
  size_ = static_cast<std::uint64_t>(size);
  at_ = 0;
  ROLECALL_TRY(const std::string magic, Take(std::min<std::uint64_t>(size_, kBackupMagic.size())));
  if (magic == kBackupMagic) return {};
  if (magic.size() < kBackupMagic.size() && kBackupMagic.starts_with(magic)) return CutOff();
  if (magic.starts_with(kBackupName)) {
    return Error{ErrorCode::kUnimplemented, "the backup " + name_ + " was made by a newer version of this program"};
  }
  return Error{ErrorCode::kDataLoss, name_ + " is no backup that `rolecall store backup` made"};
}

Result<void> BackupReader::Check() {
  ROLECALL_RETURN_IF_ERROR(Rewind());
  crypto::Sha256Stream hash;
  hash.Add(kBackupMagic);
  std::uint64_t records = 0, oldest = 0, last = 0;
  while (true) {
    ROLECALL_TRY(const BackupPart part, NextChecked(&hash));
    if (part.kind == BackupPart::Kind::kEnd) break;
    if (part.kind == BackupPart::Kind::kRecords) {
      if (oldest != 0) return Damaged("records behind the log");
      records += part.records.size();
      continue;
    }
    if (oldest != 0 && part.entry.revision != last + 1) return Damaged("a gap in its log");
    if (oldest == 0) oldest = part.entry.revision;
    last = part.entry.revision;
  }
  if (at_ != size_) return Damaged("something stands behind its end");
  const bool is_told =
      records == summary_.records && oldest == summary_.oldest && (oldest == 0 || last == summary_.last);
  if (!is_told) return Damaged("its end tells of something else");
  return {};
}

Result<BackupPart> BackupReader::ReadEnd(const std::string& content, crypto::Sha256Stream* hash) {
  Result<BackupSummary> summary = ParseSummary(content);
  if (!summary.ok()) return Damaged(summary.error().message);
  if (hash != nullptr && hash->FinishHex() != summary->sha256) return Damaged("its checksum is wrong");
  summary_ = *std::move(summary);
  return BackupPart{};
}

Result<BackupPart> BackupReader::Next() {
  if (at_ == size_) return BackupPart{};
  return NextChecked(nullptr);
}

Result<BackupPart> BackupReader::NextChecked(crypto::Sha256Stream* hash) {
  ROLECALL_TRY(const std::string head, Take(kPartHeadBytes));
  std::uint64_t size = 0;
  for (std::size_t i = kPartHeadBytes; i > 1; --i) size = size << 8 | static_cast<unsigned char>(head[i - 1]);
  const bool is_end = head[0] == kEndPart;
  if (size > (is_end ? kMostSummaryBytes : kMostPartBytes)) return Damaged("a part is too large");
  ROLECALL_TRY(const std::string content, Take(size));
  if (is_end) return ReadEnd(content, hash);
  if (hash != nullptr) hash->Add(head), hash->Add(content);
  BackupPart part;
  if (head[0] == kLogPart) {
    part.kind = BackupPart::Kind::kLog;
    Result<LogEntry> entry = DecodeLogPart(content);
    if (!entry.ok()) return Damaged(entry.error().message);
    part.entry = *std::move(entry);
    return part;
  }
  if (head[0] != kRecordsPart) return Damaged("a part of no known kind");
  part.kind = BackupPart::Kind::kRecords;
  Result<Changes> changes = DecodeChanges(content);
  const bool is_good = changes.ok() && changes->deletes.empty() && changes->references.empty();
  if (!is_good) return Damaged("a page of its records cannot be read");
  part.records = std::move(changes->puts);
  return part;
}

}  // namespace rolecall::store
