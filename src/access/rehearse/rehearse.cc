#include "access/rehearse/rehearse.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "access/model/caller_context.h"
#include "access/model/caller_side.h"
#include "access/model/policy_cache.h"
#include "access/model/resource_policy.h"
#include "access/model/secret_key.h"
#include "access/rehearse/event_caller.h"
#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/explain/judge.h"
#include "policy/explain/message.h"
#include "policy/reference/service_reference.h"
#include "policy/tighten/event_access.h"

namespace rolecall::access {
namespace {

using policy::DocumentKind;
using policy::Judgement;
using policy::Verdict;

constexpr std::size_t kMostAnswers = 200'000;  // kept for calls that come again
constexpr std::size_t kMostStrangers = 10'000;

// What one model says of one call.
struct Said {
  bool has_caller = false;
  Verdict verdict = Verdict::kDenied;
  std::string reason;   // of a denial: what denies; of a condition: which
  std::string unknown;  // what is not known of the policies that decide
};

// One model, with its policies compiled once for each caller.
class Side {
 public:
  explicit Side(const IdentityModel& model) : model_(model) {
    for (const Role& role : model.roles) {
      roles_.emplace(role.arn, &role);
      by_name_.emplace(role.account + "/" + role.name, &role);
    }
    for (const Member& user : model.users) users_.emplace(user.arn, &user);
  }

  bool empty() const { return roles_.empty() && users_.empty(); }

  Said Ask(const EventCaller& caller, const policy::EventAccess& access, const policy::Context& keys) {
    if (caller.kind == EventCaller::Kind::kToken) return AskToken(caller, keys);
    const CallerSide* held = Find(caller);
    if (held == nullptr) return {};
    return Decide(*held, caller, access, keys);
  }

 private:
  const Role* FindRole(const std::string& arn) const {
    if (const auto found = roles_.find(arn); found != roles_.end()) return found->second;
    const auto parsed = policy::ParseArn(arn);
    if (!parsed) return nullptr;
    // Sessions are named without the role's path; and the account may stand for any.
    const std::string account = model_.account_is_placeholder ? model_.account_id : std::string(parsed->account);
    const auto found = by_name_.find(account + "/" + std::string(policy::LastPathElement(parsed->resource)));
    return found == by_name_.end() ? nullptr : found->second;
  }

  const CallerSide* Find(const EventCaller& caller) {
    const auto known = held_.find(caller.arn);
    if (known != held_.end()) return known->second.get();
    std::unique_ptr<CallerSide> held;
    if (caller.kind == EventCaller::Kind::kRole) {
      if (const Role* role = FindRole(caller.arn))
        held = std::make_unique<CallerSide>(CallerSideOf(model_, *role, cache_));
    } else if (const auto user = users_.find(caller.arn); user != users_.end()) {
      held = std::make_unique<CallerSide>(CallerSideOf(model_, *user->second, cache_));
    }
    return held_.emplace(caller.arn, std::move(held)).first->second.get();
  }

  policy::Context ContextOf(const CallerSide& held, const EventCaller& caller, const policy::EventAccess& access,
                            const policy::Context& keys) const {
    policy::Context context = held.context;
    AddResourceKeys(model_, access.action, access.resource, "", context);
    for (const policy::Context::Entry& entry : keys.entries()) context.Set(entry.key, entry.values.front());
    const bool session = caller.kind == EventCaller::Kind::kRole && !held.unique_id.empty() && !caller.session.empty();
    if (session) context.Set("aws:userid", held.unique_id + ":" + caller.session);
    return context;
  }

  Said Decide(const CallerSide& held, const EventCaller& caller, const policy::EventAccess& access,
              const policy::Context& keys) {
    const ResourcePolicy own = ResourcePolicyFor(model_, access.action, access.resource, cache_);
    const std::string owner = OwnerOfResource(model_, access.resource);
    Said said{true, Verdict::kDenied, "", Join(held.unknown, "; ")};
    if (own.unknown) said.unknown = "the " + own.document->name + " is not known";
    if (own.document == nullptr && LowerAscii(access.action).starts_with("sts:assumerole")) {
      said.unknown = "the trust policy of " + access.resource + " is not in the source";
    }
    policy::PolicyInputs inputs = held.inputs();
    inputs.resource = own.compiled.get();
    // Whether a role or a key elsewhere lets it in is not in the source.
    const bool elsewhere = own.compiled == nullptr && !owner.empty() && owner != AccountOf(held.principal.arn);
    inputs.resource_optional = own.unknown || own.compiled == nullptr;
    if (elsewhere) said.unknown = "the resource is of account " + owner + ", whose policies are not in the source";
    policy::Context context = ContextOf(held, caller, access, keys);
    // Of another account's resource the caller's own side is judged.
    const policy::Request request(held.principal, access.action, access.resource, elsewhere ? std::string() : owner,
                                  context);
    const Judgement judged = policy::Judge(inputs, request);
    Take(judged, request, said);
    if (said.verdict != Verdict::kDenied) AskKey(held, access, inputs, context, said);
    return said;
  }

  static void Take(const Judgement& judged, const policy::Request& request, Said& said) {
    said.verdict = judged.verdict;
    if (judged.verdict == Verdict::kAllowedIf) said.reason = "only if " + Join(judged.conditions, ", and ");
    if (judged.verdict == Verdict::kDenied) said.reason = policy::InternalReason(judged.decision);
    (void)request;
  }

  void AskKey(const CallerSide& held, const policy::EventAccess& access, const policy::PolicyInputs& inputs,
              const policy::Context& context, Said& said) {
    const std::optional<SecretKeyUse> use = SecretKeyUseOf(model_, access.action, access.resource);
    if (!use) return;
    if (!use->names_key) {
      said.unknown = "which key " + use->secret->kms_key + " is, is not known";
      return;
    }
    const KeyJudgement key = JudgeSecretKey(model_, *use, inputs, held.principal, context, cache_);
    if (key.unknown) said.unknown = "the policy of " + use->secret->kms_key + " is not known";
    if (key.judgement.verdict == Verdict::kAllowed) return;
    said.verdict = key.judgement.verdict;
    said.reason = "kms:Decrypt on " + use->secret->kms_key +
                  (key.judgement.verdict == Verdict::kDenied ? " is not allowed"
                                                             : " only if " + Join(key.judgement.conditions, ", and "));
  }

  Said AskToken(const EventCaller& caller, const policy::Context& keys) {
    const Role* role = FindRole(caller.arn);
    if (role == nullptr) return {};
    Said said{true, Verdict::kDenied, "", ""};
    if (!role->trust.known || !role->trust.unknown_parts.empty())
      said.unknown = "the " + role->trust.name + " is not known";
    const PolicyCache::Compiled trust = role->trust.known ? cache_.Get(role->trust, DocumentKind::kTrust) : nullptr;
    if (trust == nullptr) return said;
    const std::size_t at = caller.provider.find(":oidc-provider/");
    const std::string url =
        at == std::string::npos ? caller.provider : caller.provider.substr(at + std::string(":oidc-provider/").size());
    policy::Context context = keys;
    context.Set("aws:SecureTransport", "true");
    context.Set("aws:FederatedProvider", caller.provider);
    context.Set(url + ":sub", caller.subject);
    if (!caller.audience.empty()) context.Set(url + ":aud", caller.audience);
    policy::PolicyInputs inputs;
    inputs.resource = trust.get();
    const policy::Request request(policy::Principal::Federated(caller.provider), "sts:AssumeRoleWithWebIdentity",
                                  role->arn, role->account, std::move(context));
    Take(policy::Judge(inputs, request), request, said);
    if (said.verdict == Verdict::kDenied && caller.audience.empty())
      said.unknown = "the token's audience is in no event";
    return said;
  }

  const IdentityModel& model_;
  PolicyCache cache_;
  std::unordered_map<std::string, const Role*> roles_, by_name_;
  std::unordered_map<std::string, const Member*> users_;
  std::unordered_map<std::string, std::unique_ptr<CallerSide>> held_;
};

enum class Class { kUnchanged, kDenied, kPassing, kUntold, kStranger };

struct Answer {
  Class kind = Class::kUnchanged;
  std::string reason;
};

Answer Untold(std::string reason) { return {Class::kUntold, std::move(reason)}; }

// What comes of a call. `was_denied`: by the event.
Answer Classify(const Said& before, const Said& after, bool was_denied) {
  if (!after.has_caller && !before.has_caller) return {Class::kStranger, ""};
  if (!after.has_caller) return was_denied ? Answer{} : Answer{Class::kDenied, "its role or user is taken away"};
  const bool alike = before.has_caller && before.verdict == after.verdict && before.reason == after.reason;
  if (alike && before.unknown == after.unknown) return {};  // whatever else decides, decides as it did
  if (!after.unknown.empty()) return Untold(after.unknown);
  if (after.verdict == Verdict::kAllowedIf)
    return Untold("allowed " + after.reason + ", which the event does not tell");
  const bool allowed = after.verdict == Verdict::kAllowed;
  if (allowed != was_denied) return {};
  const bool explained = !before.has_caller || (before.verdict == Verdict::kAllowed) != was_denied;
  if (!explained && before.verdict != Verdict::kAllowedIf) {
    return Untold(was_denied ? "something that is not in the source denied it"
                             : "something that is not in the source allowed it");
  }
  return {was_denied ? Class::kPassing : Class::kDenied, was_denied ? "it would be allowed" : after.reason};
}

}  // namespace

class Rehearser::Work {
 public:
  Work(const IdentityModel& before, const IdentityModel& after) : before_(before), after_(after) {}

  void Take(const json::Node& event) {
    ++result_.events;
    const EventCaller caller = CallerOf(event);
    if (caller.kind == EventCaller::Kind::kRoot || caller.kind == EventCaller::Kind::kOther || caller.arn.empty()) {
      ++result_.passed_over;
      return;
    }
    std::vector<policy::EventAccess> accesses = policy::AccessOf(event);
    if (caller.kind == EventCaller::Kind::kToken) accesses = TokenAccess(event, caller);
    if (accesses.empty()) {
      ++result_.passed_over;
      return;
    }
    const policy::Context keys = RequestKeysOf(event);
    for (const policy::EventAccess& access : accesses) TakeAccess(event, caller, access, keys);
  }

  Rehearsal Finish() {
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      std::vector<RehearsedCall>& list = i == 0 ? result_.denied : i == 1 ? result_.passing : result_.untold;
      for (auto& [key, call] : calls_[i]) list.push_back(std::move(call));
      std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.events > b.events; });
    }
    if (before_.empty()) result_.notes.push_back("what holds today is not in the source: only what will be is judged");
    return std::move(result_);
  }

 private:
  static std::vector<policy::EventAccess> TokenAccess(const json::Node& event, const EventCaller& caller) {
    policy::EventAccess access;
    access.action = "sts:AssumeRoleWithWebIdentity";
    access.resource = caller.arn;
    access.denied = !policy::MemberText(&event, "errorCode").empty();
    return {access};
  }

  void TakeAccess(const json::Node& event, const EventCaller& caller, const policy::EventAccess& access,
                  const policy::Context& keys) {
    const Answer& answer = AnswerTo(caller, access, keys);
    if (answer.kind == Class::kUnchanged) {
      ++result_.unchanged;
      return;
    }
    if (answer.kind == Class::kStranger) {
      if (result_.strangers.size() < kMostStrangers || result_.strangers.contains(caller.arn))
        ++result_.strangers[caller.arn];
      return;
    }
    auto& calls = calls_[answer.kind == Class::kDenied ? 0 : answer.kind == Class::kPassing ? 1 : 2];
    const std::string who = caller.kind == EventCaller::Kind::kToken ? caller.subject : caller.arn;
    const std::string key = who + "\n" + access.action + "\n" + access.resource + "\n" + answer.reason;
    if (calls.size() >= kMostCalls && !calls.contains(key)) {
      ++result_.more;
      return;
    }
    RehearsedCall& call = calls[key];
    const std::string time(policy::MemberText(&event, "eventTime"));
    if (call.events++ == 0) {
      call = {who,
              access.action,
              access.resource,
              answer.reason,
              1,
              time,
              time,
              std::string(policy::MemberText(&event, "eventID"))};
    }
    call.first = std::min(call.first, time);
    call.last = std::max(call.last, time);
  }

  // The same again is answered from memory. Times differ from event to event: they count by the day.
  const Answer& AnswerTo(const EventCaller& caller, const policy::EventAccess& access, const policy::Context& keys) {
    std::string key = caller.arn + "\n" + caller.session + "\n" + caller.provider + "\n" + caller.subject + "\n" +
                      caller.audience + "\n" + access.action + "\n" + access.resource + "\n" +
                      (access.denied ? "d" : "a") + (access.guessed ? "g" : "-");
    for (const policy::Context::Entry& entry : keys.entries()) {
      const bool is_time = entry.key == "aws:currenttime" || entry.key == "aws:tokenissuetime";
      key += "\n" + entry.key + "=" + entry.values.front().substr(0, is_time ? 10 : std::string::npos);
    }
    if (answers_.size() >= kMostAnswers) answers_.clear();
    const auto [found, is_new] = answers_.try_emplace(std::move(key));
    if (is_new) found->second = Judged(caller, access, keys);
    return found->second;
  }

  Answer Judged(const EventCaller& caller, const policy::EventAccess& access, const policy::Context& keys) {
    const Said before = before_.Ask(caller, access, keys), after = after_.Ask(caller, access, keys);
    Answer answer = Classify(before, after, access.denied);
    const bool told = answer.kind == Class::kDenied || answer.kind == Class::kPassing;
    if (!told) return answer;
    if (policy::FindServiceAction(access.action) == nullptr) {
      return Untold("no action of AWS is known to be behind " + access.action);
    }
    const std::size_t colon = access.action.find(':');
    const bool takes_resource =
        !policy::ActionResources(access.action.substr(0, colon), access.action.substr(colon + 1)).empty();
    if (access.guessed && takes_resource) return Untold("the event does not name its resource");
    return answer;
  }

  Side before_, after_;
  Rehearsal result_;
  std::array<std::map<std::string, RehearsedCall>, 3> calls_;  // denied, passing, untold
  std::unordered_map<std::string, Answer> answers_;
};

Rehearser::Rehearser(const IdentityModel& before, const IdentityModel& after)
    : work_(std::make_unique<Work>(before, after)) {}
Rehearser::~Rehearser() = default;
void Rehearser::Take(const json::Node& event) { work_->Take(event); }
Rehearsal Rehearser::Finish() { return work_->Finish(); }

}  // namespace rolecall::access
