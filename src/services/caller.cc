#include "services/caller.h"

#include "base/text.h"
#include "directory/ids.h"
#include "partition/own_partition.h"

namespace rolecall::services {
namespace {

using aws::AuthProblem;
using directory::NameKey;
using directory::Session;

std::nullopt_t Fail(aws::AuthFailure& failure, AuthProblem problem, std::string detail = "") {
  failure = {problem, std::move(detail)};
  return std::nullopt;
}

void BecomeRoot(Caller& caller) {
  caller.kind = Caller::Kind::kRoot;
  caller.arn = partition::OwnArn() + "iam::" + caller.account + ":root";
  caller.user_id = caller.account;
}

void BecomeUser(Caller& caller) {
  caller.kind = Caller::Kind::kUser;
  caller.arn = caller.user->arn();
  caller.user_id = caller.user->id;
}

void BecomeRole(Caller& caller) {
  caller.kind = Caller::Kind::kRoleSession;
  caller.arn = partition::OwnArn() + "sts::" + caller.account + ":assumed-role/" + caller.role->name + "/" +
               caller.session->session_name;
  caller.user_id = caller.role->id + ":" + caller.session->session_name;
}

void BecomeFederatedUser(Caller& caller) {
  caller.kind = Caller::Kind::kFederatedUser;
  caller.arn = partition::OwnArn() + "sts::" + caller.account + ":federated-user/" + caller.session->session_name;
  caller.user_id = caller.account + ":" + caller.session->session_name;
}

std::optional<FoundCaller> FindLongTerm(const directory::Snapshot& snapshot, const std::string& id,
                                        aws::AuthFailure& failure) {
  std::shared_ptr<const directory::AccessKey> key = snapshot.access_keys.Find(id);
  if (key == nullptr) return Fail(failure, AuthProblem::kUnknownAccessKey);
  if (!key->active) return Fail(failure, AuthProblem::kInactiveAccessKey);
  FoundCaller found;
  found.secret = key->secret;
  found.caller.account = key->account;
  found.caller.access_key_id = id;
  if (key->user_name.empty()) {
    BecomeRoot(found.caller);
    return found;
  }
  found.caller.user = snapshot.users.Find(NameKey(key->account, key->user_name));
  if (found.caller.user == nullptr) return Fail(failure, AuthProblem::kUnknownAccessKey);
  BecomeUser(found.caller);
  return found;
}

// False: the identity that the session belongs to is gone.
bool BecomeSession(const directory::Snapshot& snapshot, Caller& caller) {
  const Session& session = *caller.session;
  // By the id, not the name: a renamed user's sessions go on, those of one that was deleted and made anew do not.
  const auto identity =
      session.principal_id.empty() ? nullptr : snapshot.identities.Find(session.principal_id);  // none: root's
  if (session.kind == Session::Kind::kRole) {
    if (identity == nullptr || !identity->is_role) return false;
    caller.role = snapshot.roles.Find(identity->key);
    if (caller.role == nullptr || caller.role->id != session.principal_id) return false;
    BecomeRole(caller);
    return true;
  }
  if (!session.user_name.empty()) {
    if (identity == nullptr || identity->is_role) return false;
    caller.user = snapshot.users.Find(identity->key);
    if (caller.user == nullptr || caller.user->id != session.principal_id) return false;
  }
  if (session.kind == Session::Kind::kFederatedUser) {
    BecomeFederatedUser(caller);
  } else if (caller.user != nullptr) {
    BecomeUser(caller);
  } else {
    BecomeRoot(caller);
  }
  return true;
}

std::shared_ptr<const policy::CompiledPolicy> CompileLimit(const std::string& text) {
  return directory::MakeStoredPolicy(text, policy::DocumentKind::kSession, "session policy").compiled();
}

std::optional<FoundCaller> FindTemporary(const directory::Directory& directory, const directory::Snapshot& snapshot,
                                         const aws::Claim& claim, Time now, aws::AuthFailure& failure) {
  Result<directory::OpenedSession> opened = directory.OpenSession(claim.session_token);
  if (!opened.ok()) return Fail(failure, AuthProblem::kInvalidToken);
  if (!ConstantTimeEquals(opened->session.access_key_id, claim.access_key_id)) {
    return Fail(failure, AuthProblem::kInvalidToken);
  }
  if (now >= opened->session.expires) return Fail(failure, AuthProblem::kExpiredToken);
  FoundCaller found;
  found.secret = std::move(opened->secret);
  Caller& caller = found.caller;
  caller.session = std::make_shared<const Session>(std::move(opened->session));
  caller.account = caller.session->account;
  caller.access_key_id = caller.session->access_key_id;
  if (!BecomeSession(snapshot, caller)) return Fail(failure, AuthProblem::kInvalidToken);
  if (!caller.session->session_policy.empty()) caller.session_policy = CompileLimit(caller.session->session_policy);
  for (const std::string& text : caller.session->scope_down_policies) {
    caller.scope_down_policies.push_back(CompileLimit(text));
  }
  return found;
}

}  // namespace

policy::Principal Caller::ToPrincipal() const {
  policy::Principal principal;
  switch (kind) {
    case Kind::kAnonymous: return policy::Principal::Anonymous();
    case Kind::kRoot: principal = policy::Principal::Root(account, partition::Own().name); break;
    case Kind::kUser:
      principal = policy::Principal::User(arn, user->id);
      principal.has_boundary = !user->boundary_arn.empty();
      break;
    case Kind::kRoleSession:
      principal = policy::Principal::RoleSession(role->arn(), role->id, session->session_name);
      principal.has_boundary = !role->boundary_arn.empty();
      break;
    case Kind::kFederatedUser: principal = policy::Principal::FederatedUser(arn); break;
  }
  return principal;
}

directory::Tags Caller::Tags() const {
  directory::Tags tags = role != nullptr ? role->tags : user != nullptr ? user->tags : directory::Tags();
  if (session == nullptr) return tags;
  for (const auto& tag : session->tags) {
    std::erase_if(tags, [&](const auto& other) { return EqualsIgnoringAsciiCase(other.first, tag.first); });
    tags.push_back(tag);
  }
  return tags;
}

std::optional<FoundCaller> FindCaller(const directory::Directory& directory, const directory::Snapshot& snapshot,
                                      const aws::Claim& claim, Time now, aws::AuthFailure& failure) {
  if (!claim.session_token.empty()) return FindTemporary(directory, snapshot, claim, now, failure);
  return FindLongTerm(snapshot, claim.access_key_id, failure);
}

std::optional<Caller> Renewed(const directory::Snapshot& snapshot, const Caller& caller, Time now) {
  if (caller.anonymous()) return caller;
  Caller renewed;
  if (caller.session == nullptr && !caller.access_key_id.empty()) {
    aws::AuthFailure failure;
    std::optional<FoundCaller> found = FindLongTerm(snapshot, caller.access_key_id, failure);
    if (!found) return std::nullopt;
    return std::move(found->caller);
  }
  if (caller.session == nullptr) {
    renewed = caller;
    if (caller.user == nullptr) return renewed;
    renewed.user = snapshot.users.Find(NameKey(caller.account, caller.user->name));
    if (renewed.user == nullptr || renewed.user->id != caller.user->id) return std::nullopt;
    return renewed;
  }
  if (now >= caller.session->expires) return std::nullopt;
  renewed.session = caller.session;
  renewed.account = caller.account;
  renewed.access_key_id = caller.access_key_id;
  renewed.session_policy = caller.session_policy;
  if (!BecomeSession(snapshot, renewed)) return std::nullopt;
  return renewed;
}

}  // namespace rolecall::services
