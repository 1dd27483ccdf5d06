// tls_locally_signed_cert
#include "providers/framework/schema_build.h"
#include "providers/tls/certificate_arguments.h"
#include "providers/tls/key_attributes.h"
#include "providers/tls/resources.h"

namespace rolecall::providers::tls {
namespace {

constexpr const char* kCaKey = "ca_private_key_pem";

engine::BlockSchema LocallySignedSchema() {
  engine::BlockSchema block;
  AddPrivateKeySchema(block, kCaKey);
  AddCertificateSchema(block);
  block.attributes["ca_cert_pem"] = TextAttribute(Use::kRequired);
  block.attributes["cert_request_pem"] = TextAttribute(Use::kRequired);
  block.attributes["ca_key_algorithm"] = TextAttribute(Use::kComputed);
  return block;
}

Rules LocallySignedRules() {
  Rules rules;
  AddPrivateKeyRules(rules, kCaKey);
  AddCertificateRules(rules);
  rules.emplace("ca_cert_pem", ForceNewPem());
  rules.emplace("cert_request_pem", ForceNewPem());
  return rules;
}

Error Unreadable(const char* what, const Error& error) {
  return {error.code, std::string("Failed to parse ") + what + " PEM: " + error.message};
}

class LocallySignedCert final : public CertificateResource {
 public:
  explicit LocallySignedCert(const Clock& clock)
      : CertificateResource(LocallySignedSchema(), LocallySignedRules(), clock) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidatePrivateKey(config, kCaKey, problems);
    ValidateCertificate(config, problems);
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    const auto request = crypto::ReadCertificateRequest(state.Text("cert_request_pem"));
    if (!request.ok()) return Unreadable("certificate request", request.error());
    ROLECALL_TRY(const crypto::CertificateKey key, ReadPrivateKey(config, state, kCaKey));
    const Result<bool> is_ca = crypto::IsCaCertificate(state.Text("ca_cert_pem"));
    if (!is_ca.ok()) return Unreadable("CA certificate", is_ca.error());
    if (!*is_ca) {
      call.Warn("Potentially Invalid Certificate Authority",
                "Certificate provided as Authority does not appear to be a valid Certificate Authority. The resulting "
                "certificate might fail certificate validation.");
    }
    ROLECALL_TRY(const crypto::WantedCertificate wanted, WantedOf(state));
    ROLECALL_TRY(const crypto::IssuedCertificate issued,
                 crypto::IssueByCa(wanted, *request, state.Text("ca_cert_pem"), key));
    state.SetText("ca_key_algorithm", AlgorithmName(key));
    SetIssued(issued, wanted, state);
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeLocallySignedCert(const Clock& clock) {
  return std::make_unique<LocallySignedCert>(clock);
}

}  // namespace rolecall::providers::tls
