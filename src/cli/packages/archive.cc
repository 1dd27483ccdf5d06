#include "cli/packages/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/packages/inner_path.h"

namespace rolecall::cli {
namespace {

struct CloseArchive {
  void operator()(struct archive* archive) const { archive_read_free(archive); }
};
using ArchiveReader = std::unique_ptr<struct archive, CloseArchive>;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Error BadArchive(const std::string& message) { return {ErrorCode::kInvalidArgument, "the archive " + message}; }

Error Broken(struct archive* reader) {
  const char* why = archive_error_string(reader);
  return BadArchive(std::string("cannot be read: ") + (why != nullptr ? why : "unknown error"));
}

class Unpacking {
 public:
  Unpacking(struct archive* reader, std::filesystem::path directory, const ArchiveBounds& bounds)
      : reader_(reader), directory_(std::move(directory)), bounds_(bounds) {}

  Result<void> Run() {
    struct archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(reader_, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
      if (++entries_ > bounds_.max_entries) return BadArchive("has too many entries");
      ROLECALL_RETURN_IF_ERROR(Unpack(entry));
    }
    if (status != ARCHIVE_EOF) return Broken(reader_);
    return {};
  }

 private:
  Result<void> Unpack(struct archive_entry* entry) {
    // Notes of `git archive` about itself, which tar readers keep for themselves.
    const char* name = archive_entry_pathname(entry);
    ROLECALL_TRY(const std::filesystem::path path, InnerPath(name == nullptr ? "" : name));
    if (path.empty()) return {};
    const auto type = archive_entry_filetype(entry);
    std::error_code failed;
    if (type == AE_IFDIR) {
      std::filesystem::create_directories(directory_ / path, failed);
    } else if (type == AE_IFREG && archive_entry_hardlink(entry) == nullptr) {
      std::filesystem::create_directories((directory_ / path).parent_path(), failed);
      if (!failed) return WriteFile(directory_ / path, archive_entry_perm(entry));
    } else {
      return BadArchive("has a link or a special file, \"" + path.string() +
                        "\": only files and directories are unpacked");
    }
    if (failed) return Error{ErrorCode::kInternal, "cannot write " + path.string() + ": " + failed.message()};
    return {};
  }

  Result<void> WriteFile(const std::filesystem::path& path, unsigned mode) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "wbx"));
    if (file == nullptr) return BadArchive("has \"" + path.filename().string() + "\" twice, or it cannot be written");
    std::array<char, 65536> buffer;
    while (true) {
      const la_ssize_t got = archive_read_data(reader_, buffer.data(), buffer.size());
      if (got < 0) return Broken(reader_);
      if (got == 0) break;
      bytes_ += static_cast<std::size_t>(got);
      if (bytes_ > bounds_.max_bytes) return BadArchive("is too large when unpacked");
      if (std::fwrite(buffer.data(), 1, static_cast<std::size_t>(got), file.get()) != static_cast<std::size_t>(got)) {
        return Error{ErrorCode::kInternal, "cannot write " + path.string()};
      }
    }
    if (std::fflush(file.get()) != 0) return Error{ErrorCode::kInternal, "cannot write " + path.string()};
    std::error_code ignored;
    if ((mode & 0100u) != 0) std::filesystem::permissions(path, std::filesystem::perms(0755), ignored);
    return {};
  }

  struct archive* reader_;
  const std::filesystem::path directory_;
  const ArchiveBounds bounds_;
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<void> UnpackArchive(std::string_view archive, const std::string& directory, const ArchiveBounds& bounds) {
  const ArchiveReader reader(archive_read_new());
  if (reader == nullptr) return Error{ErrorCode::kInternal, "no memory for an archive"};
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_bzip2(reader.get());
  archive_read_support_filter_xz(reader.get());
  archive_read_support_filter_zstd(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_memory(reader.get(), archive.data(), archive.size()) != ARCHIVE_OK) return Broken(reader.get());
  return Unpacking(reader.get(), directory, bounds).Run();
}

Result<void> UnpackZipFile(const std::string& path, const std::string& directory, const ArchiveBounds& bounds) {
  constexpr std::size_t kPiece = 1u << 20;
  const ArchiveReader reader(archive_read_new());
  if (reader == nullptr) return Error{ErrorCode::kInternal, "no memory for an archive"};
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_filename(reader.get(), path.c_str(), kPiece) != ARCHIVE_OK) return Broken(reader.get());
  return Unpacking(reader.get(), directory, bounds).Run();
}

}  // namespace rolecall::cli
