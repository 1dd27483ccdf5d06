// Rules about the document as such: versions, Sids, sizes, empty lists, policy variables.
#include <algorithm>
#include <set>

#include "policy/decide/pattern.h"
#include "policy/decide/request.h"
#include "policy/document/condition_keys.h"
#include "policy/lint/lint_run.h"
#include "policy/storable/validate.h"

namespace rolecall::policy {
namespace {

// What asks for a percentage of the quota before it is used up.
constexpr std::size_t kNearPercent = 80;
constexpr std::size_t kScpSize = 5120;

bool UsesVariables(const Document& document) {
  for (const Statement& statement : document.statements) {
    for (const Text& resource : statement.resources) {
      if (HasVariable(resource.value)) return true;
    }
    for (const Condition& condition : statement.conditions) {
      for (const Text& value : condition.values) {
        if (HasVariable(value.value) && condition.op.TakesVariables()) return true;
      }
    }
  }
  return false;
}

Edit VersionEdit(const LintRun& run) {
  for (const json::Member& member : run.root.members) {
    if (member.name == "Version") return Edit{{member.value.begin, member.value.end}, "\"2012-10-17\""};
  }
  const std::size_t inside = run.root.begin + 1;
  const bool lines = run.text.substr(inside, 1) == "\n";
  return Edit{{inside, inside}, lines ? "\n  \"Version\": \"2012-10-17\"," : "\"Version\": \"2012-10-17\", "};
}

void LintVersion(LintRun& run) {
  if (run.document.version == Version::k2012) return;
  const json::Node* version = run.root.Find("Version");
  const Span span = version != nullptr ? Span{version->begin, version->end} : Span{run.root.begin, run.root.begin};
  if (UsesVariables(run.document)) return;  // said at each variable
  const bool trust = run.document.kind == DocumentKind::kTrust;
  const bool stored = run.document.kind == DocumentKind::kIdentity || run.document.kind == DocumentKind::kBoundary;
  std::string message = version != nullptr ? "the policy is of version 2008-10-17" : "the policy has no Version";
  message += stored  ? ": IAM does not store it"
             : trust ? ", so it is of 2008-10-17, without policy variables"
                     : ", so policy variables are plain text in it";
  run.Add(trust ? "trust-version" : "policy-version", span, std::move(message), "\"Version\": \"2012-10-17\"").edits = {
      VersionEdit(run)};
}

std::size_t SizeLimit(const LintRun& run) {
  switch (run.document.kind) {
    case DocumentKind::kIdentity: return run.context.is_inline ? kInlineRoleTotal : kManagedPolicySize;
    case DocumentKind::kBoundary: return kManagedPolicySize;
    case DocumentKind::kSession: return kSessionPolicySize;
    case DocumentKind::kTrust: return kTrustPolicySize;
    case DocumentKind::kScp:
    case DocumentKind::kRcp: return kScpSize;
    case DocumentKind::kResource:
    case DocumentKind::kEndpoint: return 0;
  }
  return 0;
}

void LintSize(LintRun& run) {
  const std::size_t limit = SizeLimit(run);
  if (limit == 0) return;
  const bool trust = run.document.kind == DocumentKind::kTrust;
  const std::size_t size = run.document.kind == DocumentKind::kSession ? run.text.size() : PolicySize(run.text);
  std::string message = "the policy has " + std::to_string(size) + " characters";
  message += run.document.kind == DocumentKind::kSession ? "" : " without white space";
  message += "; the quota is " + std::to_string(limit);
  if (trust) message += " (at most " + std::to_string(kTrustPolicySizeMax) + " when raised)";
  const Span span{run.root.begin, run.root.begin};
  if (size > limit) {
    run.Add(trust ? "trust-size" : "policy-size", span, std::move(message));
  } else if (size * 100 > limit * kNearPercent) {
    run.Add(trust ? "trust-size-near" : "policy-size-near", span, std::move(message));
  }
}

// The string that is the statement's Sid, for its place.
Span SidSpan(const LintRun& run, const Statement& statement) {
  const json::Node* list = run.root.Find("Statement");
  std::vector<const json::Node*> nodes = {list};
  for (const json::Node& item : list->items) nodes.push_back(&item);
  for (const json::Node* node : nodes) {
    if (node->begin != statement.span.begin || !node->IsObject()) continue;
    if (const json::Node* sid = node->Find("Sid")) return Span{sid->begin, sid->end};
  }
  return statement.span;
}

void LintSids(LintRun& run) {
  std::set<std::string> taken;
  for (const Statement& statement : run.document.statements) taken.insert(statement.sid);
  std::set<std::string> seen;
  for (const Statement& statement : run.document.statements) {
    if (statement.sid.empty() || seen.insert(statement.sid).second) continue;
    std::string fresh;
    for (int number = 2; fresh.empty() || taken.count(fresh) != 0; ++number) {
      fresh = statement.sid + std::to_string(number);
    }
    taken.insert(fresh);
    const Span span = SidSpan(run, statement);
    run.Add("policy-duplicate-sid", span, "the Sid \"" + statement.sid + "\" stands twice: AWS refuses the policy",
            Quoted(fresh))
        .edits = {ReplaceText(span, fresh)};
  }
}

void LintEmptyLists(LintRun& run) {
  for (const Statement& statement : run.document.statements) {
    if (statement.actions.empty()) {
      run.Add("policy-empty-list", statement.span, "the statement has no actions: AWS refuses the policy");
    }
    if (statement.has_resource && statement.resources.empty()) {
      run.Add("policy-empty-list", statement.span, "the statement has no resources: AWS refuses the policy");
    }
    if (statement.has_principal && statement.principals.empty()) {
      run.Add("policy-empty-list", statement.span, "the statement names no principals");
    }
    for (const Condition& condition : statement.conditions) {
      if (!condition.values.empty()) continue;
      run.Add("policy-empty-list", condition.key_span,
              "the condition on " + condition.key + " has no values: " + condition.operator_text + " cannot match");
    }
  }
}

// Text in which policy variables have a meaning.
void LintVariables(LintRun& run, const Text& text) {
  if (!HasVariable(text.value)) return;
  if (run.document.version == Version::k2008) {
    Finding& finding =
        run.Add("policy-version-variables", text.span,
                "policy variables exist only in version 2012-10-17: here \"" + text.value + "\" is plain text",
                "\"Version\": \"2012-10-17\"");
    finding.edits = {VersionEdit(run)};
    return;
  }
  for (const Variable& variable : CompilePattern(text.value, true, Version::k2012).variables) {
    if (IsDeclaredMultivalued(variable.key)) {
      run.Add("policy-variable-multivalued", text.span,
              "${" + variable.key + "} holds several values, so the variable never has one");
    } else if (variable.broken || variable.key.find(' ') != std::string::npos) {
      std::string fixed;
      for (std::size_t i = 0; i < text.value.size(); ++i) {
        const bool after_open = fixed.size() >= 2 && fixed.substr(fixed.size() - 2) == "${";
        const std::size_t next = text.value.find_first_not_of(' ', i);
        const bool before_close = next != std::string::npos && text.value[next] == '}';
        if (text.value[i] == ' ' && (after_open || before_close)) continue;
        fixed += text.value[i];
      }
      Finding& finding = run.Add("policy-variable-form", text.span,
                                 "\"" + text.value +
                                     "\" has a variable that is not of the form ${key} or ${key, "
                                     "'default'}: it never has a value");
      bool good = true;
      for (const Variable& again : CompilePattern(fixed, true, Version::k2012).variables) {
        good = good && !again.broken;
      }
      if (!good) continue;
      finding.suggestion = Quoted(fixed);
      finding.edits = {ReplaceText(text.span, fixed)};
    }
  }
}

void LintMisplacedVariable(LintRun& run, std::string_view text, Span span, std::string_view where) {
  if (!HasVariable(text)) return;
  run.Add("policy-variable-place", span, "policy variables have no meaning in " + std::string(where));
}

void LintStatementVariables(LintRun& run, const Statement& statement) {
  for (const Text& action : statement.actions) LintMisplacedVariable(run, action.value, action.span, "actions");
  for (const PrincipalText& principal : statement.principals) {
    LintMisplacedVariable(run, principal.value, principal.span, "principals");
  }
  for (const Text& resource : statement.resources) LintVariables(run, resource);
  for (const Condition& condition : statement.conditions) {
    LintMisplacedVariable(run, condition.key, condition.key_span, "condition keys");
    for (const Text& value : condition.values) {
      if (condition.op.TakesVariables()) {
        LintVariables(run, value);
      } else {
        LintMisplacedVariable(run, value.value, value.span, "values of " + condition.operator_text);
      }
    }
  }
}

// What organisations attach: the forms that AWS took first, or takes only.
void LintOrganization(LintRun& run, const Statement& statement) {
  const bool allow = statement.effect == Effect::kAllow;
  if (run.document.kind == DocumentKind::kScp && allow) {
    const bool plain = !statement.not_action && !statement.not_resource && statement.conditions.empty() &&
                       statement.resources.size() == 1 && statement.resources.front().value == "*";
    if (plain) return;
    run.Add("scp-allow-limited", statement.span,
            "the Allow has more than actions on every resource, which service control policies could not have");
  }
  if (run.document.kind != DocumentKind::kRcp) return;
  if (allow) run.Add("rcp-form", statement.span, "a resource control policy only denies", "\"Effect\": \"Deny\"");
  const bool everyone =
      !statement.not_principal && statement.principals.size() == 1 && statement.principals.front().value == "*";
  if (!everyone) {
    run.Add("rcp-form", statement.span, "the principal of a resource control policy is \"*\"", "\"Principal\": \"*\"");
  }
}

}  // namespace

void LintStructure(LintRun& run) {
  LintVersion(run);
  LintSize(run);
  LintSids(run);
  LintEmptyLists(run);
  for (const Statement& statement : run.document.statements) {
    LintStatementVariables(run, statement);
    LintOrganization(run, statement);
  }
}

}  // namespace rolecall::policy
