// RSA private keys in OpenSSH's own format ("BEGIN OPENSSH PRIVATE KEY"), which ssh-keygen writes today, as PKCS#1:
// for rsadecrypt(). OpenSSL does not read that format.
//
// Bounded (64 KiB), and every copy of the key made on the way is wiped. Pure; any thread.
#ifndef ROLECALL_FUNCTIONS_NOTATION_OPENSSH_KEY_H_
#define ROLECALL_FUNCTIONS_NOTATION_OPENSSH_KEY_H_

#include <optional>
#include <string_view>

#include "base/secret.h"

namespace rolecall::functions {

// The same key as PEM "RSA PRIVATE KEY"; nothing if this is no such key, is damaged or has a passphrase.
std::optional<Secret> OpensshRsaToPem(std::string_view pem);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_NOTATION_OPENSSH_KEY_H_
