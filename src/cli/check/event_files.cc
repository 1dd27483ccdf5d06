#include "cli/check/event_files.h"

#include "gzip/gzip.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxBytes = 512u << 20;

}  // namespace

Result<std::string> ReadEventFile(const FileSystem& files, const std::string& path) {
  ROLECALL_TRY(std::string bytes, files.Read(path, kMaxBytes));
  if (bytes.substr(0, 2) != "\x1f\x8b") return bytes;
  Result<std::string> text = gzip::Unpack(bytes, kMaxBytes);
  if (!text.ok()) return Error{text.error().code, path + ": " + text.error().message};
  return text;
}

}  // namespace rolecall::cli
