#include "http/hop_by_hop.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace rolecall::http {
namespace {

// Sorted.
constexpr std::array<std::string_view, 10> kHopByHop = {
    "connection",          "http2-settings",   "keep-alive", "proxy-authenticate",
    "proxy-authorization", "proxy-connection", "te",         "trailer",
    "transfer-encoding",   "upgrade"};
static_assert(std::ranges::is_sorted(kHopByHop));

}  // namespace

std::vector<std::string> NamedByConnection(const Headers& headers) {
  std::vector<std::string> names;
  for (const Header& header : headers) {
    if (!EqualsIgnoringAsciiCase(header.name, "Connection")) continue;
    for (std::string_view name : Split(header.value, ',')) names.push_back(LowerAscii(Trim(name)));
  }
  return names;
}

bool IsHopByHop(std::string_view lower_name) { return std::ranges::binary_search(kHopByHop, lower_name); }

}  // namespace rolecall::http
