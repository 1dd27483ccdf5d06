// Certificate signing requests (PKCS #10, RFC 2986), made and read, and certificates for them or for oneself.
//
//   ROLECALL_TRY(MadeRequest request, MakeCertificateRequest(names, key));
//   ROLECALL_TRY(CertificateRequest read, ReadCertificateRequest(request.pem));
//   ROLECALL_TRY(IssuedCertificate made, IssueByCa(wanted, read, ca_pem, ca_key));
//
// Signed with the digest that fits the key, as Go's crypto/x509 chooses it; serial numbers are 128 random bits of
// OpenSSL's generator. Any thread. Errors: kInvalidArgument, kInternal. For our own CAs see issue_certificate.h.
#ifndef ROLECALL_CRYPTO_CERTIFICATES_CERTIFICATE_REQUEST_H_
#define ROLECALL_CRYPTO_CERTIFICATES_CERTIFICATE_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/certificates/certificate_key.h"
#include "crypto/certificates/requested_names.h"

namespace rolecall::crypto {

struct MadeRequest {
  std::string pem, der;
};
Result<MadeRequest> MakeCertificateRequest(const RequestedNames& names, const CertificateKey& key);

struct CertificateRequest {
  RequestedNames names;
  CertificateKey key;  // its public half alone
};
Result<CertificateRequest> ReadCertificateRequest(std::string_view pem);

struct WantedCertificate {
  Time not_before, not_after;
  std::vector<int> key_usages;                                 // RFC 5280, 4.2.1.3: the numbers of its bits
  std::vector<std::string> extended_usages;                    // OIDs
  bool is_ca = false;                                          // always with a subject key identifier
  std::optional<std::int64_t> max_path_length = std::nullopt;  // of a CA
  bool has_subject_key_id = false;
  bool has_authority_key_id = false;  // of one's own; a CA's goes into what it signs where it has one
};
struct IssuedCertificate {
  std::string pem;
  std::string serial_number;  // decimal
};
Result<IssuedCertificate> IssueToOneself(const WantedCertificate& wanted, const RequestedNames& names,
                                         const CertificateKey& key);
// `ca` is a PEM certificate, whose key `ca_key` is. Whether it calls itself a CA is not asked: see IsCaCertificate.
Result<IssuedCertificate> IssueByCa(const WantedCertificate& wanted, const CertificateRequest& request,
                                    std::string_view ca, const CertificateKey& ca_key);
// Of the text's first certificate.
Result<bool> IsCaCertificate(std::string_view pem);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_CERTIFICATES_CERTIFICATE_REQUEST_H_
