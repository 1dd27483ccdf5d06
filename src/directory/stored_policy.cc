#include "directory/stored_policy.h"

#include <mutex>

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

struct StoredPolicy::Compilation {
  const policy::DocumentKind kind;
  std::string name;
  std::once_flag once;
  std::shared_ptr<const policy::CompiledPolicy> compiled;
};

StoredPolicy::StoredPolicy(std::string text, policy::DocumentKind kind, std::string name)
    : text(std::move(text)), compilation_(new Compilation{kind, std::move(name), {}, {}}) {}

const std::shared_ptr<const policy::CompiledPolicy>& StoredPolicy::compiled() const {
  static const std::shared_ptr<const policy::CompiledPolicy> kNone;
  if (compilation_ == nullptr) return kNone;
  Compilation& made = *compilation_;
  std::call_once(made.once, [&] {
    policy::ParsedDocument parsed = policy::Parse(text, made.kind);
    policy::Document document = parsed.malformed.has_value() ? DenyAll(made.kind) : std::move(parsed.document);
    made.compiled = policy::Compile(std::move(document), made.name);
  });
  return made.compiled;
}

}  // namespace rolecall::directory
