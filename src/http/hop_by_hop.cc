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

ConnectionFields::ConnectionFields(const Headers& headers) {
  for (const Header& header : headers) {
    if (!EqualsIgnoringAsciiCase(header.name, "Connection")) continue;
    for (std::string_view name : Split(header.value, ',')) named_.push_back(LowerAscii(Trim(name)));
  }
}

bool ConnectionFields::Has(std::string_view lower_name) const {
  return std::ranges::binary_search(kHopByHop, lower_name) || std::ranges::find(named_, lower_name) != named_.end();
}

}  // namespace rolecall::http
