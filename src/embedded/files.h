// What the build puts into the program from the tree as it is: pages of lint, tables (cmake/Embed.cmake).
//
//   for (const File& page : RulePages().all()) …
//   std::optional<std::string_view> text = Tables().Find("regions.tsv");
//
// Texts live as long as the program. Safe from any thread. Large tables are packed: packed_table.h.
#ifndef ROLECALL_EMBEDDED_FILES_H_
#define ROLECALL_EMBEDDED_FILES_H_

#include <cstddef>
#include <optional>
#include <span>
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
};

// A set of files.
class Files {
 public:
  // `index` is sorted by name. ROLECALL_CHECKs that it fits the bytes.
  Files(std::span<const Entry> index, std::string_view bytes);
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  const std::vector<File>& all() const { return files_; }  // by name
  std::optional<std::string_view> Find(std::string_view name) const;

 private:
  std::vector<File> files_;
};

const Files& RulePages();       // rules/CODE.md
const Files& Tables();          // data/*.tsv; table.h reads them
const Files& WebFiles();        // web/*: the page of `rolecall web`
const Files& ErrorPageFiles();  // docs/errors/NAME.md

}  // namespace rolecall::embedded

#endif  // ROLECALL_EMBEDDED_FILES_H_
