#include "services/s3/bucket/names.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::services::s3::bucket {
namespace {

// "Bucket names must not start with …", "must not end with the suffix …": each means something else to AWS
// (punycode, access point aliases, directory buckets, table buckets).
constexpr std::string_view kReservedPrefixes[] = {"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::string_view kReservedSuffixes[] = {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};

bool IsOuter(char c) { return IsAsciiLower(c) || IsAsciiDigit(c); }
bool IsInner(char c) { return IsOuter(c) || c == '-' || c == '.'; }

bool LooksLikeAddress(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return IsAsciiDigit(c) || c == '.'; }) &&
         std::count(name.begin(), name.end(), '.') == 3;
}

bool IsReserved(std::string_view name) {
  const auto starts = [name](std::string_view prefix) { return name.starts_with(prefix); };
  const auto ends = [name](std::string_view suffix) { return name.ends_with(suffix); };
  return std::any_of(std::begin(kReservedPrefixes), std::end(kReservedPrefixes), starts) ||
         std::any_of(std::begin(kReservedSuffixes), std::end(kReservedSuffixes), ends);
}

}  // namespace

bool IsBucketName(std::string_view name) {
  if (name.size() < 3 || name.size() > 63) return false;
  if (!std::all_of(name.begin(), name.end(), IsInner) || !IsOuter(name.front()) || !IsOuter(name.back())) return false;
  return name.find("..") == std::string_view::npos && !LooksLikeAddress(name) && !IsReserved(name);
}

}  // namespace rolecall::services::s3::bucket
