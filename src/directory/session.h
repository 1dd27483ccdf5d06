// Sessions: what temporary credentials stand for. A session token contains its session, sealed; nothing is stored.
//
//   SessionCredentials credentials = directory.IssueSession(std::move(session));
//   ROLECALL_TRY(OpenedSession opened, directory.OpenSession(credentials.token));
//
// docs/formats/session-tokens.md is the contract of its bytes.
#ifndef ROLECALL_DIRECTORY_SESSION_H_
#define ROLECALL_DIRECTORY_SESSION_H_

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "directory/tags.h"

namespace rolecall::directory {

struct Session {
  enum class Kind { kRole, kFederatedUser, kUser };  // kUser: GetSessionToken; of root if user_name is empty

  Kind kind = Kind::kRole;
  std::string access_key_id;  // "ASIA…"; set by IssueSession
  std::string account;
  std::string principal_id;  // the role's or user's unique id when it was made: a recreated one does not match
  std::string role_name;     // kRole
  std::string user_name;     // kUser, kFederatedUser: the caller; empty: root
  std::string session_name;  // kRole: RoleSessionName; kFederatedUser: Name
  bool has_session_policies = false;
  std::string session_policy;  // inline document; empty: none
  std::vector<std::string> session_policy_arns;
  std::vector<std::string> scope_down_policies;  // of GetScopedCredentials, oldest first: each must allow too
  Tags tags;
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;
  std::string federated_provider;   // the OIDC provider's ARN
  std::string source_instance_arn;  // of credentials of an instance profile: the instance, and how it got them ("2.0")
  std::string role_delivery;
  std::optional<Time> mfa_at;  // when the caller proved a second factor
  Time issued, expires;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& r) {
    a("k", r.kind), a("i", r.access_key_id), a("a", r.account), a("p", r.principal_id), a("r", r.role_name);
    a("u", r.user_name), a("n", r.session_name), a("h", r.has_session_policies), a("d", r.session_policy);
    a("m", r.session_policy_arns), a("t", r.tags), a("v", r.transitive_tag_keys), a("s", r.source_identity);
    a("f", r.federated_provider), a("2", r.mfa_at), a("b", r.issued), a("e", r.expires);
    a("x", r.source_instance_arn), a("y", r.role_delivery), a("z", r.scope_down_policies);
  }
};

struct SessionCredentials {
  std::string access_key_id;
  Secret secret;  // 40 characters
  std::string token;
  Time expires;
};

struct OpenedSession {
  Session session;
  Secret secret;  // to check the signature with
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_SESSION_H_
