#include "server/issuer_keys/issuer_address.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace rolecall::server {
namespace {

struct Network {
  std::string_view address;
  int bits;
};

// RFC 6890's loopback, link-local, "this host", multicast and reserved blocks, and where clouds put their metadata.
constexpr std::array<Network, 6> kRefused4 = {{{"127.0.0.0", 8},
                                               {"169.254.0.0", 16},
                                               {"0.0.0.0", 8},
                                               {"224.0.0.0", 3},
                                               {"100.100.100.200", 32},
                                               {"192.0.0.192", 32}}};
constexpr std::array<Network, 5> kRefused6 = {
    {{"::", 128}, {"::1", 128}, {"fe80::", 10}, {"ff00::", 8}, {"fd00:ec2::254", 128}}};
// Forms of IPv6 that carry an IPv4 address in their last four bytes: mapped, compatible, NAT64.
constexpr std::array<Network, 3> kCarriers = {{{"::ffff:0:0", 96}, {"::", 96}, {"64:ff9b::", 96}}};

bool IsIn(const IpAddress& address, const Network& network) {
  const IpAddress base = *ParseIpAddress(network.address);
  for (int bit = 0; bit < network.bits; ++bit) {
    const int shift = 7 - bit % 8;
    const std::size_t byte = static_cast<std::size_t>(bit) / 8;
    if (((address.bytes[byte] ^ base.bytes[byte]) >> shift & 1) != 0) return false;
  }
  return true;
}

std::string_view HostOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t at = url.rfind('@'); at != url.npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return url.substr(1, url.find(']') - 1);
  return url.substr(0, url.find(':'));
}

}  // namespace

bool MayAskAddress(const IpAddress& address) {
  const auto is_in = [&](const Network& network) { return IsIn(address, network); };
  if (!address.v6) return std::ranges::none_of(kRefused4, is_in);
  if (std::ranges::any_of(kRefused6, is_in)) return false;
  if (std::ranges::none_of(kCarriers, is_in)) return true;
  IpAddress inner;
  std::copy(address.bytes.begin() + 12, address.bytes.end(), inner.bytes.begin());
  return MayAskAddress(inner);
}

bool MayAskHost(std::string_view url) {
  std::string host = LowerAscii(HostOf(url));
  while (host.ends_with('.')) host.pop_back();
  if (host.empty() || host == "localhost" || host.ends_with(".localhost")) return false;
  const std::optional<IpAddress> address = ParseIpAddress(host);
  return !address.has_value() || MayAskAddress(*address);
}

}  // namespace rolecall::server
