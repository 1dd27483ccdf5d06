// data tls_public_key
#include "crypto/certificates/ssh_key.h"
#include "providers/framework/schema_build.h"
#include "providers/tls/key_attributes.h"
#include "providers/tls/resources.h"

namespace rolecall::providers::tls {
namespace {

engine::BlockSchema PublicKeySchema() {
  engine::BlockSchema block;
  AddPublicKeySchema(block);
  block.attributes["algorithm"] = TextAttribute(Use::kComputed);
  for (const char* name : {"private_key_openssh", "private_key_pem"}) {
    block.attributes[name] = TextAttribute(Use::kOptional);
    block.attributes[name].sensitive = true;
  }
  return block;
}

class PublicKeyData final : public DataSource {
 public:
  PublicKeyData() : DataSource(PublicKeySchema()) {}

  void Validate(const Object& config, Problems& problems) const override {
    const value::Value &pem = config.Get("private_key_pem"), &openssh = config.Get("private_key_openssh");
    if (!pem.IsKnown() || !openssh.IsKnown() || pem.IsNull() != openssh.IsNull()) return;
    problems.push_back({"private_key_pem", std::string(pem.IsNull() ? "No attribute" : "2 attributes") +
                                               " specified when one (and only one) of "
                                               "[private_key_pem,private_key_openssh] is required"});
  }

  Result<void> Read(const Call&, Object& state) const override {
    auto key = state.IsSet("private_key_pem")
                   ? crypto::CertificateKey::FromPem(Secret(state.Text("private_key_pem")))
                   : crypto::PublicKeyOfOpensshPem(Secret(state.Text("private_key_openssh")));
    if (!key.ok()) return Error{key.error().code, "Unable to parse private key: " + key.error().message};
    state.SetText("algorithm", AlgorithmName(*key));
    SetPublicKey(*key, state);
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakePublicKeyData() { return std::make_unique<PublicKeyData>(); }

}  // namespace rolecall::providers::tls
