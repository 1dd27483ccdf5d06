#include "directory/stored_policy.h"

namespace rolecall::directory {
namespace {

// Deny when in doubt: denies everything to everybody, in whatever kind of document it has to stand for.
policy::Document DenyAll(policy::DocumentKind kind) {
  policy::Statement statement;
  statement.effect = policy::Effect::kDeny;
  statement.actions.push_back({"*", {}});
  if (policy::TakesPrincipal(kind)) {
    statement.has_principal = true;
    statement.principals.push_back({policy::PrincipalType::kEveryone, "*", {}});
  }
  if (kind != policy::DocumentKind::kTrust) {
    statement.has_resource = true;
    statement.resources.push_back({"*", {}});
  }
  policy::Document document;
  document.kind = kind;
  document.version = policy::Version::k2012;
  document.statements.push_back(std::move(statement));
  return document;
}

}  // namespace

StoredPolicy MakeStoredPolicy(std::string text, policy::DocumentKind kind, std::string name) {
  policy::ParsedDocument parsed = policy::Parse(text, kind);
  policy::Document document = parsed.malformed.has_value() ? DenyAll(kind) : std::move(parsed.document);
  return StoredPolicy{std::move(text), policy::Compile(std::move(document), std::move(name))};
}

}  // namespace rolecall::directory
