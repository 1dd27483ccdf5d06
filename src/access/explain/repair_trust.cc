// Repairs of a trust policy: one statement corrected, element by element, or one statement added.
#include <algorithm>

#include "access/explain/chain.h"
#include "access/explain/document_edit.h"
#include "access/explain/repair.h"
#include "diag/diagnostic.h"
#include "policy/federation/github_subject.h"

namespace rolecall::access {
namespace {

// Corrects the statement that came nearest, by its trace: principal, action and conditions that did not match are set
// to what they would have to be, all others stay. Given up where a correction would mean something else than what was
// written: no Federated principal to replace, a condition on another claim, a negated operator. A value that lets in a
// service account which exists is kept and ours is added; one that lets in nobody is taken for a typing error.
class StatementRepair {
 public:
  StatementRepair(const ChainState& state, const PolicyDocument& document, const policy::StatementTrace& trace)
      : state_(state), trace_(trace), statement_(policy::StatementOf(trace.place)), edit_(document.text) {
    repair_.document = &document;
  }

  // Nothing if some element cannot be corrected.
  std::optional<Repair> Run() {
    if (!trace_.principal.matched && !FixPrincipal()) return std::nullopt;
    if (!trace_.action.matched && !FixAction()) return std::nullopt;
    for (std::size_t i = 0; i < trace_.conditions.size(); ++i) {
      if (!trace_.conditions[i].matched && !FixCondition(statement_.conditions[i])) return std::nullopt;
    }
    if (edit_.empty()) return std::nullopt;
    repair_.text = edit_.Result();
    repair_.summary = "in the trust policy of " + state_.role->name + ", " + summary_;
    return repair_;
  }

 private:
  void Say(const std::string& text) { summary_ += (summary_.empty() ? "" : "; ") + text; }

  bool FixPrincipal() {
    for (const policy::PrincipalText& principal : statement_.principals) {
      if (principal.type != policy::PrincipalType::kFederated) continue;
      edit_.Replace(principal.span, state_.provider_arn);
      AddSubstitution(principal.value, state_.provider_arn, repair_);
      const std::size_t at = principal.value.find(":oidc-provider/");
      if (at != std::string::npos) AddSubstitution(principal.value.substr(at + 15), state_.provider_url, repair_);
      Say("trust the provider " + state_.provider_arn);
      return true;
    }
    return false;
  }

  bool FixAction() {
    if (statement_.not_action || statement_.actions.size() != 1) return false;
    edit_.Replace(statement_.actions[0].span, kAssume);
    AddSubstitution(statement_.actions[0].value, kAssume, repair_);
    Say(std::string("allow ") + kAssume);
    return true;
  }

  bool FixCondition(const policy::Condition& condition) {
    const std::size_t colon = condition.key.rfind(':');
    if (colon == std::string::npos || condition.values.empty()) return false;
    std::string claim = condition.key.substr(colon + 1);
    const bool subjects = condition.values[0].value.starts_with("system:serviceaccount:");
    if (claim == "aud" && subjects) claim = "sub";
    if (claim == "sub" && !subjects && condition.values[0].value == state_.question.token.Audience()) claim = "aud";
    if (claim != "sub" && claim != "aud") return false;
    const std::string key = state_.provider_url + ":" + claim;
    if (key != condition.key) {
      edit_.Replace(condition.key_span, key);
      AddSubstitution(condition.key, key, repair_);
      AddSubstitution(condition.key.substr(0, colon), state_.provider_url, repair_);
      Say("make the condition key " + key);
    }
    const std::string wanted = claim == "sub" ? *state_.question.token.subject : state_.question.token.Audience();
    return FixValue(condition, wanted);
  }

  bool FixValue(const policy::Condition& condition, const std::string& wanted) {
    const std::string& name = condition.operator_text;
    if (name.find("Not") != std::string::npos || name.find("String") == std::string::npos) return false;
    std::vector<std::string> values;
    for (const policy::Text& value : condition.values) {
      if (value.value == wanted) return true;  // only the key was wrong
      values.push_back(value.value);
    }
    if (policy::HasImmutableSubjects(state_.provider_url)) {
      if (FixGitHubSubject(condition, wanted)) return true;
    }
    // Who was let in so far keeps its way in, if it exists.
    const auto known = AccountOfSubject(values.front());
    const bool keep = values.size() > 1 ||
                      (known && state_.question.model->FindServiceAccount(known->first, known->second) != nullptr);
    const std::string near = diag::DidYouMean(wanted, values).value_or(values.front());
    if (keep) {
      edit_.AppendValue(condition.values, wanted);
      Say("let in " + wanted + " too");
    } else {
      const auto found = std::find(values.begin(), values.end(), near);
      edit_.Replace(condition.values[static_cast<std::size_t>(found - values.begin())].span, wanted);
      Say("let " + condition.key.substr(condition.key.rfind(':') + 1) + " be " + wanted + " instead of " + near);
    }
    AddSubstitution(near, wanted, repair_);
    return true;
  }

  // The same repository, refs and wildcards as before, with the ids of the token's subject.
  bool FixGitHubSubject(const policy::Condition& condition, const std::string& subject) {
    for (const policy::Text& value : condition.values) {
      const std::optional<std::string> with_ids = policy::WithIdsOf(subject, value.value);
      if (!with_ids.has_value()) continue;
      edit_.Replace(value.span, *with_ids);
      AddSubstitution(value.value, *with_ids, repair_);
      Say("name the repository with its ids, " + *with_ids);
      return true;
    }
    return false;
  }

  const ChainState& state_;
  const policy::StatementTrace& trace_;
  const policy::Statement& statement_;
  DocumentEdit edit_;
  Repair repair_;
  std::string summary_;
};

// A statement for exactly this service account of this cluster.
Repair Added(const ChainState& state, const PolicyDocument& document) {
  Repair repair;
  repair.document = &document;
  repair.summary = "add to the trust policy of " + state.role->name + " a statement for exactly this service account";
  const std::string& url = state.provider_url;
  DocumentEdit edit(document.text);
  edit.AppendStatement("{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": " + QuotedJson(state.provider_arn) +
                       "}, \"Action\": \"" + kAssume + "\", \"Condition\": {\"StringEquals\": {" +
                       QuotedJson(url + ":sub") + ": " + QuotedJson(*state.question.token.subject) + ", " +
                       QuotedJson(url + ":aud") + ": " + QuotedJson(state.question.token.Audience()) + "}}}");
  repair.text = edit.Result();
  return repair;
}

}  // namespace

std::vector<Repair> TrustRepairs(const ExplainQuestion& question) {
  ChainState state{question};
  state.role = question.model->FindRole(question.role_arn);
  if (state.role == nullptr || !question.token.subject || !state.role->trust.known) return {};
  if (!CheckProvider(state).good) return {};
  const PolicyDocument& document = state.role->trust;
  const Result<PolicyCache::Compiled> trust = CompileDocument(document, policy::DocumentKind::kTrust);
  if (!trust.ok()) return {};
  policy::PolicyInputs inputs;
  inputs.resource = trust->get();
  const policy::Request request = TrustRequest(state);
  const policy::Explanation explanation = policy::Explain(inputs, request);
  if (explanation.decision.outcome != policy::Outcome::kImplicitDeny) return {};
  std::vector<Repair> repairs;
  // An audience that nobody expects is the token's mistake.
  const std::string audience = question.token.Audience();
  if (audience != "sts.amazonaws.com" && document.text.find("\"sts.amazonaws.com\"") != std::string::npos) {
    Repair repair;
    repair.summary = "correct the audience " + audience + " to sts.amazonaws.com";
    AddSubstitution(audience, "sts.amazonaws.com", repair);
    repairs.push_back(std::move(repair));
  }
  const policy::StatementTrace* nearest = policy::NearestMiss(explanation.trace, policy::Layer::kResource, request);
  if (nearest != nullptr) {
    if (std::optional<Repair> repair = StatementRepair(state, document, *nearest).Run()) {
      repairs.push_back(*std::move(repair));
    }
  }
  repairs.push_back(Added(state, document));
  return repairs;
}

}  // namespace rolecall::access
