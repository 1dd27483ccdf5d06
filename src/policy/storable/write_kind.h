// What a document is stored as, which decides what AWS checks. More kinds are evaluated than stored: a boundary is
// stored as a managed policy. EvaluatedAs (validate.h) leads from here to the kind of the decision.
#ifndef ROLECALL_POLICY_STORABLE_WRITE_KIND_H_
#define ROLECALL_POLICY_STORABLE_WRITE_KIND_H_

namespace rolecall::policy {

enum class WriteKind {
  kManaged,
  kInline,   // of a user, group or role
  kTrust,    // of a role
  kSession,  // sent with AssumeRole…
  kResource  // of a bucket, secret, …
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_STORABLE_WRITE_KIND_H_
