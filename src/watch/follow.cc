#include "watch/follow.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace rolecall::watch {

FileFollower::~FileFollower() {
  if (file_ >= 0) close(file_);
}

Result<void> FileFollower::Open() {
  const int opened = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  // It may be made later, after the first time.
  if (opened < 0 && !is_first_) return {};
  if (opened < 0) return Error{ErrorCode::kNotFound, "cannot read " + path_ + ": " + std::strerror(errno)};
  struct stat info {};
  if (fstat(opened, &info) != 0 || !S_ISREG(info.st_mode)) {
    close(opened);
    return Error{ErrorCode::kInvalidArgument, path_ + " is not a file"};
  }
  file_ = opened;
  offset_ = 0;
  rest_.clear();
  skips_line_ = false;
  if (std::exchange(is_first_, false) && info.st_size > static_cast<off_t>(history_)) {
    offset_ = info.st_size - static_cast<off_t>(history_);
    skips_line_ = true;  // it may stand in the middle of one
  }
  return {};
}

bool FileFollower::IsReplaced() const {
  struct stat ours {
  }, named{};
  if (fstat(file_, &ours) != 0) return true;
  if (ours.st_size < offset_) return true;  // cut short
  return stat(path_.c_str(), &named) == 0 && (ours.st_ino != named.st_ino || ours.st_dev != named.st_dev);
}

void FileFollower::TakeLines(std::vector<std::string>& lines) {
  std::size_t begin = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
    if (!std::exchange(skips_line_, false) && end > begin) lines.push_back(rest_.substr(begin, end - begin));
    begin = end + 1;
  }
  rest_.erase(0, begin);
  if (rest_.size() > kMostLineBytes) {
    skips_line_ = true;
    rest_.clear();
  }
}

void FileFollower::ReadRest(std::vector<std::string>& lines) {
  char buffer[16384];
  for (std::size_t total = 0; total < kMostBytesAtOnce;) {
    const ssize_t count = pread(file_, buffer, sizeof(buffer), offset_);
    if (count <= 0) return;
    offset_ += count;
    total += static_cast<std::size_t>(count);
    rest_.append(buffer, static_cast<std::size_t>(count));
    TakeLines(lines);
  }
}

Result<std::vector<std::string>> FileFollower::Next() {
  std::vector<std::string> lines;
  if (file_ < 0) ROLECALL_RETURN_IF_ERROR(Open());
  if (file_ < 0) return lines;
  // Looked at before: what is written to the old file until then is read below.
  const bool is_replaced = IsReplaced();
  ReadRest(lines);
  if (!is_replaced) return lines;
  close(std::exchange(file_, -1));
  ROLECALL_RETURN_IF_ERROR(Open());
  if (file_ >= 0) ReadRest(lines);
  return lines;
}

}  // namespace rolecall::watch
