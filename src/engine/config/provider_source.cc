#include "engine/config/provider_source.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/text.h"
#include "engine/provider/registry_hosts.h"
#include "hcl/syntax/unicode.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxSourceBytes = 1024;

bool IsPartCharacter(std::int32_t code) {
  if (code < 0) return false;
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND: return true;
    default: return code == '-';
  }
}

std::string PartProblem(std::string_view given) {
  if (given.empty()) return "must have at least one character";
  if (given.find('.') != std::string_view::npos) return "dots are not allowed";
  if (given.find("--") != std::string_view::npos) return "cannot use multiple consecutive dashes";
  bool valid = given.front() != '-' && given.back() != '-';
  for (std::string_view rest = given; !rest.empty() && valid;) {
    const hcl::CodePoint point = hcl::FirstCodePoint(rest);
    valid = IsPartCharacter(point.value);
    rest.remove_prefix(point.bytes);
  }
  return valid ? "" : "must contain only letters, digits, and dashes, and may not use leading or trailing dashes";
}

std::string LowerCase(std::string_view text) {
  std::string lower;
  for (std::string_view rest = text; !rest.empty();) {
    const hcl::CodePoint point = hcl::FirstCodePoint(rest);
    hcl::AppendUtf8(lower, static_cast<std::uint32_t>(utf8proc_tolower(point.value)));
    rest.remove_prefix(point.bytes);
  }
  return hcl::Normalize(lower);
}

std::string HostProblem(std::string_view host) {
  const std::size_t colon = host.find(':');
  if (colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    const bool digits = !port.empty() && port.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits) return "port number contains non-digit characters";
    if (port.size() > 5 || std::stoi(std::string(port)) > 65535) return "port number is greater than 65535";
  }
  for (std::string_view rest = host.substr(0, colon); !rest.empty();) {
    const std::size_t dot = rest.find('.');
    const std::string_view label = rest.substr(0, dot);
    if (!PartProblem(label).empty()) return "idna: invalid label \"" + std::string(label) + "\"";
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return "";
}

std::string InSource(std::string_view source, const std::string& problem) {
  return " in source \"" + std::string(source) + "\": " + problem + "\"";
}

// "terraform-provider-aws" is a repository's name.
std::optional<SourceProblem> RepositoryName(std::string_view source, const SourceParts& parts) {
  for (const auto& [prefix, rest] :
       {std::pair<std::string, std::string>(
            "terraform-provider-", "often used in the names of version control repositories for Terraform providers"),
        {"opentofu-provider-", "sometimes used in the names of version control repositories for OpenTofu providers"}}) {
    if (!parts.type.starts_with(prefix)) continue;
    const std::string wanted =
        (parts.host.empty() ? "" : parts.host + "/") + parts.name_space + "/" + parts.type.substr(prefix.size());
    return SourceProblem{"Invalid provider type", "Provider source \"" + std::string(source) +
                                                      "\" has a type with the prefix \"" + prefix +
                                                      "\", which isn't valid. Although that prefix is " + rest +
                                                      ", provider source strings should not include it.\n\nDid you "
                                                      "mean \"" +
                                                      wanted + "\"?"};
  }
  if (!parts.type.starts_with("terraform-")) return std::nullopt;
  return SourceProblem{"Invalid provider type",
                       "Provider source \"" + (parts.host.empty() ? std::string(kDefaultRegistry) : parts.host) + "/" +
                           parts.name_space + "/" + parts.type +
                           "\" has a type with the prefix \"terraform-\", which isn't allowed because it would be "
                           "redundant to name a Terraform provider with that prefix. If you are the author of this "
                           "provider, rename it to not include the prefix."};
}

}  // namespace

ProviderPart NormalProviderPart(std::string_view given) {
  ProviderPart part;
  part.problem = PartProblem(given);
  if (part.problem.empty()) part.text = LowerCase(given);
  return part;
}

std::variant<SourceParts, SourceProblem> ParseSourceParts(std::string_view source) {
  const std::vector<std::string> words = SplitStrings(source, '/');
  if (source.empty() || source.size() > kMaxSourceBytes || words.size() > 3 ||
      std::any_of(words.begin(), words.end(), [](const std::string& word) { return word.empty(); })) {
    return SourceProblem{"Invalid provider source string",
                         "The \"source\" attribute must be in the format \"[hostname/][namespace/]name\""};
  }
  SourceParts parts{"", "hashicorp", ""};
  const ProviderPart type = NormalProviderPart(words.back());
  if (!type.problem.empty()) {
    return SourceProblem{"Invalid provider type",
                         "Invalid provider type \"" + words.back() + "\"" + InSource(source, type.problem)};
  }
  parts.type = type.text;
  if (words.size() == 1) return parts;
  const std::string& name_space = words[words.size() - 2];
  const ProviderPart normal = name_space == "-" ? ProviderPart{"-", ""} : NormalProviderPart(name_space);
  if (!normal.problem.empty()) {
    return SourceProblem{"Invalid provider namespace",
                         "Invalid provider namespace \"\"" + InSource(source, normal.problem)};
  }
  parts.name_space = normal.text;
  if (words.size() == 3) {
    if (const std::string problem = HostProblem(words[0]); !problem.empty()) {
      return SourceProblem{"Invalid provider source hostname",
                           "Invalid provider source hostname namespace \"\"" + InSource(source, problem)};
    }
    parts.host = LowerCase(words[0]);
  }
  if (parts.name_space == "-" && !parts.host.empty() && parts.host != kDefaultRegistry) {
    return SourceProblem{
        "Invalid provider namespace",
        "The legacy provider namespace \"-\" can be used only with hostname " + std::string(kDefaultRegistry) + "."};
  }
  if (auto problem = RepositoryName(source, parts)) return *problem;
  return parts;
}

}  // namespace rolecall::engine
