// JwtSigner: Kubernetes' ExternalJWTSigner (v1 and v1alpha1) for one issuer of the plane: its API server has the
// cluster's service account tokens signed here.
//
//   JwtSigner signer(issuer, clock);
//   GrpcAnswer answer = signer.Answer("/v1.ExternalJWTSigner/Sign", message);
//
// Sign: only what can be a token of that cluster: claims of at most kMaxClaims, of this issuer, whose subject is a
// service account, that end within kMaxTokenLifetime. Everybody who reaches the socket can be every service account of
// the cluster, and nobody else. FetchKeys: all keys that the issuer publishes, the one that signs among them.
// Metadata: kMaxTokenLifetime, after which a key that signs no more is published no more (services/oidc/issuer.h).
// Threads: any.
#ifndef ROLECALL_SERVER_JWT_SIGNER_JWT_SIGNER_H_
#define ROLECALL_SERVER_JWT_SIGNER_JWT_SIGNER_H_

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "server/jwt_signer/grpc_call.h"
#include "services/oidc/issuer.h"

namespace rolecall::server {

inline constexpr std::size_t kMaxClaims = 16u << 10;
// How often the API server asks for keys. A new key is published for a day before it signs.
inline constexpr std::chrono::seconds kKeyRefresh{60};

class JwtSigner {
 public:
  // Told of each token that was asked for; any thread.
  using OnSign = std::function<void(bool is_signed)>;

  // Both must outlive it.
  JwtSigner(const services::oidc::Issuer& issuer, const Clock& clock, OnSign on_sign = {})
      : issuer_(issuer), clock_(clock), on_sign_(std::move(on_sign)) {}

  GrpcAnswer Answer(std::string_view method, std::string_view message) const;

 private:
  GrpcAnswer Sign(std::string_view message) const;
  GrpcAnswer FetchKeys() const;
  Result<void> Check(std::string_view claims, Time now) const;

  const services::oidc::Issuer& issuer_;
  const Clock& clock_;
  const OnSign on_sign_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_JWT_SIGNER_JWT_SIGNER_H_
