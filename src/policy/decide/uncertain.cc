#include "policy/decide/uncertain.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

bool NamesEveryone(const Statement& statement) {
  return std::any_of(statement.principals.begin(), statement.principals.end(), [](const PrincipalText& text) {
    return text.value == "*" && (text.type == PrincipalType::kEveryone || text.type == PrincipalType::kAws);
  });
}

// Fewer parts than an ARN has, and no star at the end that would reach over the rest.
bool IsShort(std::string_view text) {
  return !text.empty() && text.back() != '*' && std::count(text.begin(), text.end(), ':') < 5;
}

}  // namespace

std::string_view UncertainPrincipal(const Statement& statement, DocumentKind kind, const Principal& principal) {
  bool deny = statement.effect == Effect::kDeny;
  if (statement.not_principal) {
    return deny ? "" : "AWS does not support NotPrincipal with Allow; here it grants nothing";
  }
  if (!NamesEveryone(statement)) return "";
  if (deny && principal.kind == Principal::Kind::kFederated) {
    return "AWS does not say whether a Deny of everyone reaches token providers; here it does";
  }
  if (!deny && kind == DocumentKind::kTrust && principal.kind == Principal::Kind::kService) {
    return "AWS does not say whether a trust policy for everyone includes services; here it does not";
  }
  return "";
}

std::string_view UncertainResource(const Statement& statement, DocumentKind kind, const Request& request,
                                   bool no_value) {
  if (statement.not_resource && no_value) {
    return "AWS does not say what NotResource means when a variable has no value; here an Allow does not apply and a "
           "Deny does";
  }
  bool callers = !TakesPrincipal(kind) && kind != DocumentKind::kScp;
  bool has_short = std::any_of(statement.resources.begin(), statement.resources.end(),
                               [](const Text& text) { return IsShort(text.value); });
  if (!callers && has_short) {
    return "AWS completes short ARNs in the caller's policies and does not say so for this kind; here a Deny is "
           "completed and an Allow is not";
  }
  bool takes = (statement.effect == Effect::kDeny) != statement.not_resource;
  bool other_case =
      request.folded() || std::any_of(statement.resources.begin(), statement.resources.end(),
                                      [](const Text& text) { return FoldHead(text.value, true) != text.value; });
  if (takes && other_case) {
    return "AWS does not say whether the case of letters before an ARN's resource part counts; here it does not for "
           "what is taken away";
  }
  return "";
}

}  // namespace rolecall::policy
