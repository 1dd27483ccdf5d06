// tls_self_signed_cert
#include "providers/framework/schema_build.h"
#include "providers/tls/certificate_arguments.h"
#include "providers/tls/key_attributes.h"
#include "providers/tls/resources.h"

namespace rolecall::providers::tls {
namespace {

constexpr const char* kOwnKey = "private_key_pem";

engine::BlockSchema SelfSignedSchema() {
  engine::BlockSchema block;
  AddPrivateKeySchema(block, kOwnKey);
  AddNamesSchema(block);
  AddCertificateSchema(block);
  block.attributes["key_algorithm"] = TextAttribute(Use::kComputed);
  block.attributes["set_authority_key_id"] = FlagAttribute(Use::kOptionalComputed);
  return block;
}

Rules SelfSignedRules() {
  Rules rules;
  AddPrivateKeyRules(rules, kOwnKey);
  AddNamesRules(rules);
  AddCertificateRules(rules);
  rules.emplace("set_authority_key_id", Default(value::Value::Bool(false), true));
  return rules;
}

class SelfSignedCert final : public CertificateResource {
 public:
  explicit SelfSignedCert(const Clock& clock) : CertificateResource(SelfSignedSchema(), SelfSignedRules(), clock) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidatePrivateKey(config, kOwnKey, problems);
    ValidateNames(config, problems);
    ValidateCertificate(config, problems);
  }

  Result<void> Create(const Call&, const Object& config, Object& state) const override {
    ROLECALL_TRY(const crypto::CertificateKey key, ReadPrivateKey(config, state, kOwnKey));
    ROLECALL_TRY(crypto::WantedCertificate wanted, WantedOf(state));
    wanted.has_authority_key_id = state.Flag("set_authority_key_id");
    ROLECALL_TRY(const crypto::IssuedCertificate issued, crypto::IssueToOneself(wanted, NamesOf(state), key));
    state.SetText("key_algorithm", AlgorithmName(key));
    SetIssued(issued, wanted, state);
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeSelfSignedCert(const Clock& clock) {
  return std::make_unique<SelfSignedCert>(clock);
}

}  // namespace rolecall::providers::tls
