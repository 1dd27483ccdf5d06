// The provider hashicorp/tls: the data source tls_certificate, which tells the thumbprint of an identity provider's
// certificate. Keys and certificates are not made here: they would lie in the state.
//
//   std::unique_ptr<engine::Provider> provider = MakeTlsProvider(FetchPeerChainOverTls);
//
// Threads: as engine/provider/provider.h says, if `fetch` may be called from several.
#ifndef ROLECALL_PROVIDERS_TLS_PROVIDER_H_
#define ROLECALL_PROVIDERS_TLS_PROVIDER_H_

#include <memory>

#include "engine/provider/provider.h"
#include "providers/tls/peer_chain.h"

namespace rolecall::providers::tls {

std::unique_ptr<engine::Provider> MakeTlsProvider(FetchPeerChain fetch);

}  // namespace rolecall::providers::tls

#endif  // ROLECALL_PROVIDERS_TLS_PROVIDER_H_
