#include "access/rehearse/rehearse.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "access/rehearse/event_caller.h"
#include "access/rehearse/model_side.h"
#include "base/text.h"
#include "policy/reference/service_reference.h"
#include "policy/tighten/event_access.h"

namespace rolecall::access {
namespace {

using policy::Verdict;

constexpr std::size_t kMostAnswers = 200'000;  // kept for calls that come again
constexpr std::size_t kMostStrangers = 10'000;

// Whether some policy may speak of the time: then calls of one day may be decided otherwise.
bool SpeaksOfTime(const PolicyDocument& document) {
  const std::string text = LowerAscii(document.text);
  return text.find("currenttime") != std::string::npos || text.find("tokenissuetime") != std::string::npos;
}

template <typename Holder>
bool SpeakOfTime(const std::vector<Holder>& holders) {
  return std::any_of(holders.begin(), holders.end(), [](const Holder& one) {
    return std::any_of(one.inline_policies.begin(), one.inline_policies.end(), SpeaksOfTime);
  });
}

bool SpeaksOfTime(const IdentityModel& model) {
  return SpeakOfTime(model.roles) || SpeakOfTime(model.users) || SpeakOfTime(model.groups) ||
         std::any_of(model.roles.begin(), model.roles.end(), [](const Role& one) { return SpeaksOfTime(one.trust); }) ||
         std::any_of(model.policies.begin(), model.policies.end(),
                     [](const auto& one) { return SpeaksOfTime(one.second.document); }) ||
         std::any_of(model.resources.begin(), model.resources.end(),
                     [](const ProtectedResource& one) { return SpeaksOfTime(one.policy); });
}

}  // namespace

class Rehearser::Work {
 public:
  Work(const IdentityModel& before, const IdentityModel& after)
      : before_(before), after_(after), time_counts_(SpeaksOfTime(before) || SpeaksOfTime(after)) {}

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
  enum class Class { kUnchanged, kDenied, kPassing, kUntold, kStranger };

  struct Answer {
    Class kind = Class::kUnchanged;
    std::string reason;
  };

  static Answer Untold(std::string reason) { return {Class::kUntold, std::move(reason)}; }

  // What comes of a call. `was_denied`: by the event.
  static Answer Classify(const Said& before, const Said& after, bool was_denied) {
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

  // The same again is answered from memory. Times differ from event to event: they count where a policy asks for them
  // (those of AWS itself know none).
  const Answer& AnswerTo(const EventCaller& caller, const policy::EventAccess& access, const policy::Context& keys) {
    std::string key = caller.arn + "\n" + caller.session + "\n" + caller.provider + "\n" + caller.subject + "\n" +
                      caller.audience + "\n" + access.action + "\n" + access.resource + "\n" +
                      (access.denied ? "d" : "a") + (access.guessed ? "g" : "-");
    for (const policy::Context::Entry& entry : keys.entries()) {
      const bool is_time = entry.key == "aws:currenttime" || entry.key == "aws:tokenissuetime";
      if (!is_time || time_counts_) key += "\n" + entry.key + "=" + entry.values.front();
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

  ModelSide before_, after_;
  const bool time_counts_;
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
