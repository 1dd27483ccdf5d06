#include <algorithm>

#include "base/text.h"
#include "partition/own_partition.h"
#include "policy/explain/message.h"
#include "services/authorize.h"
#include "services/sts/names.h"
#include "services/sts/operations.h"

namespace rolecall::services::sts {
namespace {

using aws::ErrorShape;
using directory::Session;
using services::Authorize;
using services::Caller;
using services::ContextKey;
using services::Question;

constexpr std::int64_t kChainedSeconds = 3600;

bool IsIn(const std::vector<std::string>& keys, std::string_view key) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& other) { return EqualsIgnoringAsciiCase(other, key); });
}

// Transitive tags of the calling session stay, and may not be set anew.
std::optional<ErrorShape> InheritTags(const Call& call, Session& session) {
  const Session* from = call.caller.session.get();
  if (from == nullptr || from->kind != Session::Kind::kRole) return std::nullopt;
  for (const std::string& key : from->transitive_tag_keys) {
    const auto has_key = [&](const auto& tag) { return EqualsIgnoringAsciiCase(tag.first, key); };
    if (std::any_of(session.tags.begin(), session.tags.end(), has_key)) {
      return ErrorShape{400, "InvalidParameterValue",
                        IsIn(session.transitive_tag_keys, key)
                            ? "One of the specified transitive tag keys can't be set because it conflicts with a "
                              "transitive tag key from the calling session."
                            : "One of the specified tag keys can't be set because it conflicts with a transitive tag "
                              "key from the calling session."};
    }
    auto tag = std::find_if(from->tags.begin(), from->tags.end(), has_key);
    if (tag != from->tags.end()) session.tags.push_back(*tag);
    session.transitive_tag_keys.push_back(key);
  }
  return std::nullopt;
}

// Once set, a source identity stays through all chained sessions.
std::optional<ErrorShape> TakeSourceIdentity(const Call& call, Session& session) {
  session.source_identity = std::string(call.parameters.Get("SourceIdentity"));
  const Session* from = call.caller.session.get();
  if (from == nullptr || from->source_identity.empty()) return std::nullopt;
  if (!session.source_identity.empty() && session.source_identity != from->source_identity) {
    return ErrorShape{
        403, "AccessDenied",
        "User: " + call.caller.arn +
            " is not authorized to set a source identity other than the one that the calling session has"};
  }
  session.source_identity = from->source_identity;
  return std::nullopt;
}

std::vector<ContextKey> RequestContext(const Call& call, const Session& session) {
  std::vector<ContextKey> context{{"sts:RoleSessionName", {session.session_name}}};
  if (call.parameters.Has("ExternalId")) {
    context.push_back({"sts:ExternalId", {std::string(call.parameters.Get("ExternalId"))}});
  }
  if (!session.source_identity.empty()) context.push_back({"sts:SourceIdentity", {session.source_identity}});
  if (!session.transitive_tag_keys.empty()) {
    context.push_back({"sts:TransitiveTagKeys", session.transitive_tag_keys, true});
  }
  return context;
}

std::optional<ErrorShape> AuthorizeAssume(Call& call, const std::string& arn, const directory::Role* role,
                                          const Session& session) {
  Question question;
  question.action = "sts:AssumeRole";
  question.resource = arn;
  question.context = RequestContext(call, session);
  // Inherited transitive tags are set anew on this session: they are asked for like those of the request.
  question.request_tags = &session.tags;
  if (role != nullptr) {
    question.resource_account = role->account;
    question.resource_tags = &role->tags;
    question.resource_policy = role->trust.compiled().get();
  }
  ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  // Nobody may learn which roles exist: a missing one is refused like one that trusts nobody.
  if (role == nullptr) {
    return ErrorShape{403, "AccessDenied",
                      "User: " + call.caller.arn + " is not authorized to perform: sts:AssumeRole on resource: " + arn +
                          services::NoteOfCell(call, arn)};
  }
  if (!session.tags.empty()) {
    question.action = "sts:TagSession";
    ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  }
  if (!session.source_identity.empty()) {
    question.action = "sts:SetSourceIdentity";
    ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
  }
  return std::nullopt;
}

services::Checked<std::int64_t> Seconds(const Call& call, const directory::Role& role) {
  const bool chained = call.caller.session != nullptr && call.caller.session->kind == Session::Kind::kRole;
  const std::optional<std::int64_t> asked = services::ParseInteger(call.parameters.Get("DurationSeconds"));
  if (chained && asked && *asked > kChainedSeconds) {
    return ErrorShape{400, "ValidationError",
                      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
                      "chaining."};
  }
  return RequestedSeconds(call, role);
}

}  // namespace

OperationResult AssumeRole(Call& call) {
  const std::string arn(call.parameters.Get("RoleArn"));
  ROLECALL_RETURN_IF_ERROR(CheckRoleArn(arn));
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  Session session;
  session.session_name = std::string(call.parameters.Get("RoleSessionName"));
  session.tags = tags;
  session.transitive_tag_keys = call.parameters.List("TransitiveTagKeys");
  ROLECALL_RETURN_IF_ERROR(CheckTransitiveKeys(session.transitive_tag_keys, tags));
  ROLECALL_RETURN_IF_ERROR(InheritTags(call, session));
  ROLECALL_RETURN_IF_ERROR(TakeSourceIdentity(call, session));
  if (call.caller.kind == Caller::Kind::kRoot) {
    return ErrorShape{403, "AccessDenied", "Roles may not be assumed by root accounts."};
  }
  if (call.parameters.HasList("ProvidedContexts")) {
    // Differs from AWS: contexts are assertions of IAM Identity Center, which is not here.
    return ErrorShape{400, "InvalidParameterValue", "ProvidedContexts are not supported."};
  }
  // Differs from AWS: MFA devices are kept (IAM), but no code is taken here.
  if (call.parameters.Has("SerialNumber") || call.parameters.Has("TokenCode")) {
    return ErrorShape{403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "};
  }
  const std::shared_ptr<const directory::Role> role = FindRoleByArn(*call.snapshot, arn);
  ROLECALL_RETURN_IF_ERROR(AuthorizeAssume(call, arn, role.get(), session));
  ROLECALL_TRY(std::int64_t seconds, Seconds(call, *role));
  ROLECALL_RETURN_IF_ERROR(ReadSessionPolicies(call, role->account, session));
  ROLECALL_TRY(int packed, PackedSize(session));
  session.kind = Session::Kind::kRole;
  session.account = role->account;
  session.role_name = role->name;
  session.principal_id = role->id;
  session.issued = call.now;
  session.expires = call.now + std::chrono::seconds(seconds);
  aws::XmlWriter xml;
  xml.Open("AssumedRoleUser").Text("AssumedRoleId", role->id + ":" + session.session_name);
  xml.Text("Arn",
           partition::OwnArn() + "sts::" + role->account + ":assumed-role/" + role->name + "/" + session.session_name)
      .Close();
  if (!session.source_identity.empty()) xml.Text("SourceIdentity", session.source_identity);
  const bool has_packed = session.has_session_policies || !session.tags.empty();
  ROLECALL_TRY(const directory::SessionCredentials made, IssueSession(call, std::move(session)));
  xml.Raw(CredentialsXml(made));
  if (has_packed) xml.Number("PackedPolicySize", packed);
  return xml.Take();
}

}  // namespace rolecall::services::sts
