#include "providers/aws/framework/duration.h"

#include <charconv>

namespace rolecall::providers::aws {

std::optional<std::chrono::seconds> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::chrono::seconds total{0};
  while (!text.empty()) {
    long long number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::size_t used = end - text.data();
    if (error != std::errc() || used == text.size() || number < 0 || number > 1000000) return std::nullopt;
    switch (text[used]) {
      case 'h': total += std::chrono::hours(number); break;
      case 'm': total += std::chrono::minutes(number); break;
      case 's': total += std::chrono::seconds(number); break;
      default: return std::nullopt;
    }
    text.remove_prefix(used + 1);
  }
  return total;
}

}  // namespace rolecall::providers::aws
