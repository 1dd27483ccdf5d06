#include "http/message.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace rolecall::http {
namespace {

constexpr std::size_t kUsually = 8;  // so many headers, or parameters, come together

}  // namespace

const std::string* Headers::Find(std::string_view name) const {
  for (const Header& header : list_) {
    if (EqualsIgnoringAsciiCase(header.name, name)) return &header.value;
  }
  return nullptr;
}

std::string_view Headers::Get(std::string_view name) const {
  const std::string* value = Find(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

void Headers::Set(std::string_view name, std::string value) {
  Remove(name);
  Add(name, std::move(value));
}

void Headers::Add(std::string_view name, std::string value) {
  if (list_.capacity() == 0) list_.reserve(kUsually);
  list_.push_back({std::string(name), std::move(value)});
}

void Headers::Remove(std::string_view name) {
  std::erase_if(list_, [name](const Header& header) { return EqualsIgnoringAsciiCase(header.name, name); });
}

std::string_view Request::query() const {
  std::size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::optional<QueryParameters> ParseQuery(std::string_view query, std::size_t max_parameters) {
  QueryParameters parameters;
  if (!query.empty()) parameters.reserve(kUsually);
  while (!query.empty()) {
    std::string_view piece = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), piece.size() + 1));
    if (piece.empty()) continue;
    if (parameters.size() == max_parameters) return std::nullopt;
    std::size_t equals = piece.find('=');
    std::optional<std::string> name = PercentDecode(piece.substr(0, equals), true);
    std::optional<std::string> value =
        PercentDecode(equals == piece.npos ? std::string_view() : piece.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    parameters.emplace_back(*std::move(name), *std::move(value));
  }
  return parameters;
}

}  // namespace rolecall::http
