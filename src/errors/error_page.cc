#include "errors/error_page.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::errors {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kHeadings[] = {"## Cause", "## Check", "## Fix"};

// Takes a page's lines in their order. The first that is not as expected is remembered; nothing is taken after it.
class PageLines {
 public:
  PageLines(std::string_view file, std::string_view text) : file_(file), rest_(text) {}

  std::string_view Next() const { return rest_.substr(0, rest_.find('\n')); }
  std::string_view Take() {
    const std::string_view line = Next();
    rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
    ++line_;
    return line;
  }
  void Expect(std::string_view wanted) {
    if (Take() != wanted) Refuse("\"" + std::string(wanted) + "\" is expected");
  }
  // What stands behind `start`.
  std::string_view After(std::string_view start) {
    const std::string_view line = Take();
    if (line.starts_with(start) && line.size() > start.size()) return line.substr(start.size());
    Refuse("\"" + std::string(start) + "…\" is expected");
    return "";
  }
  // A value in quotes, which has none inside: YAML reads it as it stands here.
  std::string_view Quoted(std::string_view start) {
    std::string_view value = After(start);
    if (value.size() < 3 || !value.starts_with('"') || !value.ends_with('"')) {
      Refuse("a text in quotes is expected");
      return "";
    }
    value = value.substr(1, value.size() - 2);
    if (value.find_first_of("\"\\") != std::string_view::npos) Refuse("no quotes or backslashes within a text");
    return value;
  }
  void Refuse(const std::string& why) {
    if (wrong_.empty()) wrong_ = std::string(file_) + ", line " + std::to_string(line_) + ": " + why;
  }
  std::string_view rest() const { return rest_; }
  const std::string& wrong() const { return wrong_; }

 private:
  const std::string_view file_;
  std::string_view rest_;
  int line_ = 0;
  std::string wrong_;
};

void TakeCauses(std::string_view list, std::vector<std::string_view>& causes) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    causes.push_back(list.substr(0, end));
    list.remove_prefix(std::min(list.size(), end + 1));
  }
}

void CheckBody(const ErrorPage& page, PageLines& lines) {
  lines.Expect("# " + std::string(page.title));
  std::size_t from = 0;
  for (const std::string_view heading : kHeadings) {
    const std::size_t at = page.body.find("\n" + std::string(heading) + "\n", from);
    if (at == std::string_view::npos) return lines.Refuse("\"" + std::string(heading) + "\" is missing");
    from = at + 1;
  }
}

}  // namespace

Result<ErrorPage> ParseErrorPage(std::string_view file, std::string_view text) {
  ErrorPage page;
  page.name = file.substr(0, file.rfind(".md"));
  PageLines lines(file, text);
  lines.Expect("---");
  page.title = lines.Quoted("title: ");
  page.from = lines.After("from: ");
  const std::string_view plane = lines.After("plane: ");
  page.of_plane = plane == "true";
  if (!page.of_plane && plane != "false") lines.Refuse("true or false is expected");
  lines.Expect("texts:");
  while (lines.Next().starts_with("  - ")) page.texts.push_back(lines.Quoted("  - "));
  if (page.texts.empty()) lines.Refuse("a text is expected");
  if (lines.Next().starts_with("causes: ")) TakeCauses(lines.After("causes: "), page.causes);
  lines.Expect("---");
  lines.Expect("");
  page.body = lines.rest();
  CheckBody(page, lines);
  if (!lines.wrong().empty()) return Error{ErrorCode::kDataLoss, lines.wrong()};
  return page;
}

std::size_t Likeness(std::string_view text, std::string_view message) {
  const std::string wanted = LowerAscii(text), said = LowerAscii(message);
  std::size_t letters = 0, from = 0;
  for (std::size_t begin = 0; begin <= wanted.size();) {
    const std::size_t end = std::min(wanted.find(kEllipsis, begin), wanted.size());
    const std::string_view part = std::string_view(wanted).substr(begin, end - begin);
    const std::size_t at = said.find(part, from);
    if (at == std::string::npos) return 0;
    from = at + part.size();
    letters += part.size();
    begin = end + kEllipsis.size();
  }
  return letters;
}

}  // namespace rolecall::errors
