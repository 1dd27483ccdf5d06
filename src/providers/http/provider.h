// The provider hashicorp/http (3.x): the data source http, which asks a server and keeps what it answered.
//
//   std::unique_ptr<engine::Provider> provider = MakeHttpProvider({make_client, clock, sleep});
//
// Threads: as engine/provider/provider.h says, if what it is given may be used from several.
#ifndef ROLECALL_PROVIDERS_HTTP_PROVIDER_H_
#define ROLECALL_PROVIDERS_HTTP_PROVIDER_H_

#include <memory>

#include "engine/provider/provider.h"
#include "providers/http/dependencies.h"

namespace rolecall::providers::http {

std::unique_ptr<engine::Provider> MakeHttpProvider(Dependencies dependencies);

}  // namespace rolecall::providers::http

#endif  // ROLECALL_PROVIDERS_HTTP_PROVIDER_H_
