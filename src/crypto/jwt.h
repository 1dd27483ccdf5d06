// JSON Web Tokens in JWS compact form (RFC 7515, 7519): reading, signing, and checking the signature.
// What the claims must say is not decided here.
//
//   ROLECALL_TRY(crypto::Jwt token, crypto::Jwt::Parse(text));       // nothing is trusted yet
//   const crypto::PublicKey* key = keys.Find(token.key_id());
//   if (key == nullptr || !token.VerifySignature(*key)) … refuse …
//   token.claims().if_contains("sub") …                               // #include <boost/json.hpp>
//
// Parse() refuses: more than 20,000 bytes, other than three parts, bad base64url, headers or claims that are no JSON
// objects or name a member twice at the top, an `alg` other than RS256/384/512 and ES256/384/512 ("none" and HS*
// too), and `crit`. Threads: immutable; copies share the trees, and copies of a tree's parts its memory.
// Errors: kInvalidArgument, without the token's text.
#ifndef ROLECALL_CRYPTO_JWT_H_
#define ROLECALL_CRYPTO_JWT_H_

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/key.h"

namespace rolecall::crypto {

inline constexpr std::size_t kMaxJwtBytes = 20000;

class Jwt {
 public:
  static Result<Jwt> Parse(std::string_view text);

  SignatureAlgorithm algorithm() const { return algorithm_; }
  // The header's `kid`; nothing if it has none.
  const std::optional<std::string>& key_id() const { return key_id_; }
  const boost::json::object& header() const;
  const boost::json::object& claims() const;
  bool VerifySignature(const PublicKey& key) const;

 private:
  Jwt() = default;
  SignatureAlgorithm algorithm_ = SignatureAlgorithm::kRs256;
  std::optional<std::string> key_id_;
  struct Trees;  // both, with their memory
  std::shared_ptr<const Trees> trees_;
  std::string signed_text_;  // "header.claims" as sent
  std::string signature_;
};

// A signed token with header {"alg":…,"kid":…} (and "typ":"JWT" if asked; Kubernetes leaves it out).
Result<std::string> SignJwt(const boost::json::object& claims, const PrivateKey& key, std::string_view key_id,
                            bool with_typ = false);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_JWT_H_
