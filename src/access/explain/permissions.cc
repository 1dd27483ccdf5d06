// The last links of an explanation: session, identity policies and boundary, the resource's own policy.
#include <algorithm>

#include "access/explain/chain.h"
#include "access/model/caller_context.h"
#include "access/model/secret_key.h"
#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/explain/judge.h"

namespace rolecall::access {
namespace {

using policy::Layer;
using policy::Outcome;

// Somebody meant it: no patch undoes it.
constexpr const char* kDenyAdvice =
    "an explicit Deny beats every Allow and is never undone here: ask its owner, or narrow its Action, Resource or "
    "Condition at that place";
constexpr std::int64_t kLongestFirst = 3600;  // DurationSeconds, if nobody gives one

// A user that is named and not known here has its name only.
Member StrangerOf(const std::string& arn) {
  Member stranger;
  stranger.arn = arn;
  return stranger;
}

policy::Principal CallerOf(const ChainState& state) {
  if (state.role != nullptr) return CallerPrincipal(*state.role);
  const ExplainQuestion& question = state.question;
  const Member* user = question.model->FindUser(question.principal_arn);
  return user == nullptr ? policy::Principal::FromText(question.principal_arn) : CallerPrincipal(*user);
}

}  // namespace

policy::Context SessionContext(const ChainState& state) {
  const ExplainQuestion& question = state.question;
  const Member* user = question.model->FindUser(question.principal_arn);
  policy::Context context = state.role != nullptr ? CallerContext(*state.role)
                            : user != nullptr     ? CallerContext(*user)
                                                  : CallerContext(StrangerOf(question.principal_arn));
  if (state.role != nullptr) AddIssueTime(question.now, context);
  if (!state.provider_arn.empty()) {
    context.Set("aws:FederatedProvider", state.provider_arn);
    context.Set("aws:MultiFactorAuthPresent", "false");
  }
  AddResourceKeys(*question.model, question.action, question.resource, question.region, context);
  return context;
}

Permissions::Permissions(ChainState& state) : state_(state) {
  Load(state);
  const std::string owner = OwnerOfResource(*state.question.model, state.question.resource);
  request_ = std::make_unique<policy::Request>(CallerOf(state), state.question.action, state.question.resource, owner,
                                               SessionContext(state));
  policy::PolicyInputs inputs;
  inputs.identity = &identity_;
  const bool bounded = !boundary_.empty();
  if (bounded) inputs.boundary = &boundary_;
  if (!state.question.session_policies.empty()) inputs.session = &session_;
  inputs.resource = resource_.unknown ? GreatestResourcePolicy() : resource_.compiled.get();
  // What only a request decides is taken as it must be; the answer says it.
  policy::Judgement judged = policy::Judge(inputs, *request_);
  if (!judged.decision.allowed() && judged.verdict == policy::Verdict::kAllowedIf) {
    request_ = std::make_unique<policy::Request>(CallerOf(state), state.question.action, state.question.resource, owner,
                                                 std::move(judged.example));
  }
  for (std::string& condition : judged.conditions) state.conditions.push_back(std::move(condition));
  explanation_ = policy::Explain(inputs, *request_);
  FindOpen();
}

PolicyCache::Compiled Permissions::Read(const PolicyCache::Compiled& compiled, Reading reading,
                                        const UnknownsAbout& about) const {
  for (const auto& [source, document] : sources_) {
    if (source != compiled.get() || document == nullptr || !HasUnknowns(*document, about)) continue;
    return policy::Compile(ReadUnknown(*document, policy::DocumentOf(*compiled).kind, reading, about), document->name);
  }
  return compiled;
}

bool Permissions::AllowsWhen(Reading reading, const UnknownsAbout& about) const {
  policy::PolicySet identity, boundary, session;
  for (const auto& one : identity_) identity.push_back(Read(one, reading, about));
  for (const auto& one : boundary_) boundary.push_back(Read(one, reading, about));
  for (const auto& one : session_) session.push_back(Read(one, reading, about));
  PolicyCache::Compiled resource;
  if (resource_.compiled != nullptr) resource = Read(resource_.compiled, reading, about);
  policy::PolicyInputs inputs;
  inputs.identity = &identity;
  if (!boundary.empty()) inputs.boundary = &boundary;
  if (!state_.question.session_policies.empty()) inputs.session = &session;
  inputs.resource = resource.get();
  return policy::Judge(inputs, *request_).verdict != policy::Verdict::kDenied;
}

void Permissions::FindOpen() {
  if (!problem_.empty() || !boundary_unknown_.empty() || resource_.unknown) return;
  const policy::Context context = SessionContext(state_);
  const UnknownsAbout about =
      AboutQuestion({state_.question.resource, state_.question.principal_arn, state_.question.role_arn,
                     state_.role != nullptr ? state_.role->arn : std::string(), state_.provider_url},
                    &context);
  std::vector<std::string> names;
  bool unknown = false;
  for (const auto& [source, document] : sources_) {
    if (document == nullptr) continue;  // AWS's default key policy
    unknown = unknown || HasUnknowns(*document, about);
    if (!document->unknown_parts.empty()) names.push_back("the " + document->name);
  }
  const bool allowed = explanation_.decision.allowed();
  if (!unknown || AllowsWhen(allowed ? Reading::kLeast : Reading::kMost, about) == allowed) return;
  open_ = names.empty() ? "the tags of " + WhoAsks() : Join(names, " and ");
}

void Permissions::Load(ChainState& state) {
  const ExplainQuestion& question = state.question;
  const IdentityModel& model = *question.model;
  if (state.role == nullptr && !question.principal_arn.empty()) state.role = model.FindRole(question.principal_arn);
  const Member* user = state.role == nullptr ? model.FindUser(question.principal_arn) : nullptr;
  const auto take = [&](const PolicyDocument& document, policy::DocumentKind kind) -> PolicyCache::Compiled {
    const Result<PolicyCache::Compiled> compiled = CompileDocument(document, kind);
    if (!compiled.ok()) {
      problem_ = compiled.error().message;
      problem_code_ = "policy-malformed";
      problem_origin_ = document.origin;
      return nullptr;
    }
    sources_.emplace_back(compiled->get(), &document);
    return *compiled;
  };
  const auto add = [&](const PolicyDocument& document, policy::DocumentKind kind, policy::PolicySet& set) {
    if (PolicyCache::Compiled compiled = take(document, kind)) set.push_back(std::move(compiled));
  };
  std::vector<const PolicyDocument*> documents;
  std::string boundary_arn;
  if (state.role != nullptr) {
    documents = model.IdentityPolicies(*state.role);
    unknown_ = model.MissingPolicies(state.role->attached);
    boundary_arn = state.role->boundary_arn;
  } else if (user != nullptr) {
    documents = model.IdentityPolicies(*user);
    unknown_ = model.MissingPolicies(user->attached);
    boundary_arn = user->boundary_arn;
  } else if (policy::ParseArn(question.principal_arn) && !question.principal_arn.ends_with(":root")) {
    unknown_.push_back("the policies of " + question.principal_arn);
  }
  for (const PolicyDocument* document : documents) {
    if (document->known) add(*document, policy::DocumentKind::kIdentity, identity_);
    if (!document->known) unknown_.push_back(document->name);
  }
  if (!boundary_arn.empty()) {
    const PolicyDocument* boundary = model.Boundary(boundary_arn);
    if (boundary != nullptr) add(*boundary, policy::DocumentKind::kBoundary, boundary_);
    if (boundary == nullptr) boundary_unknown_ = boundary_arn;
  }
  for (const PolicyDocument& document : question.session_policies) {
    add(document, policy::DocumentKind::kSession, session_);
  }
  resource_ = ResourcePolicyFor(model, question.action, question.resource, cache_);
  if (!resource_.problem.empty()) {
    problem_ = resource_.problem;
    problem_code_ = "policy-malformed";
    problem_origin_ = resource_.document->origin;
  }
  if (resource_.compiled != nullptr) sources_.emplace_back(resource_.compiled.get(), resource_.document);
}

std::string Permissions::WhatIsAsked() const { return state_.question.action + " on " + state_.question.resource; }

std::string Permissions::WhoAsks() const {
  return state_.role != nullptr ? state_.role->name : NameOfArn(state_.question.principal_arn);
}

ChainLink Permissions::CheckSession() const {
  const ExplainQuestion& question = state_.question;
  if (!problem_.empty()) return Bad("", problem_code_, problem_, problem_origin_);
  if (state_.role != nullptr && question.duration) {
    if (*question.duration > state_.role->max_session_duration) {
      return Bad("", "session-duration",
                 "the session would last " + std::to_string(*question.duration) + " s, but MaxSessionDuration of " +
                     state_.role->name + " is " + std::to_string(state_.role->max_session_duration) + " s",
                 state_.role->origin);
    }
    if (*question.duration < 900) return Bad("", "session-duration", "a session lasts at least 900 s");
  }
  const policy::Decision& decision = explanation_.decision;
  if (!decision.allowed() && decision.BlockedBy(Layer::kSession)) {
    ChainLink link = Bad("", "session-policy", "the session policy does not allow " + WhatIsAsked());
    if (decision.outcome == Outcome::kExplicitDeny) link.verdict = "the session policy denies " + WhatIsAsked();
    link.statements = RowsOf(explanation_, Layer::kSession, *request_, sources_);
    return link;
  }
  const std::int64_t duration = question.duration.value_or(kLongestFirst);
  return Good(
      "", std::string(question.session_policies.empty() ? "no session policy" : "the session policy allows it") + ", " +
              std::to_string(duration) + " s");
}

ChainLink Permissions::CheckIdentity() const {
  if (!problem_.empty()) return Bad("", problem_code_, problem_, problem_origin_);
  if (!boundary_unknown_.empty()) {
    return Bad("", "boundary-unknown",
               "the permissions boundary " + boundary_unknown_ + " of " + WhoAsks() +
                   " is not known here: nothing is taken as allowed",
               state_.role != nullptr ? state_.role->origin : Origin());
  }
  const policy::Decision& decision = explanation_.decision;
  ChainLink link;
  const bool denied = decision.outcome == Outcome::kExplicitDeny;
  const Layer layer = decision.layer == Layer::kBoundary ? Layer::kBoundary : Layer::kIdentity;
  if (decision.allowed() && resource_.unknown) {
    return Good("", "the policies of " + WhoAsks() + " do not decide alone");
  }
  if (decision.allowed() && !open_.empty()) {
    link = Bad("", "policy-unknown",
               WhoAsks() + " may " + WhatIsAsked() + ", unless what is not known of " + open_ + " forbids it");
  } else if (decision.allowed()) {
    link = Good("", WhoAsks() + " may " + WhatIsAsked());
    if (decision.layer == Layer::kResource) link.details.push_back("by the resource's own policy");
    CheckKey(link);
    if (!link.good) return link;
  } else if (decision.layer == Layer::kBoundary || decision.layer == Layer::kIdentity) {
    link.code = denied ? "explicit-deny" : layer == Layer::kBoundary ? "boundary" : "identity-policy";
    link.verdict = denied ? "a Deny in the " +
                                std::string(layer == Layer::kBoundary ? "permissions boundary" : "identity policy") +
                                " forbids " + WhatIsAsked()
                   : layer == Layer::kBoundary ? "the permissions boundary does not allow " + WhatIsAsked()
                                               : "no identity policy of " + WhoAsks() + " allows " + WhatIsAsked();
  } else {
    return Good("", "the identity policies of " + WhoAsks() + " do not stand in the way");
  }
  link.statements = RowsOf(explanation_, layer, *request_, sources_);
  std::erase_if(link.statements, [&](const StatementRow& row) {
    // Only what decided, or came near.
    return !row.nearest && !(row.matched && row.allows == decision.allowed());
  });
  if (!link.statements.empty()) {
    link.origin = link.statements.front().origin;
  } else if (state_.role != nullptr && !link.good) {
    const PolicyDocument* boundary = state_.question.model->Boundary(state_.role->boundary_arn);
    link.origin = layer == Layer::kBoundary && boundary != nullptr ? boundary->origin : state_.role->origin;
  }
  if (!decision.allowed() && !open_.empty()) {
    link.details.push_back("what is not known of " + open_ + " may make it otherwise");
    link.code = layer == Layer::kBoundary ? "boundary-unknown" : "policy-unknown";
  } else if (denied) {
    state_.advice = kDenyAdvice;
  }
  if (link.good || denied || decision.allowed()) return link;
  for (const std::string& arn : unknown_) {
    link.details.push_back("the text of " + arn + " is not known here: it may allow it");
    if (layer == Layer::kIdentity) link.code = "policy-unknown";
  }
  return link;
}

void Permissions::CheckKey(ChainLink& link) const {
  const ExplainQuestion& question = state_.question;
  const std::optional<SecretKeyUse> use = SecretKeyUseOf(*question.model, question.action, question.resource);
  if (!use) return;
  const std::string& key = use->secret->kms_key;
  if (!use->names_key) {
    link.details.push_back("needs kms:Decrypt on " + key + " too, which is not judged here");
    state_.unknown.push_back("which key " + key + " is, and who may use it");
    return;
  }
  policy::PolicyInputs inputs;
  inputs.identity = &identity_;
  if (!boundary_.empty()) inputs.boundary = &boundary_;
  if (!question.session_policies.empty()) inputs.session = &session_;
  PolicyCache cache;
  const KeyJudgement judged =
      JudgeSecretKey(*question.model, *use, inputs, CallerOf(state_), SessionContext(state_), cache);
  const policy::Judgement& judgement = judged.judgement;
  const bool denied = judgement.verdict == policy::Verdict::kDenied;
  if (judged.unknown && !denied) {
    link = Bad("", "key-policy-unknown",
               "the policy of " + key + ", which the secret is encrypted with, is not known here", use->secret->origin);
    return;
  }
  if (!denied) {
    link.details.push_back("and " + Join(use->actions, " and ") + " on " + key +
                           ", which the secret is encrypted with");
    state_.conditions.insert(state_.conditions.end(), judgement.conditions.begin(), judgement.conditions.end());
    return;
  }
  link = Bad("", "kms-decrypt",
             "the secret is encrypted with " + key + ", and " + WhoAsks() + " may not " + Join(use->actions, " and ") +
                 " with it: Access to KMS is not allowed",
             use->secret->origin);
}

ChainLink Permissions::CheckResource() const {
  const policy::Decision& decision = explanation_.decision;
  if (resource_.unknown && decision.allowed()) {
    return Bad("", "resource-policy-unknown",
               "the " + resource_.document->name + " is not known here: it may allow it or forbid it",
               resource_.document->origin);
  }
  if (decision.allowed()) {
    return Good("", resource_.compiled == nullptr ? "the resource has no policy of its own that is known here"
                                                  : "the resource's policy does not forbid it");
  }
  ChainLink link;
  if (decision.outcome == Outcome::kExplicitDeny) {
    state_.advice = kDenyAdvice;
    link = Bad("", "explicit-deny", "a Deny in the resource's policy forbids " + WhatIsAsked());
  } else {
    link = Bad("", "resource-policy", "the resource's policy does not allow " + WhatIsAsked());
    if (resource_.compiled == nullptr) {
      link.verdict = "the resource is in another account, " + AccountOf(state_.question.resource) +
                     ", and no policy of its own is known here that allows it";
    }
  }
  link.statements = RowsOf(explanation_, Layer::kResource, *request_, sources_);
  if (resource_.document != nullptr) link.origin = resource_.document->origin;
  if (!open_.empty()) {
    link.details.push_back("what is not known of " + open_ + " may make it otherwise");
    link.code = "resource-policy-unknown";
    state_.advice.clear();
  }
  return link;
}

}  // namespace rolecall::access
