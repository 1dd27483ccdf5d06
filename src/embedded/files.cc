#include "embedded/files.h"

#include <algorithm>

#include "base/check.h"

namespace rolecall::embedded {

Files::Files(std::span<const Entry> index, std::string_view bytes) {
  files_.reserve(index.size());
  std::size_t begin = 0;
  for (const Entry& entry : index) {
    ROLECALL_CHECK(begin <= entry.end && entry.end <= bytes.size());
    ROLECALL_CHECK(files_.empty() || files_.back().name < entry.name);
    files_.push_back({entry.name, bytes.substr(begin, entry.end - begin)});
    begin = entry.end;
  }
  ROLECALL_CHECK(begin == bytes.size());
}

std::optional<std::string_view> Files::Find(std::string_view name) const {
  const auto found = std::lower_bound(files_.begin(), files_.end(), name,
                                      [](const File& file, std::string_view wanted) { return file.name < wanted; });
  if (found == files_.end() || found->name != name) return std::nullopt;
  return found->text;
}

}  // namespace rolecall::embedded
