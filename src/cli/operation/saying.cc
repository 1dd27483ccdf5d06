// What an operation says: to people on the terminal, to machines in lines of JSON.
#include <algorithm>

#include "base/text.h"
#include "cli/frame/version.h"
#include "cli/operation/operation.h"

namespace rolecall::cli {
namespace {

// Without sequences that colour a terminal: ESC [ … m.
std::string WithoutColor(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t end = text.compare(at, 2, "\x1b[") == 0 ? text.find('m', at) : std::string::npos;
    if (end == std::string::npos) {
      plain += text[at];
    } else {
      at = end;
    }
  }
  return plain;
}

// The paragraphs of a text for people, each a line, without list marks.
std::vector<std::string> Paragraphs(const std::string& text) {
  const std::string plain = WithoutColor(text);
  std::vector<std::string> paragraphs;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = std::min(plain.find("\n\n", at), plain.size());
    std::string paragraph(Trim(std::string_view(plain).substr(at, end - at)));
    if (paragraph.starts_with("- ")) paragraph.erase(0, 2);
    std::replace(paragraph.begin(), paragraph.end(), '\n', ' ');
    if (!paragraph.empty()) paragraphs.push_back(std::move(paragraph));
    at = end + 2;
  }
  return paragraphs;
}

}  // namespace

void OperationOptions::DeclareView(Flags& flags) {
  flags.Switch("json", &json, "Lines of JSON instead of text; nothing is asked");
  flags.Text("json-into", "FILE", &json_into, "Write these lines to a file, beside the text");
}

// The file is private: lines may carry what the plan shows.
bool Operation::OpenView() {
  if (is_view_open_) return true;
  if (!options_.json_into.empty()) {
    const Result<void> made = context_.files.Write(options_.json_into, "", FileMode::kPrivate);
    if (made.ok()) json_file_.open(options_.json_into, std::ios::app);
    if (!json_file_.is_open()) {
      return Fail("Cannot write the file of -json-into",
                  made.ok() ? Error{ErrorCode::kPermissionDenied, options_.json_into} : made.error());
    }
  }
  is_view_open_ = true;
  for (engine::JsonProgress* lines : json_lines_) lines->Version(kLanguageVersion);
  return true;
}

void Operation::Say(const std::string& text) {
  if (!options_.json) Print(text);
  if (json_lines_.empty()) return;
  for (const std::string& paragraph : Paragraphs(text)) Line("info", paragraph);
}

void Operation::Say(const std::string& text, const std::string& line) {
  if (!options_.json) Print(text);
  Line("info", line);
}

void Operation::Line(const std::string& level, const std::string& message, const std::string& type,
                     const std::string& members) {
  if (message.empty()) return;
  for (engine::JsonProgress* lines : json_lines_) lines->Line(level, message, type, members);
}

void Operation::Document(const std::string& json) {
  if (options_.json) Print(json);
  if (json_file_.is_open()) json_file_ << json << std::flush;
}

bool Operation::Refuse(const std::string& summary, const std::string& detail, const std::string& line) {
  failed_ = true;
  Line("error", line);
  if (options_.json) return false;
  diag::Diagnostics told;
  told.AddError("refused", summary, detail);
  Show(told);
  return false;
}

}  // namespace rolecall::cli
