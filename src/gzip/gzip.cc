#include "gzip/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace rolecall::gzip {
namespace {

constexpr int kGzipWindow = 15 + 16;

Bytef* InputOf(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib does not write there
}

// Unpacks one member and takes it off `bytes`.
Result<void> UnpackMember(std::string_view& bytes, std::size_t max_bytes, std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return Error{ErrorCode::kInternal, "zlib could not begin"};
  std::string part(65536, '\0');
  int code = Z_OK;
  while (code == Z_OK && out.size() <= max_bytes) {
    if (stream.avail_in == 0) {
      stream.next_in = InputOf(bytes);
      stream.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
      bytes.remove_prefix(stream.avail_in);
    }
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    code = inflate(&stream, Z_NO_FLUSH);
    out.append(part, 0, part.size() - stream.avail_out);
  }
  bytes = {bytes.data() - stream.avail_in, bytes.size() + stream.avail_in};
  inflateEnd(&stream);
  if (out.size() > max_bytes) return Error{ErrorCode::kResourceExhausted, "it is too large when unpacked"};
  if (code == Z_BUF_ERROR) return Error{ErrorCode::kInvalidArgument, "it is cut off"};
  if (code != Z_STREAM_END) return Error{ErrorCode::kInvalidArgument, "it is not in gzip format, or damaged"};
  return {};
}

}  // namespace

Result<std::string> Pack(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return Error{ErrorCode::kInternal, "zlib could not begin"};
  }
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = InputOf(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int done = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (done != Z_STREAM_END) return Error{ErrorCode::kInternal, "it could not be compressed"};
  return packed;
}

Result<std::string> Unpack(std::string_view bytes, std::size_t max_bytes) {
  std::string out;
  do {
    ROLECALL_RETURN_IF_ERROR(UnpackMember(bytes, max_bytes, out));
  } while (!bytes.empty());
  return out;
}

}  // namespace rolecall::gzip
