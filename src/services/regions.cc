#include "services/regions.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace rolecall::services {
namespace {

constexpr std::size_t kMaxRegionBytes = 32;

bool IsLowerWord(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return IsAsciiLower(c); });
}

}  // namespace

Regions::Regions(std::vector<std::string> served, bool every) : served_(std::move(served)), every_(every) {
  ROLECALL_CHECK(!served_.empty());
}

bool Regions::Serves(std::string_view region) const {
  if (std::find(served_.begin(), served_.end(), region) != served_.end()) return true;
  return every_ && IsRegionName(region);
}

std::string_view Regions::global() const {
  if (own().starts_with("cn-")) return "cn-north-1";
  if (own().starts_with("us-gov-")) return "us-gov-west-1";
  return "us-east-1";
}

bool IsRegionName(std::string_view region) {
  if (region.size() > kMaxRegionBytes) return false;
  const std::vector<std::string_view> parts = Split(region, '-');
  if (parts.size() < 3 || parts[0].size() != 2) return false;
  const std::string_view number = parts.back();
  return std::all_of(parts.begin(), parts.end() - 1, IsLowerWord) && number.size() <= 2 && !number.empty() &&
         std::all_of(number.begin(), number.end(), IsAsciiDigit);
}

}  // namespace rolecall::services
