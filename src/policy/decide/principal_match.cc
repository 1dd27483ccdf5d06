#include "policy/decide/principal_match.h"

#include <algorithm>

#include "base/text.h"
#include "policy/document/arn.h"

// Held against the IAM User Guide, whose sections the code names:
//   "AWS JSON policy elements: Principal"
//     P1 "AWS account principals"                  id or …:root; delegates to the account
//     P2 "IAM role principals"                     all sessions of the role; stored as the role's unique id
//     P3 "Role session principals"                 assumed-role/NAME/SESSION, which has no path
//     P4 "OIDC federated principals", "SAML…"      the provider of the token
//     P5 "IAM user principals"
//     P6 "AWS STS federated user principals"
//     P7 "AWS service principals"
//     P8 "All principals"                          "*" and {"AWS": "*"} are one
//   "AWS JSON policy elements: NotPrincipal"
//     N1 with Deny: everyone but those listed; to spare a session its account, its role and itself must be listed
//     N2 with Deny: whoever has a permissions boundary is denied whatever is listed
//     N3 with Allow: not supported
namespace rolecall::policy {
namespace {

bool IsUniqueId(std::string_view text) {
  return text.size() >= 16 && (text.starts_with("AIDA") || text.starts_with("AROA")) &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || IsAsciiDigit(c); });
}

}  // namespace

PrincipalMatcher::PrincipalMatcher(const Statement& statement, DocumentKind kind)
    : kind_(kind),
      effect_(statement.effect),
      negated_(statement.not_principal),
      everyone_applies_(!statement.has_principal) {
  for (const PrincipalText& text : statement.principals) entries_.push_back(Compile(text));
}

PrincipalMatcher::Entry PrincipalMatcher::Compile(const PrincipalText& text) {
  switch (text.type) {
    case PrincipalType::kEveryone: return Entry{Form::kEveryone, "", "", ""};            // P8
    case PrincipalType::kFederated: return Entry{Form::kFederated, text.value, "", ""};  // P4
    case PrincipalType::kService: return Entry{Form::kService, text.value, "", ""};      // P7
    case PrincipalType::kCanonicalUser:
      // Of an account of the plane it is the account's number; AWS's own are longer.
      return Entry{IsAccountId(text.value) ? Form::kAccount : Form::kCanonicalUser, text.value, "", ""};
    case PrincipalType::kAws: break;
  }
  if (text.value == "*") return Entry{Form::kEveryone, "", "", ""};               // P8
  if (IsAccountId(text.value)) return Entry{Form::kAccount, text.value, "", ""};  // P1
  if (IsUniqueId(text.value)) return Entry{Form::kUniqueId, text.value, "", ""};  // P2, P5
  std::optional<Arn> arn = ParseArn(text.value);
  if (arn && arn->service == "iam" && arn->resource == "root") {  // P1
    return Entry{Form::kAccount, std::string(arn->account), "", ""};
  }
  if (arn && arn->service == "iam" && arn->resource.starts_with("role/")) {  // P2
    return Entry{Form::kRole, text.value, std::string(arn->account), std::string(LastPathElement(arn->resource))};
  }
  return Entry{Form::kCaller, text.value, "", ""};  // P3, P5, P6
}

GrantClass PrincipalMatcher::Match(const Principal& principal) const {
  if (everyone_applies_) return GrantClass::kDirect;
  if (negated_) {
    // N3: it grants nothing here.
    if (effect_ == Effect::kAllow) return GrantClass::kNone;
    return Spares(principal) ? GrantClass::kNone : GrantClass::kDirect;
  }
  GrantClass best = GrantClass::kNone;
  for (const Entry& entry : entries_) best = std::max(best, MatchEntry(entry, principal));
  return best;
}

// P8
GrantClass PrincipalMatcher::MatchEveryone(const Principal& principal) const {
  bool allow_here = effect_ == Effect::kAllow && (kind_ == DocumentKind::kTrust || kind_ == DocumentKind::kResource);
  // "*" trusts no token's provider [observed for {"AWS": "*"}]. Whether a Deny reaches them is not known: here it does.
  if (allow_here && principal.kind == Principal::Kind::kFederated) return GrantClass::kNone;
  // Uncertain for services in trust policies: the answer that grants less.
  if (allow_here && kind_ == DocumentKind::kTrust && principal.kind == Principal::Kind::kService) {
    return GrantClass::kNone;
  }
  return GrantClass::kDirect;
}

// P2
bool PrincipalMatcher::MatchesRole(const Entry& entry, const Principal& principal) const {
  if (principal.kind != Principal::Kind::kRoleSession) return false;
  if (!principal.role_arn.empty()) return entry.value == principal.role_arn;
  // Only the session is known, whose ARN has no path. Role names are unique in an account whatever their path.
  return entry.account == principal.account && entry.name == principal.role_name;
}

GrantClass PrincipalMatcher::MatchEntry(const Entry& entry, const Principal& principal) const {
  // A Deny reaches further where AWS's behaviour is not known; what NotPrincipal spares must be exact.
  bool deny = effect_ == Effect::kDeny && !negated_;
  bool matches = false;
  switch (entry.form) {
    case Form::kEveryone: return MatchEveryone(principal);
    case Form::kAccount: {
      // Uncertain whether a Deny of the account reaches its token providers: here it does.
      bool member = principal.IsIdentity() || (deny && principal.kind == Principal::Kind::kFederated);
      return member && entry.value == principal.account ? GrantClass::kAccount : GrantClass::kNone;
    }
    case Form::kRole: return MatchesRole(entry, principal) ? GrantClass::kRole : GrantClass::kNone;
    case Form::kUniqueId:
      if (principal.unique_id != entry.value) return GrantClass::kNone;
      return principal.kind == Principal::Kind::kRoleSession ? GrantClass::kRole : GrantClass::kDirect;
    case Form::kCaller:
      matches = (principal.IsIdentity() || principal.kind == Principal::Kind::kService) && entry.value == principal.arn;
      break;
    case Form::kService:
      matches = principal.kind == Principal::Kind::kService &&
                (entry.value == principal.name || (deny && entry.value == "*"));
      break;
    case Form::kFederated:
      matches = principal.kind == Principal::Kind::kFederated &&
                (entry.value == principal.name || (deny && entry.value == "*"));
      break;
    case Form::kCanonicalUser:
      matches = !principal.canonical_user.empty() && principal.canonical_user == entry.value;
      break;
  }
  return matches ? GrantClass::kDirect : GrantClass::kNone;
}

// N1, N2. To be spared by NotPrincipal everything that the caller is must be listed: its account and itself, for a
// session also its role. A caller with a permissions boundary is never spared.
bool PrincipalMatcher::Spares(const Principal& principal) const {
  if (principal.has_boundary) return false;
  bool account = false, role = false, self = false;
  for (const Entry& entry : entries_) {
    if (entry.form == Form::kEveryone) return true;
    GrantClass grant = MatchEntry(entry, principal);
    account = account || grant == GrantClass::kAccount;
    role = role || grant == GrantClass::kRole;
    self = self || grant == GrantClass::kDirect;
  }
  switch (principal.kind) {
    case Principal::Kind::kRoot: return account;
    case Principal::Kind::kUser:
    case Principal::Kind::kFederatedUser: return account && self;
    case Principal::Kind::kRoleSession: return account && role && (self || principal.session_name.empty());
    case Principal::Kind::kAnonymous:
    case Principal::Kind::kFederated:
    case Principal::Kind::kService: return self;
  }
  return false;
}

}  // namespace rolecall::policy
