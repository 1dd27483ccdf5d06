// Does a Principal or NotPrincipal element name the caller, and how precisely?
//
//   PrincipalMatcher matcher(statement, DocumentKind::kResource);
//   if (matcher.Match(request.principal()) == GrantClass::kRole) …
//
// How precisely decides what else must allow (decide.cc, G1 to G4). Principals are compared as they are: no wildcard
// but "*" alone. Where AWS's behaviour is not known, an Allow reaches fewer callers and a Deny more. Immutable; Match
// allocates nothing.
#ifndef ROLECALL_POLICY_DECIDE_PRINCIPAL_MATCH_H_
#define ROLECALL_POLICY_DECIDE_PRINCIPAL_MATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "policy/decide/request.h"
#include "policy/document/document.h"

namespace rolecall::policy {

// How a resource policy grants, weakest first: to the caller's account (which delegates to its identity policies), to
// the caller's role, or to the caller itself (also "*").
enum class GrantClass : std::uint8_t { kNone, kAccount, kRole, kDirect };

class PrincipalMatcher {
 public:
  PrincipalMatcher(const Statement& statement, DocumentKind kind);

  // kNone: the statement is not about this caller.
  GrantClass Match(const Principal& principal) const;

 private:
  enum class Form : std::uint8_t {
    kEveryone,
    kAccount,  // twelve digits or :root
    kRole,
    kCaller,  // user, session, federated user: the caller's own ARN
    kUniqueId,
    kService,
    kFederated,
    kCanonicalUser,
  };
  struct Entry {
    Form form;
    std::string value;    // account id for kAccount
    std::string account;  // kRole
    std::string name;     // kRole: without path
  };

  static Entry Compile(const PrincipalText& text);
  GrantClass MatchEntry(const Entry& entry, const Principal& principal) const;
  GrantClass MatchEveryone(const Principal& principal) const;
  bool MatchesRole(const Entry& entry, const Principal& principal) const;
  bool Spares(const Principal& principal) const;

  DocumentKind kind_;
  Effect effect_;
  bool negated_;
  bool everyone_applies_;  // no Principal element: a kind of policy that has none
  std::vector<Entry> entries_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_PRINCIPAL_MATCH_H_
