// The session tokens' part of Directory.
//
// What is sealed with a session key (a token, or another short-lived text) is, in base64: a format byte, the id of the
// session key (8 hex digits), and the text sealed with that key. A token's secret access key is derived from the whole
// token, so that any server with the session keys can check it.
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
constexpr std::chrono::hours kAloneAtMost{1};
// A key is there so long before it seals: every node that follows knows it by then.
constexpr std::chrono::hours kPublishedBefore{1};
// The longest session is 36 hours; a key may seal one until the next one does.
constexpr std::chrono::hours kForgetAfter{24 + 1 + 36 + 11};

// 30 bytes make the 40 characters of a secret access key.
Secret DeriveSecret(const Secret& key, std::string_view raw_token) {
  const std::string mac = crypto::HmacSha256(key.Reveal(), std::string("secret access key\n").append(raw_token));
  return Secret(Base64Encode(std::string_view(mac).substr(0, 30)));
}

std::string SealWith(const SealedItem& key, std::string_view text, std::string_view purpose, Random& random) {
  std::string raw(1, kTokenFormat);
  raw.append(std::string_view(key.name).substr(kSessionKeyPrefix.size()));
  raw += crypto::Seal(key.value, text, purpose, random);
  return raw;
}

// What SealWith made, opened.
struct OpenedText {
  Secret text;
  std::string raw;
  std::shared_ptr<const SealedItem> key;
};

Result<OpenedText> OpenSealed(const Snapshot& snapshot, std::string_view sealed, std::string_view purpose) {
  const Error foreign{ErrorCode::kUnauthenticated, "it was not sealed here, or long ago"};
  if (sealed.size() > kMaxTokenBytes) return foreign;
  std::optional<std::string> raw = Base64Decode(sealed);
  if (!raw.has_value() || raw->size() < 1 + kKeyIdLength || (*raw)[0] != kTokenFormat) return foreign;
  auto key = snapshot.sealed_items.Find(std::string(kSessionKeyPrefix) + raw->substr(1, kKeyIdLength));
  if (key == nullptr) return foreign;
  Result<Secret> text = crypto::Open(key->value, std::string_view(*raw).substr(1 + kKeyIdLength), purpose);
  if (!text.ok()) return foreign;
  return OpenedText{*std::move(text), *std::move(raw), std::move(key)};
}

}  // namespace

// The newest that has been there long enough; of a young store the oldest.
std::shared_ptr<const SealedItem> Directory::SealingKey() const {
  const std::shared_ptr<const Snapshot> now = snapshot();
  const Time published = clock_.Now() - kPublishedBefore;
  std::shared_ptr<const SealedItem> best = now->session_key;
  if (best == nullptr || best->created <= published) return best;
  for (const auto& key : now->sealed_items.Sorted(kSessionKeyPrefix)) {
    const bool is_known = key->created <= published, best_is_known = best->created <= published;
    if (is_known ? !best_is_known || key->created > best->created : !best_is_known && key->created < best->created) {
      best = key;
    }
  }
  return best;
}

Result<SessionCredentials> Directory::IssueSession(Session session) {
  if (staleness() >= kAloneAtMost) {
    return Error{ErrorCode::kUnavailable, "what is known here is too old to make new sessions"};
  }
  const std::shared_ptr<const SealedItem> key = SealingKey();
  ROLECALL_CHECK(key != nullptr);  // Open makes the first
  session.access_key_id = MakeAccessKeyId(random_, "ASIA", session.account);
  // Within a session nothing is sealed on its own; the whole is.
  const std::string raw = SealWith(*key, Encode(session, nullptr, random_), kSessionPurpose, random_);
  return SessionCredentials{session.access_key_id, DeriveSecret(key->value, raw), Base64Encode(raw), session.expires};
}

Result<OpenedSession> Directory::OpenSession(std::string_view token) const {
  ROLECALL_TRY(OpenedText opened, OpenSealed(*snapshot(), token, kSessionPurpose));
  ROLECALL_TRY(Session session, Decode<Session>(opened.text.Reveal(), nullptr));
  return OpenedSession{std::move(session), DeriveSecret(opened.key->value, opened.raw)};
}

std::string Directory::SealText(std::string_view purpose, std::string_view text) {
  const std::shared_ptr<const SealedItem> key = SealingKey();
  ROLECALL_CHECK(key != nullptr);
  return Base64Encode(SealWith(*key, text, purpose, random_));
}

Result<Secret> Directory::OpenText(std::string_view purpose, std::string_view sealed) const {
  ROLECALL_TRY(OpenedText opened, OpenSealed(*snapshot(), sealed, purpose));
  return std::move(opened.text);
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
