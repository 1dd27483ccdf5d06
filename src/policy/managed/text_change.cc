#include "policy/managed/text_change.h"

#include <charconv>

#include "base/check.h"

namespace rolecall::policy {
namespace {

// The number at the front of `text`, which is taken off.
std::size_t TakeNumber(std::string_view& text) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  ROLECALL_CHECK(read.ec == std::errc());
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  return number;
}

std::string_view Take(std::string_view& text, std::size_t bytes) {
  ROLECALL_CHECK(bytes <= text.size());
  const std::string_view taken = text.substr(0, bytes);
  text.remove_prefix(bytes);
  return taken;
}

}  // namespace

std::string ApplyChange(std::string_view newer, std::string_view change) {
  std::string older;
  while (!change.empty()) {
    const char operation = Take(change, 1).front();
    const std::size_t bytes = TakeNumber(change);
    if (operation == '=') {
      older += Take(newer, bytes);
    } else if (operation == '-') {
      Take(newer, bytes);
    } else {
      ROLECALL_CHECK(operation == '+' && Take(change, 1) == ":");
      older += Take(change, bytes);
    }
  }
  ROLECALL_CHECK(newer.empty());
  return older;
}

}  // namespace rolecall::policy
