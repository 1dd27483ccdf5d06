// Who asks for what, with which facts: the question put to the policies.
//
//   Principal caller = Principal::RoleSession("arn:aws:iam::1…:role/k8s-main/App", "AROA…", "session-name");
//   Context context;
//   context.Set("aws:SourceIp", "192.0.2.1");
//   context.SetMultiple("aws:TagKeys", {"team", "env"});
//   Request request(std::move(caller), "secretsmanager:GetSecretValue", secret_arn, owner_account, std::move(context));
//
// A request is prepared once (lower-cased, split) and may then be decided on many times without allocating.
// The context is exactly what the caller put in: no key is derived from the principal. Pure values.
#ifndef ROLECALL_POLICY_DECIDE_REQUEST_H_
#define ROLECALL_POLICY_DECIDE_REQUEST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decide/context_values.h"

namespace rolecall::policy {

struct Principal {
  enum class Kind {
    kAnonymous,
    kRoot,           // the account's root user
    kUser,           // IAM user
    kRoleSession,    // assumed role (also a bare role, when only the role is known)
    kFederatedUser,  // GetFederationToken
    kFederated,      // a token's OIDC or SAML provider, asking for AssumeRoleWith…: `name` is the provider
    kService,        // AWS service: `name` is "ec2.amazonaws.com", or the ARN of an identity in no account
  };

  Kind kind = Kind::kAnonymous;
  std::string arn;           // as the caller is named in errors; session ARN for sessions
  std::string account;       // twelve digits; empty for services and anonymous
  std::string name;          // provider ARN or domain, service name
  std::string role_arn;      // sessions: the role with its path; empty if the path is not known
  std::string role_name;     // sessions
  std::string unique_id;     // "AIDA…" of a user, "AROA…" of the session's role; may be empty
  std::string session_name;  // sessions
  std::string canonical_user;
  bool has_boundary = false;  // a permissions boundary is set: NotPrincipal then always denies

  // Of an account, with policies of its own. The others have only what the resource's policy gives them.
  bool IsIdentity() const {
    switch (kind) {
      case Kind::kRoot:
      case Kind::kUser:
      case Kind::kRoleSession:
      case Kind::kFederatedUser: return true;
      case Kind::kAnonymous:
      case Kind::kFederated:
      case Kind::kService: return false;
    }
    return false;
  }

  static Principal Anonymous();
  static Principal Root(std::string_view account, std::string_view partition = "aws");
  static Principal User(std::string_view user_arn, std::string_view unique_id);
  static Principal RoleSession(std::string_view role_arn, std::string_view role_id, std::string_view session_name);
  static Principal FederatedUser(std::string_view arn);
  static Principal Federated(std::string_view provider);  // provider ARN, or a domain ("accounts.google.com")
  static Principal Service(std::string_view name);
  // From what a user writes: any of the ARNs above, a service name, "*" or "" for anonymous.
  static Principal FromText(std::string_view text);
};

// Condition keys and their values. Key names ignore case.
class Context {
 public:
  struct Entry {
    std::string key;     // lower case
    std::uint64_t hash;  // of `key`
    ContextValues values;
    bool multivalued = false;
  };

  // Replaces what was there.
  void Set(std::string_view key, std::string value);
  // A multivalued key, even with one value. No values: the key is absent.
  void SetMultiple(std::string_view key, std::vector<std::string> values);

  const Entry* Find(std::string_view lower_key, std::uint64_t hash) const;
  const Entry* Find(std::string_view key) const;  // any case
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  void Remove(std::string_view lower_key, std::uint64_t hash);
  void Note(std::uint64_t hash);  // that a key is added

  std::vector<Entry> entries_;
  std::uint64_t hashes_ = 0;  // a bit for each hash that was ever added: most keys asked for are not there
};

// The hash of a lower-cased key as Context::Find wants it.
std::uint64_t HashKey(std::string_view lower_key);
// An ARN with all that is before its resource part in lower case. `variables`: colons inside of ${…} do not count.
std::string FoldHead(std::string_view arn, bool variables);

class Request {
 public:
  // `resource` is an ARN, or "*" for actions without one. `resource_account` owns the resource; empty means the
  // caller's own account.
  Request(Principal principal, std::string action, std::string resource, std::string resource_account, Context context);

  const Principal& principal() const { return principal_; }
  const std::string& action() const { return action_; }
  const std::string& lower_action() const { return lower_action_; }
  std::string_view lower_service() const { return std::string_view(lower_action_).substr(0, service_length_); }
  const std::string& resource() const { return resource_; }
  // FoldHead of the resource, which hardly ever differs from it.
  const std::string& folded_resource() const { return folded() ? folded_resource_ : resource_; }
  bool folded() const { return !folded_resource_.empty(); }
  const std::string& resource_account() const { return resource_account_; }
  const Context& context() const { return context_; }

 private:
  Principal principal_;
  std::string action_, lower_action_, resource_, folded_resource_, resource_account_;
  std::size_t service_length_ = 0;
  Context context_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_REQUEST_H_
