// The steps of CheckForWrite (validate.h), a function each, in the order in which AWS takes them.
//
//   if (auto refused = CheckLegacy(document, kind, !resource_error)) return refused;
//
// Each looks at the whole document and gives the first thing that AWS would refuse, with AWS's text; nothing if all is
// well. `partition` is the account's, whose ARNs alone are good; empty: any that there is. They take a document that
// ParseGrammar found good and trust each other in nothing else. Pure.
#ifndef ROLECALL_POLICY_STORABLE_WRITE_CHECKS_H_
#define ROLECALL_POLICY_STORABLE_WRITE_CHECKS_H_

#include <optional>
#include <string_view>

#include "policy/document/document.h"
#include "policy/storable/write_kind.h"

namespace rolecall::policy {

// "The policy failed legacy parsing": spelling of Effect, dates, numbers of colons (`check_resources`).
std::optional<Malformed> CheckLegacy(const Document& document, WriteKind kind, bool check_resources);

// Form of the resources. AWS finds these before it parses further, but reports them later.
std::optional<Malformed> FirstResourceError(const Document& document, std::string_view partition);

// "Actions/Conditions must be prefaced by a vendor, …", "Vendor X is not valid".
std::optional<Malformed> CheckActionForms(const Document& document);

// What only trust policies must satisfy.
std::optional<Malformed> CheckTrust(const Document& document, std::string_view partition);

// Every statement names principals, each in a form that AWS knows.
std::optional<Malformed> CheckPrincipals(const Document& document, std::string_view partition);

// The date forms that IAM stores: looser than what it evaluates.
bool IsStorableDate(std::string_view text);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_STORABLE_WRITE_CHECKS_H_
