// urlencode() and urldecode(): query escaping.
#include "functions/define.h"
#include "functions/marked.h"

namespace rolecall::functions {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

FunctionResult UrlEncode(Arguments arguments, const Type&) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : arguments[0].AsString()) {
    if (IsUnreserved(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return Value::String(std::move(out));
}

FunctionResult UrlDecode(Arguments plain, Arguments given, const Type&) {
  const std::string& text = plain[0].AsString();
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    const int high = at + 1 < text.size() ? HexDigit(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? HexDigit(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      return ArgumentError(0, "failed to decode URL: invalid URL escape " + Shown(given[0], text.substr(at, 3)));
    }
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return Value::String(std::move(out));
}

}  // namespace

void AddUrl(Catalogue& catalogue) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  Define(catalogue,
         Function("urlencode", "The string as part of a URL's query.", {Plain("str", text)}, returns, UrlEncode)
             .NeverNull());
  Define(catalogue, Function("urldecode", "The string that the part of a URL's query stands for.",
                             {Marked("str", text)}, returns, KeepingMarks(UrlDecode))
                        .NeverNull());
}

}  // namespace rolecall::functions
