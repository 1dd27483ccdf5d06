// What a store must hold before the server can answer: the account, root's key, the issuers' keys, and (ephemeral
// servers) the administrator that the command line names. Made once, found again at later starts.
#ifndef ROLECALL_SERVER_FIRST_START_H_
#define ROLECALL_SERVER_FIRST_START_H_

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "directory/directory.h"
#include "server/options.h"
#include "services/oidc/issuer.h"

namespace rolecall::server {

// Adds the user "rolecall-admin" with that access key, allowed everything.
Result<void> EnsureAdministrator(directory::Directory& directory, const std::string& account, const AdminKey& key);

// The issuers of these URLs with their stored keys; new keys are stored first. A new one has no RSA key yet.
Result<std::vector<services::oidc::Issuer>> OpenIssuers(directory::Directory& directory,
                                                        const std::vector<std::string>& urls);

// Lets an issuer use the keys that are stored, which another node may have made. Whether anything changed.
Result<bool> TakeStoredKeys(directory::Directory& directory, services::oidc::Issuer& issuer);
// Gives an issuer the keys that it should have by now (services/oidc/issuer.h, Rotated): makes what is missing (an RSA
// key takes a second), stores them, and lets the issuer use them. Whether anything changed.
Result<bool> RotateKeys(directory::Directory& directory, services::oidc::Issuer& issuer,
                        const services::oidc::KeyRotation& rotation);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_FIRST_START_H_
