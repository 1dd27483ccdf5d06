// The tables of data/: facts that the code looks up and does not decide.
//
//   for (const Row& row : ReadTable("regions.tsv", {"region", "name", "s3_zone"})) …  // row[0], row[1], row[2]
//
// A table is text: a first line "# what it is, and where it is from", a line with the names of the columns, then the
// rows. Tabs stand between fields, no field is empty ("-" is nothing, "?" not known), every line ends with a newline.
// Reading one costs a pass over its text: whoever looks up often keeps what he made of it.
#ifndef ROLECALL_EMBEDDED_TABLE_H_
#define ROLECALL_EMBEDDED_TABLE_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::embedded {

using Row = std::vector<std::string_view>;

// kDataLoss: "line 3: …".
Result<std::vector<Row>> ParseTable(std::string_view text, std::initializer_list<std::string_view> columns);

// The rows of data/NAME in their order. ROLECALL_CHECKs that the table is there and has these columns.
std::vector<Row> ReadTable(std::string_view name, std::initializer_list<std::string_view> columns);

// The words of a field that has several, separated by single blanks.
std::vector<std::string> Words(std::string_view field);

}  // namespace rolecall::embedded

#endif  // ROLECALL_EMBEDDED_TABLE_H_
