// Certificates in requests: PEM, looked into by OpenSSL, and what IAM says of bad ones. For this folder only.
//
//   ROLECALL_TRY(crypto::Certificate certificate, ReadCertificate(body, call.now));
//   ROLECALL_RETURN_IF_ERROR(CheckKey(certificate, Secret(private_key)));
//   ROLECALL_RETURN_IF_ERROR(CheckChain(certificate, chain));
//
// MalformedCertificate and KeyPairMismatch, 400.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_CERTIFICATES_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_CERTIFICATES_H_

#include <string_view>

#include "base/secret.h"
#include "crypto/certificate.h"
#include "services/iam/entity.h"

namespace rolecall::services::iam::credentials {

// Exactly one, which has not run out.
Checked<crypto::Certificate> ReadCertificate(std::string_view pem, Time now);
// The private key (PEM, not encrypted) is the certificate's.
Refusal CheckKey(const crypto::Certificate& certificate, const Secret& private_key);
// Each certificate of the chain has signed the one before it, the first of them the certificate.
Refusal CheckChain(const crypto::Certificate& certificate, std::string_view chain);

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_CERTIFICATES_H_
