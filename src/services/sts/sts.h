// STS: the Security Token Service.
//
//   std::unique_ptr<services::Service> sts = services::sts::MakeSts(key_source, outbound_signer);
//
// AssumeRoleWithWebIdentity and AssumeRoleWithSAML are unsigned; everything else wants a signature. GetCallerIdentity
// is always allowed.
#ifndef ROLECALL_SERVICES_STS_STS_H_
#define ROLECALL_SERVICES_STS_STS_H_

#include <memory>

#include "services/service.h"
#include "services/sts/key_source.h"
#include "services/sts/outbound_signer.h"

namespace rolecall::services::sts {

// Both must outlive the service.
std::unique_ptr<services::Service> MakeSts(KeySource& keys, OutboundSigner& signer);

}  // namespace rolecall::services::sts

#endif  // ROLECALL_SERVICES_STS_STS_H_
