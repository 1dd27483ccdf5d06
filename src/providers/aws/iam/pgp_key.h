// The argument pgp_key, as aws_iam_access_key and aws_iam_user_login_profile have it: what is secret of them is in the
// state only as it is encrypted for that key.
//
//   ROLECALL_RETURN_IF_ERROR(CheckPgpKey("creating IAM Access Key (ann)", planned));            // in Plan, of a new
//   one ROLECALL_TRY(const PgpKey key, OpenPgpKey("creating …", state, "Password"));                // in Create, first
//   if (key) state.SetText("encrypted_password", …EncryptWith(what, *key, secret, "Password"));
//
// Differs from the real provider: a key that is none is found before the object is made, not after; `keybase:NAME` is
// refused (it needs that company's service), and already by the plan. Errors are whole sentences, beginning with
// `what`. Any thread.
#ifndef ROLECALL_PROVIDERS_AWS_IAM_PGP_KEY_H_
#define ROLECALL_PROVIDERS_AWS_IAM_PGP_KEY_H_

#include <optional>
#include <string>

#include "base/secret.h"
#include "openpgp/recipient.h"
#include "providers/framework/object.h"

namespace rolecall::providers::aws {

using PgpKey = std::optional<openpgp::Recipient>;

Result<void> CheckPgpKey(const std::string& what, const Object& planned);
// Nothing: there is none. `secret` is what it is for ("Password").
Result<PgpKey> OpenPgpKey(const std::string& what, const Object& state, const std::string& secret);
// Base64.
Result<std::string> EncryptWith(const std::string& what, const openpgp::Recipient& key, const Secret& text,
                                const std::string& secret);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_IAM_PGP_KEY_H_
