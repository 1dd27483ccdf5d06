// What a credential chain is told and what it uses; the chain itself is in aws/credentials/credential_chain.h.
// Plain values; times in seconds. Threads: as what ChainDependencies points to.
#ifndef ROLECALL_AWS_CREDENTIALS_CHAIN_OPTIONS_H_
#define ROLECALL_AWS_CREDENTIALS_CHAIN_OPTIONS_H_

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/client/endpoints.h"
#include "aws/client/profiles.h"
#include "aws/client/sleeper.h"
#include "aws/sigv4/credentials.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/random.h"
#include "base/result.h"
#include "http/client.h"

namespace rolecall::aws {

// A role to assume with credentials found before.
struct AssumeRole {
  std::string role_arn;
  std::string session_name;  // empty: "rolecall-<time>"
  std::string external_id;
  std::string policy;
  std::vector<std::string> policy_arns;
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<std::string> transitive_tag_keys;
  std::string source_identity;
  std::chrono::seconds duration{0};  // 0: the service's default
};

struct AssumeRoleWithWebIdentity {
  std::string role_arn;
  std::string session_name;
  std::string token;       // or
  std::string token_file;  // read again at each renewal
  std::string policy;
  std::vector<std::string> policy_arns;
  std::chrono::seconds duration{0};
};

struct ChainOptions {
  Credentials static_credentials;  // access_key_id empty: none
  std::string profile;             // by argument; empty: the environment's or "default"
  std::string region;              // resolved; for STS calls
  EndpointSettings endpoints;
  std::vector<AssumeRole> assume_roles;                   // one after the other, on top of what was found
  std::optional<AssumeRoleWithWebIdentity> web_identity;  // by argument; comes before everything found
  bool skip_instance_metadata = false;                    // also by AWS_EC2_METADATA_DISABLED=true
  std::string instance_metadata_endpoint;  // empty: AWS_EC2_METADATA_SERVICE_ENDPOINT or http://169.254.169.254
  int max_attempts = 3;
};

// Runs a command line with the shell and answers its standard output (at most 64 KiB).
using CommandRunner = std::function<Result<std::string>(const std::string& command)>;
Result<std::string> RunShellCommand(const std::string& command);

// What the chain uses; all must outlive it.
struct ChainDependencies {
  const Environment& environment;
  const FileSystem& files;
  http::Client& http;
  const Clock& clock;
  Random& random;
  Sleeper& sleeper;
  CommandRunner run;  // for credential_process; empty: refused
};

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_CREDENTIALS_CHAIN_OPTIONS_H_
