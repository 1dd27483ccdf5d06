// X.509 certificates, as far as we look into them: the thumbprints of identity providers, kubeconfig and TLS checks,
// and the data source tls_certificate.
//
//   ROLECALL_TRY(std::vector<crypto::Certificate> chain, crypto::ParseCertificates(pem));
//
// Nothing is verified here but, if asked, who has signed what. Bounds: 1 MiB of PEM, 64 certificates. Threads: values.
// Errors: kInvalidArgument.
#ifndef ROLECALL_CRYPTO_CERTIFICATE_H_
#define ROLECALL_CRYPTO_CERTIFICATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/key.h"

namespace rolecall::crypto {

struct Certificate {
  std::string der;
  std::string pem;               // with a final newline
  std::string sha1_fingerprint;  // 40 lower-case hex digits: IAM's thumbprint
  std::string subject;           // RFC 2253: "CN=a,O=b"
  std::string issuer;
  std::string serial_number;         // decimal
  std::string signature_algorithm;   // as Go names it: "SHA256-RSA", "ECDSA-SHA256"; else OpenSSL's name
  std::string public_key_algorithm;  // "RSA", "ECDSA", "Ed25519"
  int version = 3;
  bool is_ca = false;
  Time not_before;
  Time not_after;
  std::vector<std::string> dns_names;  // subject alternative names
  std::vector<std::string> ip_addresses;
};

// Every CERTIFICATE block of the text, in order; at least one. Other blocks are skipped.
Result<std::vector<Certificate>> ParseCertificates(std::string_view pem);
Result<Certificate> ParseCertificateDer(std::string_view der);

// Whether `issuer` has signed `certificate`: its name, its right to (a CA's key usage) and its signature.
bool IsIssuedBy(const Certificate& certificate, const Certificate& issuer);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_CERTIFICATE_H_
