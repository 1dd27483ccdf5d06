// Whom a certificate is for. For the sources of this folder only.
#ifndef ROLECALL_HTTP_PEER_CERTIFICATE_H_
#define ROLECALL_HTTP_PEER_CERTIFICATE_H_

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace rolecall::http {

// Its subject alternative names: DNS names in lower case (wildcards as they are), addresses as IpAddress::Text()
// writes them. At most 100; those that are no text are left out.
std::vector<std::string> NamesOf(X509* certificate);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_PEER_CERTIFICATE_H_
