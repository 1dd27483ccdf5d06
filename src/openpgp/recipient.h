// Recipient: somebody's public key, that secrets are encrypted for by gpg, as the argument pgp_key of the AWS provider
// has them.
//
//   ROLECALL_TRY(const openpgp::Recipient ann, openpgp::Recipient::Open(key_in_base64));
//   ROLECALL_TRY(std::string message, ann.Encrypt(secret));   // base64: `base64 -d | gpg -d` makes the secret of it
//
// The key is what `gpg --export` writes, in base64: the first one of it counts. Open tries the key once, so that what
// cannot be encrypted to is known before there is a secret. The key lies in a temporary folder for as long as the
// object is there; the secret is in no file and no argument. Errors, in the provider's words ("decoding given PGP key:
// …"): kInvalidArgument, it is no key, or none that is encrypted to (expired, revoked, for signatures alone);
// kResourceExhausted, it is too large; kUnimplemented, there is no gpg. Threads: any.
#ifndef ROLECALL_OPENPGP_RECIPIENT_H_
#define ROLECALL_OPENPGP_RECIPIENT_H_

#include <string>
#include <string_view>
#include <utility>

#include "base/private_folder.h"
#include "base/result.h"
#include "base/secret.h"
#include "openpgp/gnupg.h"

namespace rolecall::openpgp {

class Recipient {
 public:
  static Result<Recipient> Open(std::string_view base64_key, const GnupgTool& tool = {"gpg", "gpg"});

  // Of the primary key, in lower-case hex.
  const std::string& fingerprint() const { return fingerprint_; }
  Result<std::string> Encrypt(const Secret& text) const;

 private:
  Recipient(GnupgTool tool, PrivateFolder home) : tool_(std::move(tool)), home_(std::move(home)) {}

  GnupgTool tool_;
  PrivateFolder home_;
  std::string key_file_, fingerprint_;
};

}  // namespace rolecall::openpgp

#endif  // ROLECALL_OPENPGP_RECIPIENT_H_
