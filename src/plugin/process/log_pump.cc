#include "plugin/process/log_pump.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/printable.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kMaxLine = 1u << 20;
constexpr std::size_t kKept = 16u << 10;
constexpr std::size_t kMostInPipe = 1u << 20;  // /proc/sys/fs/pipe-max-size
constexpr int kLookForEndMs = 100;

constexpr std::array<std::pair<std::string_view, LogLevel>, 6> kLevels{{
    {"trace", LogLevel::kTrace},
    {"debug", LogLevel::kDebug},
    {"info", LogLevel::kInfo},
    {"warn", LogLevel::kWarn},
    {"error", LogLevel::kError},
    {"off", LogLevel::kOff},
}};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

std::FILE* OpenLog(const std::string& path) {
  if (path.empty()) return stderr;
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  std::FILE* const file = descriptor < 0 ? nullptr : fdopen(descriptor, "a");
  if (file != nullptr) return file;
  const std::string told = Printable("Error opening log file: open " + path + ": " + std::strerror(errno)) + "\n";
  if (descriptor >= 0) close(descriptor);
  std::fwrite(told.data(), 1, told.size(), stderr);
  return stderr;
}

}  // namespace

std::string LogPathOf(const std::map<std::string, std::string>& environment) {
  const auto found = environment.find("TF_LOG_PATH");
  return found == environment.end() ? "" : found->second;
}

LogLevel LogLevelOf(const std::map<std::string, std::string>& environment) {
  for (const char* name : {"TF_LOG_PROVIDER", "TF_LOG"}) {
    const auto found = environment.find(name);
    if (found == environment.end() || found->second.empty()) continue;
    const std::string wanted = Lower(found->second);
    for (const auto& [text, level] : kLevels) {
      if (wanted == text) return level;
    }
    return LogLevel::kTrace;
  }
  return LogLevel::kOff;
}

std::string_view LogLevelName(LogLevel level) { return kLevels[static_cast<std::size_t>(level)].first; }

LogLevel LevelOfLine(std::string_view line) {
  constexpr std::string_view kKey = "\"@level\":\"";
  const std::size_t at = line.find(kKey);
  if (at == std::string_view::npos) return LogLevel::kDebug;
  const std::string_view rest = line.substr(at + kKey.size());
  for (const auto& [text, level] : kLevels) {
    if (rest.starts_with(text)) return level;
  }
  return LogLevel::kDebug;
}

LogPump::LogPump(int descriptor, LogLevel level, const std::string& path)
    : descriptor_(descriptor),
      level_(level),
      shown_(level == LogLevel::kOff ? stderr : OpenLog(path)),
      thread_([this] { Run(); }) {}

LogPump::~LogPump() {
  Finish();
  close(descriptor_);
  if (shown_ != stderr) std::fclose(shown_);
}

void LogPump::Finish() {
  ends_ = true;
  if (thread_.joinable()) thread_.join();
}

std::string LogPump::LastLines() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return last_;
}

bool LogPump::Await() const {
  for (;;) {
    const bool is_last = ends_;
    pollfd waiting{descriptor_, POLLIN, 0};
    if (poll(&waiting, 1, is_last ? 0 : kLookForEndMs) > 0) return true;
    if (is_last) return false;
  }
}

void LogPump::Run() {
  std::string pending;
  std::array<char, 8192> buffer{};
  std::size_t left = kMostInPipe;
  while (Await() && left > 0) {
    const ssize_t count = read(descriptor_, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    if (ends_) left -= std::min(left, static_cast<std::size_t>(count));
    pending.append(buffer.data(), static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = pending.find('\n', begin)) != std::string::npos; begin = end + 1) {
      Take(std::string_view(pending).substr(begin, end - begin));
    }
    pending.erase(0, begin);
    if (pending.size() > kMaxLine) Take(std::exchange(pending, std::string()));
  }
  if (!pending.empty()) Take(pending);
}

void LogPump::Take(std::string_view line) {
  if (level_ != LogLevel::kOff && LevelOfLine(line) >= level_) {
    const std::string shown = Printable(line) + "\n";
    std::fwrite(shown.data(), 1, shown.size(), shown_);
    std::fflush(shown_);
  }
  // Of structured lines nothing is kept: they may say anything, and a crash is plain text.
  if (line.starts_with("{")) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  last_.append(line).push_back('\n');
  // A panic's first lines say what it is; what came before it goes.
  const std::size_t panic = last_.find("panic: ");
  if (last_.size() > kKept) {
    last_ = panic == std::string::npos ? last_.substr(last_.size() - kKept / 2) : last_.substr(panic, kKept);
  }
}

}  // namespace rolecall::plugin
