// Whether a service account's token would be given a role, told before there is a token: for who makes pods.
//
//   const Preview preview = PreviewTrust(*directory.snapshot(), {issuer, "system:serviceaccount:ns:sa", audience,
//   role}); if (preview.verdict == PreviewVerdict::kRefused) … preview.why …
//
// kRefused is said only of what no token of that issuer, subject and audience can change: the role, the provider, the
// audience, and a trust policy that asks about nothing else. Where a policy asks for what is not known yet (an address,
// a session's name, another claim) the answer is kUnknown unless it is allowed. `why` is for who may see policies: it
// names statement and condition. Organizations' policies are not looked at: they can only refuse more. Pure; any
// thread.
#ifndef ROLECALL_SERVICES_STS_TRUST_PREVIEW_H_
#define ROLECALL_SERVICES_STS_TRUST_PREVIEW_H_

#include <string>

#include "directory/snapshot.h"

namespace rolecall::services::sts {

struct PreviewedToken {
  std::string issuer;  // "https://…"
  std::string subject, audience;
  std::string role_arn;
};

enum class PreviewVerdict { kAssumable, kRefused, kUnknown };
struct Preview {
  PreviewVerdict verdict = PreviewVerdict::kUnknown;
  std::string why;  // one sentence, unless it is assumable
};

Preview PreviewTrust(const directory::Snapshot& snapshot, const PreviewedToken& token);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_TRUST_PREVIEW_H_
