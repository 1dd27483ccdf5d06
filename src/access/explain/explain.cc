#include "access/explain/explain.h"

#include <optional>

#include "access/explain/chain.h"
#include "base/text.h"

namespace rolecall::access {
namespace {

// Adds links in order; after the first that fails, the others are not reached.
class Collector {
 public:
  explicit Collector(ExplainAnswer& answer) : answer_(answer) {}

  template <typename Check>
  void Add(const char* name, Check&& check) {
    if (failed_) {
      ChainLink skipped;
      skipped.name = name;
      skipped.reached = false;
      skipped.verdict = "not reached";
      return answer_.links.push_back(std::move(skipped));
    }
    ChainLink link = check();
    link.name = name;
    failed_ = !link.good;
    answer_.links.push_back(std::move(link));
  }

  bool failed() const { return failed_; }

 private:
  ExplainAnswer& answer_;
  bool failed_ = false;
};

void AddUnknown(const PolicyDocument& document, std::vector<std::string>& unknown) {
  if (document.known && document.unknown_parts.empty()) return;
  unknown.push_back(document.known
                        ? "parts of the " + document.name + " are not known: " + Join(document.unknown_parts, ", ")
                        : "the " + document.name + " is not known");
}

// Documents that the answer stands on and that are not wholly known.
std::vector<std::string> UnknownIn(const ChainState& state) {
  std::vector<std::string> unknown = state.unknown;
  const IdentityModel& model = *state.question.model;
  const auto add = [&](const auto& who) {
    for (const PolicyDocument* document : model.IdentityPolicies(who)) AddUnknown(*document, unknown);
    for (const std::string& arn : model.MissingPolicies(who.attached)) {
      if (model.FindPolicyDocument(arn) == nullptr) unknown.push_back("the text of " + arn + " is not known");
    }
    if (const PolicyDocument* boundary = model.Boundary(who.boundary_arn)) AddUnknown(*boundary, unknown);
  };
  const Member* user = state.role == nullptr ? model.FindUser(state.question.principal_arn) : nullptr;
  if (state.role != nullptr && state.question.principal_arn.empty()) AddUnknown(state.role->trust, unknown);
  if (state.role != nullptr) add(*state.role);
  if (user != nullptr) add(*user);
  if (const PolicyDocument* own = model.FindResourcePolicy(state.question.resource)) AddUnknown(*own, unknown);
  return unknown;
}

}  // namespace

ExplainAnswer Explain(const ExplainQuestion& question) {
  ExplainAnswer answer;
  ChainState state{question};
  Collector chain(answer);
  const bool assumes = question.principal_arn.empty() && question.account.has_value();
  if (assumes) {
    chain.Add("service account", [&] { return CheckAnnotation(state); });
    chain.Add("role", [&] { return CheckRole(state); });
    chain.Add("provider", [&] { return CheckProvider(state); });
    chain.Add("token", [&] { return CheckToken(state); });
    chain.Add("trust policy", [&] { return CheckTrust(state); });
  } else if (question.principal_arn.empty()) {
    chain.Add("role", [&] { return CheckRole(state); });
  }
  std::optional<Permissions> permissions;
  if (!chain.failed()) permissions.emplace(state);
  if (assumes || !question.session_policies.empty()) {
    chain.Add("session", [&] { return permissions->CheckSession(); });
  }
  chain.Add("permissions", [&] { return permissions->CheckIdentity(); });
  chain.Add("resource policy", [&] { return permissions->CheckResource(); });
  answer.allowed = !chain.failed();
  answer.advice = std::move(state.advice);
  if (answer.allowed) answer.conditions = std::move(state.conditions);
  answer.unknown = UnknownIn(state);
  return answer;
}

}  // namespace rolecall::access
