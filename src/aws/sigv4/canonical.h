// The canonical request of SigV4: one text for who signs and who verifies, made here once so that they cannot differ.
// sigv4_sign.cc and sigv4_check.cc put their parts in; nobody else does.
//
// Views are looked at during the call only. Errors: std::nullopt for what cannot be canonical. Pure; any thread.
#ifndef ROLECALL_AWS_SIGV4_CANONICAL_H_
#define ROLECALL_AWS_SIGV4_CANONICAL_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/sigv4/sigv4.h"
#include "http/message.h"

namespace rolecall::aws {

// The hash of no bytes.
inline constexpr std::string_view kEmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct CanonicalParts {
  std::string_view method;
  std::string_view path;   // as sent
  std::string_view query;  // as sent; X-Amz-Signature is left out
  const http::Headers& headers;
  const std::vector<std::string>& signed_headers;  // lower case
  std::string_view payload_hash;
  bool s3 = false;  // encode the path once
};

// Nothing if the path or query has a malformed escape or too many parameters.
std::optional<std::string> CanonicalRequest(const CanonicalParts& parts);
std::string StringToSign(std::string_view amz_date, std::string_view scope, std::string_view canonical_request);
// The four HMACs.
SigningKey DeriveSigningKey(std::string_view secret_key, std::string_view date, std::string_view region,
                            std::string_view service);
std::string Sign(const SigningKey& key, std::string_view string_to_sign);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_SIGV4_CANONICAL_H_
