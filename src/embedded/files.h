// What the build puts into the program from the tree as it is: pages of lint, tables (cmake/Embed.cmake).
//
//   for (const File& page : RulePages().all()) …
//   std::optional<std::string_view> text = Tables().Find("regions.tsv");
//
// Texts live as long as the program. Safe from any thread. A large file of a squeezed set is compressed (xz), and
// decompressed (some milliseconds) and kept when it is first asked for; a solid set as a whole. The largest tables are
// packed: packed_table.h.
#ifndef ROLECALL_EMBEDDED_FILES_H_
#define ROLECALL_EMBEDDED_FILES_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::embedded {

struct File {
  std::string_view name;  // without its folder: "policy-size.md"
  std::string_view text;
};

// Where a file ends in the bytes of its set; it begins where the one before ends.
struct Entry {
  std::string_view name;
  std::size_t end = 0;
  std::size_t decompressed = 0;  // its size, of one that is compressed; 0: it is as it is
};

// What was compressed as a whole. ROLECALL_CHECKs that it has this size.
std::string Decompress(std::string_view bytes, std::size_t size);

// A set of files.
class Files {
 public:
  // `index` is sorted by name. ROLECALL_CHECKs that it fits the bytes.
  Files(std::span<const Entry> index, std::string_view bytes);
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  const std::vector<File>& all() const;  // by name; not of a squeezed set
  std::vector<std::string_view> Names() const;
  std::optional<std::string_view> Find(std::string_view name) const;

 private:
  struct Kept {
    std::once_flag once;
    std::string text;
  };
  std::vector<File> files_;
  std::vector<std::size_t> decompressed_;  // of each; empty: none is compressed
  std::unique_ptr<Kept[]> kept_;
};

const Files& RulePages();       // rules/CODE.md
const Files& Tables();          // data/*.tsv; table.h reads them
const Files& WebFiles();        // web/*: the page of `rolecall web`
const Files& ErrorPageFiles();  // docs/errors/NAME.md

}  // namespace rolecall::embedded

#endif  // ROLECALL_EMBEDDED_FILES_H_
