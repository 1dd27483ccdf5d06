// What an access entry may be: its types, the names that EKS gives by itself, what EKS refuses. For this folder only.
//
//   const AccessEntryType* type = FindAccessEntryType("EC2_LINUX");
//   ROLECALL_RETURN_IF_ERROR(CheckPrincipal(*type, "arn:aws:iam::111122223333:role/node", "111122223333"));
//   UsernameFor(*type, "arn:aws:iam::111122223333:role/node");   // "system:node:{{EC2PrivateDNSName}}"
//
// Sources: EKS User Guide, "Create access entries", "Associate access policies with access entries", "Set a custom
// username"; the texts are those that EKS answers with, where they are known. Pure; any thread.
#ifndef ROLECALL_SERVICES_EKS_ACCESS_ENTRY_RULES_H_
#define ROLECALL_SERVICES_EKS_ACCESS_ENTRY_RULES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"

namespace rolecall::services::eks {

inline constexpr std::size_t kMostGroups = 100;
inline constexpr std::size_t kMaxNameLength = 256;  // of groups and usernames

struct AccessEntryType {
  std::string_view name;
  std::string_view username;  // empty: made of the principal
  std::vector<std::string> groups;
  bool takes_names = false;     // groups and a username of one's own
  bool takes_policies = false;  // access policies
  bool passes_role = false;     // who makes one must be allowed to pass the role
};

// Null: there is no such type.
const AccessEntryType* FindAccessEntryType(std::string_view name);

// What is wrong with the ARN of a principal, for a cluster of that account. Whether it exists is another question.
std::optional<aws::ErrorShape> CheckPrincipal(const AccessEntryType& type, std::string_view arn,
                                              std::string_view cluster_account);
// A username and groups that somebody wants.
std::optional<aws::ErrorShape> CheckUsername(const AccessEntryType& type, std::string_view username);
std::optional<aws::ErrorShape> CheckGroups(const AccessEntryType& type, const std::vector<std::string>& groups);

// The username of an entry that was given none.
std::string UsernameFor(const AccessEntryType& type, const std::string& principal_arn);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_ACCESS_ENTRY_RULES_H_
