#include <algorithm>

#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

bool IsMappedV4(const std::array<std::uint8_t, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) && bytes[10] == 0xff &&
         bytes[11] == 0xff;
}

bool SamePrefix(const IpAddress& a, const IpAddress& b, int prefix) {
  for (int i = 0; prefix > 0; ++i, prefix -= 8) {
    int mask = prefix >= 8 ? 0xff : (0xff00 >> prefix) & 0xff;
    if (((a.bytes[i] ^ b.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

bool HasHostBits(const IpNetwork& network) {
  const int bits = network.address.bits();
  for (int bit = network.prefix; bit < bits; ++bit) {
    if ((network.address.bytes[bit / 8] >> (7 - bit % 8)) & 1) return true;
  }
  return false;
}

}  // namespace

std::optional<IpAddress> ParseRequestIp(std::string_view text) {
  std::optional<IpAddress> address = ParseIpAddress(text);
  if (address && address->v6 && IsMappedV4(address->bytes)) {
    IpAddress v4;
    std::copy(address->bytes.begin() + 12, address->bytes.end(), v4.bytes.begin());
    return v4;
  }
  return address;
}

std::optional<IpNetwork> ParseIpNetwork(std::string_view text) {
  std::size_t slash = text.find('/');
  std::optional<IpAddress> address = ParseIpAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpNetwork network;
  network.address = *address;
  const int bits = address->bits();
  network.prefix = bits;
  if (slash != std::string_view::npos) {
    std::optional<int> prefix = ParseSmallDecimal(text.substr(slash + 1), bits);
    if (!prefix) return std::nullopt;
    network.prefix = *prefix;
  }
  network.never = address->v6 && HasHostBits(network);
  return network;
}

bool Contains(const IpNetwork& network, const IpAddress& address) {
  return !network.never && network.address.v6 == address.v6 && SamePrefix(network.address, address, network.prefix);
}

}  // namespace rolecall::policy
