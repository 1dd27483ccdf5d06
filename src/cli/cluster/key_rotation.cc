#include "cli/cluster/key_rotation.h"

#include <boost/json.hpp>

#include "base/secret.h"
#include "crypto/key.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMostKeyBytes = 64u << 10;
constexpr char kStateFile[] = "rotation.json";

// A key of the same kind as the one that signs now.
crypto::KeyKind KindOf(crypto::KeyType type) {
  switch (type) {
    case crypto::KeyType::kRsa: return crypto::KeyKind::kRsa2048;
    case crypto::KeyType::kP256: return crypto::KeyKind::kP256;
    case crypto::KeyType::kP384: return crypto::KeyKind::kP384;
    case crypto::KeyType::kP521: return crypto::KeyKind::kP521;
  }
  return crypto::KeyKind::kRsa2048;
}

Error NotYet(const std::string& what, Time when) {
  return {ErrorCode::kConflict, what + " not before " + FormatIso8601(when) + " (-now waits for nothing)"};
}

}  // namespace

KeyRotation::KeyRotation(std::string directory, FileSystem& files, const Clock& clock)
    : directory_(std::move(directory)), files_(files), clock_(clock) {}

Result<KeyRotation::Since> KeyRotation::Read() const {
  if (!files_.Exists(Path(kStateFile))) return Since{};
  ROLECALL_TRY(const std::string text, files_.Read(Path(kStateFile), kMostKeyBytes));
  boost::json::error_code error;
  const boost::json::value read = boost::json::parse(text, error);
  const auto text_of = [&](const char* name) -> std::string {
    const boost::json::object* object = error ? nullptr : read.if_object();
    const boost::json::value* found = object == nullptr ? nullptr : object->if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
  };
  const std::string state = text_of("state");
  const std::optional<Time> at = ParseRfc3339(text_of("since"));
  if (!at.has_value() || (state != "published" && state != "signing" && state != "quiet")) {
    return Error{ErrorCode::kDataLoss, Path(kStateFile) + " is damaged: what was done last is not known"};
  }
  return Since{state == "published" ? State::kPublished : state == "signing" ? State::kSigning : State::kQuiet, *at};
}

Result<void> KeyRotation::Remember(State state) {
  const char* name = state == State::kPublished ? "published" : state == State::kSigning ? "signing" : "quiet";
  const boost::json::object record = {{"state", name}, {"since", FormatIso8601(clock_.Now())}};
  return files_.Write(Path(kStateFile), boost::json::serialize(record) + "\n", FileMode::kPublic);
}

Result<RotationStep> KeyRotation::Next(const RotationTimes& times) {
  ROLECALL_TRY(const Since since, Read());
  switch (since.state) {
    case State::kQuiet: return PublishNext();
    case State::kPublished:
      if (!times.now && clock_.Now() < since.at + times.publish) {
        return NotYet("the new key signs", since.at + times.publish);
      }
      return SignWithNext();
    case State::kSigning:
      if (!times.now && clock_.Now() < since.at + times.retire) {
        return NotYet("the old key goes", since.at + times.retire);
      }
      return Retire();
  }
  return Error{};
}

Result<RotationStep> KeyRotation::PublishNext() {
  ROLECALL_TRY(std::string pem, files_.Read(Path("sa.key"), kMostKeyBytes));
  ROLECALL_TRY(const crypto::PrivateKey signs, crypto::PrivateKey::FromPem(Secret(std::move(pem))));
  // Of a step that was cut short there may be a key already; it has signed nothing.
  ROLECALL_TRY(const crypto::PrivateKey next, crypto::PrivateKey::Generate(KindOf(signs.type())));
  ROLECALL_RETURN_IF_ERROR(files_.Write(Path("next.key"), next.ToPem().Reveal(), FileMode::kPrivate));
  ROLECALL_RETURN_IF_ERROR(files_.Write(Path("next.pub"), next.public_key().ToPem(), FileMode::kPublic));
  ROLECALL_RETURN_IF_ERROR(Remember(State::kPublished));
  return RotationStep::kPublished;
}

// In an order that can be cut anywhere: a public key is there before its private one signs, and until its tokens are
// over.
Result<RotationStep> KeyRotation::SignWithNext() {
  ROLECALL_TRY(std::string private_pem, files_.Read(Path("next.key"), kMostKeyBytes));
  const Secret next(std::move(private_pem));
  ROLECALL_TRY(const crypto::PrivateKey key, crypto::PrivateKey::FromPem(next));
  ROLECALL_TRY(std::string current_pem, files_.Read(Path("sa.key"), kMostKeyBytes));
  ROLECALL_TRY(const crypto::PrivateKey current, crypto::PrivateKey::FromPem(Secret(std::move(current_pem))));
  if (current.public_key().KeyId() != key.public_key().KeyId()) {
    const std::string old = "old-" + current.public_key().KeyId().substr(0, 16) + ".pub";
    ROLECALL_RETURN_IF_ERROR(files_.Write(Path(old), current.public_key().ToPem(), FileMode::kPublic));
    ROLECALL_RETURN_IF_ERROR(files_.Write(Path("sa.key"), next.Reveal(), FileMode::kPrivate));
  }
  ROLECALL_RETURN_IF_ERROR(files_.Write(Path("sa.pub"), key.public_key().ToPem(), FileMode::kPublic));
  ROLECALL_RETURN_IF_ERROR(Remember(State::kSigning));
  for (const char* name : {"next.key", "next.pub"}) (void)files_.Remove(Path(name));
  return RotationStep::kSigns;
}

Result<RotationStep> KeyRotation::Retire() {
  ROLECALL_TRY(const std::vector<DirectoryEntry> entries, files_.List(directory_));
  for (const DirectoryEntry& entry : entries) {
    const bool is_old = entry.name.starts_with("old-") && entry.name.ends_with(".pub");
    if (is_old) ROLECALL_RETURN_IF_ERROR(files_.Remove(Path(entry.name)));
  }
  ROLECALL_RETURN_IF_ERROR(Remember(State::kQuiet));
  return RotationStep::kRetired;
}

Result<std::vector<std::string>> KeyRotation::PublicKeyFiles() const {
  std::vector<std::string> paths = {Path("sa.pub")};
  ROLECALL_TRY(const std::vector<DirectoryEntry> entries, files_.List(directory_));
  for (const DirectoryEntry& entry : entries) {
    if (entry.name.ends_with(".pub") && entry.name != "sa.pub") paths.push_back(Path(entry.name));
  }
  return paths;
}

}  // namespace rolecall::cli
