#include "embedded/packed_table.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "base/check.h"
#include "base/text.h"
#include "embedded/files.h"

namespace rolecall::embedded {
namespace {

// The first word of the line that begins at `at`.
std::string_view WordAt(std::string_view text, std::size_t at) { return text.substr(at, text.find('\t', at) - at); }

// Behind the line that begins at `at`.
std::size_t NextLine(std::string_view text, std::size_t at) { return text.find('\n', at) + 1; }

// The block of each table that was read last: whoever goes through a table in its order decompresses each block once.
class LastBlocks {
 public:
  // `bytes`: a block's; `size`: decompressed.
  std::shared_ptr<const std::string> Read(const PackedTable& table, std::string_view bytes, std::size_t size) {
    {
      const std::lock_guard lock(mutex_);
      const auto found = last_.find(&table);
      const bool is_last = found != last_.end() && found->second.bytes == bytes.data();
      if (is_last && found->second.text->size() == size) return found->second.text;
    }
    auto text = std::make_shared<const std::string>(Decompress(bytes, size));
    const std::lock_guard lock(mutex_);
    last_[&table] = {bytes.data(), text};
    return text;
  }

 private:
  struct Block {
    const char* bytes = nullptr;
    std::shared_ptr<const std::string> text;
  };
  std::mutex mutex_;
  std::map<const PackedTable*, Block> last_;
};

}  // namespace

std::string PackedTable::RowsOf(std::string_view word) const {
  const auto after =
      std::upper_bound(blocks_.begin(), blocks_.end(), word,
                       [](std::string_view wanted, const PackedBlock& block) { return wanted < block.first; });
  if (after == blocks_.begin()) return "";
  const auto block = after - 1;
  const std::size_t start = block == blocks_.begin() ? 0 : (block - 1)->end;
  static auto& last = *new LastBlocks;
  const std::shared_ptr<const std::string> kept =
      last.Read(*this, bytes_.substr(start, block->end - start), block->size);
  const std::string& text = *kept;
  std::size_t begin = 0;
  while (begin < text.size() && WordAt(text, begin) < word) begin = NextLine(text, begin);
  std::size_t end = begin;
  while (end < text.size() && WordAt(text, end) == word) end = NextLine(text, end);
  return text.substr(begin, end - begin);
}

const PackedTable& ReadPackedTable(std::string_view name, std::initializer_list<std::string_view> columns) {
  const std::span<const PackedTable> tables = PackedTables();
  const auto found =
      std::find_if(tables.begin(), tables.end(), [name](const PackedTable& table) { return table.name() == name; });
  ROLECALL_CHECK(found != tables.end());
  ROLECALL_CHECK(Split(found->columns(), '\t') == Row(columns));
  return *found;
}

std::vector<Row> PackedRows(std::string_view rows) {
  std::vector<Row> found;
  for (std::size_t at = 0; at < rows.size(); at = NextLine(rows, at)) {
    found.push_back(Split(rows.substr(at, rows.find('\n', at) - at), '\t'));
  }
  return found;
}

}  // namespace rolecall::embedded
