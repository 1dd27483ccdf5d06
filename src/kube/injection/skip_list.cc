#include "kube/injection/skip_list.h"

#include <algorithm>
#include <utility>

namespace rolecall::kube {
namespace {

// After the first quote of a field; nothing if its end is missing. `at` is behind the last quote.
std::optional<std::string> QuotedField(std::string_view text, std::size_t& at) {
  std::string field;
  for (;; ++at) {
    if (at >= text.size()) return std::nullopt;
    if (text[at] != '"') {
      field += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '"') {
      field += text[at++];
    } else {
      ++at;
      return field;
    }
  }
}

std::optional<std::string> PlainField(std::string_view text, std::size_t& at) {
  std::string field;
  for (; at < text.size() && text[at] != ',' && text[at] != '\n'; ++at) {
    if (text[at] == '"') return std::nullopt;
    field += text[at];
  }
  if (field.ends_with('\r')) field.pop_back();
  return field;
}

}  // namespace

std::optional<std::set<std::string, std::less<>>> ParseSkipList(std::string_view text) {
  std::set<std::string, std::less<>> names;
  std::size_t at = std::min(text.find_first_not_of("\r\n"), text.size());
  while (true) {
    const bool is_quoted = at < text.size() && text[at] == '"';
    if (is_quoted) ++at;
    std::optional<std::string> field = is_quoted ? QuotedField(text, at) : PlainField(text, at);
    if (!field) return std::nullopt;
    if (at < text.size() && text[at] != ',' && text[at] != '\n' && text[at] != '\r') return std::nullopt;
    names.insert(*std::move(field));
    if (at >= text.size() || text[at] != ',') return names;
    ++at;
  }
}

}  // namespace rolecall::kube
