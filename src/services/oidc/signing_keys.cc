#include <algorithm>
#include <boost/json.hpp>

#include "services/oidc/issuer.h"

namespace rolecall::services::oidc {
namespace {

namespace bj = boost::json;
constexpr std::size_t kMaxKeys = 16;

Error Damaged() { return {ErrorCode::kDataLoss, "the stored signing keys of the issuer are damaged"}; }

crypto::KeyType TypeOf(crypto::KeyKind kind) {
  switch (kind) {
    case crypto::KeyKind::kRsa2048: return crypto::KeyType::kRsa;
    case crypto::KeyKind::kP256: return crypto::KeyType::kP256;
    case crypto::KeyKind::kP384: return crypto::KeyType::kP384;
    case crypto::KeyKind::kP521: return crypto::KeyType::kP521;
  }
  return crypto::KeyType::kRsa;
}

Result<SigningKey> ReadKey(const bj::value& entry) {
  if (!entry.is_object()) return Damaged();
  const bj::value* pem = entry.get_object().if_contains("pem");
  const bj::value* created = entry.get_object().if_contains("created");
  if (pem == nullptr || !pem->is_string() || created == nullptr || !created->is_int64()) return Damaged();
  Result<crypto::PrivateKey> key = crypto::PrivateKey::FromPem(Secret(std::string(pem->get_string())));
  if (!key.ok()) return Damaged();
  return SigningKey{*std::move(key), FromUnixSeconds(created->get_int64())};
}

}  // namespace

Result<SigningKeys> SigningKeys::Of(crypto::KeyKind kind, Time now) {
  ROLECALL_TRY(crypto::PrivateKey key, crypto::PrivateKey::Generate(kind));
  return SigningKeys({SigningKey{std::move(key), now}});
}

Result<SigningKeys> SigningKeys::Generate(Time now) { return Of(crypto::KeyKind::kRsa2048, now); }

Result<SigningKeys> SigningKeys::GenerateFirst(Time now) { return Of(crypto::KeyKind::kP256, now); }

const SigningKey& SigningKeys::SignerAt(Time now) const {
  for (auto key = list_.rbegin(); key != list_.rend(); ++key) {
    if (key->created + kPublishAhead <= now) return *key;
  }
  return list_.back();
}

Result<SigningKeys> SigningKeys::FromDocument(const Secret& document) {
  bj::error_code error;
  bj::value root = bj::parse(document.Reveal(), error);
  if (error || !root.is_object()) return Damaged();
  const bj::value* entries = root.get_object().if_contains("keys");
  if (entries == nullptr || !entries->is_array()) return Damaged();
  const bj::array& array = entries->get_array();
  if (array.empty() || array.size() > kMaxKeys) return Damaged();
  std::vector<SigningKey> list;
  for (const bj::value& entry : array) {
    ROLECALL_TRY(SigningKey key, ReadKey(entry));
    list.push_back(std::move(key));
  }
  std::ranges::stable_sort(list, {}, &SigningKey::created);
  return SigningKeys(std::move(list));
}

Secret SigningKeys::ToDocument() const {
  bj::array keys;
  for (const SigningKey& key : list_) {
    Secret pem = key.key.ToPem();
    keys.push_back(bj::object{{"pem", pem.Reveal()}, {"created", UnixSeconds(key.created)}});
  }
  return Secret(bj::serialize(bj::object{{"keys", std::move(keys)}}));
}

Result<SigningKeys> SigningKeys::WithNewKey(Time now, crypto::KeyKind kind) const {
  if (list_.size() == kMaxKeys) {
    return Error{ErrorCode::kResourceExhausted, "the issuer has 16 keys: retire old ones first"};
  }
  ROLECALL_TRY(SigningKeys fresh, Of(kind, now));
  std::vector<SigningKey> list = list_;
  list.push_back(fresh.list_.front());
  return SigningKeys(std::move(list));
}

Result<std::optional<SigningKeys>> SigningKeys::Rotated(const KeyRotation& rotation, Time now) const {
  const bool rotates = rotation.every.count() > 0;
  std::vector<SigningKey> kept;
  for (std::size_t i = 0; i < list_.size(); ++i) {
    // A key's last token is made when its successor begins to sign.
    const bool is_over = rotates && i + 1 < list_.size() &&
                         list_[i + 1].created + kPublishAhead + kMaxTokenLifetime + kRetireMargin <= now;
    if (!is_over) kept.push_back(list_[i]);
  }
  const SigningKey& newest = kept.back();
  const bool is_due = newest.key.type() != TypeOf(rotation.kind) || (rotates && newest.created + rotation.every <= now);
  if (!is_due && kept.size() == list_.size()) return std::optional<SigningKeys>();
  SigningKeys keys(std::move(kept));
  if (!is_due) return std::optional<SigningKeys>(std::move(keys));
  ROLECALL_TRY(SigningKeys more, keys.WithNewKey(now, rotation.kind));
  return std::optional<SigningKeys>(std::move(more));
}

}  // namespace rolecall::services::oidc
