// What requests and certificates have in common: their names as arguments; and of certificates: how long they are good
// and what for, and when they are made anew. Internal to the folder. Any thread.
#ifndef ROLECALL_PROVIDERS_TLS_CERTIFICATE_ARGUMENTS_H_
#define ROLECALL_PROVIDERS_TLS_CERTIFICATE_ARGUMENTS_H_

#include <string>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/certificates/certificate_request.h"
#include "providers/framework/resource.h"

namespace rolecall::providers::tls {

// subject, dns_names, ip_addresses, uris
void AddNamesSchema(engine::BlockSchema& block);
void AddNamesRules(Rules& rules);
void ValidateNames(const Object& config, Problems& problems);
crypto::RequestedNames NamesOf(const Object& state);

// validity_period_hours to validity_end_time
void AddCertificateSchema(engine::BlockSchema& block);
void AddCertificateRules(Rules& rules);
void ValidateCertificate(const Object& config, Problems& problems);
void SetIssued(const crypto::IssuedCertificate& issued, const crypto::WantedCertificate& wanted, Object& state);

// A certificate that is kept in the state alone: one that is ready for renewal is replaced, and there is no import.
class CertificateResource : public Resource {
 public:
  // `clock` must outlive it.
  CertificateResource(engine::BlockSchema schema, Rules rules, const Clock& clock)
      : Resource(std::move(schema), std::move(rules)), clock_(clock) {}

  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const final;
  Result<bool> Read(const Call& call, Object& state) const final;
  Result<void> Import(const std::string& id, Object& state) const final;

 protected:
  // A certificate that begins now.
  Result<crypto::WantedCertificate> WantedOf(const Object& state) const;

 private:
  const Clock& clock_;
};

}  // namespace rolecall::providers::tls

#endif  // ROLECALL_PROVIDERS_TLS_CERTIFICATE_ARGUMENTS_H_
