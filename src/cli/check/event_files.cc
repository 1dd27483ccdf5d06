#include "cli/check/event_files.h"

#include <zlib.h>

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxBytes = 512u << 20;

// Unpacks one member and takes it off `bytes`.
Result<void> UnpackMember(std::string_view& bytes, std::size_t max_bytes, std::string& out) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return Error{ErrorCode::kInternal, "zlib could not begin"};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib does not write there
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string part(65536, '\0');
  int code = Z_OK;
  while (code == Z_OK && out.size() <= max_bytes) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    code = inflate(&stream, Z_NO_FLUSH);
    out.append(part, 0, part.size() - stream.avail_out);
  }
  bytes.remove_prefix(bytes.size() - stream.avail_in);
  inflateEnd(&stream);
  if (out.size() > max_bytes) return Error{ErrorCode::kResourceExhausted, "it is too large when unpacked"};
  if (code != Z_STREAM_END) return Error{ErrorCode::kInvalidArgument, "it is no gzip file, or is cut off"};
  return {};
}

}  // namespace

Result<std::string> Gunzip(std::string_view bytes, std::size_t max_bytes) {
  std::string out;
  while (!bytes.empty()) ROLECALL_RETURN_IF_ERROR(UnpackMember(bytes, max_bytes, out));
  return out;
}

Result<std::string> ReadEventFile(const FileSystem& files, const std::string& path) {
  ROLECALL_TRY(std::string bytes, files.Read(path, kMaxBytes));
  if (bytes.substr(0, 2) != "\x1f\x8b") return bytes;
  Result<std::string> text = Gunzip(bytes, kMaxBytes);
  if (!text.ok()) return Error{text.error().code, path + ": " + text.error().message};
  return text;
}

}  // namespace rolecall::cli
