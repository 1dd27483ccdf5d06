#include "plugin/install/package_hash.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/sha256_stream.h"

namespace rolecall::plugin {
namespace {

namespace fs = std::filesystem;

Result<std::string> HexOfFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kNotFound, "cannot read " + path};
  crypto::Sha256Stream hash;
  std::vector<char> piece(1u << 20);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.Add(std::string_view(piece.data(), static_cast<std::size_t>(in.gcount())));
  }
  if (in.bad()) return Error{ErrorCode::kUnavailable, "cannot read " + path};
  return hash.FinishHex();
}

}  // namespace

Result<std::string> HashDirectory(const std::string& directory) {
  std::error_code error;
  const fs::path root = fs::canonical(directory, error);
  if (error) return Error{ErrorCode::kNotFound, "cannot read " + directory + ": " + error.message()};
  std::map<std::string, std::string> files;  // by name with "/", as the lines are sorted
  fs::recursive_directory_iterator at(root, error), end;
  for (; !error && at != end; at.increment(error)) {
    if (at->is_directory()) continue;
    ROLECALL_TRY(const std::string hex, HexOfFile(at->path().string()));
    files[at->path().lexically_relative(root).generic_string()] = hex;
  }
  if (error) return Error{ErrorCode::kUnavailable, "cannot read " + directory + ": " + error.message()};
  std::string lines;
  for (const auto& [name, hex] : files) lines += hex + "  " + name + "\n";
  return "h1:" + Base64Encode(crypto::Sha256(lines));
}

Result<std::string> HashArchive(const std::string& path) {
  ROLECALL_TRY(const std::string hex, HexOfFile(path));
  return "zh:" + hex;
}

}  // namespace rolecall::plugin
