// The single sources that the credential chain is made of. Internal to aws/: use aws/credentials/credential_chain.h.
//
// Each answers a Fetch: a function that gets fresh credentials each time it is called.
#ifndef ROLECALL_AWS_CREDENTIALS_CREDENTIAL_SOURCES_H_
#define ROLECALL_AWS_CREDENTIALS_CREDENTIAL_SOURCES_H_

#include <memory>
#include <string>
#include <string_view>

#include "aws/credentials/chain_options.h"

namespace rolecall::aws {

using Fetch = RefreshingCredentials::Fetch;

// What calls to STS need besides credentials.
struct StsSettings {
  std::string region;
  EndpointSettings endpoints;
  int max_attempts = 3;
};

Fetch FetchWebIdentity(AssumeRoleWithWebIdentity role, StsSettings settings, const ChainDependencies& use);
Fetch FetchAssumedRole(AssumeRole role, std::shared_ptr<CredentialsProvider> base, StsSettings settings,
                       const ChainDependencies& use);
// ECS, EKS Pod Identity: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI.
bool HasContainerEndpoint(const Environment& environment);
Fetch FetchFromContainer(const ChainDependencies& use);
// EC2, version 2 only.
Fetch FetchFromInstance(std::string endpoint, const ChainDependencies& use);
Fetch FetchFromProcess(std::string command, const ChainDependencies& use);

// Members AccessKeyId, SecretAccessKey, Token or SessionToken, Expiration. `source` is for messages.
Result<Credentials> ReadCredentialJson(std::string_view text, std::string_view source);

// Credentials of a profile, with the roles that it names on top. `depth` bounds chains of source_profile.
Result<std::shared_ptr<CredentialsProvider>> ProfileCredentials(const std::string& name, const Profiles& profiles,
                                                                const ChainOptions& options,
                                                                const ChainDependencies& use, int depth);

StsSettings StsSettingsOf(const ChainOptions& options);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CREDENTIALS_CREDENTIAL_SOURCES_H_
