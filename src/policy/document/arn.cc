#include "policy/document/arn.h"

#include <algorithm>

#include "base/text.h"

namespace rolecall::policy {

std::optional<Arn> ParseArn(std::string_view text) {
  ArnParts parts;
  if (SplitArn(text, parts) != 6 || parts[0] != "arn") return std::nullopt;
  return Arn{parts[1], parts[2], parts[3], parts[4], parts[5]};
}

bool IsAccountId(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), IsAsciiDigit);
}

std::string_view LastPathElement(std::string_view resource) {
  std::size_t slash = resource.rfind('/');
  return slash == std::string_view::npos ? resource : resource.substr(slash + 1);
}

}  // namespace rolecall::policy
