// Signatures of releases, checked by gpgv in a process of its own: nothing of OpenPGP is parsed here but the armor.
//
//   ROLECALL_TRY(Signer signer, CheckSignature(document, signature, armored_keys, {.path = "/usr/bin:/bin"}));
//
// The keys are a ring of their own in a temporary folder, which goes again; no other key counts, no home is read, and
// gpgv may run for a minute. Errors: kDataLoss, the signature is not one of these keys, is bad, or its key was revoked;
// kInvalidArgument, a key is none; kUnimplemented, there is no gpgv. Threads: any.
#ifndef ROLECALL_PLUGIN_INSTALL_SIGNATURE_CHECK_H_
#define ROLECALL_PLUGIN_INSTALL_SIGNATURE_CHECK_H_

#include <string>
#include <vector>

#include "base/result.h"

namespace rolecall::plugin {

struct Signer {
  std::string key_id;       // the last 16 digits of the primary key's fingerprint
  bool is_expired = false;  // the key, or the signature
};

struct SignatureTools {
  std::string path = "/usr/bin:/bin";  // PATH
  std::string program = "gpgv";
};

Result<Signer> CheckSignature(const std::string& document, const std::string& signature,
                              const std::vector<std::string>& armored_keys, const SignatureTools& tools);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_SIGNATURE_CHECK_H_
