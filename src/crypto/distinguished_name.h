// The name of a certificate's subject or issuer as Go's crypto/x509/pkix writes it, which is what the tls provider
// shows: "CN=a.example,OU=One+OU=Two,O=Example\, Inc.,C=DE". Not the order of the certificate: common name and serial
// number first, then the organization and the address from its narrowest part on; several of one kind are joined by
// "+"; what has no short name comes last, as "OID=#" and its DER in hexadecimal digits. For this folder only.
#ifndef ROLECALL_CRYPTO_DISTINGUISHED_NAME_H_
#define ROLECALL_CRYPTO_DISTINGUISHED_NAME_H_

#include <openssl/x509.h>

#include <string>

namespace rolecall::crypto {

std::string DistinguishedName(const X509_NAME* name);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_DISTINGUISHED_NAME_H_
