#include "policy/document/document.h"

#include "base/encoding.h"
#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

Malformed At(std::string message, std::size_t offset, std::string detail) {
  return Malformed{std::move(message), offset, std::move(detail)};
}

std::optional<Malformed> CheckPrincipal(const Statement& statement, DocumentKind kind) {
  if (TakesPrincipal(kind) && !statement.has_principal) {
    return At("Missing required field Principal", statement.span.begin, "every statement must say whom it is about");
  }
  if (!TakesPrincipal(kind) && statement.has_principal) {
    return At("Policy document should not specify a principal.", statement.span.begin,
              "the policy applies to whoever it is attached to");
  }
  return std::nullopt;
}

std::optional<Malformed> CheckResource(const Statement& statement, DocumentKind kind) {
  if (kind == DocumentKind::kTrust) {
    if (!statement.has_resource) return std::nullopt;
    return At("Has prohibited field Resource.", statement.span.begin, "a trust policy is about its own role");
  }
  bool needs_one = !TakesPrincipal(kind) || statement.has_resource;
  if (needs_one && statement.resources.empty()) {
    return At("Policy statement must contain resources.", statement.span.begin, "Resource is missing or empty");
  }
  return std::nullopt;
}

// Unlike numbers and dates, which merely never match, bytes that are none are refused wherever they stand.
std::optional<Malformed> CheckBinaryValues(const Statement& statement) {
  for (const Condition& condition : statement.conditions) {
    if (condition.op.kind() != ValueKind::kBinary) continue;
    for (const Text& value : condition.values) {
      if (Base64Decode(value.value)) continue;
      return At("The policy failed legacy parsing", value.span.begin, "BinaryEquals needs base64 in canonical form");
    }
  }
  return std::nullopt;
}

std::optional<Malformed> CheckStatement(const Statement& statement, DocumentKind kind) {
  if (!statement.exact_effect) {
    return At("The policy failed legacy parsing", statement.span.begin, "Effect is Allow or Deny, in this spelling");
  }
  if (auto malformed = CheckBinaryValues(statement)) return malformed;
  if (statement.actions.empty()) {
    return At("Policy statement must contain actions.", statement.span.begin, "Action is missing or empty");
  }
  if (auto malformed = CheckPrincipal(statement, kind)) return malformed;
  return CheckResource(statement, kind);
}

}  // namespace

bool TakesPrincipal(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::kTrust:
    case DocumentKind::kResource:
    case DocumentKind::kRcp:
    case DocumentKind::kEndpoint: return true;
    case DocumentKind::kIdentity:
    case DocumentKind::kBoundary:
    case DocumentKind::kSession:
    case DocumentKind::kScp: return false;
  }
  return false;
}

std::string_view EffectName(Effect effect) { return effect == Effect::kAllow ? "Allow" : "Deny"; }

std::optional<Malformed> CheckEvaluable(const Document& document) {
  for (const Statement& statement : document.statements) {
    if (auto malformed = CheckStatement(statement, document.kind)) return malformed;
  }
  return std::nullopt;
}

ParsedDocument Parse(std::string_view text, DocumentKind kind) {
  ParsedDocument parsed = ParseGrammar(text, kind);
  if (!parsed.malformed) parsed.malformed = CheckEvaluable(parsed.document);
  return parsed;
}

}  // namespace rolecall::policy
