// The session tokens' part of Directory.
//
// A token is, in base64: a format byte, the id of the session key (8 hex digits), and the session sealed with that key.
// Its secret access key is derived from the whole token, so that any server with the session keys can check it.
#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/hmac.h"
#include "directory/codec.h"
#include "directory/directory.h"
#include "directory/ids.h"

namespace rolecall::directory {
namespace {

constexpr char kTokenFormat = 1;
constexpr std::size_t kKeyIdLength = 8;
constexpr std::string_view kSessionPurpose = "rolecall session token v1";
constexpr std::size_t kMaxTokenBytes = 32768;
constexpr std::chrono::hours kRotateEvery{24};
// The longest session is 36 hours; a key may seal one until it is replaced.
constexpr std::chrono::hours kForgetAfter{24 + 36 + 12};

// 30 bytes make the 40 characters of a secret access key.
Secret DeriveSecret(const Secret& key, std::string_view raw_token) {
  const std::string mac = crypto::HmacSha256(key.Reveal(), std::string("secret access key\n").append(raw_token));
  return Secret(Base64Encode(std::string_view(mac).substr(0, 30)));
}

}  // namespace

SessionCredentials Directory::IssueSession(Session session) {
  const std::shared_ptr<const SealedItem> key = snapshot()->session_key;
  ROLECALL_CHECK(key != nullptr);  // Open makes the first
  session.access_key_id = MakeAccessKeyId(random_, "ASIA", session.account);
  // Within a session nothing is sealed on its own; the whole is.
  std::string raw(1, kTokenFormat);
  raw.append(std::string_view(key->name).substr(kSessionKeyPrefix.size()));
  raw += crypto::Seal(key->value, Encode(session, master_key_, random_), kSessionPurpose, random_);
  return SessionCredentials{session.access_key_id, DeriveSecret(key->value, raw), Base64Encode(raw), session.expires};
}

Result<OpenedSession> Directory::OpenSession(std::string_view token) const {
  const Error foreign{ErrorCode::kUnauthenticated, "the session token is not ours"};
  if (token.size() > kMaxTokenBytes) return foreign;
  std::optional<std::string> raw = Base64Decode(token);
  if (!raw.has_value() || raw->size() < 1 + kKeyIdLength || (*raw)[0] != kTokenFormat) return foreign;
  auto key = snapshot()->sealed_items.Find(std::string(kSessionKeyPrefix) + raw->substr(1, kKeyIdLength));
  if (key == nullptr) return foreign;
  Result<Secret> text = crypto::Open(key->value, std::string_view(*raw).substr(1 + kKeyIdLength), kSessionPurpose);
  if (!text.ok()) return foreign;
  ROLECALL_TRY(Session session, Decode<Session>(text->Reveal(), master_key_));
  return OpenedSession{std::move(session), DeriveSecret(key->value, *raw)};
}

Result<void> Directory::RotateSessionKeys() {
  const Time now = clock_.Now();
  return Write([&](Transaction& transaction) {
    bool changed = false;
    const auto& newest = transaction.snapshot().session_key;
    if (newest == nullptr || now - newest->created >= kRotateEvery) {
      SealedItem key;
      key.name = std::string(kSessionKeyPrefix) + RandomHex(random_, kKeyIdLength);
      key.value = crypto::MakeAeadKey(random_);
      key.created = now;
      transaction.Put(std::move(key));
      changed = true;
    }
    for (const auto& key : transaction.snapshot().sealed_items.Sorted(kSessionKeyPrefix)) {
      if (key == transaction.snapshot().session_key || now - key->created < kForgetAfter) continue;
      transaction.Delete(*key);
      changed = true;
    }
    return changed;
  });
}

}  // namespace rolecall::directory
