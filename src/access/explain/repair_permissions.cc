// Repairs of what does not allow an action: the same statement for one resource or action more, or one statement added.
#include <algorithm>

#include "access/explain/chain.h"
#include "access/explain/document_edit.h"
#include "access/explain/repair.h"

namespace rolecall::access {
namespace {

// The document that should say it: the one that came nearest, else the first that is the account's own.
const PolicyDocument* Choose(const std::vector<const PolicyDocument*>& documents, const ChainLink& failed) {
  const auto is_own = [](const PolicyDocument* document) {
    return document->known && AccountOf(document->name) != "aws";
  };
  for (const StatementRow& row : failed.statements) {
    if (!row.nearest) continue;
    for (const PolicyDocument* document : documents) {
      if (is_own(document) && row.name.ends_with(" of " + document->name)) return document;
    }
  }
  const auto found = std::find_if(documents.begin(), documents.end(), is_own);
  return found == documents.end() ? nullptr : *found;
}

std::string Added(const ExplainQuestion& question, const std::string& principal) {
  std::string statement = "{\"Effect\": \"Allow\", ";
  if (!principal.empty()) statement += "\"Principal\": {\"AWS\": " + QuotedJson(principal) + "}, ";
  return statement + "\"Action\": " + QuotedJson(question.action) + ", \"Resource\": " + QuotedJson(question.resource) +
         "}";
}

// An Allow without conditions that is about nothing but this action, or nothing but this resource: one more of the
// other does not widen anything else.
std::optional<Repair> Extended(const ExplainQuestion& question, const PolicyDocument& document) {
  const policy::ParsedDocument parsed = policy::Parse(document.text, policy::DocumentKind::kIdentity);
  if (parsed.malformed) return std::nullopt;
  for (const policy::Statement& statement : parsed.document.statements) {
    if (statement.effect != policy::Effect::kAllow || !statement.conditions.empty() || statement.not_action ||
        statement.not_resource) {
      continue;
    }
    const auto is_only = [](const std::vector<policy::Text>& texts, const std::string& text) {
      return texts.size() == 1 && texts[0].value == text;
    };
    Repair repair;
    repair.document = &document;
    DocumentEdit edit(document.text);
    if (is_only(statement.actions, question.action)) {
      edit.AppendValue(statement.resources, question.resource);
      repair.summary = "in " + document.name + ", allow " + question.action + " on " + question.resource + " too";
    } else if (is_only(statement.resources, question.resource)) {
      edit.AppendValue(statement.actions, question.action);
      repair.summary = "in " + document.name + ", allow " + question.action + " on this resource too";
    }
    if (edit.empty()) continue;
    repair.text = edit.Result();
    return repair;
  }
  return std::nullopt;
}

// `kind`: "role", "user".
std::string Command(const ExplainQuestion& question, const std::string& kind, const std::string& arn) {
  return "aws iam put-" + kind + "-policy --" + kind + "-name " + NameOfArn(arn) +
         " --policy-name NAME --policy-document '{\"Version\": \"2012-10-17\", \"Statement\": [" + Added(question, "") +
         "]}'";
}

}  // namespace

std::vector<Repair> PermissionRepairs(const ExplainQuestion& question, const ChainLink& failed) {
  const IdentityModel& model = *question.model;
  const std::string& arn = question.principal_arn.empty() ? question.role_arn : question.principal_arn;
  const Role* role = model.FindRole(arn);
  const Member* user = model.FindUser(arn);
  std::vector<const PolicyDocument*> documents;
  std::string principal;
  if (failed.code == "session-policy") {
    for (const PolicyDocument& document : question.session_policies) documents.push_back(&document);
  } else if (failed.code == "resource-policy") {
    if (const PolicyDocument* own = model.FindResourcePolicy(question.resource)) documents.push_back(own);
    principal = arn;
  } else if (failed.code == "boundary") {
    const std::string boundary = role != nullptr ? role->boundary_arn : user != nullptr ? user->boundary_arn : "";
    if (const PolicyDocument* document = model.Boundary(boundary)) documents.push_back(document);
  } else if (role != nullptr) {
    documents = model.IdentityPolicies(*role);
  } else if (user != nullptr) {
    documents = model.IdentityPolicies(*user);
  }
  const PolicyDocument* document = Choose(documents, failed);
  std::vector<Repair> repairs;
  if (document == nullptr) {
    if (failed.code == "identity-policy" && (role != nullptr || user != nullptr)) {
      const std::string kind = role != nullptr ? "role" : "user";
      Repair repair;
      repair.summary = "give the " + kind + " a policy that allows exactly this";
      repair.command = Command(question, kind, arn);
      repairs.push_back(std::move(repair));
    }
    return repairs;
  }
  if (principal.empty()) {
    if (std::optional<Repair> repair = Extended(question, *document)) repairs.push_back(*std::move(repair));
  }
  Repair repair;
  repair.document = document;
  repair.summary = "add to " + document->name + " a statement that allows exactly this";
  DocumentEdit edit(document->text);
  edit.AppendStatement(Added(question, principal));
  repair.text = edit.Result();
  repairs.push_back(std::move(repair));
  return repairs;
}

}  // namespace rolecall::access
