// Recorded reviews as `rolecall inject -replay` takes them: one JSON object a line.
//
//   {"name", "flags": {FLAG: value}, "serviceAccounts": [], "configMaps": [], "containerCredentialsConfig": text or
//   null,
//    "instanceIdentity": {"AccountID", "Partition"}, "contentType": text, "request": AdmissionReview or "rawBody":
//    text}
//
// and the answers to them, a line each: {"name", "httpStatus", "body"}, the body as text.
#ifndef ROLECALL_CLI_IDENTITY_REVIEW_REPLAY_H_
#define ROLECALL_CLI_IDENTITY_REVIEW_REPLAY_H_

#include "base/result.h"
#include "cli/frame/command.h"

namespace rolecall::cli {

// Standard input to standard output. kInvalidArgument: a line that is no such object, with its number; what comes after
// it is not read.
Result<void> ReplayReviews(CommandContext& context);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_IDENTITY_REVIEW_REPLAY_H_
