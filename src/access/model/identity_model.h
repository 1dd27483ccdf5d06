// The identity model: everything that decides who may do what, joined from wherever it is written down — a planned
// configuration, a state, a live endpoint, Kubernetes manifests — and each thing with where it came from.
//
//   IdentityModel model = ModelFromPlan(plan, PlanSide::kAfter, &configuration, &files);   // model_readers.h
//   const Role* role = model.FindRole("arn:aws:iam::054000737513:role/k8s-main/App");
//   for (const PolicyDocument* policy : model.IdentityPolicies(*role)) … policy->text, policy->origin.Text() …
//
// Documents are kept as text: nothing is parsed or judged here. What a source does not tell stays empty, and what
// could not be found out is said in `gaps`. Lookups are linear; who asks often makes an index of its own.
// A plain value; threads may read one together.
#ifndef ROLECALL_ACCESS_MODEL_IDENTITY_MODEL_H_
#define ROLECALL_ACCESS_MODEL_IDENTITY_MODEL_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/model/policy_document.h"  // IWYU pragma: export

namespace rolecall::access {

struct ManagedPolicy {
  std::string arn, name;
  PolicyDocument document;
  Origin origin;
};

struct Attachment {
  std::string policy_arn;
  Origin origin;
};

using TagList = std::vector<std::pair<std::string, std::string>>;

struct Role {
  std::string arn, name, path, account;
  std::string unique_id;  // empty: not known
  PolicyDocument trust;
  std::vector<PolicyDocument> inline_policies;
  std::vector<Attachment> attached;
  std::string boundary_arn;  // empty: none
  TagList tags;
  std::int64_t max_session_duration = 3600;
  Origin origin;
};
// Its name; its address where the name will be known only when it is made.
inline const std::string& ShownName(const Role& role) { return role.name.empty() ? role.origin.address : role.name; }

// A user or a group.
struct Member {
  std::string arn, name, path, account, unique_id;
  std::vector<PolicyDocument> inline_policies;
  std::vector<Attachment> attached;
  std::string boundary_arn;
  TagList tags;
  std::vector<std::string> groups;  // names; of users only
  Origin origin;
};

struct InstanceProfile {
  std::string arn, name;
  std::vector<std::string> roles;  // names
  Origin origin;
};

struct OidcProvider {
  std::string arn;
  std::string url;                      // without scheme, as IAM keeps it
  std::vector<std::string> client_ids;  // may have placeholders (base/placeholder.h)
  bool KnowsClientIds() const;
  Origin origin;
};

// A resource with a policy of its own: a secret, a key.
struct ProtectedResource {
  std::string arn;  // one that is only planned has "??????" for what AWS will choose
  PolicyDocument policy;
};

// A secret, with what it is encrypted by.
struct StoredSecret {
  std::string arn;      // one that is only planned has "??????" for what AWS will choose
  std::string kms_key;  // the key's ARN; empty: AWS's own key, or not known
  Origin origin;
};

// EKS Pod Identity: the role of a service account's pods, without annotation and token.
struct PodIdentity {
  std::string namespace_name, service_account, cluster;
  std::string role_arn;  // may be empty: not known
  Origin origin;
};

struct ServiceAccount {
  std::string namespace_name, name;
  std::string role_arn;  // of the annotation; empty: none
  std::string audience;  // of the annotation; empty: the default
  std::optional<std::int64_t> token_expiration;
  std::map<std::string, std::string> annotations;
  Origin origin;       // of the object
  Origin role_origin;  // of the annotation

  std::string Text() const { return namespace_name + "/" + name; }
  std::string Subject() const { return "system:serviceaccount:" + namespace_name + ":" + name; }
};

struct IdentityModel {
  std::string account_id;  // of what the configuration makes; empty: not known
  bool account_is_placeholder = false;
  std::string region;
  std::vector<Role> roles;
  std::map<std::string, ManagedPolicy> policies;  // by ARN
  std::vector<Member> users, groups;
  std::vector<InstanceProfile> instance_profiles;
  std::vector<OidcProvider> providers;
  bool providers_complete = false;  // the list is the account's whole list
  bool roles_complete = false;
  std::vector<ProtectedResource> resources;
  // Of buckets, by name, where it is not account_id: their ARNs name none.
  std::map<std::string, std::string> bucket_accounts;
  std::vector<StoredSecret> secrets;
  std::vector<ServiceAccount> service_accounts;
  std::vector<PodIdentity> pod_identities;
  std::vector<std::string> gaps;         // what could not be found out, as sentences
  std::vector<std::string> unread;       // of the gaps those that decide nothing: what depends on them has placeholders
  std::vector<std::string> passed_over;  // what was not looked at, and does not hold anything up: the same

  const Role* FindRole(std::string_view arn) const;
  const Role* FindRoleByName(std::string_view name) const;  // the first
  const Member* FindUser(std::string_view arn) const;
  const Member* FindGroup(std::string_view name) const;
  const PodIdentity* FindPodIdentity(std::string_view namespace_name, std::string_view service_account) const;
  // The provider of that URL (without scheme) in that account.
  const OidcProvider* FindProvider(std::string_view url, std::string_view account) const;
  const OidcProvider* FindProviderByArn(std::string_view arn) const;
  const ServiceAccount* FindServiceAccount(std::string_view namespace_name, std::string_view name) const;
  // The resource's own policy; null if it has none. A planned ARN matches by its known part.
  const PolicyDocument* FindResourcePolicy(std::string_view arn) const;
  // The secret of that ARN, which may be planned.
  const StoredSecret* FindSecret(std::string_view arn) const;

  // A managed policy's: of the model, or AWS's own, which are known without it. Null: not known.
  const PolicyDocument* FindPolicyDocument(const std::string& arn) const;
  // Inline and attached documents, in this order. An attached policy that is not known is left out; see
  // MissingPolicies.
  std::vector<const PolicyDocument*> IdentityPolicies(const Role& role) const;
  std::vector<const PolicyDocument*> IdentityPolicies(const Member& user) const;  // with those of its groups
  std::vector<std::string> MissingPolicies(const std::vector<Attachment>& attached) const;
  // Null: no boundary, or (see the role) one that is not known.
  const PolicyDocument* Boundary(const std::string& boundary_arn) const;

  // Adds what `other` has. Of roles, providers and service accounts that both have, this one's stay.
  void Merge(IdentityModel other);
};

// The account of an ARN; "" if it is none.
std::string AccountOf(std::string_view arn);
// The partition of an ARN; "aws" if it is none.
std::string PartitionOf(std::string_view arn);
// An issuer or provider URL without its scheme.
std::string WithoutScheme(std::string_view url);
// "arn:aws:iam::1…:role/a/b" -> "b".
std::string NameOfArn(std::string_view arn);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_IDENTITY_MODEL_H_
