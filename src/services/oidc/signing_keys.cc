#include <algorithm>
#include <boost/json.hpp>

#include "services/oidc/issuer.h"

namespace rolecall::services::oidc {
namespace {

namespace bj = boost::json;
constexpr std::size_t kMaxKeys = 16;

Error Damaged() { return {ErrorCode::kDataLoss, "the stored signing keys of the issuer are damaged"}; }

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

Result<SigningKeys> SigningKeys::Generate(Time now) {
  ROLECALL_TRY(crypto::PrivateKey key, crypto::PrivateKey::Generate(crypto::KeyKind::kRsa2048));
  return SigningKeys({SigningKey{std::move(key), now}});
}

Result<SigningKeys> SigningKeys::GenerateFirst(Time now) {
  ROLECALL_TRY(crypto::PrivateKey key, crypto::PrivateKey::Generate(crypto::KeyKind::kP256));
  return SigningKeys({SigningKey{std::move(key), now}});
}

bool SigningKeys::HasRsaKey() const {
  return std::ranges::any_of(list_, [](const SigningKey& key) { return key.key.type() == crypto::KeyType::kRsa; });
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

Result<SigningKeys> SigningKeys::WithNewKey(Time now) const {
  if (list_.size() == kMaxKeys) {
    return Error{ErrorCode::kResourceExhausted, "the issuer has 16 keys: retire old ones first"};
  }
  ROLECALL_TRY(SigningKeys fresh, Generate(now));
  std::vector<SigningKey> list = list_;
  list.push_back(fresh.list_.front());
  return SigningKeys(std::move(list));
}

}  // namespace rolecall::services::oidc
