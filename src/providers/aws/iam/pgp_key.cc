#include "providers/aws/iam/pgp_key.h"

#include <string_view>
#include <utility>

namespace rolecall::providers::aws {
namespace {

constexpr std::string_view kKeybase = "keybase:";

Error NotEncrypted(const std::string& what, const std::string& secret, const Error& error) {
  return {error.code, what + ": encrypting " + secret + ": " + error.message};
}

}  // namespace

Result<void> CheckPgpKey(const std::string& what, const Object& planned) {
  const std::string key = planned.Text("pgp_key");
  if (!key.starts_with(kKeybase)) return {};
  return Error{ErrorCode::kUnimplemented,
               what + ": retrieving Public Key (" + key +
                   "): rolecall asks no Keybase; give the public key itself, in base64 (gpg --export NAME | base64)"};
}

Result<PgpKey> OpenPgpKey(const std::string& what, const Object& state, const std::string& secret) {
  const std::string key = state.Text("pgp_key");
  if (key.empty()) return PgpKey();
  ROLECALL_RETURN_IF_ERROR(CheckPgpKey(what, state));
  Result<openpgp::Recipient> opened = openpgp::Recipient::Open(key);
  if (!opened.ok()) return NotEncrypted(what, secret, opened.error());
  return PgpKey(*std::move(opened));
}

Result<std::string> EncryptWith(const std::string& what, const openpgp::Recipient& key, const Secret& text,
                                const std::string& secret) {
  Result<std::string> message = key.Encrypt(text);
  if (!message.ok()) return NotEncrypted(what, secret, message.error());
  return message;
}

}  // namespace rolecall::providers::aws
