#include "access/explain/document_edit.h"

#include <algorithm>

#include "json/document.h"

namespace rolecall::access {

std::string QuotedJson(const std::string& text) {
  std::string out;
  json::AppendQuoted(out, text, false);
  return out;
}

policy::Span DocumentEdit::WithQuotes(policy::Span span) const {
  const bool inside = span.begin > 0 && span.begin < text_.size() && text_[span.begin] != '"';
  return inside ? policy::Span{span.begin - 1, span.end + 1} : span;
}

void DocumentEdit::Replace(policy::Span span, const std::string& value) {
  const policy::Span whole = WithQuotes(span);
  edits_.push_back({whole.begin, whole.end, QuotedJson(value)});
}

void DocumentEdit::AppendValue(const std::vector<policy::Text>& values, const std::string& value) {
  if (values.empty()) return;
  const policy::Span last = WithQuotes(values.back().span);
  const policy::Span first = WithQuotes(values.front().span);
  const std::size_t before = text_.find_last_not_of(" \t\r\n", first.begin == 0 ? 0 : first.begin - 1);
  if (before != std::string::npos && text_[before] == '[') {
    // On a line of its own, if the last one has one.
    const std::size_t line = text_.rfind('\n', last.begin);
    const bool own_line =
        line != std::string::npos && text_.find_first_not_of(" \t", line + 1) == last.begin && line > before;
    const std::string space = own_line ? text_.substr(line, last.begin - line) : " ";
    edits_.push_back({last.end, last.end, "," + space + QuotedJson(value)});
  } else {
    edits_.push_back({first.begin, last.end,
                      "[" + text_.substr(first.begin, last.end - first.begin) + ", " + QuotedJson(value) + "]"});
  }
}

void DocumentEdit::AppendStatement(const std::string& json) {
  const json::ParseResult parsed = json::Parse(text_, {});
  const json::Node* statements = parsed.error.empty() ? parsed.root.Find("Statement") : nullptr;
  if (statements == nullptr) return;
  if (statements->IsObject()) {
    const std::string own = text_.substr(statements->begin, statements->end - statements->begin);
    edits_.push_back({statements->begin, statements->end, "[" + own + ", " + json + "]"});
  } else if (statements->IsArray() && statements->items.empty()) {
    edits_.push_back({statements->begin, statements->end, "[" + json + "]"});
  } else if (statements->IsArray()) {
    const json::Node& last = statements->items.back();
    const std::size_t line = text_.rfind('\n', last.begin);
    const bool own_line = line != std::string::npos && text_.find_first_not_of(" \t", line + 1) == last.begin;
    edits_.push_back({last.end, last.end, "," + (own_line ? text_.substr(line, last.begin - line) : " ") + json});
  }
}

std::string DocumentEdit::Result() const {
  std::vector<Edit> sorted = edits_;
  std::sort(sorted.begin(), sorted.end(), [](const Edit& a, const Edit& b) { return a.begin > b.begin; });
  std::string text = text_;
  for (const Edit& edit : sorted) text.replace(edit.begin, edit.end - edit.begin, edit.text);
  return text;
}

}  // namespace rolecall::access
