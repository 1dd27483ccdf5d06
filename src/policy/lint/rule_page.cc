#include "policy/lint/rule_page.h"

#include <algorithm>
#include <span>

namespace rolecall::policy {
namespace {

// How a page writes a value, and how it is put to a reader.
template <typename T>
struct Word {
  std::string_view page;
  T value;
  std::string_view reader;
};

constexpr Word<FindingSeverity> kSeverities[] = {{"error", FindingSeverity::kError, "error"},
                                                 {"warning", FindingSeverity::kWarning, "warning"},
                                                 {"hint", FindingSeverity::kHint, "hint"}};

constexpr Word<FixKind> kFixes[] = {{"by hand", FixKind::kNone, "by hand"},
                                    {"suggested", FixKind::kSuggested, "suggested; a person decides"},
                                    {"automatic", FixKind::kSafe, "by `--fix`"}};

constexpr Word<ExampleKind> kExamples[] = {
    {"trust policy", ExampleKind::kTrust, "A trust policy of role `arn:aws:iam::111122223333:role/k8s-main/App`"},
    {"identity policy", ExampleKind::kIdentity, "An identity policy"},
    {"resource policy", ExampleKind::kResource, "A resource policy"},
    {"session policy", ExampleKind::kSession, "A session policy"},
    {"service control policy", ExampleKind::kScp, "A service control policy"},
    {"resource control policy", ExampleKind::kRcp, "A resource control policy"},
    {"manifest", ExampleKind::kManifest, "A manifest"},
    {"directory", ExampleKind::kDirectory, "A directory"}};

template <typename T>
std::string_view ForReader(std::span<const Word<T>> words, T value) {
  for (const Word<T>& word : words) {
    if (word.value == value) return word.reader;
  }
  return "";
}

std::string_view LanguageOf(ExampleKind kind) {
  if (IsPolicy(kind)) return "json";
  return kind == ExampleKind::kManifest ? "yaml" : "text";
}

bool IsCode(std::string_view code) {
  return !code.empty() && code.front() != '-' && code.back() != '-' &&
         code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// Front matter is YAML: a title that YAML would read as something else than text is refused.
bool IsTitle(std::string_view title) {
  const char first = title.empty() ? ' ' : title.front();
  const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
  return letter && title.back() != '.' && title.back() != ':' && title.back() != ' ' &&
         title.find(": ") == std::string_view::npos && title.find(" #") == std::string_view::npos;
}

// Takes a page's lines in their order. The first that is not as expected is remembered; nothing is taken after it.
class PageReader {
 public:
  PageReader(std::string_view file, std::string_view text) : file_(file), rest_(text) {}

  std::string_view Line() {
    if (failed()) return "";
    ++line_;
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      Refuse("the page ends too early");
      return "";
    }
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

  // What comes next, which stays.
  std::string_view Next() const { return failed() ? "" : rest_.substr(0, rest_.find('\n')); }

  void Expect(std::string_view wanted) {
    if (Line() != wanted) Refuse("\"" + std::string(wanted) + "\" is expected");
  }

  // What stands behind `name` and a colon.
  std::string_view Field(std::string_view name) {
    std::string_view line = Line();
    const std::string wanted = std::string(name) + ": ";
    if (!line.starts_with(wanted)) {
      Refuse("\"" + wanted + "…\" is expected");
      return "";
    }
    return line.substr(wanted.size());
  }

  template <typename T>
  T Choice(std::string_view name, std::span<const Word<T>> words) {
    const std::string_view text = Field(name);
    for (const Word<T>& word : words) {
      if (word.page == text) return word.value;
    }
    Refuse("no " + std::string(name) + " is \"" + std::string(text) + "\"");
    return T{};
  }

  // The lines of a fenced block, each with its newline.
  std::string_view Fence(std::string_view language) {
    Expect("```" + std::string(language));
    if (failed()) return "";
    // Examples are most of a page: their end is looked for at once, their lines are only counted.
    constexpr std::string_view kEnd = "```\n";
    std::size_t size = rest_.find(kEnd);
    while (size != std::string_view::npos && size != 0 && rest_[size - 1] != '\n') size = rest_.find(kEnd, size + 1);
    const std::string_view block = rest_.substr(0, size);
    line_ += static_cast<std::size_t>(std::count(block.begin(), block.end(), '\n')) + 1;
    if (size == std::string_view::npos) Refuse("the example does not end");
    if (size < 2) Refuse("the example is empty");
    if (failed()) return "";
    rest_.remove_prefix(size + kEnd.size());
    return block;
  }

  void ExpectEnd() {
    ++line_;
    if (!failed() && !rest_.empty()) Refuse("the page ends with its second example");
  }

  void Refuse(std::string what) {
    if (!failed()) error_ = std::string(file_) + ", line " + std::to_string(line_) + ": " + std::move(what);
  }
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }

 private:
  std::string_view file_, rest_;
  std::size_t line_ = 0;
  std::string error_;
};

void ReadFrontMatter(PageReader& page, LintRule& rule) {
  page.Expect("---");
  rule.title = page.Field("title");
  if (!IsTitle(rule.title)) page.Refuse("a title is plain text, begins with a letter and has no full stop");
  rule.severity = page.Choice("severity", std::span<const Word<FindingSeverity>>(kSeverities));
  rule.fix = page.Choice("fix", std::span<const Word<FixKind>>(kFixes));
  rule.example = page.Choice("example", std::span<const Word<ExampleKind>>(kExamples));
  if (page.Next().starts_with("aws: ")) {
    rule.aws = page.Field("aws");
    const bool is_list =
        rule.aws.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_, ") == std::string_view::npos;
    if (!is_list) page.Refuse("codes of AWS are in capitals, with commas between");
  }
  page.Expect("---");
}

// Whether every "{{" begins a "{{pad 200}}", which tests fill up.
bool HasOnlyPads(std::string_view example) {
  for (std::size_t at; (at = example.find("{{")) != std::string_view::npos;) {
    example.remove_prefix(at + 2);
    if (!example.starts_with("pad ")) return false;
    example.remove_prefix(4);
    const std::size_t digits = std::min(example.find_first_not_of("0123456789"), example.size());
    if (digits == 0 || digits > 4 || !example.substr(digits).starts_with("}}")) return false;
  }
  return true;
}

std::string_view ReadExample(PageReader& page, std::string_view heading, ExampleKind kind) {
  page.Expect("");
  page.Expect(heading);
  page.Expect("");
  std::string_view example = page.Fence(LanguageOf(kind));
  if (!HasOnlyPads(example)) page.Refuse("in the example above, {{ begins no {{pad NUMBER}}");
  // YAML and files end with a newline; a policy is the value alone.
  if (IsPolicy(kind) && !example.empty()) example.remove_suffix(1);
  return example;
}

// Padding is for the tests.
std::string Shortened(std::string_view example) {
  std::string text(example);
  for (std::size_t at; (at = text.find("{{pad ")) != std::string::npos;) {
    text.replace(at, text.find("}}", at) + 2 - at, "…");
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string Fenced(const LintRule& rule, std::string_view example) {
  return "```" + std::string(LanguageOf(rule.example)) + "\n" + Shortened(example) + "\n```\n";
}

}  // namespace

Result<LintRule> ParseRulePage(std::string_view file, std::string_view text) {
  PageReader page(file, text);
  LintRule rule;
  rule.code = file.substr(0, file.rfind(".md"));
  if (!IsCode(rule.code) || rule.code.size() + 3 != file.size()) page.Refuse("a page's name is CODE.md");
  ReadFrontMatter(page, rule);
  page.Expect("");
  page.Expect("# " + std::string(rule.code));
  page.Expect("");
  rule.why = page.Line();
  if (rule.why.empty()) page.Refuse("a paragraph that says why is expected");
  rule.bad = ReadExample(page, "## Wrong", rule.example);
  rule.good = ReadExample(page, "## Right", rule.example);
  page.ExpectEnd();
  if (page.failed()) return Error{ErrorCode::kDataLoss, page.error()};
  return rule;
}

std::string ExplainRule(const LintRule& rule) {
  const std::string code(rule.code);
  std::string page = "# " + code + "\n\n";
  page += "**" + std::string(rule.title) + ".** Severity: " + std::string(SeverityName(rule.severity)) +
          ". Fix: " + std::string(ForReader(std::span<const Word<FixKind>>(kFixes), rule.fix)) + ".\n\n";
  page += std::string(rule.why) + "\n\n";
  if (!rule.aws.empty()) page += "AWS's own validation says it as " + std::string(rule.aws) + ".\n\n";
  if (rule.bad.empty()) return page;  // a check of the doctor's: not of one text
  page += "## Wrong\n\n" + std::string(ForReader(std::span<const Word<ExampleKind>>(kExamples), rule.example)) +
          ":\n\n" + Fenced(rule, rule.bad);
  page += "\n## Right\n\n" + Fenced(rule, rule.good);
  page += "\nTo accept a finding, write `# rolecall:ignore " + code +
          " REASON` on its line or the line before, or use `-ignore " + code + "`.\n";
  return page;
}

}  // namespace rolecall::policy
