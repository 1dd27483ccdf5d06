// urlencode() and urldecode(): query escaping.
#include "base/encoding.h"
#include "base/text.h"
#include "functions/define.h"
#include "functions/marked.h"

namespace rolecall::functions {
namespace {

FunctionResult UrlEncode(Arguments arguments, const Type&) {
  std::string out;
  for (const std::string_view word : rolecall::Split(arguments[0].AsString(), ' ')) {
    if (word.data() != arguments[0].AsString().data()) out += '+';
    out += PercentEncode(word);
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
    const int high = at + 1 < text.size() ? HexDigitValue(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? HexDigitValue(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      return Failure("failed to decode URL '': invalid URL escape " + Shown(given[0], text.substr(at, 3)));
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
