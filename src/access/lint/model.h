// Lint over an identity model: its policies, each in the light of the rest, and how its parts go together.
//
//   LintModel(model, settings, report);      // `report.sources` has the texts that the model's places point into
//
// What a model does not know is not judged: service accounts are compared with roles only if it has any, providers
// and roles only if it has all of the account's or makes its own.
#ifndef ROLECALL_ACCESS_LINT_MODEL_H_
#define ROLECALL_ACCESS_LINT_MODEL_H_

#include "access/lint/lint.h"
#include "access/model/identity_model.h"

namespace rolecall::access {

void LintModel(const IdentityModel& model, const kube::WebhookSettings& settings, LintReport& report);

// What plan -fail-on asks: findings about `after` that `before` did not have, by code, subject and message. `sources`
// are the texts that places of `after` point into.
LintReport NewFindings(const IdentityModel& before, const IdentityModel& after, const kube::WebhookSettings& settings,
                       const diag::SourceMap& sources);

// Adds the texts of the files that documents are read from, as they are in the model.
void AddDocumentSources(const IdentityModel& model, diag::SourceMap& sources);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_MODEL_H_
