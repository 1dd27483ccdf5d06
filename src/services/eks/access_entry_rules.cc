#include "services/eks/access_entry_rules.h"

#include <algorithm>

#include "base/utf8.h"
#include "partition/own_partition.h"
#include "policy/document/arn.h"
#include "services/eks/errors.h"

namespace rolecall::services::eks {
namespace {

constexpr std::string_view kReservedPrefixes[] = {"system:", "eks:", "aws:", "amazon:", "iam:"};
constexpr std::string_view kNodeTypes = "[EC2_LINUX, EC2_WINDOWS, FARGATE_LINUX, HYBRID_LINUX, EC2]";
constexpr std::string_view kSessionName = "{{SessionName";  // and "{{SessionNameRaw}}"

const std::vector<AccessEntryType>& Types() {
  static const std::vector<AccessEntryType> types = {
      {"STANDARD", "", {}, true, true},
      {"EC2", "system:node:{{SessionName}}", {"system:nodes"}, false, true},
      {"EC2_LINUX", "system:node:{{EC2PrivateDNSName}}", {"system:nodes"}, false, false, true},
      {"EC2_WINDOWS",
       "system:node:{{EC2PrivateDNSName}}",
       {"eks:kube-proxy-windows", "system:nodes"},
       false,
       false,
       true},
      {"FARGATE_LINUX", "system:node:{{SessionName}}", {"system:bootstrappers", "system:node-proxier", "system:nodes"}},
      {"HYBRID_LINUX", "system:node:{{SessionName}}", {"system:bootstrappers", "system:nodes"}},
      {"HYPERPOD_LINUX", "system:node:{{SessionName}}", {"system:nodes"}},
  };
  return types;
}

// "" if it begins with none of them.
std::string_view ReservedPrefixOf(std::string_view name) {
  const auto* found = std::ranges::find_if(kReservedPrefixes, [&](auto prefix) { return name.starts_with(prefix); });
  return found == std::end(kReservedPrefixes) ? "" : *found;
}

aws::ErrorShape NoNames(std::string_view what, const AccessEntryType& type) {
  return InvalidParameter("The specified " + std::string(what) + " is invalid: setting " + std::string(what) +
                          " is not allowed when the type is \"" + std::string(type.name) + "\"");
}

bool IsName(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !text.empty() && text.size() <= kMaxNameLength && std::ranges::none_of(text, is_control);
}

// A role, a user, or an account's root user.
bool IsPrincipal(const policy::Arn& arn) {
  const bool is_named = (arn.resource.starts_with("role/") || arn.resource.starts_with("user/")) &&
                        !policy::LastPathElement(arn.resource).empty();
  return arn.service == "iam" && arn.region.empty() && policy::IsAccountId(arn.account) &&
         arn.partition == partition::Own().name && (is_named || arn.resource == "root");
}

}  // namespace

const AccessEntryType* FindAccessEntryType(std::string_view name) {
  const auto found = std::ranges::find(Types(), name, &AccessEntryType::name);
  return found == Types().end() ? nullptr : &*found;
}

std::optional<aws::ErrorShape> CheckPrincipal(const AccessEntryType& type, std::string_view text,
                                              std::string_view cluster_account) {
  const std::optional<policy::Arn> arn = policy::ParseArn(text);
  if (!arn.has_value() || text.size() > 2048) {
    return InvalidParameter("The principalArn parameter format is not valid");
  }
  if (!IsPrincipal(*arn)) return InvalidPrincipal();
  if (arn->resource.starts_with("role/aws-service-role/")) {
    return InvalidParameter(
        "The caller is not allowed to modify access entries with a principalArn value of a Service Linked Role");
  }
  if (type.takes_names) return std::nullopt;
  if (!arn->resource.starts_with("role/")) {
    return InvalidParameter("AccessEntry principalArn must be IAM role when using types " + std::string(kNodeTypes));
  }
  if (arn->account == cluster_account) return std::nullopt;
  return InvalidParameter("AccessEntry principalArn must be from the same account as the cluster when using types " +
                          std::string(kNodeTypes));
}

std::optional<aws::ErrorShape> CheckUsername(const AccessEntryType& type, std::string_view username) {
  if (!type.takes_names) return NoNames("username", type);
  if (const std::string_view prefix = ReservedPrefixOf(username); !prefix.empty()) {
    return InvalidParameter("The username must not begin with " + std::string(prefix));
  }
  if (!IsName(username)) return InvalidParameter("The username has 1 to 256 characters, none of them a control one.");
  const std::size_t session = username.find(kSessionName);
  if (session == username.npos || username.substr(0, session).find(':') != username.npos) return std::nullopt;
  return InvalidParameter("The username must have a colon before {{SessionName}} or {{SessionNameRaw}}");
}

std::optional<aws::ErrorShape> CheckGroups(const AccessEntryType& type, const std::vector<std::string>& groups) {
  if (groups.empty()) return std::nullopt;
  if (!type.takes_names) return NoNames("kubernetesGroups", type);
  if (groups.size() > kMostGroups) return InvalidParameter("An access entry has 100 kubernetes groups at most.");
  for (const std::string& group : groups) {
    const std::string shown(FirstCharacters(group, kMaxNameLength));
    if (const std::string_view prefix = ReservedPrefixOf(group); !prefix.empty()) {
      return InvalidParameter("The kubernetes group name " + shown + " is invalid, it cannot start with " +
                              std::string(prefix));
    }
    if (!IsName(group)) {
      return InvalidParameter("The kubernetes group name " + shown +
                              " is invalid, it has 1 to 256 characters, none of them a control one.");
    }
  }
  return std::nullopt;
}

std::string UsernameFor(const AccessEntryType& type, const std::string& principal_arn) {
  if (!type.username.empty()) return std::string(type.username);
  const std::optional<policy::Arn> arn = policy::ParseArn(principal_arn);
  if (!arn.has_value() || !arn->resource.starts_with("role/")) return principal_arn;
  return partition::OwnArn() + "sts::" + std::string(arn->account) + ":assumed-role/" +
         std::string(policy::LastPathElement(arn->resource)) + "/{{SessionName}}";
}

}  // namespace rolecall::services::eks
