#include "services/iam/credentials/certificates.h"

namespace rolecall::services::iam::credentials {
namespace {

aws::ErrorShape MalformedCertificate(std::string message) { return {400, "MalformedCertificate", std::move(message)}; }

}  // namespace

Checked<crypto::Certificate> ReadCertificate(std::string_view pem, Time now) {
  Result<std::vector<crypto::Certificate>> parsed = crypto::ParseCertificates(pem);
  if (!parsed.ok()) {
    return MalformedCertificate("Unable to parse certificate. Please ensure the certificate is in PEM format.");
  }
  if (parsed->size() > 1) {
    return MalformedCertificate("Certificate body must contain only one certificate. The chain is a parameter apart.");
  }
  crypto::Certificate& certificate = parsed->front();
  if (certificate.not_after < now) {
    return MalformedCertificate("Certificate is no longer valid. The 'Not After' date of the certificate has passed.");
  }
  return std::move(certificate);
}

Refusal CheckKey(const crypto::Certificate& certificate, const Secret& private_key) {
  const Result<crypto::PrivateKey> key = crypto::PrivateKey::FromPem(private_key);
  if (!key.ok()) return MalformedCertificate("Invalid Private Key.");
  const Result<crypto::PublicKey> own = crypto::PublicKey::FromPem(certificate.pem);
  if (!own.ok()) return MalformedCertificate("Invalid Public Key Certificate.");
  if (own->ToDer() == key->public_key().ToDer()) return std::nullopt;
  return aws::ErrorShape{400, "KeyPairMismatch", "The public key certificate and the private key do not match."};
}

Refusal CheckChain(const crypto::Certificate& certificate, std::string_view chain) {
  const Result<std::vector<crypto::Certificate>> parsed = crypto::ParseCertificates(chain);
  if (!parsed.ok()) {
    return MalformedCertificate("Unable to parse certificate chain. Please ensure the certificate is in PEM format.");
  }
  const crypto::Certificate* issued = &certificate;
  for (std::size_t i = 0; i < parsed->size(); ++i) {
    const crypto::Certificate& issuer = (*parsed)[i];
    if (!crypto::IsIssuedBy(*issued, issuer)) {
      return MalformedCertificate(
          "Unable to validate certificate chain. The certificate chain must start with the immediate signing "
          "certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate "
          "is: " +
          std::to_string(i));
    }
    issued = &issuer;
  }
  return std::nullopt;
}

}  // namespace rolecall::services::iam::credentials
