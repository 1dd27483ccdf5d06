#include "crypto/key_ring.h"

#include <algorithm>

#include "base/check.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/aead.h"

namespace rolecall::crypto {
namespace {

constexpr std::size_t kKeyBytes = kAeadKeyBytes;

bool IsSeparator(char c) { return c == ',' || c == '\n' || c == '\r' || c == ' ' || c == '\t'; }

// Nothing if it is not keys in base64.
std::vector<Secret> TextKeys(std::string_view text) {
  std::vector<Secret> keys;
  while (!text.empty()) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if(text, IsSeparator) - text.begin());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (word.empty()) continue;
    std::optional<std::string> key = Base64Decode(word);
    if (!key.has_value() || key->size() != kKeyBytes) return {};
    keys.emplace_back(*std::move(key));
  }
  return keys;
}

}  // namespace

KeyRing::KeyRing(Secret only) {
  ROLECALL_CHECK(only.Reveal().size() == kKeyBytes);
  keys_.push_back(std::move(only));
}

Result<KeyRing> KeyRing::Make(std::vector<Secret> keys) {
  if (keys.empty() || keys.size() > kMost) {
    return Error{ErrorCode::kInvalidArgument, "there must be 1 to " + std::to_string(kMost) + " master keys"};
  }
  KeyRing made;
  for (Secret& key : keys) {
    if (key.Reveal().size() != kKeyBytes) {
      return Error{ErrorCode::kInvalidArgument, "a master key has " + std::to_string(kKeyBytes) + " bytes"};
    }
    for (const Secret& other : made.keys_) {
      if (other.Equals(key.Reveal())) return Error{ErrorCode::kInvalidArgument, "two of the master keys are alike"};
    }
    made.keys_.push_back(std::move(key));
  }
  return made;
}

KeyRing KeyRing::With(const KeyRing& older) const {
  KeyRing all = *this;
  for (const Secret& key : older.keys_) {
    const auto is_it = [&](const Secret& other) { return other.Equals(key.Reveal()); };
    if (std::ranges::none_of(all.keys_, is_it)) all.keys_.push_back(key);
  }
  return all;
}

bool KeyRing::operator==(const KeyRing& other) const {
  return std::ranges::equal(keys_, other.keys_, [](const Secret& a, const Secret& b) { return a.Equals(b.Reveal()); });
}

std::string KeyRing::Seal(std::string_view text, std::string_view purpose, Random& random) const {
  return crypto::Seal(newest(), text, purpose, random);
}

Result<KeyRing::Opened> KeyRing::Open(std::string_view sealed, std::string_view purpose) const {
  for (const Secret& key : keys_) {
    Result<Secret> text = crypto::Open(key, sealed, purpose);
    if (text.ok()) return Opened{*std::move(text), &key == &newest()};
  }
  return Error{ErrorCode::kUnauthenticated, "it was not sealed with any of these keys"};
}

Result<KeyRing> ReadKeyRing(std::string_view bytes) {
  std::vector<Secret> keys = TextKeys(bytes);
  if (keys.empty() && bytes.size() % kKeyBytes == 0) {
    for (std::size_t at = 0; at < bytes.size(); at += kKeyBytes) {
      keys.emplace_back(std::string(bytes.substr(at, kKeyBytes)));
    }
  }
  if (keys.empty()) {
    return Error{ErrorCode::kInvalidArgument, "master keys are " + std::to_string(kKeyBytes) +
                                                  " bytes each, the newest first, or the same in base64 on lines"};
  }
  return KeyRing::Make(std::move(keys));
}

}  // namespace rolecall::crypto
