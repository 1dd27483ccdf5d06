// OpenPGP's ASCII armor (RFC 9580, section 6.2), taken off: gpgv reads key rings of bytes alone.
//
//   ROLECALL_TRY(std::string packets, WithoutArmor(text));   // of all blocks "PGP PUBLIC KEY BLOCK", one after another
//
// Errors: kInvalidArgument, it is none. Pure; any thread.
#ifndef ROLECALL_PLUGIN_INSTALL_OPENPGP_ARMOR_H_
#define ROLECALL_PLUGIN_INSTALL_OPENPGP_ARMOR_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace rolecall::plugin {

Result<std::string> WithoutArmor(std::string_view text);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_INSTALL_OPENPGP_ARMOR_H_
