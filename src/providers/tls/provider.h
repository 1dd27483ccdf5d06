// The provider hashicorp/tls: keys, certificates and requests for them, made here and kept in the state, private keys
// and all, as the real provider keeps them; data sources that read keys and what a server shows,
// and an ephemeral key, which is another one each time.
//
//   std::unique_ptr<engine::Provider> provider = MakeTlsProvider(FetchPeerChainOverTls, clock);
//
// `clock` must outlive it. Threads: as engine/provider/provider.h says, if `fetch` may be called from several.
#ifndef ROLECALL_PROVIDERS_TLS_PROVIDER_H_
#define ROLECALL_PROVIDERS_TLS_PROVIDER_H_

#include <memory>

#include "base/clock.h"
#include "engine/provider/provider.h"
#include "providers/tls/peer_chain.h"

namespace rolecall::providers::tls {

std::unique_ptr<engine::Provider> MakeTlsProvider(FetchPeerChain fetch, const Clock& clock);

}  // namespace rolecall::providers::tls

#endif  // ROLECALL_PROVIDERS_TLS_PROVIDER_H_
