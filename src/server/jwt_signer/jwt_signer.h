// JwtSigner: Kubernetes' ExternalJWTSigner (v1 and v1alpha1) for one issuer of the plane: its API server has the
// cluster's service account tokens signed here.
//
//   JwtSigner signer(issuer, clock);
//   GrpcAnswer answer = signer.Answer(peer, "/v1.ExternalJWTSigner/Sign", message);
//
// Sign: only what can be a token of that cluster: claims of at most kMaxClaims, of this issuer, whose subject is a
// service account, that end within kMaxTokenLifetime. Everybody who reaches the socket can be every service account of
// the cluster, and nobody else. FetchKeys: all keys that the issuer publishes, the one that signs among them.
// Each token that is asked for is recorded, and nothing is signed that cannot be.
// Metadata: kMaxTokenLifetime, after which a key that signs no more is published no more (services/oidc/issuer.h).
// Threads: any.
#ifndef ROLECALL_SERVER_JWT_SIGNER_JWT_SIGNER_H_
#define ROLECALL_SERVER_JWT_SIGNER_JWT_SIGNER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "server/jwt_signer/grpc_call.h"
#include "services/oidc/issuer.h"

namespace rolecall::server {

inline constexpr std::size_t kMaxClaims = 16u << 10;
// How often the API server asks for keys. A new key is published for a day before it signs.
inline constexpr std::chrono::seconds kKeyRefresh{60};

// A token that was asked for, for the audit log. Of one that is refused the claims are what somebody wrote.
struct AskedToken {
  GrpcPeer peer;                        // who asked
  std::string issuer;                   // the plane's
  std::string subject, token_id, pod;   // claims sub and jti, the pod that it is bound to; "" if there are none
  std::string audiences;                // with ", " between
  std::optional<std::int64_t> expires;  // seconds since 1970, if that is a year of four digits
  std::string key_id;                   // of the key that signed
  std::string refusal;                  // why not; "": it was signed
};

class JwtSigner {
 public:
  // Who keeps the records; called from any thread.
  struct Record {
    // Whether a token that is signed now can be recorded; if not it is not signed.
    std::function<bool()> can = [] { return true; };
    std::function<void(const AskedToken&)> write = [](const AskedToken&) {};
  };

  // `issuer` and `clock` must outlive it.
  JwtSigner(const services::oidc::Issuer& issuer, const Clock& clock, Record record)
      : issuer_(issuer), clock_(clock), record_(std::move(record)) {}

  GrpcAnswer Answer(const GrpcPeer& peer, std::string_view method, std::string_view message) const;

 private:
  // Says in `asked` what it was asked for.
  GrpcAnswer Sign(std::string_view message, AskedToken& asked) const;
  GrpcAnswer FetchKeys() const;
  Result<void> Check(std::string_view claims, Time now, AskedToken& asked) const;

  const services::oidc::Issuer& issuer_;
  const Clock& clock_;
  const Record record_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_JWT_SIGNER_JWT_SIGNER_H_
