// Caller: the authenticated principal of a call. A plain value over records of the call's snapshot.
//
//   aws::AuthFailure failure;
//   std::optional<FoundCaller> found = FindCaller(directory, *snapshot, claim, now, failure);
//   if (!found) … answer `failure` …
//   … check the signature with found->secret, then trust found->caller …
#ifndef ROLECALL_SERVICES_CALLER_H_
#define ROLECALL_SERVICES_CALLER_H_

#include <memory>
#include <optional>
#include <string>

#include "aws/sigv4/sigv4.h"
#include "base/secret.h"
#include "directory/directory.h"
#include "policy/decide/engine.h"
#include "policy/decide/request.h"

namespace rolecall::services {

struct Caller {
  enum class Kind { kAnonymous, kRoot, kUser, kRoleSession, kFederatedUser };

  Kind kind = Kind::kAnonymous;
  std::string account;        // twelve digits
  std::string arn;            // as GetCallerIdentity shows it
  std::string user_id;        // aws:userid: "AIDA…", "AROA…:session", "ACCOUNT:name", the account of root
  std::string access_key_id;  //
  std::shared_ptr<const directory::User> user;        // kUser, and kFederatedUser unless made by root
  std::shared_ptr<const directory::Role> role;        // kRoleSession
  std::shared_ptr<const directory::Session> session;  // temporary credentials; null for long-term keys
  // The session's inline policy, compiled; its managed ones are read live from the snapshot.
  std::shared_ptr<const policy::CompiledPolicy> session_policy;
  // The policies of GetScopedCredentials, compiled: each must allow, whatever resources' policies say.
  policy::PolicySet scope_down_policies;

  bool anonymous() const { return kind == Kind::kAnonymous; }
  policy::Principal ToPrincipal() const;
  // The role's or user's tags with the session's over them.
  directory::Tags Tags() const;
};

struct FoundCaller {
  Caller caller;
  Secret secret;  // to check the signature with
};

// Who a claim says that it is, before its signature is checked: looks up the access key or opens the session token.
// Sets `failure` and returns nothing if nobody (unknown or inactive key, bad or expired token, identity that is gone).
std::optional<FoundCaller> FindCaller(const directory::Directory& directory, const directory::Snapshot& snapshot,
                                      const aws::Claim& claim, Time now, aws::AuthFailure& failure);

// The same caller by what is known now: the records of `snapshot`. Nothing if it is nobody any more (the key switched
// off or deleted, the session over, the user or role gone). For what lasts longer than one look at the snapshot.
std::optional<Caller> Renewed(const directory::Snapshot& snapshot, const Caller& caller, Time now);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_CALLER_H_
