// Principals in stored trust and resource policies: kept as unique ids, shown as ARNs.
//
// A policy that names a role or user by ARN means the one that exists now; after that one is deleted, one of the same
// name that is made later is somebody else. So ARNs of our accounts are bound to ids when a policy is written.
// Accounts, services, sessions, providers and identities of accounts that we do not have are kept as they are.
#ifndef ROLECALL_DIRECTORY_PRINCIPALS_H_
#define ROLECALL_DIRECTORY_PRINCIPALS_H_

#include <string>
#include <string_view>

#include "directory/snapshot.h"
#include "policy/document/document.h"

namespace rolecall::directory {

struct BoundPolicy {
  std::string text;
  std::string unknown_principal;  // not empty: the policy names this user or role, which does not exist
};

// `text` must parse as `kind`; else it is given back unchanged.
BoundPolicy BindPrincipals(std::string_view text, policy::DocumentKind kind, const Snapshot& snapshot);
// The other way; ids of identities that are gone stay ids.
std::string ShowPrincipals(std::string_view text, policy::DocumentKind kind, const Snapshot& snapshot);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_PRINCIPALS_H_
