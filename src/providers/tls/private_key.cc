// tls_private_key, and the ephemeral one
#include "crypto/certificates/ssh_key.h"
#include "providers/framework/schema_build.h"
#include "providers/tls/key_attributes.h"
#include "providers/tls/resources.h"

namespace rolecall::providers::tls {
namespace {

using crypto::CertificateKey;
using value::Value;

constexpr std::int64_t kVersion = 1;

engine::BlockSchema PrivateKeySchema() {
  engine::BlockSchema block;
  AddPublicKeySchema(block);
  block.attributes["algorithm"] = TextAttribute(Use::kRequired);
  block.attributes["ecdsa_curve"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["rsa_bits"] = NumberAttribute(Use::kOptionalComputed);
  for (const char* name : {"private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
    block.attributes[name].sensitive = true;
  }
  return block;
}

Rules PrivateKeyRules() {
  return {{"algorithm", ForceNew()},
          {"ecdsa_curve", Default(Value::String("P224"), true)},
          {"rsa_bits", Default(Value::Int(2048), true)}};
}

Result<CertificateKey> Generate(const Object& state) {
  const std::string algorithm = state.Text("algorithm");
  if (algorithm == "RSA") return CertificateKey::GenerateRsa(state.Integer("rsa_bits"));
  if (algorithm == "ED25519") return CertificateKey::GenerateEd25519();
  const std::string curve = state.Text("ecdsa_curve");
  if (algorithm == "ECDSA" && curve.starts_with('P')) return CertificateKey::GenerateEcdsa("P-" + curve.substr(1));
  return Error{ErrorCode::kInvalidArgument, "Key Algorithm \"" + algorithm + "\" is not supported"};
}

void SetForms(const CertificateKey& key, Object& state) {
  state.SetText("private_key_openssh", std::string(crypto::OpensshPem(key).Reveal()));
  state.SetText("private_key_pem_pkcs8", std::string(key.ToPkcs8Pem().Reveal()));
  SetPublicKey(key, state);
}

void CheckPrivateKey(const Object& config, Problems& problems) {
  ValidateOneOf(config.Get("algorithm"), "algorithm", {"RSA", "ECDSA", "ED25519"}, problems);
  ValidateOneOf(config.Get("ecdsa_curve"), "ecdsa_curve", {"P224", "P256", "P384", "P521"}, problems);
}

// A new key, in all its forms.
Result<void> MakeKey(Object& state) {
  ROLECALL_TRY(const CertificateKey key, Generate(state));
  state.SetText("private_key_pem", std::string(key.ToPem().Reveal()));
  SetForms(key, state);
  return {};
}

class PrivateKeyResource final : public Resource {
 public:
  PrivateKeyResource() : Resource(PrivateKeySchema(), PrivateKeyRules(), kVersion) {}

  void Validate(const Object& config, Problems& problems) const override { CheckPrivateKey(config, problems); }
  Result<void> Create(const Call&, const Object&, Object& state) const override { return MakeKey(state); }

  Result<void> Import(const std::string&, Object&) const override { return NoImport(); }

  // Before version 1 (3.2 and 4.0 of the provider) there was only the PEM form.
  void Upgrade(std::int64_t version, Object& state) const override {
    if (version == kVersion) return;
    const Result<CertificateKey> key = CertificateKey::FromPem(Secret(state.Text("private_key_pem")));
    if (key.ok()) SetForms(*key, state);
  }
};

engine::BlockSchema EphemeralPrivateKeySchema() {
  engine::BlockSchema block = PrivateKeySchema();
  block.attributes.erase("id");
  return block;
}

// Another key each time that it is opened.
class EphemeralPrivateKey final : public DataSource {
 public:
  EphemeralPrivateKey() : DataSource(EphemeralPrivateKeySchema()) {}

  void Validate(const Object& config, Problems& problems) const override { CheckPrivateKey(config, problems); }
  Result<void> Read(const Call&, Object& state) const override {
    if (!state.IsSet("ecdsa_curve")) state.SetText("ecdsa_curve", "P224");
    if (!state.IsSet("rsa_bits")) state.Set("rsa_bits", Value::Int(2048));
    return MakeKey(state);
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeEphemeralPrivateKey() { return std::make_unique<EphemeralPrivateKey>(); }
std::unique_ptr<const Resource> MakePrivateKey() { return std::make_unique<PrivateKeyResource>(); }

}  // namespace rolecall::providers::tls
