// What the types of this provider have in common about keys: the public attributes of one, a private one as an
// argument, written into the state or write-only, and checks. Internal to the folder. Any thread.
#ifndef ROLECALL_PROVIDERS_TLS_KEY_ATTRIBUTES_H_
#define ROLECALL_PROVIDERS_TLS_KEY_ATTRIBUTES_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "crypto/certificates/certificate_key.h"
#include "providers/framework/resource_type.h"

namespace rolecall::providers::tls {

// public_key_pem, public_key_openssh, the fingerprints, id.
void AddPublicKeySchema(engine::BlockSchema& block);
void SetPublicKey(const crypto::CertificateKey& key, Object& state);
// "RSA", "ECDSA", "ED25519"
std::string AlgorithmName(const crypto::CertificateKey& key);

// The argument `name`, with NAME_wo and NAME_wo_version.
void AddPrivateKeySchema(engine::BlockSchema& block, const std::string& name);
void AddPrivateKeyRules(Rules& rules, const std::string& name);
void ValidatePrivateKey(const Object& config, const std::string& name, Problems& problems);
// `config` has what the state does not keep.
Result<crypto::CertificateKey> ReadPrivateKey(const Object& config, const Object& state, const std::string& name);

// A text in PEM is replaced by another; what old states have instead, a hash, is not.
Rule ForceNewPem();
// SHA-1 of the bytes without what Go's TrimSpace takes away, in hexadecimal digits: ids of keys and requests.
std::string IdOf(std::string bytes);
// `names` as the provider's framework writes a list of them: "[a,b]".
void ValidateOneOf(const value::Value& given, const std::string& attribute, const std::vector<std::string>& values,
                   Problems& problems);
// The provider imports nothing.
Error NoImport();

}  // namespace rolecall::providers::tls

#endif  // ROLECALL_PROVIDERS_TLS_KEY_ATTRIBUTES_H_
