#include "http/peer.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/ip_address.h"

namespace rolecall::http {

std::string PeerOf(const std::string& address) {
  std::optional<IpAddress> parsed = ParseIpAddress(address.substr(0, address.find('%')));
  if (!parsed || !parsed->v6) return address;
  std::fill(parsed->bytes.begin() + 8, parsed->bytes.end(), std::uint8_t{0});
  return parsed->Text();
}

}  // namespace rolecall::http
