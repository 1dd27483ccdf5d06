#include "aws/wire/http_date.h"

#include <cstdio>
#include <string>

namespace rolecall::aws {

std::optional<Time> ParseHttpDate(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  std::string month_number = month / 3 + 1 < 10 ? "0" : "";
  month_number += std::to_string(month / 3 + 1);
  // Through the RFC 3339 parser, which checks digits and ranges.
  std::string iso(text.substr(12, 4));
  iso.append("-").append(month_number).append("-").append(text.substr(5, 2));
  iso.append("T").append(text.substr(17, 8)).append("Z");
  return ParseRfc3339(iso);
}

}  // namespace rolecall::aws
