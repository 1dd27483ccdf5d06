// Where an issuer's documents go: a directory that a web server has, or a bucket; and its token provider in IAM.
//
//   ROLECALL_TRY(std::string where, PublishIssuer(context, {.directory = "out"}, issuer, keys));
//   ROLECALL_TRY(std::string arn, RegisterProvider(plane, issuer, "sts.amazonaws.com"));
//
// Keys go first, so that no document points at what is not there. Doing it again changes nothing.
#ifndef ROLECALL_CLI_CLUSTER_PUBLISHER_H_
#define ROLECALL_CLI_CLUSTER_PUBLISHER_H_

#include <string>

#include "cli/frame/command.h"
#include "cli/plane/plane_client.h"
#include "crypto/jwk.h"

namespace rolecall::cli {

struct PublishPlace {
  std::string directory;  // empty: none
  std::string bucket;     // "BUCKET" or "BUCKET/PREFIX"; empty: none
  std::string endpoint;   // of S3 and IAM; empty: AWS_ENDPOINT_URL
};

// Answers where it is now, for people.
Result<std::string> PublishIssuer(CommandContext& context, const PublishPlace& place, const std::string& issuer,
                                  const crypto::KeySet& keys);

// Makes the provider, or adds the audience to the one that is there. Answers what was done.
Result<std::string> RegisterProvider(PlaneClient& plane, const std::string& issuer, const std::string& audience);

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_CLUSTER_PUBLISHER_H_
