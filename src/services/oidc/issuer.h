// The embedded OpenID Connect issuer: what a Kubernetes API server is to its service accounts. It mints their
// tokens, and publishes the discovery document and the keys that AWS needs to check them.
//
//   ROLECALL_TRY(SigningKeys keys, SigningKeys::GenerateFirst(clock.Now()));   // first start: store keys.ToDocument()
//   ROLECALL_TRY(Issuer issuer, Issuer::Make("https://oidc.example/id/A1", keys));
//   ROLECALL_TRY(Secret token, issuer.Mint({.name_space = "a", .service_account = "b", …}, now, random));
//   if (auto answer = issuer.Answer(request)) return *answer;                    // the two public documents
//
// Rotation: publish, wait, sign, retire. SigningKeys may hold several keys, all published. The newest that is at least
// `kPublishAhead` old signs (the newest of all if none is): a key is published before it is used. A key that signs no
// more is published for as long as its last token may live, and a little longer; then Rotated() leaves it out.
// An RSA key takes a second to make. A new issuer begins with an elliptic-curve key (ES256, which AWS takes too), and
// is given its RSA key when that is made: from then on it signs with that one (RS256), as Kubernetes does.
// Threads: any; Renew() while others use it. Errors: kInvalidArgument (URL, bounds of a token request), kDataLoss (a
// damaged document).
#ifndef ROLECALL_SERVICES_OIDC_ISSUER_H_
#define ROLECALL_SERVICES_OIDC_ISSUER_H_

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/jwk.h"
#include "crypto/key.h"
#include "http/message.h"

namespace rolecall::services::oidc {

inline constexpr std::chrono::hours kPublishAhead{24};
inline constexpr std::chrono::seconds kMinTokenLifetime{600};
inline constexpr std::chrono::seconds kMaxTokenLifetime{86400};
// How long after its last token's end a key is still published: verifiers forgive minutes of clock difference.
inline constexpr std::chrono::hours kRetireMargin{1};
// Shorter and keys would not yet sign when the next is made.
inline constexpr std::chrono::hours kShortestRotation{72};

struct KeyRotation {
  crypto::KeyKind kind = crypto::KeyKind::kRsa2048;  // of new keys: RS256, ES256 …
  std::chrono::seconds every{0};                     // 0: keys stay
};

struct SigningKey {
  crypto::PrivateKey key;
  Time created;
};

// The private keys of an issuer; stored by the caller, where only it can read.
class SigningKeys {
 public:
  // One RSA key, as Kubernetes has.
  static Result<SigningKeys> Generate(Time now);
  // One P-256 key, made at once; an RSA key should follow.
  static Result<SigningKeys> GenerateFirst(Time now);
  static Result<SigningKeys> FromDocument(const Secret& document);
  Secret ToDocument() const;
  // One key of that kind.
  static Result<SigningKeys> Of(crypto::KeyKind kind, Time now);
  // With one more key.
  Result<SigningKeys> WithNewKey(Time now, crypto::KeyKind kind = crypto::KeyKind::kRsa2048) const;
  // As they should be now: with a new key if the newest is of another kind or too old, without those that no token can
  // need. Nothing if they are so already. Making a key may take a second.
  Result<std::optional<SigningKeys>> Rotated(const KeyRotation& rotation, Time now) const;
  // The key that signs now.
  const SigningKey& SignerAt(Time now) const;
  const std::vector<SigningKey>& list() const { return list_; }  // oldest first, never empty

 private:
  explicit SigningKeys(std::vector<SigningKey> list) : list_(std::move(list)) {}
  std::vector<SigningKey> list_;
};

// What a token says, in Kubernetes' words.
struct TokenSubject {
  std::string name_space;
  std::string service_account;
  std::string service_account_uid;  // empty: made from the name, always the same
  std::string pod_name;             // empty: not bound to a pod
  std::string pod_uid;
};

struct TokenGrant {
  TokenSubject subject;
  std::vector<std::string> audiences;  // at least one
  std::chrono::seconds lifetime{3600};
};

class Issuer {
 public:
  // `url` as in the tokens' `iss`: https, host, optional path, no query, no fragment, no trailing slash.
  static Result<Issuer> Make(std::string url, SigningKeys keys);

  const std::string& url() const { return url_; }
  crypto::KeySet public_keys() const { return published()->public_keys; }
  SigningKeys signing_keys() const { return published()->keys; }
  // Signs with and publishes these from now on.
  void Renew(SigningKeys keys);
  Result<Secret> Mint(const TokenGrant& grant, Time now, Random& random) const;

  // The discovery document or the key set, if the request's path is one of theirs below the issuer's own path.
  // `at_root`: also below "/", for the issuer that a server serves by its bare address.
  std::optional<http::Response> Answer(const http::Request& request, bool at_root) const;

 private:
  // What follows from the keys; replaced as a whole.
  struct Published {
    SigningKeys keys;
    crypto::KeySet public_keys;
    std::string discovery_document;
    std::string key_document;
  };
  using PublishedPtr = std::shared_ptr<const Published>;
  struct Shared {
    std::mutex mutex;
    PublishedPtr published;
  };

  Issuer(std::string url, std::string path, SigningKeys keys);
  static PublishedPtr Publish(const std::string& url, SigningKeys keys);
  PublishedPtr published() const;

  std::string url_;
  std::string path_;  // of the URL: "" or "/id/A1"
  std::shared_ptr<Shared> shared_;
};

}  // namespace rolecall::services::oidc

#endif  // ROLECALL_SERVICES_OIDC_ISSUER_H_
