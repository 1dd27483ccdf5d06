#include "embedded/table.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "base/text.h"
#include "embedded/files.h"

namespace rolecall::embedded {
namespace {

bool IsTidy(std::string_view field) {
  return !field.empty() && field.front() != ' ' && field.back() != ' ' && field.find('\r') == std::string_view::npos;
}

Error At(std::size_t line, const std::string& what) {
  return Error{ErrorCode::kDataLoss, "line " + std::to_string(line) + ": " + what};
}

}  // namespace

Result<std::vector<Row>> ParseTable(std::string_view text, std::initializer_list<std::string_view> columns) {
  if (text.empty() || text.back() != '\n') return At(1, "the text does not end with a newline");
  text.remove_suffix(1);
  const Row lines = Split(text, '\n');
  if (lines[0].size() < 3 || !lines[0].starts_with("# ")) return At(1, "it does not say what the table is");
  if (lines.size() < 2 || Split(lines[1], '\t') != Row(columns)) return At(2, "these are not the columns");
  std::vector<Row> rows;
  rows.reserve(lines.size() - 2);
  for (std::size_t i = 2; i < lines.size(); ++i) {
    Row row = Split(lines[i], '\t');
    if (row.size() != columns.size()) return At(i + 1, "it has " + std::to_string(row.size()) + " fields");
    if (!std::all_of(row.begin(), row.end(), IsTidy)) return At(i + 1, "a field is empty or has blanks around it");
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> ReadTable(std::string_view name, std::initializer_list<std::string_view> columns) {
  const std::optional<std::string_view> text = Tables().Find(name);
  ROLECALL_CHECK(text.has_value());
  return ParseTable(*text, columns).value();
}

std::vector<std::string> Words(std::string_view field) {
  const Row words = Split(field, ' ');
  return {words.begin(), words.end()};
}

}  // namespace rolecall::embedded
