#include "services/outbound/outbound_tokens.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "crypto/jwt.h"

namespace rolecall::services::outbound {
namespace {

namespace bj = boost::json;

constexpr crypto::KeyKind kKinds[] = {crypto::KeyKind::kRsa2048, crypto::KeyKind::kP384};
constexpr std::string_view kDomain = ".tokens.sts.global.api.aws";
constexpr std::string_view kPathPrefix = "/_rolecall/outbound/";
constexpr std::string_view kConfiguration = "/.well-known/openid-configuration";
constexpr std::string_view kKeys = "/.well-known/jwks.json";

std::string ItemOf(crypto::KeyKind kind) {
  return std::string("outbound/") + (kind == crypto::KeyKind::kRsa2048 ? "RS256" : "ES384");
}

// What a request asks an account's issuer for.
struct Asked {
  std::string issuer;         // "https://UUID.tokens.sts.global.api.aws"
  std::string_view document;  // kConfiguration, kKeys
};

std::optional<Asked> ReadRequest(const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  std::string_view path = request.path();
  std::string host = LowerAscii(request.headers.Get("Host").substr(0, 255));
  host = host.substr(0, host.find(':'));
  std::string name;
  if (host.ends_with(kDomain)) {
    name = host.substr(0, host.size() - kDomain.size());
  } else if (path.starts_with(kPathPrefix)) {
    path.remove_prefix(kPathPrefix.size());
    name = std::string(path.substr(0, path.find('/')));
    path.remove_prefix(name.size());
  }
  if (name.empty() || (path != kConfiguration && path != kKeys)) return std::nullopt;
  return Asked{"https://" + name + std::string(kDomain), path};
}

bool IsIssuer(const directory::Snapshot& snapshot, const std::string& issuer) {
  const auto accounts = snapshot.accounts.Sorted();
  return std::ranges::any_of(accounts, [&](const auto& account) {
    return account->outbound_since.has_value() && account->outbound_issuer == issuer;
  });
}

http::Response Document(std::string body) {
  http::Response response;
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Cache-Control", "public, max-age=300");
  response.body = std::move(body);
  return response;
}

std::string ConfigurationOf(const std::string& issuer) {
  return bj::serialize(bj::object{{"issuer", issuer},
                                  {"jwks_uri", issuer + std::string(kKeys)},
                                  {"response_types_supported", bj::array{"id_token"}},
                                  {"subject_types_supported", bj::array{"public"}},
                                  {"claims_supported", bj::array{"sub", "aud", "exp", "iat", "iss", "jti"}},
                                  {"id_token_signing_alg_values_supported", bj::array{"RS256", "ES384"}}});
}

}  // namespace

Result<OutboundTokens::Keys> OutboundTokens::KeysOf(crypto::KeyKind kind) {
  std::optional<Known>& known = kind == crypto::KeyKind::kRsa2048 ? rsa_ : ec_;
  auto item = directory_.snapshot()->sealed_items.Find(ItemOf(kind));
  if (item == nullptr) {
    ROLECALL_TRY(const Keys keys, Keys::Of(kind, directory_.clock().Now()));
    ROLECALL_RETURN_IF_ERROR(Store(kind, nullptr, keys));
    item = directory_.snapshot()->sealed_items.Find(ItemOf(kind));
    if (item == nullptr) return Error{ErrorCode::kUnavailable, "the keys were deleted when they were made"};
  }
  if (known.has_value() && known->item == item) return known->keys;
  ROLECALL_TRY(Keys keys, Keys::FromDocument(item->value));
  known.emplace(Known{std::move(item), std::move(keys)});
  return known->keys;
}

Result<void> OutboundTokens::Store(crypto::KeyKind kind, const std::shared_ptr<const directory::SealedItem>& before,
                                   const Keys& keys) {
  return directory_.Write([&](directory::Transaction& transaction) {
    const auto now = transaction.snapshot().sealed_items.Find(ItemOf(kind));
    const bool is_same =
        now == nullptr ? before == nullptr : before != nullptr && now->value.Equals(before->value.Reveal());
    if (!is_same) return false;
    transaction.Put(directory::SealedItem{ItemOf(kind), keys.ToDocument(), directory_.clock().Now()});
    return true;
  });
}

Result<std::string> OutboundTokens::Sign(const bj::object& claims, crypto::SignatureAlgorithm algorithm) {
  const bool is_rsa = algorithm == crypto::SignatureAlgorithm::kRs256;
  std::optional<Keys> keys;
  {
    std::lock_guard lock(mutex_);
    ROLECALL_TRY(keys, KeysOf(is_rsa ? crypto::KeyKind::kRsa2048 : crypto::KeyKind::kP384));
  }
  const crypto::PrivateKey& key = keys->SignerAt(directory_.clock().Now()).key;
  return crypto::SignJwt(claims, key, key.public_key().KeyId(), true);
}

Result<crypto::KeySet> OutboundTokens::PublishedKeys() {
  std::lock_guard lock(mutex_);
  std::vector<crypto::PublishedKey> list;
  for (const crypto::KeyKind kind : kKinds) {
    ROLECALL_TRY(Keys keys, KeysOf(kind));
    for (const services::oidc::SigningKey& key : keys.list()) {
      const crypto::PublicKey public_key = key.key.public_key();
      list.push_back({public_key.KeyId(), public_key});
    }
  }
  return crypto::KeySet(std::move(list));
}

std::optional<http::Response> OutboundTokens::Answer(const http::Request& request) {
  const std::optional<Asked> asked = ReadRequest(request);
  if (!asked.has_value() || !IsIssuer(*directory_.snapshot(), asked->issuer)) return std::nullopt;
  if (asked->document == kConfiguration) return Document(ConfigurationOf(asked->issuer));
  const Result<crypto::KeySet> keys = PublishedKeys();
  if (!keys.ok()) return http::Response{.status = 503};
  return Document(keys->ToJson());
}

Result<void> OutboundTokens::Rotate() {
  std::lock_guard lock(mutex_);
  for (const crypto::KeyKind kind : kKinds) {
    const auto before = directory_.snapshot()->sealed_items.Find(ItemOf(kind));
    if (before == nullptr) continue;
    ROLECALL_TRY(Keys keys, KeysOf(kind));
    ROLECALL_TRY(std::optional<Keys> rotated, keys.Rotated({.kind = kind, .every = every_}, directory_.clock().Now()));
    if (rotated.has_value()) ROLECALL_RETURN_IF_ERROR(Store(kind, before, *rotated));
  }
  return {};
}

}  // namespace rolecall::services::outbound
