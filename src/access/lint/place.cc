#include "access/lint/place.h"

#include <algorithm>

#include "json/document.h"
#include "json/pointer.h"

namespace rolecall::access {
namespace {

// The end of the block whose header begins at `begin`: the line with its closing brace, as far out as the header.
std::size_t EndOfBlock(std::string_view text, std::size_t begin) {
  const std::size_t line_begin = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;  // npos + 1 is 0
  const std::string closing = "\n" + std::string(begin - line_begin, ' ') + "}";
  const std::size_t end = text.find(closing, begin);
  return end == std::string_view::npos ? text.size() : end + closing.size();
}

bool IsPlain(std::string_view text) {
  return text.find_first_of("\\\n\"") == std::string_view::npos && text.find("${") == std::string_view::npos &&
         text.find("%{") == std::string_view::npos;
}

}  // namespace

DocumentSource::DocumentSource(const PolicyDocument& document, const diag::SourceMap& sources) : document_(document) {
  if (!document.file.empty()) {
    file_text_ = sources.Find(document.file);
    whole_ = file_text_ != nullptr && *file_text_ == document.text;
    if (whole_) return;
  }
  const diag::Range& range = document.origin.range;
  if (!range.has_place()) return;
  file_text_ = sources.Find(range.file_name());
  if (file_text_ == nullptr) return;
  begin_ = std::min(range.start.byte, file_text_->size());
  end_ = std::clamp(range.end.byte, begin_, file_text_->size());
  const std::string_view header = std::string_view(*file_text_).substr(begin_, 5);
  if (header == "data " || header == "resou") end_ = EndOfBlock(*file_text_, begin_);
}

std::optional<FileEdit> DocumentSource::FindOnce(const std::string& needle) const {
  const std::string_view text = std::string_view(*file_text_).substr(0, end_);
  const std::size_t at = text.find(needle, begin_);
  if (at == std::string_view::npos || text.find(needle, at + 1) != std::string_view::npos) return std::nullopt;
  return FileEdit{at, at + needle.size(), ""};
}

std::optional<FileEdit> DocumentSource::FindLiteral(policy::Span span) const {
  if (span.end <= span.begin + 2 || span.end > document_.text.size()) return std::nullopt;
  const std::string quoted = document_.text.substr(span.begin, span.end - span.begin);
  if (quoted.front() != '"' || quoted.back() != '"' || !IsPlain(quoted.substr(1, quoted.size() - 2))) {
    return std::nullopt;
  }
  return FindOnce(quoted);
}

diag::Range DocumentSource::Locate(policy::Span span, const std::string& pointer) const {
  if (whole_) return RangeOf(document_.file, *file_text_, span.begin, span.end);
  const diag::Range& range = document_.origin.range;
  if (file_text_ == nullptr || !range.has_place()) return range;
  const auto at = [&](const FileEdit& found) {
    return RangeOf(range.file_name(), *file_text_, found.begin, found.end);
  };
  if (const auto literal = FindLiteral(span)) return at(*literal);
  // The innermost name on the way to the value that stands in the expression once.
  std::string_view rest = pointer;
  while (!rest.empty()) {
    const std::size_t slash = rest.rfind('/');
    const std::string name = json::NameOfPointerToken(rest.substr(slash + 1));
    const bool number = name.find_first_not_of("0123456789") == std::string::npos;
    if (!number && name != "Statement") {
      if (const auto found = FindOnce("\"" + name + "\"")) return at(*found);
      if (const auto found = FindOnce(name)) return at(*found);
    }
    rest = rest.substr(0, slash);
  }
  return range;
}

std::vector<FileEdit> DocumentSource::Translate(const std::vector<policy::Edit>& edits) const {
  std::vector<FileEdit> translated;
  if (file_text_ == nullptr) return {};
  for (const policy::Edit& edit : edits) {
    if (whole_) {
      translated.push_back({edit.span.begin, edit.span.end, edit.text});
      continue;
    }
    const std::optional<FileEdit> literal = FindLiteral(edit.span);
    const bool string = edit.text.size() > 2 && edit.text.front() == '"' && edit.text.back() == '"';
    if (!literal || !string || !IsPlain(std::string_view(edit.text).substr(1, edit.text.size() - 2))) return {};
    translated.push_back({literal->begin, literal->end, edit.text});
  }
  return translated;
}

}  // namespace rolecall::access
