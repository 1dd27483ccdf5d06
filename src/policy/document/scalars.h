// The values that conditions compare: numbers, dates, addresses, texts.
//
//   std::optional<Decimal> number = ParseDecimal("1e3");        // CompareDecimals(*number, …)
//   std::optional<IpNetwork> network = ParseIpNetwork("10.0.0.0/8");
//
// Each parser takes a whole text and says nothing when it is not one: there is no error to tell, for a value that is
// none is equal to nothing. Which forms count is what AWS was seen to accept, not what a standard says (scalars_test).
// No parser allocates. (Bytes are base64: base/encoding.h.) Pure.
#ifndef ROLECALL_POLICY_DOCUMENT_SCALARS_H_
#define ROLECALL_POLICY_DOCUMENT_SCALARS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"

namespace rolecall::policy {

// An exact decimal: views into the text it was parsed from. "01", "+1", "1.", "1e0" are numbers; NaN is none.
struct Decimal {
  bool negative = false;
  std::string_view whole, fraction;  // significant digits: `whole` then `fraction`, trimmed of outer zeros
  std::int64_t magnitude = 0;        // the value is 0.DIGITS * 10^magnitude
  bool zero() const { return whole.empty() && fraction.empty(); }
};
std::optional<Decimal> ParseDecimal(std::string_view text);
// -1, 0, 1
int CompareDecimals(const Decimal& a, const Decimal& b);

// Milliseconds since 1970: ISO 8601 (date; date and time, without zone UTC) or epoch seconds. Finer digits are cut off.
std::optional<std::int64_t> ParseDate(std::string_view text);

// Bool's reading: "true" in any case of letters; every other text is false.
bool IsTrueText(std::string_view text);

// No prefix length allowed. ::ffff:a.b.c.d is the v4 address.
std::optional<IpAddress> ParseRequestIp(std::string_view text);

struct IpNetwork {
  IpAddress address;
  int prefix = 0;
  bool never = false;  // a v6 network with host bits set matches nothing
};
std::optional<IpNetwork> ParseIpNetwork(std::string_view text);
bool Contains(const IpNetwork& network, const IpAddress& address);

// Equal after Unicode lower-casing (not folding: "ß" is not "SS"; "İ" becomes "i̇", not "i").
bool EqualsLowerCased(std::string_view a, std::string_view b);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_SCALARS_H_
