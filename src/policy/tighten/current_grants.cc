#include "policy/tighten/current_grants.h"

#include "base/text.h"
#include "json/document.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"

namespace rolecall::policy {
namespace {

std::string TextOf(std::string_view text, const json::Node& node) {
  return std::string(text.substr(node.begin, node.end - node.begin));
}

}  // namespace

Request RequestFor(const Access& access) {
  constexpr std::string_view kSomeAccount = "111122223333";
  std::optional<Arn> arn = ParseArn(access.resource);
  std::string account(arn && IsAccountId(arn->account) ? arn->account : kSomeAccount);
  return Request(Principal::RoleSession("arn:aws:iam::" + account + ":role/role", "", "session"), access.action,
                 access.resource, account, Context());
}

Result<CurrentGrants> CurrentGrants::Read(const std::vector<NamedPolicy>& policies) {
  CurrentGrants grants;
  for (const NamedPolicy& policy : policies) {
    ParsedDocument parsed = Parse(policy.text, DocumentKind::kIdentity);
    if (parsed.malformed) {
      return Error{ErrorCode::kInvalidArgument,
                   policy.name + ": " + parsed.malformed->message + " " + parsed.malformed->detail};
    }
    json::ParseResult tree = json::Parse(policy.text, json::Limits{});
    const json::Node* statements = tree.root.Find("Statement");
    std::vector<const json::Node*> nodes;
    if (statements->IsObject()) nodes.push_back(statements);
    for (const json::Node& item : statements->items) nodes.push_back(&item);
    std::vector<std::string>& conditions = grants.conditions_.emplace_back();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const json::Node* condition = nodes[i]->Find("Condition");
      bool some = !parsed.document.statements[i].conditions.empty();
      conditions.push_back(some && condition != nullptr ? TextOf(policy.text, *condition) : "");
      if (parsed.document.statements[i].effect == Effect::kDeny) {
        grants.denies_.push_back(TextOf(policy.text, *nodes[i]));
      }
    }
    grants.compiled_.push_back(Compile(std::move(parsed.document), policy.name));
    grants.policies_.push_back(policy);
  }
  return grants;
}

CurrentGrants::Grant CurrentGrants::Ask(const Access& access) {
  Grant grant;
  bool unconditional = false;
  TraceList traces;
  PolicyInputs inputs;
  inputs.identity = &compiled_;
  Decide(inputs, RequestFor(access), &traces);
  for (const StatementTrace& trace : traces.statements) {
    const Statement& statement = DocumentOf(*trace.place.compiled).statements[trace.place.statement];
    if (statement.effect == Effect::kDeny || !trace.action.matched || !trace.resource.matched) continue;
    grant.found = true;
    used_[{trace.place.policy, trace.place.statement}].insert(access.action);
    const std::string& condition = conditions_[trace.place.policy][trace.place.statement];
    unconditional = unconditional || condition.empty();
    if (!condition.empty()) grant.conditions.push_back(condition);
  }
  if (unconditional) grant.conditions.clear();
  return grant;
}

std::vector<UnusedGrant> CurrentGrants::Unused() const {
  std::vector<UnusedGrant> unused;
  for (std::size_t p = 0; p < compiled_.size(); ++p) {
    const std::vector<Statement>& statements = DocumentOf(*compiled_[p]).statements;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const Statement& statement = statements[i];
      if (statement.effect == Effect::kDeny || statement.not_action) continue;
      auto found = used_.find({p, i});
      for (const Text& action : statement.actions) {
        const Pattern pattern = ToPattern(LowerAscii(action.value));
        UnusedGrant grant{policies_[p].name, i, statement.sid, action.value, {}};
        if (found != used_.end()) {
          for (const std::string& used : found->second) {
            if (GlobMatch(pattern, LowerAscii(used))) grant.used.push_back(used);
          }
        }
        if (!IsLiteral(pattern) || grant.used.empty()) unused.push_back(std::move(grant));
      }
    }
  }
  return unused;
}

}  // namespace rolecall::policy
