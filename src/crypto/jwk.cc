#include "crypto/jwk.h"

#include <array>
#include <boost/json.hpp>
#include <functional>
#include <map>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace rolecall::crypto {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMaxBytes = 512u << 10;
constexpr int kMaxKeysOfOneType = 100;

Error Refused(std::string why) { return {ErrorCode::kInvalidArgument, "the key set " + std::move(why)}; }

std::optional<std::string> TextMember(const bj::object& object, std::string_view name) {
  const bj::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<std::string> BytesMember(const bj::object& object, std::string_view name) {
  std::optional<std::string> text = TextMember(object, name);
  return text ? Base64UrlDecode(*text) : std::nullopt;
}

bool IsForVerifying(const bj::object& jwk) {
  if (const bj::value* use = jwk.if_contains("use"); use != nullptr && TextMember(jwk, "use") != "sig") return false;
  const bj::value* operations = jwk.if_contains("key_ops");
  if (operations == nullptr) return true;
  if (!operations->is_array()) return false;
  for (const bj::value& operation : operations->get_array()) {
    if (operation.is_string() && operation.get_string() == "verify") return true;
  }
  return false;
}

std::optional<KeyType> CurveOf(const bj::object& jwk) {
  std::optional<std::string> name = TextMember(jwk, "crv");
  if (name == "P-256") return KeyType::kP256;
  if (name == "P-384") return KeyType::kP384;
  if (name == "P-521") return KeyType::kP521;
  return std::nullopt;
}

Result<PublicKey> ReadKey(const bj::object& jwk, std::string_view type) {
  const Error missing = Refused("has a key without its numbers");
  if (type == "RSA") {
    std::optional<std::string> modulus = BytesMember(jwk, "n");
    std::optional<std::string> exponent = BytesMember(jwk, "e");
    if (!modulus || !exponent) return missing;
    return PublicKey::FromRsa(*modulus, *exponent);
  }
  std::optional<KeyType> curve = CurveOf(jwk);
  std::optional<std::string> x = BytesMember(jwk, "x");
  std::optional<std::string> y = BytesMember(jwk, "y");
  if (!curve || !x || !y) return missing;
  return PublicKey::FromEc(*curve, *x, *y);
}

const char* CurveText(KeyType type) {
  return type == KeyType::kP256 ? "P-256" : type == KeyType::kP384 ? "P-384" : "P-521";
}

const char* AlgorithmText(KeyType type) {
  switch (type) {
    case KeyType::kRsa: return "RS256";
    case KeyType::kP256: return "ES256";
    case KeyType::kP384: return "ES384";
    case KeyType::kP521: break;
  }
  return "ES512";
}

bj::object ToJwk(const PublishedKey& published) {
  bj::object jwk;
  KeyType type = published.key.type();
  jwk["use"] = "sig";
  jwk["kty"] = type == KeyType::kRsa ? "RSA" : "EC";
  jwk["kid"] = published.key_id;
  jwk["alg"] = AlgorithmText(type);
  if (type == KeyType::kRsa) {
    PublicKey::RsaNumbers numbers = published.key.rsa();
    jwk["n"] = Base64UrlEncode(numbers.modulus);
    jwk["e"] = Base64UrlEncode(numbers.exponent);
  } else {
    PublicKey::EcNumbers numbers = published.key.ec();
    jwk["crv"] = CurveText(type);
    jwk["x"] = Base64UrlEncode(numbers.x);
    jwk["y"] = Base64UrlEncode(numbers.y);
  }
  return jwk;
}

}  // namespace

Result<KeySet> KeySet::Parse(std::string_view document) {
  if (document.size() > kMaxBytes) return Refused("is larger than 512 KiB");
  bj::error_code error;
  bj::parse_options options;
  options.max_depth = 8;
  bj::value root = bj::parse(document, error, {}, options);
  if (error || !root.is_object()) return Refused("is not a JSON object");
  const bj::value* list = root.get_object().if_contains("keys");
  if (list == nullptr || !list->is_array()) return Refused("has no list \"keys\"");
  // "a JWT that is signed with a key type that exceeds the 100 key limit" is refused (IAM User Guide, Create an OIDC
  // identity provider): the other type's keys still count. Counted before anything is computed.
  std::map<std::string, int, std::less<>> counts;
  for (const bj::value& entry : list->get_array()) {
    if (entry.is_object()) ++counts[TextMember(entry.get_object(), "kty").value_or("")];
  }
  KeySet set;
  set.digest_ = Sha256(document);
  for (const bj::value& entry : list->get_array()) {
    if (!entry.is_object()) continue;
    const bj::object& jwk = entry.get_object();
    std::optional<std::string> type = TextMember(jwk, "kty");
    if (type != "RSA" && type != "EC") continue;
    if (counts[*type] > kMaxKeysOfOneType) {
      set.has_more_ = true;
      continue;
    }
    std::optional<std::string> key_id = TextMember(jwk, "kid");
    // A key whose private half is public proves nothing.
    if (!key_id || key_id->empty() || !IsForVerifying(jwk) || jwk.contains("d")) continue;
    Result<PublicKey> key = ReadKey(jwk, *type);
    if (key.ok()) set.keys_.push_back({*std::move(key_id), *std::move(key)});
  }
  return set;
}

const PublicKey* KeySet::Find(const std::optional<std::string>& key_id) const {
  if (!key_id) return keys_.size() == 1 && !has_more_ ? &keys_.front().key : nullptr;
  for (const PublishedKey& published : keys_) {
    if (published.key_id == *key_id) return &published.key;
  }
  return nullptr;
}

std::string KeySet::ToJson() const {
  bj::array list;
  for (const PublishedKey& published : keys_) list.push_back(ToJwk(published));
  return bj::serialize(bj::object{{"keys", std::move(list)}});
}

}  // namespace rolecall::crypto
