// Which account a request is for, by its own words: nothing is checked but their form, since whoever has the account
// checks it. By the access key's id where the request is signed (header or query; the key of a session too), by the
// role's ARN in AssumeRoleWithWebIdentity and AssumeRoleWithSAML, and where a container asks for a role.
//
//   std::optional<std::string> account = AccountOfRequest(request);   // "054000737513"
//
// Nothing: it says none, or what could be read in two ways; and what is the plane's own whoever asks (/_rolecall/…).
// Asked with the header alone it finds what the header says. Pure; any thread.
#ifndef ROLECALL_SERVER_CELLS_REQUEST_ACCOUNT_H_
#define ROLECALL_SERVER_CELLS_REQUEST_ACCOUNT_H_

#include <optional>
#include <string>

#include "http/message.h"

namespace rolecall::server {

std::optional<std::string> AccountOfRequest(const http::Request& request);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CELLS_REQUEST_ACCOUNT_H_
