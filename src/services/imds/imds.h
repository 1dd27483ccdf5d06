// The instance metadata service of an EC2 instance, as far as identity goes: IMDSv2's session tokens, the tree of
// meta-data, the identity document, and the credentials of an instance profile's role. Has a listener of its own
// (serve --imds-listen): whoever can reach that has the role.
//
//   InstanceMetadata imds({.instance_profile = "node", .account = …, .region = …}, directory, clock, random);
//   http::Server::Start(options, [&](http::Request& request) { return imds.Handle(request); });
//
// Source: "Instance metadata and user data", EC2 User Guide. Requests with X-Forwarded-For are refused when they ask
// for a token, as AWS does; without a token nothing is told (401), unless version 1 is allowed.
// Differs from AWS: the hop limit of answers (TTL 1) is not set here: bind the listener where only the instance's own
// processes reach it. The identity document is not signed by AWS (pkcs7, signature and rsa2048 are 404).
// Threads: any.
#ifndef ROLECALL_SERVICES_IMDS_IMDS_H_
#define ROLECALL_SERVICES_IMDS_IMDS_H_

#include <functional>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "directory/directory.h"
#include "http/message.h"
#include "services/imds/instance.h"

namespace rolecall::services::imds {

// Credentials were given out, or refused: `error_code` says why.
struct Delivery {
  const http::Request& request;
  std::string role_arn, error_code;
};

class InstanceMetadata {
 public:
  // All must outlive it. `on_delivery`, for the audit log: any thread; may be empty.
  InstanceMetadata(Instance instance, directory::Directory& directory, const Clock& clock, Random& random,
                   std::function<void(const Delivery&)> on_delivery = {});

  http::Response Handle(const http::Request& request);

 private:
  struct RoleLookup;

  http::Response NewToken(const http::Request& request);
  bool HasToken(const http::Request& request) const;
  http::Response Metadata(const http::Request& request, std::string_view path);
  RoleLookup FindRole() const;
  std::string ProfileInfo() const;
  std::string IdentityDocument() const;
  http::Response CredentialsOf(const http::Request& request, std::string_view role_name);
  Result<std::string> CredentialsJson(const directory::Role& role, bool is_version_2);
  std::string Signature(std::string_view text) const;

  const Instance instance_;
  directory::Directory& directory_;
  const Clock& clock_;
  Random& random_;
  const std::function<void(const Delivery&)> on_delivery_;
  const Secret token_key_;
  const Time started_;

  std::mutex mutex_;  // of what follows: the credentials that are given out, by version of the service
  struct Issued {
    std::string role_id, json;
    Time at;
  };
  Issued issued_[2];
};

}  // namespace rolecall::services::imds

#endif  // ROLECALL_SERVICES_IMDS_IMDS_H_
