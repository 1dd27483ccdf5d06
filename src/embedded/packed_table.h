// The large tables of data/packed/, read by the words of their first column.
//
//   const PackedTable& documents = ReadPackedTable("aws-managed-policy-documents.tsv", {"name", "document"});
//   std::string rows = documents.RowsOf("ReadOnlyAccess");   // "ReadOnlyAccess\t{…}\n"; "" if there are none
//   for (const Row& row : PackedRows(rows)) … row[0], row[1] …
//
// As the tables of table.h, but with their rows in the order of the first column, and compressed (xz) in blocks of some
// 128 KB of whole groups of rows (of one first word): asking for a word decompresses one block, and keeps it
// until another of the table is asked for. A block costs about a millisecond: whoever asks often, and in no order,
// keeps what he made of the answer. The tables live as long as the program. Safe from any thread.
#ifndef ROLECALL_EMBEDDED_PACKED_TABLE_H_
#define ROLECALL_EMBEDDED_PACKED_TABLE_H_

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "embedded/table.h"

namespace rolecall::embedded {

// Compressed bytes: they begin where those of the block before end.
struct PackedBlock {
  std::string_view first;  // the first word of its first row
  std::size_t end = 0;
  std::size_t size = 0;  // decompressed
};

class PackedTable {
 public:
  // `name` and `columns` are those of the file: "a.tsv", "name\tdocument".
  constexpr PackedTable(std::string_view name, std::string_view columns, std::span<const PackedBlock> blocks,
                        std::string_view bytes)
      : name_(name), columns_(columns), blocks_(blocks), bytes_(bytes) {}

  std::string_view name() const { return name_; }
  std::string_view columns() const { return columns_; }
  // The rows with this first word as they stand, each with its newline. ROLECALL_CHECKs that the block is good.
  std::string RowsOf(std::string_view word) const;

 private:
  const std::string_view name_, columns_;
  const std::span<const PackedBlock> blocks_;
  const std::string_view bytes_;
};

std::span<const PackedTable> PackedTables();  // data/packed/*.tsv, by name

// ROLECALL_CHECKs that the table is there and has these columns.
const PackedTable& ReadPackedTable(std::string_view name, std::initializer_list<std::string_view> columns);

// The rows of an answer of RowsOf, which must outlive them.
std::vector<Row> PackedRows(std::string_view rows);

}  // namespace rolecall::embedded

#endif  // ROLECALL_EMBEDDED_PACKED_TABLE_H_
