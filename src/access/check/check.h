// Questions about access that are answered with yes, no, or not known, for reviews and for CI:
//
//   CheckReport report = NoNewAccess(before, after);      // nobody may what nobody could
//   CheckReport report = NotGranted(model, {{"iam:*"}, {"*"}});
//   CheckReport report = NoPublic(model);
//   std::cout << CheckText(report);                        // or CheckJson, CheckSarif
//
// Decided by the procedure (policy/access_sets): every violation that is certain has a request that the engine decides
// so. What is not decided, and policies whose text is not known, are listed as such: whoever asks decides what they
// mean. Pure.
#ifndef ROLECALL_ACCESS_CHECK_CHECK_H_
#define ROLECALL_ACCESS_CHECK_CHECK_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "diag/source.h"
#include "policy/access_sets/access_difference.h"

namespace rolecall::access {

struct Violation {
  std::string rule;     // "no-new-access", "not-granted", "no-public", "contract"
  std::string who;      // "external-secrets/aws-secretsmanager", "role app", "everyone"
  std::string text;     // a sentence without its full stop
  std::string example;  // "secretsmanager:GetSecretValue on arn:…"; empty: not certain
  std::string reason;   // not certain: why
  Origin origin;        // of the role, user or contract; may be none

  bool certain() const { return reason.empty(); }
};

struct CheckReport {
  std::string check;
  std::vector<Violation> violations;  // the certain ones first
  std::vector<std::string> unknown;   // sentences

  bool violated() const;   // for certain
  bool undecided() const;  // a violation that is only possible, or something that is not known
};

CheckReport NoNewAccess(const IdentityModel& before, const IdentityModel& after);
// Nobody is allowed any of the actions on any of the resources (globs), by identity policies or the resources' own.
CheckReport NotGranted(const IdentityModel& model, const policy::AccessScope& scope);
// No trust policy and no resource's policy lets in strangers: principals of any account, nobody in particular, or
// tokens of an issuer that everybody can have tokens of. A condition that a stranger cannot meet (its organization, its
// account, its network) counts.
CheckReport NoPublic(const IdentityModel& model);

std::string CheckText(const CheckReport& report);
std::string CheckJson(const CheckReport& report);
// SARIF 2.1.0.
std::string CheckSarif(const CheckReport& report);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHECK_CHECK_H_
