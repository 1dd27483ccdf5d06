// The members of every kind of record, listed once for writing and reading. For codec.cc only.
#ifndef ROLECALL_DIRECTORY_RECORD_FIELDS_H_
#define ROLECALL_DIRECTORY_RECORD_FIELDS_H_

#include "directory/records.h"
#include "directory/session.h"

namespace rolecall::directory {

template <typename A>
void Fields(A& a, PasswordPolicy& r) {
  a("minimum_length", r.minimum_length), a("symbols", r.require_symbols), a("numbers", r.require_numbers);
  a("uppercase", r.require_uppercase), a("lowercase", r.require_lowercase), a("change", r.allow_users_to_change);
  a("hard_expiry", r.hard_expiry), a("max_age", r.max_age_days), a("reuse", r.reuse_prevention);
}

template <typename A>
void Fields(A& a, Account& r) {
  a("id", r.id), a("aliases", r.aliases), a("password_policy", r.password_policy);
  a("root_keys", r.root_access_key_ids), a("created", r.created);
}

template <typename A>
void Fields(A& a, LoginProfile& r) {
  a("hash", r.password_hash), a("reset", r.reset_required), a("created", r.created);
}

template <typename A>
void Fields(A& a, InlinePolicy& r) {
  a("name", r.name);
  a.Policy("text", r.policy, policy::DocumentKind::kIdentity, "inline policy " + r.name);
}

template <typename A>
void Fields(A& a, User& r) {
  a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("created", r.created);
  a("tags", r.tags), a("boundary", r.boundary_arn), a("inline", r.inline_policies), a("attached", r.attached);
  a("groups", r.groups), a("keys", r.access_key_ids), a("login", r.login);
}

template <typename A>
void Fields(A& a, AccessKey& r) {
  a("id", r.id), a("secret", r.secret), a("account", r.account), a("user", r.user_name), a("active", r.active);
  a("created", r.created), a("used", r.last_used), a("used_service", r.last_used_service);
  a("used_region", r.last_used_region);
}

template <typename A>
void Fields(A& a, Group& r) {
  a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("created", r.created);
  a("inline", r.inline_policies), a("attached", r.attached);
}

template <typename A>
void Fields(A& a, Role& r) {
  a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("description", r.description);
  a("max_session", r.max_session_seconds), a("created", r.created), a("tags", r.tags);
  a.Policy("trust", r.trust, policy::DocumentKind::kTrust, "trust policy of " + r.name);
  a("boundary", r.boundary_arn), a("inline", r.inline_policies), a("attached", r.attached);
  a("service_linked", r.service_linked);
}

template <typename A>
void Fields(A& a, PolicyVersion& r) {
  a("number", r.number), a("created", r.created);
  a.Policy("text", r.policy, policy::DocumentKind::kIdentity, "managed policy");
}

template <typename A>
void Fields(A& a, ManagedPolicy& r) {
  a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("description", r.description);
  a("created", r.created), a("updated", r.updated), a("tags", r.tags), a("default", r.default_version);
  a("next", r.next_version), a("versions", r.versions);
}

template <typename A>
void Fields(A& a, InstanceProfile& r) {
  a("account", r.account), a("name", r.name), a("path", r.path), a("id", r.id), a("created", r.created);
  a("tags", r.tags), a("role", r.role_name);
}

template <typename A>
void Fields(A& a, OidcProvider& r) {
  a("account", r.account), a("url", r.url), a("clients", r.client_ids), a("thumbprints", r.thumbprints);
  a("tags", r.tags), a("created", r.created);
}

template <typename A>
void Fields(A& a, SecretVersion& r) {
  a("id", r.id), a("value", r.value), a("binary", r.is_binary), a("has_value", r.has_value), a("stages", r.stages);
  a("created", r.created), a("accessed", r.last_accessed);
}

template <typename A>
void Fields(A& a, SecretReplica& r) {
  a("region", r.region), a("key", r.kms_key_id), a("status", r.status), a("message", r.status_message);
}

template <typename A>
void Fields(A& a, SecretRotation& r) {
  a("enabled", r.enabled), a("lambda", r.lambda_arn), a("days", r.after_days), a("schedule", r.schedule);
  a("duration", r.duration), a("last", r.last_rotated);
}

template <typename A>
void Fields(A& a, SecretRecord& r) {
  a("account", r.account), a("region", r.region), a("name", r.name), a("suffix", r.suffix);
  a("description", r.description), a("key", r.kms_key_id), a("tags", r.tags), a("versions", r.versions);
  a.Policy("policy", r.resource_policy, policy::DocumentKind::kResource, "resource policy of " + r.name);
  a("rotation", r.rotation), a("replicas", r.replicas), a("owner", r.owning_service), a("created", r.created);
  a("changed", r.changed), a("accessed", r.last_accessed), a("deleted", r.deleted), a("purge", r.purge_after);
}

template <typename A>
void Fields(A& a, Bucket& r) {
  a("name", r.name), a("account", r.account), a("region", r.region), a("created", r.created);
  a("versioning", r.versioning), a("tags", r.tags), a("lock", r.object_lock), a("config", r.configurations);
  a.Policy("policy", r.policy, policy::DocumentKind::kResource, "bucket policy of " + r.name);
}

template <typename A>
void Fields(A& a, SealedItem& r) {
  a("name", r.name), a("value", r.value), a("created", r.created);
}

template <typename A>
void Fields(A& a, Session& r) {
  a("k", r.kind), a("i", r.access_key_id), a("a", r.account), a("p", r.principal_id), a("r", r.role_name);
  a("u", r.user_name), a("n", r.session_name), a("h", r.has_session_policies), a("d", r.session_policy);
  a("m", r.session_policy_arns), a("t", r.tags), a("v", r.transitive_tag_keys), a("s", r.source_identity);
  a("f", r.federated_provider), a("2", r.mfa_at), a("b", r.issued), a("e", r.expires);
}

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_RECORD_FIELDS_H_
