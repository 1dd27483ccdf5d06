// IP addresses as bytes. The one reader of their text; what a network or a prefix is differs between the policies
// (policy/document/scalars.h) and the language (functions/notation/address.h), and stays with them.
//
// Leading zeros of decimal parts do not matter, and are decimal: "010.0.0.1" is 10.0.0.1, as Terraform and AWS have it.
// (Not so for the C library, which providers/tls asks whether a host name is an address.) Pure; any thread.
#ifndef ROLECALL_BASE_IP_ADDRESS_H_
#define ROLECALL_BASE_IP_ADDRESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall {

struct IpAddress {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // in network order; of v4 the first four

  int bits() const { return v6 ? 128 : 32; }
  // RFC 5952: lower case, the longest run of zeros as "::", dotted where it is a v4 address in a v6 one.
  std::string Text() const;
  bool operator==(const IpAddress&) const = default;
};

// RFC 4291's forms, without zone and brackets. Nothing if it is no address. Does not allocate.
std::optional<IpAddress> ParseIpAddress(std::string_view text);

// A decimal of digits only, at most `max`: an address' part, or the length of a prefix. Nothing for anything else.
std::optional<int> ParseSmallDecimal(std::string_view text, int max);

}  // namespace rolecall

#endif  // ROLECALL_BASE_IP_ADDRESS_H_
