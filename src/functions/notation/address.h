// IP addresses and prefixes as numbers, for the cidr functions, which count in them. (As bytes: base/ip_address.h,
// which also reads their text.) Errors: std::nullopt for what is none. Values; pure; any thread.
#ifndef ROLECALL_FUNCTIONS_NOTATION_ADDRESS_H_
#define ROLECALL_FUNCTIONS_NOTATION_ADDRESS_H_

#include <optional>
#include <string>
#include <string_view>

namespace rolecall::functions {

__extension__ using AddressBits = unsigned __int128;

struct Address {
  AddressBits bits = 0;
  int width = 32;  // 32 or 128

  // An IPv4 address in IPv6 (::ffff:10.0.0.1), which is written as the IPv4 address that it is.
  bool IsMapped() const;
  std::string Text() const;
};

struct Prefix {
  Address base;  // host bits are zero
  int length = 0;

  std::string Text() const;
  bool Contains(const Address& address) const;
};

// Leading zeros of IPv4 parts do not matter ("010" is ten).
std::optional<Address> ParseAddress(std::string_view text);
std::optional<Prefix> ParsePrefix(std::string_view text);

// The mask of a prefix of that length.
AddressBits PrefixMask(int length, int width);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_NOTATION_ADDRESS_H_
