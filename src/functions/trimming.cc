// Functions that take something off the ends of a string.
#include <set>

#include "functions/define.h"

namespace rolecall::functions {
namespace {

// The start of the code point that ends at `end`.
std::size_t LastStart(const std::string& text, std::size_t end) {
  std::size_t start = end - 1;
  while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
  return start;
}

std::size_t FirstEnd(const std::string& text, std::size_t start) {
  std::size_t end = start + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end;
}

std::string TrimAny(const std::string& text, const std::set<std::string>& unwanted) {
  std::size_t begin = 0;
  std::size_t end = text.size();
  while (begin < end && unwanted.count(text.substr(begin, FirstEnd(text, begin) - begin)) != 0) {
    begin = FirstEnd(text, begin);
  }
  while (end > begin && unwanted.count(text.substr(LastStart(text, end), end - LastStart(text, end))) != 0) {
    end = LastStart(text, end);
  }
  return text.substr(begin, end - begin);
}

FunctionResult Trim(Arguments arguments, const Type&) {
  const std::string& letters = arguments[1].AsString();
  std::set<std::string> unwanted;
  for (std::size_t at = 0; at < letters.size(); at = FirstEnd(letters, at)) {
    unwanted.insert(letters.substr(at, FirstEnd(letters, at) - at));
  }
  return Value::String(TrimAny(arguments[0].AsString(), unwanted));
}

FunctionResult TrimSpace(Arguments arguments, const Type&) {
  static const std::set<std::string> spaces = {
      "\t",           "\n",           "\v",           "\f",           "\r",           " ",
      "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
      "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
      "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
      "\xE3\x80\x80"};
  return Value::String(TrimAny(arguments[0].AsString(), spaces));
}

FunctionResult TrimPrefix(Arguments arguments, const Type&) {
  const std::string& text = arguments[0].AsString();
  const std::string& prefix = arguments[1].AsString();
  return Value::String(text.compare(0, prefix.size(), prefix) == 0 ? text.substr(prefix.size()) : text);
}

FunctionResult TrimSuffix(Arguments arguments, const Type&) {
  const std::string& text = arguments[0].AsString();
  const std::string& suffix = arguments[1].AsString();
  if (text.size() < suffix.size()) return Value::String(text);
  const std::size_t rest = text.size() - suffix.size();
  return Value::String(text.compare(rest, suffix.size(), suffix) == 0 ? text.substr(0, rest) : text);
}

FunctionResult Chomp(Arguments arguments, const Type&) {
  std::string text = arguments[0].AsString();
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return Value::String(std::move(text));
}

}  // namespace

void AddTrimming(Catalogue& catalogue) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  Define(catalogue, Function("trim", "The string without the given characters at its ends.",
                             {Plain("str", text), Plain("cutset", text)}, returns, Trim)
                        .NeverNull());
  Define(catalogue,
         Function("trimspace", "The string without white space at its ends.", {Plain("str", text)}, returns, TrimSpace)
             .NeverNull());
  Define(catalogue, Function("trimprefix", "The string without the prefix, if it has it.",
                             {Plain("str", text), Plain("prefix", text)}, returns, TrimPrefix)
                        .NeverNull());
  Define(catalogue, Function("trimsuffix", "The string without the suffix, if it has it.",
                             {Plain("str", text), Plain("suffix", text)}, returns, TrimSuffix)
                        .NeverNull());
  Define(catalogue,
         Function("chomp", "The string without line breaks at its end.", {Plain("str", text)}, returns, Chomp)
             .NeverNull());
}

}  // namespace rolecall::functions
