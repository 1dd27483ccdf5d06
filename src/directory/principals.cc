#include "directory/principals.h"

#include <functional>
#include <optional>

#include "policy/document/arn.h"

namespace rolecall::directory {
namespace {

using Replace = std::function<std::optional<std::string>(const std::string& principal)>;

// Every principal of type AWS in place; unchanged where `replace` gives nothing.
std::string ReplacePrincipals(std::string_view text, policy::DocumentKind kind, const Replace& replace) {
  policy::ParsedDocument parsed = policy::Parse(text, kind);
  std::string out;
  std::size_t copied = 0;
  for (const policy::Statement& statement : parsed.document.statements) {
    for (const policy::PrincipalText& principal : statement.principals) {
      if (principal.type != policy::PrincipalType::kAws || principal.span.begin < copied) continue;
      std::optional<std::string> replacement = replace(principal.value);
      if (!replacement.has_value()) continue;
      // Ids and ARNs of identities need no escapes in JSON.
      out.append(text.substr(copied, principal.span.begin - copied)).append("\"").append(*replacement).append("\"");
      copied = principal.span.end;
    }
  }
  return out.append(text.substr(copied));
}

bool IsUniqueId(std::string_view text) {
  return text.size() == 21 && (text.starts_with("AROA") || text.starts_with("AIDA"));
}

// The id of a user or role of ours; "" if it should exist and does not; nothing if it is none of ours.
std::optional<std::string> IdOf(const std::string& principal, const Snapshot& snapshot) {
  if (IsUniqueId(principal)) return snapshot.identities.Find(principal) != nullptr ? principal : "";
  std::optional<policy::Arn> arn = policy::ParseArn(principal);
  if (!arn.has_value() || arn->service != "iam" || snapshot.accounts.Find(arn->account) == nullptr) return std::nullopt;
  if (arn->resource == "root") return std::nullopt;
  if (auto role = FindRoleByArn(snapshot, principal)) return role->id;
  if (auto user = FindUserByArn(snapshot, principal)) return user->id;
  return "";
}

}  // namespace

BoundPolicy BindPrincipals(std::string_view text, policy::DocumentKind kind, const Snapshot& snapshot) {
  BoundPolicy bound;
  bound.text = ReplacePrincipals(text, kind, [&](const std::string& principal) -> std::optional<std::string> {
    std::optional<std::string> id = IdOf(principal, snapshot);
    if (id.has_value() && id->empty()) {
      if (bound.unknown_principal.empty()) bound.unknown_principal = principal;
      return std::nullopt;
    }
    return id;
  });
  return bound;
}

std::string ShowPrincipals(std::string_view text, policy::DocumentKind kind, const Snapshot& snapshot) {
  return ReplacePrincipals(text, kind, [&](const std::string& principal) -> std::optional<std::string> {
    if (!IsUniqueId(principal)) return std::nullopt;
    auto identity = snapshot.identities.Find(principal);
    if (identity == nullptr) return std::nullopt;
    return identity->arn;
  });
}

}  // namespace rolecall::directory
