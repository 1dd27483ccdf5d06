// Legacy parsing, and the forms of resources and actions.
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "partition/partition.h"
#include "policy/document/arn.h"
#include "policy/document/scalars.h"
#include "policy/storable/write_checks.h"

namespace rolecall::policy {
namespace {

using Check = std::optional<Malformed>;

Check LegacyFailure(std::size_t offset, std::string detail) {
  return Malformed{"The policy failed legacy parsing", offset, std::move(detail)};
}

Check CheckConditionValues(const Statement& statement) {
  for (const Condition& condition : statement.conditions) {
    for (const Text& value : condition.values) {
      if (condition.op.kind() == ValueKind::kDate && !IsStorableDate(value.value)) {
        return LegacyFailure(value.span.begin, "\"" + value.value + "\" is no date");
      }
      if (condition.op.kind() == ValueKind::kBinary && !Base64Decode(value.value)) {
        return LegacyFailure(value.span.begin, "\"" + value.value + "\" is no canonical base64");
      }
    }
  }
  return std::nullopt;
}

// Empty if there are too few parts, too.
std::string_view ServiceOf(std::string_view resource) {
  ArnParts parts;
  return SplitArn(resource, parts) < 3 ? std::string_view() : parts[2];
}

Check CheckLegacyResources(const Statement& statement) {
  for (const Text& resource : statement.resources) {
    if (resource.value == "*") continue;
    auto colons = std::count(resource.value.begin(), resource.value.end(), ':');
    bool has_gap = resource.value.find("::") != std::string::npos;
    if ((colons < 5 && has_gap) || ServiceOf(resource.value).empty()) {
      return LegacyFailure(resource.span.begin, "\"" + resource.value + "\" lacks parts of an ARN");
    }
  }
  return std::nullopt;
}

bool IsGoodPartition(std::string_view text, std::string_view own) {
  return text == "*" || (own.empty() ? partition::Find(text) != nullptr : text == own);
}

// Splits off the text before the next colon; `more` says whether there was one.
std::string_view TakePart(std::string_view& rest, bool& more) {
  std::size_t colon = rest.find(':');
  more = colon != std::string_view::npos;
  std::string_view part = rest.substr(0, colon);
  rest = more ? rest.substr(colon + 1) : std::string_view();
  return part;
}

// AWS shows a wrong ARN with its missing parts as "*", also when it ends right after the partition's colon.
std::string PaddedArn(std::string_view partition, std::string_view rest, bool more) {
  more = more && !rest.empty();
  std::string text = "arn:" + std::string(partition);
  for (int i = 0; i < 4; ++i) {
    bool had = more;
    if (i == 3) {
      text += ":" + (had ? std::string(rest) : std::string("*"));
      break;
    }
    std::string_view part = TakePart(rest, more);
    text += ":" + (had ? std::string(part) : std::string("*"));
  }
  return text;
}

constexpr std::string_view kIamPaths[] = {
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
};

bool IsIamPath(std::string_view path) {
  if (path.substr(0, 1) == "*" || path == "root" || path.find("${") == 0) return true;
  return std::any_of(std::begin(kIamPaths), std::end(kIamPaths), [path](std::string_view start) {
    if (path.substr(0, start.size()) == start) return true;
    std::size_t wildcard = path.find_first_of("*?");  // "r*" may be "role/…"
    return wildcard != std::string_view::npos && wildcard < start.size() &&
           start.substr(0, wildcard) == path.substr(0, wildcard);
  });
}

// What S3 has besides buckets and objects lives in a region.
bool IsRegionalS3(std::string_view path) {
  for (std::string_view start : {"accesspoint/", "outpost/", "job/", "storage-lens/", "async-request/", "*"}) {
    if (path.substr(0, start.size()) == start) return true;
  }
  return false;
}

std::string ResourceError(const std::string& resource, std::string_view own_partition) {
  if (resource == "*") return "";
  std::string_view rest = resource;
  bool more = false;
  TakePart(rest, more);
  if (!more) return "Resource " + resource + " must be in ARN format or \"*\".";
  std::string_view partition = TakePart(rest, more);
  if (!IsGoodPartition(partition, own_partition)) {
    return "Partition \"" + std::string(partition) + "\" is not valid for resource \"" +
           PaddedArn(partition, rest, more) + "\".";
  }
  if (!more) return "Resource vendor must be fully qualified and cannot contain regexes.";
  std::string_view service = TakePart(rest, more);
  if (service.find_first_of("*?") != std::string_view::npos) {
    return "Resource vendor must be fully qualified and cannot contain regexes.";
  }
  if (!more) return "";
  std::string_view region = TakePart(rest, more);
  bool regional = !region.empty() && region != "*";
  if (regional && service == "iam") return "IAM resource " + resource + " cannot contain region information.";
  bool has_account = more;
  TakePart(rest, more);
  if (regional && service == "s3" && !IsRegionalS3(rest)) {
    return "Resource " + resource + " can not contain region information.";
  }
  if (!has_account) return "";
  if (service == "iam" && more && !IsIamPath(rest)) {
    return "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, "
           "instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, "
           "access-report/.";
  }
  return "";
}

bool IsVendor(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAsciiDigit(c) || IsAsciiLetter(c) || c == '-' || c == '.';
  });
}

std::string ActionError(const std::string& action) {
  if (action == "*") return "";
  std::size_t colon = action.find(':');
  if (colon == std::string::npos) {
    return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  }
  if (action.find(':', colon + 1) != std::string::npos) return "Actions/Condition can contain only one colon.";
  std::string vendor = action.substr(0, colon);
  return IsVendor(vendor) ? "" : "Vendor " + vendor + " is not valid";
}

}  // namespace

std::optional<Malformed> CheckLegacy(const Document& document, WriteKind kind, bool check_resources) {
  for (const Statement& statement : document.statements) {
    if (!statement.exact_effect) return LegacyFailure(statement.span.begin, "Effect is \"Allow\" or \"Deny\"");
    // Session policies are not checked for their values: those that are none never match.
    if (kind != WriteKind::kSession) {
      if (Check refused = CheckConditionValues(statement)) return refused;
    }
    if (check_resources) {
      if (Check refused = CheckLegacyResources(statement)) return refused;
    }
  }
  return std::nullopt;
}

std::optional<Malformed> FirstResourceError(const Document& document, std::string_view partition) {
  for (const Statement& statement : document.statements) {
    // Of several wrong ones in a list AWS names the one that sorts first.
    const Text* first = nullptr;
    for (const Text& resource : statement.resources) {
      if (ResourceError(resource.value, partition).empty()) continue;
      if (first == nullptr || resource.value < first->value) first = &resource;
    }
    if (first != nullptr) return Malformed{ResourceError(first->value, partition), first->span.begin, ""};
  }
  return std::nullopt;
}

std::optional<Malformed> CheckActionForms(const Document& document) {
  for (const Statement& statement : document.statements) {
    for (const Text& action : statement.actions) {
      std::string error = ActionError(action.value);
      if (!error.empty()) return Malformed{std::move(error), action.span.begin, ""};
    }
  }
  return std::nullopt;
}

}  // namespace rolecall::policy
