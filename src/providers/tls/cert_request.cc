// tls_cert_request
#include "providers/framework/schema_build.h"
#include "providers/tls/certificate_arguments.h"
#include "providers/tls/key_attributes.h"
#include "providers/tls/resources.h"

namespace rolecall::providers::tls {
namespace {

constexpr const char* kRequestKey = "private_key_pem";

engine::BlockSchema RequestSchema() {
  engine::BlockSchema block;
  AddPrivateKeySchema(block, kRequestKey);
  AddNamesSchema(block);
  for (const char* name : {"cert_request_pem", "id", "key_algorithm"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  return block;
}

Rules RequestRules() {
  Rules rules;
  AddPrivateKeyRules(rules, kRequestKey);
  AddNamesRules(rules);
  return rules;
}

class CertRequest final : public Resource {
 public:
  CertRequest() : Resource(RequestSchema(), RequestRules()) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidatePrivateKey(config, kRequestKey, problems);
    ValidateNames(config, problems);
  }

  Result<void> Create(const Call&, const Object& config, Object& state) const override {
    ROLECALL_TRY(const crypto::CertificateKey key, ReadPrivateKey(config, state, kRequestKey));
    ROLECALL_TRY(const crypto::MadeRequest made, crypto::MakeCertificateRequest(NamesOf(state), key));
    state.SetText("key_algorithm", AlgorithmName(key));
    state.SetText("cert_request_pem", made.pem);
    state.SetText("id", IdOf(made.der));
    return {};
  }

  Result<void> Import(const std::string&, Object&) const override { return NoImport(); }
};

}  // namespace

std::unique_ptr<const Resource> MakeCertRequest() { return std::make_unique<CertRequest>(); }

}  // namespace rolecall::providers::tls
