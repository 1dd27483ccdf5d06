// Makes the guardrails of a snapshot (guardrails.h). For this folder only.
#ifndef ROLECALL_DIRECTORY_GUARDRAIL_BUILDER_H_
#define ROLECALL_DIRECTORY_GUARDRAIL_BUILDER_H_

#include "directory/snapshot.h"

namespace rolecall::directory {

// Puts the guardrails of all accounts into the snapshot anew.
void MakeGuardrails(Snapshot& snapshot);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_GUARDRAIL_BUILDER_H_
