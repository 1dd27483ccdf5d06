#include "services/oidc/issuer.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "base/utf8.h"
#include "crypto/digest.h"
#include "crypto/jwt.h"

namespace rolecall::services::oidc {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMaxUrlBytes = 255;  // IAM's own bound for a provider
constexpr std::size_t kMaxAudiences = 16;
constexpr std::string_view kDiscoveryPath = "/.well-known/openid-configuration";
constexpr std::string_view kEksKeysPath = "/keys";
constexpr std::string_view kKubernetesKeysPath = "/openid/v1/jwks";

Error Refused(std::string why) { return {ErrorCode::kInvalidArgument, std::move(why)}; }

bool IsUrlText(std::string_view text) {
  for (char c : text) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 std::string_view("-._~:/%@[]").find(c) != std::string_view::npos;
    if (!plain) return false;
  }
  return true;
}

// A DNS-1123 subdomain, as Kubernetes names namespaces, service accounts and pods.
bool IsKubernetesName(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  for (char c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.')) return false;
  }
  return name.front() != '-' && name.front() != '.' && name.back() != '-' && name.back() != '.';
}

// The same UUID for the same text: nothing here keeps service accounts that could have an id of their own.
std::string UuidOf(std::string_view text) {
  std::string hex = crypto::Sha256Hex(text).substr(0, 32);
  hex[12] = '5';
  hex[16] = '8';
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

crypto::KeySet PublicKeysOf(const SigningKeys& keys) {
  std::vector<crypto::PublishedKey> list;
  for (const SigningKey& key : keys.list()) {
    crypto::PublicKey public_key = key.key.public_key();
    list.push_back({public_key.KeyId(), public_key});
  }
  return crypto::KeySet(std::move(list));
}

std::string DiscoveryDocument(const std::string& url, const SigningKeys& keys) {
  bj::array algorithms;
  for (const SigningKey& key : keys.list()) {
    bj::string name(crypto::SignatureAlgorithmName(key.key.DefaultAlgorithm()));
    if (std::ranges::find(algorithms, bj::value(name)) == algorithms.end()) algorithms.push_back(name);
  }
  return bj::serialize(bj::object{{"issuer", url},
                                  {"jwks_uri", url + std::string(kEksKeysPath)},
                                  {"authorization_endpoint", "urn:kubernetes:programmatic_authorization"},
                                  {"response_types_supported", bj::array{"id_token"}},
                                  {"subject_types_supported", bj::array{"public"}},
                                  {"claims_supported", bj::array{"sub", "iss"}},
                                  {"id_token_signing_alg_values_supported", std::move(algorithms)}});
}

http::Response JsonDocument(const std::string& body, const char* content_type) {
  http::Response response;
  response.headers.Add("Content-Type", content_type);
  response.headers.Add("Cache-Control", "public, max-age=300");
  response.body = body;
  return response;
}

Result<void> CheckGrant(const TokenGrant& grant) {
  const TokenSubject& subject = grant.subject;
  if (!IsKubernetesName(subject.name_space) || !IsKubernetesName(subject.service_account)) {
    return Refused("the namespace or the service account is not a valid Kubernetes name");
  }
  if (!subject.pod_name.empty() && !IsKubernetesName(subject.pod_name)) {
    return Refused("the pod's name is not a valid Kubernetes name");
  }
  if (grant.audiences.empty() || grant.audiences.size() > kMaxAudiences) {
    return Refused("a token needs 1 to 16 audiences");
  }
  for (const std::string& audience : grant.audiences) {
    if (audience.empty() || audience.size() > 1024) return Refused("an audience has 1 to 1024 characters");
  }
  if (grant.lifetime < kMinTokenLifetime || grant.lifetime > kMaxTokenLifetime) {
    return Refused("a token lives 600 to 86400 seconds");
  }
  return {};
}

bj::object KubernetesClaims(const TokenSubject& subject) {
  std::string uid = subject.service_account_uid.empty()
                        ? UuidOf("serviceaccount/" + subject.name_space + "/" + subject.service_account)
                        : subject.service_account_uid;
  bj::object claims{{"namespace", subject.name_space},
                    {"serviceaccount", bj::object{{"name", subject.service_account}, {"uid", uid}}}};
  if (!subject.pod_name.empty()) {
    std::string pod_uid =
        subject.pod_uid.empty() ? UuidOf("pod/" + subject.name_space + "/" + subject.pod_name) : subject.pod_uid;
    claims["pod"] = bj::object{{"name", subject.pod_name}, {"uid", pod_uid}};
  }
  return claims;
}

}  // namespace

Result<Issuer> Issuer::Make(std::string url, SigningKeys keys) {
  constexpr std::string_view kScheme = "https://";
  auto refuse = [&url](const char* why) {
    return Refused("the issuer " + std::string(FirstCharacters(url, kMaxUrlBytes)) + " " + why);
  };
  if (!url.starts_with(kScheme)) return refuse("does not start with https://");
  if (url.size() > kMaxUrlBytes) return refuse("is longer than 255 characters");
  if (!IsUrlText(url)) return refuse("has characters that an issuer must not have (a query or fragment, for one)");
  std::string rest = url.substr(kScheme.size());
  std::size_t slash = rest.find('/');
  if (rest.empty() || slash == 0) return refuse("has no host");
  if (rest.back() == '/') return refuse("ends with a slash");
  std::string path = slash == rest.npos ? "" : rest.substr(slash);
  return Issuer(std::move(url), std::move(path), std::move(keys));
}

Issuer::Issuer(std::string url, std::string path, SigningKeys keys)
    : url_(std::move(url)), path_(std::move(path)), shared_(std::make_shared<Shared>()) {
  shared_->published = Publish(url_, std::move(keys));
}

Issuer::PublishedPtr Issuer::Publish(const std::string& url, SigningKeys keys) {
  crypto::KeySet public_keys = PublicKeysOf(keys);
  std::string discovery_document = DiscoveryDocument(url, keys);
  std::string key_document = public_keys.ToJson();
  return std::make_shared<const Published>(
      Published{std::move(keys), std::move(public_keys), std::move(discovery_document), std::move(key_document)});
}

void Issuer::Renew(SigningKeys keys) {
  PublishedPtr next = Publish(url_, std::move(keys));
  std::lock_guard lock(shared_->mutex);
  shared_->published.swap(next);
}

Issuer::PublishedPtr Issuer::published() const {
  std::lock_guard lock(shared_->mutex);
  return shared_->published;
}

Result<Secret> Issuer::Mint(const TokenGrant& grant, Time now, Random& random) const {
  ROLECALL_RETURN_IF_ERROR(CheckGrant(grant));
  const TokenSubject& subject = grant.subject;
  std::int64_t issued = UnixSeconds(now);
  bj::array audiences;
  for (const std::string& audience : grant.audiences) audiences.push_back(bj::string(audience));
  bj::object claims{{"aud", std::move(audiences)},
                    {"exp", issued + grant.lifetime.count()},
                    {"iat", issued},
                    {"iss", url_},
                    {"jti", RandomUuid(random)},
                    {"kubernetes.io", KubernetesClaims(subject)},
                    {"nbf", issued},
                    {"sub", "system:serviceaccount:" + subject.name_space + ":" + subject.service_account}};
  const PublishedPtr current = published();
  const crypto::PrivateKey& key = current->keys.SignerAt(now).key;
  ROLECALL_TRY(std::string token, crypto::SignJwt(claims, key, key.public_key().KeyId()));
  return Secret(std::move(token));
}

std::optional<http::Response> Issuer::Answer(const http::Request& request, bool at_root) const {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  std::string_view path = request.path();
  if (!path_.empty() && path.starts_with(path_)) {
    path.remove_prefix(path_.size());
  } else if (!path_.empty() && !at_root) {
    return std::nullopt;
  }
  if (path == kDiscoveryPath) return JsonDocument(published()->discovery_document, "application/json");
  if (path == kEksKeysPath || path == kKubernetesKeysPath) {
    return JsonDocument(published()->key_document, "application/jwk-set+json");
  }
  return std::nullopt;
}

}  // namespace rolecall::services::oidc
