// csvdecode(): RFC 4180 with a header line.
#include <set>

#include "functions/define.h"

namespace rolecall::functions {
namespace {

using Record = std::vector<std::string>;
using Records = Expected<std::vector<Record>, FunctionError>;

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  Records Run() {
    std::vector<Record> records;
    while (at_ < text_.size()) {
      if (SkipBreak()) continue;  // an empty line is no record
      const int start = line_;
      Record record;
      do {
        std::string field;
        if (auto error = Field(field)) return *error;
        record.push_back(std::move(field));
      } while (SkipComma());
      if (at_ < text_.size() && !SkipBreak()) return Wrong("extraneous or missing \" in quoted-field");
      if (!records.empty() && record.size() != records[0].size()) {
        return Failure("CSV parse error on line " + std::to_string(start) + ": wrong number of fields");
      }
      records.push_back(std::move(record));
    }
    return records;
  }

 private:
  bool SkipBreak() {
    if (text_.compare(at_, 2, "\r\n") == 0) {
      at_ += 2;
    } else if (at_ < text_.size() && text_[at_] == '\n') {
      ++at_;
    } else {
      return false;
    }
    ++line_;
    return true;
  }

  bool SkipComma() {
    if (at_ >= text_.size() || text_[at_] != ',') return false;
    ++at_;
    return true;
  }

  std::optional<FunctionError> Field(std::string& field) {
    if (at_ < text_.size() && text_[at_] == '"') return Quoted(field);
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
      if (text_[at_] == '"') return Wrong("bare \" in non-quoted-field");
      field += text_[at_++];
    }
    if (at_ < text_.size() && text_[at_] == '\n' && !field.empty() && field.back() == '\r') field.pop_back();
    if (at_ == text_.size() && !field.empty() && field.back() == '\r') field.pop_back();
    return std::nullopt;
  }

  std::optional<FunctionError> Quoted(std::string& field) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_.compare(at_, 2, "\"\"") == 0) {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return std::nullopt;
      } else if (text_.compare(at_, 2, "\r\n") == 0) {
        continue;  // line breaks inside are plain ones
      } else if (text_[at_] == '\n' && at_ + 1 < text_.size()) {
        ++line_;
      }
      field += text_[at_];
    }
    return Wrong("extraneous or missing \" in quoted-field");
  }

  FunctionError Wrong(const std::string& what) const {
    return Failure("CSV parse error on line " + std::to_string(line_) + ": " + what);
  }

  const std::string& text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

std::optional<FunctionError> CheckHeader(const Record& header) {
  std::set<std::string> seen;
  for (const std::string& name : header) {
    if (!seen.insert(name).second) return Failure("duplicate column name \"" + name + "\"");
  }
  return std::nullopt;
}

FunctionResult CsvDecode(Arguments arguments, const Type&) {
  const Records records = Reader(arguments[0].AsString()).Run();
  if (!records.ok()) return Failure(records.error().message);
  if (records->empty()) return Failure("missing header line");
  const Record& header = records->front();
  if (auto error = CheckHeader(header)) return *error;
  std::map<std::string, Type> columns;
  for (const std::string& name : header) columns.emplace(name, Type::String());
  std::vector<Value> rows;
  for (std::size_t i = 1; i < records->size(); ++i) {
    std::map<std::string, Value> row;
    for (std::size_t column = 0; column < header.size(); ++column) {
      row.emplace(header[column], Value::String((*records)[i][column]));
    }
    rows.push_back(Value::Object(std::move(row)));
  }
  return Value::List(Type::Object(std::move(columns)), std::move(rows));
}

}  // namespace

void AddCsv(Catalogue& catalogue) {
  Define(catalogue, Function("csvdecode", "The rows of the CSV text, by column names.", {Plain("str", Type::String())},
                             Function::Returns(Type::Dynamic()), CsvDecode)
                        .NeverNull());
}

}  // namespace rolecall::functions
