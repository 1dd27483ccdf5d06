#include "policy/storable/validate.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "policy/storable/write_checks.h"

namespace rolecall::policy {
namespace {

using Check = std::optional<Malformed>;

Malformed At(std::string message, std::size_t offset, std::string detail = "") {
  return Malformed{std::move(message), offset, std::move(detail)};
}

// AWS documents letters and digits only; that it stores underscores too is recorded.
bool IsSid(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return IsAsciiDigit(c) || IsAsciiLetter(c) || c == '_'; });
}

// Only what IAM itself stores for callers; trust, session and resource policies of 2008 are accepted.
Check CheckVersion(const Document& document, WriteKind kind) {
  if (kind != WriteKind::kManaged && kind != WriteKind::kInline) return std::nullopt;
  if (document.version == Version::k2012) return std::nullopt;
  return At("Policy document must be version 2012-10-17 or greater.", 0, "write \"Version\": \"2012-10-17\"");
}

Check CheckSids(const Document& document, WriteKind kind) {
  std::set<std::string_view> seen;
  for (const Statement& statement : document.statements) {
    if (statement.sid.empty()) continue;
    if (!seen.insert(statement.sid).second) {
      return At("Statement IDs (SID) in a single policy must be unique.", statement.span.begin,
                "\"" + statement.sid + "\" stands twice");
    }
  }
  if (kind == WriteKind::kResource) return std::nullopt;  // some services take any text
  for (const Statement& statement : document.statements) {
    if (IsSid(statement.sid)) continue;
    return At(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
        "[0-9A-Za-z]*",
        statement.span.begin);
  }
  return std::nullopt;
}

Check CheckActionsExist(const Document& document) {
  for (const Statement& statement : document.statements) {
    if (statement.actions.empty()) return At("Policy statement must contain actions.", statement.span.begin);
  }
  return std::nullopt;
}

Check CheckNoPrincipals(const Document& document) {
  for (const Statement& statement : document.statements) {
    if (statement.has_principal) {
      return At("Policy document should not specify a principal.", statement.span.begin);
    }
  }
  return std::nullopt;
}

Check CheckResourcesExist(const Document& document, bool may_lack) {
  for (const Statement& statement : document.statements) {
    if (may_lack && !statement.has_resource) continue;
    if (statement.resources.empty()) return At("Policy statement must contain resources.", statement.span.begin);
  }
  return std::nullopt;
}

Check CheckWritten(const Document& document, WriteKind kind, std::string_view partition) {
  Check resource_error = FirstResourceError(document, partition);
  if (Check refused = CheckLegacy(document, kind, !resource_error)) return refused;
  if (Check refused = CheckSids(document, kind)) return refused;
  if (Check refused = CheckActionsExist(document)) return refused;
  if (kind == WriteKind::kTrust) return CheckTrust(document, partition);
  if (resource_error) return resource_error;
  if (Check refused = CheckActionForms(document)) return refused;
  if (Check refused = CheckResourcesExist(document, kind == WriteKind::kResource)) return refused;
  if (kind == WriteKind::kResource) return CheckPrincipals(document, partition);
  return CheckNoPrincipals(document);
}

}  // namespace

DocumentKind EvaluatedAs(WriteKind kind) {
  switch (kind) {
    case WriteKind::kManaged:
    case WriteKind::kInline: return DocumentKind::kIdentity;
    case WriteKind::kTrust: return DocumentKind::kTrust;
    case WriteKind::kSession: return DocumentKind::kSession;
    case WriteKind::kResource: return DocumentKind::kResource;
  }
  return DocumentKind::kIdentity;
}

std::optional<Malformed> CheckForWrite(std::string_view text, WriteKind kind, std::string_view partition) {
  ParsedDocument parsed = ParseGrammar(text, EvaluatedAs(kind));
  return parsed.malformed ? parsed.malformed : CheckForWrite(parsed.document, kind, partition);
}

std::optional<Malformed> CheckForWrite(const Document& document, WriteKind kind, std::string_view partition) {
  if (document.statements.empty()) return At("Syntax errors in policy.", 0, "Statement is an empty list");
  if (Check refused = CheckVersion(document, kind)) return refused;
  if (Check refused = CheckWritten(document, kind, partition)) return refused;
  // Whatever else evaluation would not take: a stored document must be one that can be evaluated.
  return CheckEvaluable(document);
}

std::size_t PolicySize(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    bool continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    return !space && !continuation;
  }));
}

}  // namespace rolecall::policy
