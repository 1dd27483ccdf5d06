#include "providers/tls/provider.h"

#include <utility>

#include "providers/framework/table_provider.h"
#include "providers/tls/resources.h"

namespace rolecall::providers::tls {

std::unique_ptr<engine::Provider> MakeTlsProvider(FetchPeerChain fetch, const Clock& clock) {
  ResourceTable resources;
  resources.emplace("tls_cert_request", MakeCertRequest());
  resources.emplace("tls_locally_signed_cert", MakeLocallySignedCert(clock));
  resources.emplace("tls_private_key", MakePrivateKey());
  resources.emplace("tls_self_signed_cert", MakeSelfSignedCert(clock));
  DataSourceTable data_sources;
  data_sources.emplace("tls_certificate", MakeCertificateData(std::move(fetch)));
  data_sources.emplace("tls_public_key", MakePublicKeyData());
  DataSourceTable ephemeral;
  ephemeral.emplace("tls_private_key", MakeEphemeralPrivateKey());
  return std::make_unique<TableProvider>("hashicorp/tls", std::move(resources), std::move(data_sources),
                                         std::move(ephemeral));
}

}  // namespace rolecall::providers::tls
