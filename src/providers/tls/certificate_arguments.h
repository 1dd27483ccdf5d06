// What requests and certificates have in common: their names as arguments; and of certificates: how long they are good
// and what for, and when they are made anew. Internal to the folder. Any thread.
#ifndef ROLECALL_PROVIDERS_TLS_CERTIFICATE_ARGUMENTS_H_
#define ROLECALL_PROVIDERS_TLS_CERTIFICATE_ARGUMENTS_H_

#include "base/clock.h"
#include "base/result.h"
#include "crypto/certificates/certificate_request.h"
#include "providers/framework/resource_type.h"

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
// A certificate that begins now.
Result<crypto::WantedCertificate> WantedOf(const Object& state, Time now);
void SetIssued(const crypto::IssuedCertificate& issued, const crypto::WantedCertificate& wanted, Object& state);

// ready_for_renewal: at plan, where a certificate that is ready is replaced, and after a read.
Result<void> PlanRenewal(Time now, Object& planned);
Result<void> ReadRenewal(Time now, Object& state);

}  // namespace rolecall::providers::tls

#endif  // ROLECALL_PROVIDERS_TLS_CERTIFICATE_ARGUMENTS_H_
