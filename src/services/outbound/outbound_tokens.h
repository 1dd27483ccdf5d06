// Tokens of outbound identity federation: their keys, and the documents at each account's issuer.
//
//   OutboundTokens tokens(directory, rotation_of_keys);
//   Result<std::string> token = tokens.Sign(claims, crypto::SignatureAlgorithm::kEs384);     // for STS
//   if (auto answer = tokens.Answer(request)) return *answer;
//
// One RS256 and one ES384 key for all accounts of the plane (their issuers tell them apart), made when they are first
// needed and kept sealed in the store. An account's issuer is https://UUID.tokens.sts.global.api.aws: its documents,
// /.well-known/openid-configuration and /.well-known/jwks.json, are answered under that Host and, for who cannot have
// that name resolved to here, below /_rolecall/outbound/UUID; while the feature is switched on.
// Threads: any.
#ifndef ROLECALL_SERVICES_OUTBOUND_OUTBOUND_TOKENS_H_
#define ROLECALL_SERVICES_OUTBOUND_OUTBOUND_TOKENS_H_

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "crypto/jwk.h"
#include "directory/directory.h"
#include "http/message.h"
#include "services/oidc/issuer.h"
#include "services/sts/outbound_signer.h"

namespace rolecall::services::outbound {

class OutboundTokens final : public services::sts::OutboundSigner {
 public:
  // `every`: how often keys are replaced; 0: never. `directory` must outlive it.
  OutboundTokens(directory::Directory& directory, std::chrono::seconds every) : directory_(directory), every_(every) {}

  Result<std::string> Sign(const boost::json::object& claims, crypto::SignatureAlgorithm algorithm) override;
  // Nothing if the request is for none of the documents.
  std::optional<http::Response> Answer(const http::Request& request);
  // Replaces keys that are too old, if there are any. Every hour or so.
  Result<void> Rotate();

 private:
  using Keys = services::oidc::SigningKeys;

  struct Known {
    std::shared_ptr<const directory::SealedItem> item;  // that they were read from
    Keys keys;
  };

  // With the lock held: the keys of a kind, from the store (another node may have replaced them) or made.
  Result<Keys> KeysOf(crypto::KeyKind kind);
  // Unless somebody else stored others in the place of `before` (null: of nothing).
  Result<void> Store(crypto::KeyKind kind, const std::shared_ptr<const directory::SealedItem>& before,
                     const Keys& keys);
  Result<crypto::KeySet> PublishedKeys();

  directory::Directory& directory_;
  const std::chrono::seconds every_;
  std::mutex mutex_;  // one makes keys
  std::optional<Known> rsa_, ec_;
};

}  // namespace rolecall::services::outbound

#endif  // ROLECALL_SERVICES_OUTBOUND_OUTBOUND_TOKENS_H_
