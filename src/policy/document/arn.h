// Amazon Resource Names, split but not interpreted.
//
//   std::optional<Arn> arn = ParseArn("arn:aws:iam::123456789012:role/path/name");
//
// An Arn views into the text it was parsed from and lives no longer. The resource part keeps its colons and slashes.
#ifndef ROLECALL_POLICY_DOCUMENT_ARN_H_
#define ROLECALL_POLICY_DOCUMENT_ARN_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace rolecall::policy {

struct Arn {
  std::string_view partition, service, region, account, resource;
};

// Splits at the first five colons: the last part keeps its own. Returns the number of parts, from 1 to 6; the others
// stay as they were. Nothing is checked, so patterns of ARNs may be split too. Inline: every decision splits ARNs.
using ArnParts = std::array<std::string_view, 6>;
inline int SplitArn(std::string_view text, ArnParts& parts) {
  int count = 0;
  while (count < 5) {
    std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) break;
    parts[count++] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts[count++] = text;
  return count;
}

// Six parts, the first "arn". Empty parts are allowed; nothing is checked against lists. Nothing if it is no ARN.
std::optional<Arn> ParseArn(std::string_view text);

// Twelve digits.
bool IsAccountId(std::string_view text);

// The part after the last slash: the name of "role/path/name".
std::string_view LastPathElement(std::string_view resource);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DOCUMENT_ARN_H_
