// The types of the provider: a maker for each, defined in the file of its name. provider.cc lists them. `clock` must
// outlive them. Any thread.
#ifndef ROLECALL_PROVIDERS_TLS_RESOURCES_H_
#define ROLECALL_PROVIDERS_TLS_RESOURCES_H_

#include <memory>

#include "base/clock.h"
#include "providers/framework/resource.h"
#include "providers/tls/peer_chain.h"

namespace rolecall::providers::tls {

std::unique_ptr<const Resource> MakeCertRequest();
std::unique_ptr<const Resource> MakeLocallySignedCert(const Clock& clock);
std::unique_ptr<const Resource> MakePrivateKey();
std::unique_ptr<const Resource> MakeSelfSignedCert(const Clock& clock);
std::unique_ptr<const DataSource> MakeCertificateData(FetchPeerChain fetch);
std::unique_ptr<const DataSource> MakePublicKeyData();
std::unique_ptr<const DataSource> MakeEphemeralPrivateKey();

}  // namespace rolecall::providers::tls

#endif  // ROLECALL_PROVIDERS_TLS_RESOURCES_H_
