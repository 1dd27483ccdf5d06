#include "crypto/certificates/ssh_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/certificates/pem_block.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::string_view kMagic("openssh-key-v1\0", 15);
constexpr std::size_t kBlockBytes = 8;

std::string Number32(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

std::string Text(std::string_view text) { return Number32(static_cast<std::uint32_t>(text.size())).append(text); }

// A number is signed: a leading zero keeps a positive one positive.
std::string Mpint(const EVP_PKEY* key, const char* parameter) {
  BIGNUM* read = nullptr;
  ROLECALL_CHECK(EVP_PKEY_get_bn_param(key, parameter, &read) == 1);
  const BignumPtr number(read);
  std::string bytes = BignumBytes(number.get());
  if (!bytes.empty() && (bytes[0] & 0x80) != 0) bytes.insert(0, 1, '\0');
  std::string text = Text(bytes);
  Wipe(bytes);
  return text;
}

std::string RawEd25519(const EVP_PKEY* key, int (*get)(const EVP_PKEY*, unsigned char*, std::size_t*)) {
  std::string raw(32, '\0');
  std::size_t size = raw.size();
  ROLECALL_CHECK(get(key, Bytes(raw), &size) == 1 && size == raw.size());
  return raw;
}

std::string Point(const EVP_PKEY* key) {
  std::size_t size = 0;
  ROLECALL_CHECK(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, nullptr, 0, &size) == 1);
  std::string point(size, '\0');
  ROLECALL_CHECK(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, Bytes(point), size, &size) == 1);
  return point;
}

// "nistp256" of "P-256"
std::string CurveName(const CertificateKey& key) { return "nistp" + key.curve().substr(2); }

std::string TypeName(const CertificateKey& key) {
  switch (key.kind()) {
    case CertificateKey::Kind::kRsa: return "ssh-rsa";
    case CertificateKey::Kind::kEd25519: return "ssh-ed25519";
    case CertificateKey::Kind::kEcdsa: break;
  }
  return "ecdsa-sha2-" + CurveName(key);
}

// Type and public numbers: the key as SSH sends it.
std::string PublicBlob(const CertificateKey& key) {
  std::string blob = Text(TypeName(key));
  switch (key.kind()) {
    case CertificateKey::Kind::kRsa:
      blob += Mpint(key.get(), OSSL_PKEY_PARAM_RSA_E) + Mpint(key.get(), OSSL_PKEY_PARAM_RSA_N);
      break;
    case CertificateKey::Kind::kEd25519: blob += Text(RawEd25519(key.get(), EVP_PKEY_get_raw_public_key)); break;
    case CertificateKey::Kind::kEcdsa: blob += Text(CurveName(key)) + Text(Point(key.get())); break;
  }
  return blob;
}

// Type, public and private numbers.
std::string PrivateNumbers(const CertificateKey& key) {
  std::string blob = Text(TypeName(key));
  if (key.kind() == CertificateKey::Kind::kRsa) {
    for (const char* name :
         {OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
          OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2}) {
      blob += Mpint(key.get(), name);
    }
  } else if (key.kind() == CertificateKey::Kind::kEd25519) {
    const std::string half = RawEd25519(key.get(), EVP_PKEY_get_raw_public_key);
    std::string both = RawEd25519(key.get(), EVP_PKEY_get_raw_private_key) + half;
    blob += Text(half) + Text(both);
    Wipe(both);
  } else {
    blob += Text(CurveName(key)) + Text(Point(key.get())) + Mpint(key.get(), OSSL_PKEY_PARAM_PRIV_KEY);
  }
  return blob;
}

// What is left of a text that SSH has packed. A read beyond its end gives nothing.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  std::optional<std::uint32_t> Number() {
    if (rest_.size() < 4) return std::nullopt;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(4);
    return number;
  }
  std::optional<std::string_view> Part() {
    const std::optional<std::uint32_t> size = Number();
    if (!size || *size > rest_.size()) return std::nullopt;
    const std::string_view part = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return part;
  }

 private:
  std::string_view rest_;
};

using ParamBuilderPtr = OpensslPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using ParamsPtr = OpensslPtr<OSSL_PARAM, OSSL_PARAM_free>;

EVP_PKEY* KeyOfParams(const char* type, OSSL_PARAM_BLD* builder) {
  const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
  const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  return EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1 ? key : nullptr;
}

EVP_PKEY* RsaOf(Reader& numbers) {
  const auto e = numbers.Part();
  const auto n = numbers.Part();
  if (!e || !n || e->size() > 16 || n->size() > 2049) return nullptr;
  const BignumPtr exponent(BN_bin2bn(Bytes(*e), static_cast<int>(e->size()), nullptr));
  const BignumPtr modulus(BN_bin2bn(Bytes(*n), static_cast<int>(n->size()), nullptr));
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return KeyOfParams("RSA", builder.get());
}

EVP_PKEY* EcdsaOf(Reader& numbers, std::string_view type) {
  const auto curve = numbers.Part();
  const auto point = numbers.Part();
  if (!curve || !point || !curve->starts_with("nistp") || type.substr(11) != *curve) return nullptr;
  const std::string group = "P-" + std::string(curve->substr(5));
  const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.c_str(), 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point->data(), point->size());
  return KeyOfParams("EC", builder.get());
}

EVP_PKEY* PublicKeyOf(std::string_view blob) {
  Reader numbers(blob);
  const auto type = numbers.Part();
  if (!type) return nullptr;
  if (*type == "ssh-rsa") return RsaOf(numbers);
  if (type->starts_with("ecdsa-sha2-")) return EcdsaOf(numbers, *type);
  const auto raw = numbers.Part();
  if (*type != "ssh-ed25519" || !raw || raw->size() != 32) return nullptr;
  return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(*raw), raw->size());
}

Error NotRead(const char* why) {
  ERR_clear_error();
  return {ErrorCode::kInvalidArgument, std::string("failed to parse openssh private key: ") + why};
}

}  // namespace

bool HasSshForm(const CertificateKey& key) { return key.curve() != "P-224"; }

std::string AuthorizedKey(const CertificateKey& key) {
  return HasSshForm(key) ? TypeName(key) + " " + Base64Encode(PublicBlob(key)) + "\n" : "";
}

std::string Md5Fingerprint(const CertificateKey& key) {
  if (!HasSshForm(key)) return "";
  const std::string hex = Md5Hex(PublicBlob(key));
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 2) text += (i > 0 ? ":" : "") + hex.substr(i, 2);
  return text;
}

std::string Sha256Fingerprint(const CertificateKey& key) {
  if (!HasSshForm(key)) return "";
  const std::string text = Base64Encode(Sha256(PublicBlob(key)));
  return "SHA256:" + text.substr(0, text.find('='));
}

Secret OpensshPem(const CertificateKey& key) {
  if (!HasSshForm(key)) return Secret();
  std::string check(4, '\0');
  ROLECALL_CHECK(RAND_bytes(Bytes(check), 4) == 1);
  // The same number twice: a wrong passphrase would give two that differ.
  std::string inner = check + check + PrivateNumbers(key) + Text("");
  for (char pad = 1; inner.size() % kBlockBytes != 0; ++pad) inner += pad;
  std::string bytes(kMagic);
  bytes += Text("none") + Text("none") + Text("") + Number32(1) + Text(PublicBlob(key)) + Text(inner);
  Wipe(inner);
  Secret pem(PemText("OPENSSH PRIVATE KEY", bytes));
  Wipe(bytes);
  return pem;
}

Result<CertificateKey> PublicKeyOfOpensshPem(const Secret& pem) {
  ROLECALL_TRY(const PemBlock block, FirstPemBlock(pem.Reveal()));
  if (block.label != "OPENSSH PRIVATE KEY") return CertificateKey::FromPem(pem);
  std::string_view bytes = block.der.Reveal();
  if (!bytes.starts_with(kMagic)) return NotRead("ssh: invalid openssh private key format");
  Reader reader(bytes.substr(kMagic.size()));
  const auto cipher = reader.Part();
  const auto derivation = reader.Part();
  const auto options = reader.Part();
  const auto count = reader.Number();
  const auto blob = reader.Part();
  if (!cipher || !derivation || !options || !count || !blob) return NotRead("it is damaged");
  if (*cipher != "none" || *derivation != "none") return NotRead("ssh: this private key is passphrase protected");
  if (*count != 1) return NotRead("ssh: multi-key files are not supported");
  Result<CertificateKey> key = CertificateKey::Own(PublicKeyOf(*blob));
  ERR_clear_error();
  if (!key.ok()) return NotRead(key.error().message.c_str());
  return key;
}

}  // namespace rolecall::crypto
