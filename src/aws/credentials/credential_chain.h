// The credential chain: finds the caller's keys where AWS's own tools look.
//
// Order: static arguments; (explicit profile, if one is named by argument); environment keys; web identity from
// the environment; the profile (role_arn with source_profile or credential_source or web_identity_token_file,
// static keys, credential_process); the container's endpoint; the instance's metadata (IMDSv2).
// The first place that says anything decides: if it is broken, that is the error, not the next place.
// SSO profiles are refused with advice. Sessions are renewed before they expire.
//
//   ROLECALL_TRY(std::unique_ptr<CredentialsProvider> credentials, MakeCredentialChain(options, dependencies));
//
// Making the chain reads files but sends nothing; the first Get() does.
#ifndef ROLECALL_AWS_CREDENTIALS_CREDENTIAL_CHAIN_H_
#define ROLECALL_AWS_CREDENTIALS_CREDENTIAL_CHAIN_H_

#include <memory>

#include "aws/client/profiles.h"
#include "aws/credentials/chain_options.h"
#include "aws/sigv4/credentials.h"
#include "base/result.h"

namespace rolecall::aws {

Result<std::unique_ptr<CredentialsProvider>> MakeCredentialChain(const ChainOptions& options, const Profiles& profiles,
                                                                 const ChainDependencies& use);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CREDENTIALS_CREDENTIAL_CHAIN_H_
