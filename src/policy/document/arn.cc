#include "policy/document/arn.h"

#include <algorithm>

namespace rolecall::policy {

std::optional<Arn> ParseArn(std::string_view text) {
  std::string_view parts[6];
  for (int i = 0; i < 5; ++i) {
    std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    parts[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  parts[5] = text;
  if (parts[0] != "arn") return std::nullopt;
  return Arn{parts[1], parts[2], parts[3], parts[4], parts[5]};
}

bool IsAccountId(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view LastPathElement(std::string_view resource) {
  std::size_t slash = resource.rfind('/');
  return slash == std::string_view::npos ? resource : resource.substr(slash + 1);
}

}  // namespace rolecall::policy
