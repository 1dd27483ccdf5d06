#include "aws/wire/text_gate.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/encoding.h"
#include "base/text.h"
#include "base/utf8.h"

namespace rolecall::aws {
namespace {

// After decoding. An escape that is none is the readers' to refuse; most targets have none at all.
bool IsCleanEncoded(std::string_view text, bool plus_is_space) {
  if (text.find('%') == std::string_view::npos) return IsCleanUtf8(text);
  const std::optional<std::string> decoded = PercentDecode(text, plus_is_space);
  return IsCleanUtf8(decoded ? std::string_view(*decoded) : text);
}

// Headers of S3 whose values are percent-encoded, as a query or a path is.
constexpr std::string_view kEncodedHeaders[] = {"x-amz-tagging", "x-amz-copy-source", "x-amz-rename-source"};

bool IsCleanHeader(const http::Header& header) {
  const auto is_name = [&](std::string_view name) { return EqualsIgnoringAsciiCase(name, header.name); };
  if (header.value.find('%') == std::string::npos) return IsCleanUtf8(header.value);
  const bool is_encoded = std::any_of(std::begin(kEncodedHeaders), std::end(kEncodedHeaders), is_name);
  return is_encoded ? IsCleanEncoded(header.value, false) : IsCleanUtf8(header.value);
}

bool AreCleanHeaders(const http::Headers& headers) {
  return std::all_of(headers.begin(), headers.end(), &IsCleanHeader);
}

ErrorShape PathError(Protocol protocol) {
  if (protocol == Protocol::kS3) return {400, "InvalidURI", "Couldn't parse the specified URI."};
  return MalformedInputError();
}

ErrorShape ArgumentError(Protocol protocol, const char* what) {
  if (protocol == Protocol::kS3) return {400, "InvalidArgument", std::string(what) + " is not valid UTF-8"};
  if (protocol == Protocol::kQuery) return MalformedInputError();
  return {400, "SerializationException", std::string(what) + " is not valid UTF-8"};
}

// The four digits of "\uXXXX" at `at`; -1: there are none.
int EscapedUnit(std::string_view text, std::size_t at) {
  if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u') return -1;
  return ParseInt<int>(text.substr(at + 2, 4), 16).value_or(-1);
}

}  // namespace

bool IsJsonText(std::string_view body) {
  if (!IsCleanUtf8(body)) return false;
  for (std::size_t at = body.find('\\'); at < body.size(); at = body.find('\\', at)) {
    const int unit = EscapedUnit(body, at);
    if (unit < 0) {  // another escape
      at += 2;
      continue;
    }
    if (unit == 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) return false;
    at += 6;
    if (unit < 0xD800 || unit > 0xDBFF) continue;
    const int low = EscapedUnit(body, at);
    if (low < 0xDC00 || low > 0xDFFF) return false;
    at += 6;
  }
  return true;
}

ErrorShape MalformedInputError() {
  return {400, "MalformedInput", "The input contains characters that are not valid UTF-8"};
}

std::optional<ErrorShape> CheckText(const http::Request& request, Protocol protocol) {
  if (!IsCleanEncoded(request.path(), false)) return PathError(protocol);
  if (!IsCleanEncoded(request.query(), true)) return ArgumentError(protocol, "The query string");
  if (!AreCleanHeaders(request.headers)) return ArgumentError(protocol, "A header");
  const bool is_json = protocol == Protocol::kJson11 || protocol == Protocol::kRestJson;
  if (is_json && !IsJsonText(request.body)) return ErrorShape{400, "SerializationException", ""};
  return std::nullopt;
}

}  // namespace rolecall::aws
