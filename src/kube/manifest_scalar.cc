#include "kube/manifest_scalar.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/text.h"

namespace rolecall::kube {
namespace {

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<bool> BoolWord(std::string_view text) {
  if (IsOneOf(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"})) return true;
  if (IsOneOf(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"})) return false;
  return std::nullopt;
}

std::optional<boost::json::value> NumberOf(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const char* end = text.data() + text.size();
  if (const auto whole = ParseInt<std::int64_t>(text)) return *whole;
  if (text.starts_with("0x")) {
    if (const auto whole = ParseInt<std::int64_t>(text.substr(2), 16)) return *whole;
  }
  const bool numeric = !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos &&
                       text.find_first_of("0123456789") != std::string_view::npos;
  double number = 0;
  if (const auto read = std::from_chars(text.data(), end, number);
      numeric && read.ec == std::errc() && read.ptr == end) {
    return number;
  }
  return std::nullopt;
}

}  // namespace

boost::json::value PlainScalar(std::string_view text) {
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return nullptr;
  if (const std::optional<bool> word = BoolWord(text)) return *word;
  if (std::optional<boost::json::value> number = NumberOf(text)) return *std::move(number);
  return boost::json::string(text);
}

}  // namespace rolecall::kube
