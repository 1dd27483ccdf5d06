#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/file_system.h"
#include "base/private_file.h"
#include "store/backup/backup_file.h"
#include "store/backup/backup_form.h"
#include "store/changes.h"

namespace rolecall::store {
namespace {

constexpr std::size_t kWrittenAtOnce = 1u << 20;

std::string PartName(const std::string& path) { return path + ".part"; }

Result<void> SyncFolder(const std::string& path) {
  const int folder = open(DirectoryName(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && fsync(folder) == 0;
  if (folder >= 0) close(folder);
  if (synced) return {};
  return Error{ErrorCode::kUnavailable, "cannot sync the folder of " + path + ": " + std::strerror(errno)};
}

}  // namespace

Result<std::unique_ptr<BackupWriter>> BackupWriter::Create(const std::string& path) {
  const Error there{ErrorCode::kAlreadyExists, path + " is there already: name another file, or move it away"};
  if (access(path.c_str(), F_OK) == 0) return there;
  Result<int> file = OpenPrivateFile(PartName(path), O_WRONLY | O_CREAT | O_EXCL, Readable::kRefused);
  if (!file.ok() && access(PartName(path).c_str(), F_OK) == 0) {
    return Error{ErrorCode::kAlreadyExists,
                 PartName(path) + " is there: another backup is being made, or one was cut short (then remove it)"};
  }
  if (!file.ok()) return file.error();
  std::unique_ptr<BackupWriter> writer(new BackupWriter(path, *file));
  writer->buffer_ = kBackupMagic;
  writer->hash_.Add(kBackupMagic);
  return writer;
}

BackupWriter::~BackupWriter() {
  if (file_ >= 0) close(file_);
  if (!finished_) (void)unlink(PartName(path_).c_str());
}

Result<void> BackupWriter::Fail(const char* doing) const {
  const ErrorCode code = errno == ENOSPC || errno == EDQUOT ? ErrorCode::kResourceExhausted : ErrorCode::kUnavailable;
  return Error{code, std::string("cannot ") + doing + " " + path_ + ": " + std::strerror(errno)};
}

Result<void> BackupWriter::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Fail("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> BackupWriter::AddPart(char kind, const std::string& content) {
  if (content.size() > kMostPartBytes) {
    return Error{ErrorCode::kResourceExhausted, "one write to the store is larger than a part of a backup may be"};
  }
  const std::string head = PartHead(kind, content.size());
  if (kind != kEndPart) hash_.Add(head), hash_.Add(content);
  buffer_ += head;
  buffer_ += content;
  if (buffer_.size() < kWrittenAtOnce) return {};
  return Write(std::exchange(buffer_, {}));
}

Result<void> BackupWriter::AddRecords(const std::vector<Put>& records) {
  std::vector<Put> page;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i <= records.size(); ++i) {
    const bool is_full = page.size() == kMaxBatchEntries || bytes >= kWrittenAtOnce;
    if (!page.empty() && (is_full || i == records.size())) {
      ROLECALL_RETURN_IF_ERROR(AddPart(kRecordsPart, EncodeChanges(page, {}, false)));
      page.clear();
      bytes = 0;
    }
    if (i == records.size()) break;
    bytes += records[i].key.size() + records[i].value.size();
    page.push_back(records[i]);
  }
  records_ += records.size();
  return {};
}

Result<void> BackupWriter::AddLog(const LogEntry& entry) {
  if (last_ != 0 && entry.revision != last_ + 1) {
    return Error{ErrorCode::kDataLoss, "the log that came has a gap"};
  }
  if (oldest_ == 0) oldest_ = entry.revision;
  last_ = entry.revision;
  return AddPart(kLogPart, EncodeLogPart(entry));
}

Result<BackupSummary> BackupWriter::Finish(BackupSummary summary) {
  summary.records = records_;
  summary.oldest = oldest_;
  summary.last = last_ == 0 ? summary.exact : last_;
  summary.sha256 = hash_.FinishHex();
  ROLECALL_RETURN_IF_ERROR(AddPart(kEndPart, FormatSummary(summary)));
  ROLECALL_RETURN_IF_ERROR(Write(std::exchange(buffer_, {})));
  if (fsync(file_) != 0) {
    ROLECALL_RETURN_IF_ERROR(Fail("sync"));
  }
  // A link, and no rename: it replaces nothing.
  if (link(PartName(path_).c_str(), path_.c_str()) != 0) {
    ROLECALL_RETURN_IF_ERROR(Fail("make"));
  }
  (void)unlink(PartName(path_).c_str());
  finished_ = true;
  ROLECALL_RETURN_IF_ERROR(SyncFolder(path_));
  return summary;
}

}  // namespace rolecall::store
