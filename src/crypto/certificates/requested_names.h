// The names that a certificate is asked for, and OpenSSL's forms of them. The order and the encodings are those of Go's
// crypto/x509, so that certificates come out as the tls provider makes them.
//
//   RequestedNames names;
//   names.subject["CN"] = {"a.example"};
//   names.dns_names = {"a.example"};
//
// Any thread. Errors: kInvalidArgument, naming what is no name.
#ifndef ROLECALL_CRYPTO_CERTIFICATES_REQUESTED_NAMES_H_
#define ROLECALL_CRYPTO_CERTIFICATES_REQUESTED_NAMES_H_

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

struct X509_name_st;
struct stack_st_GENERAL_NAME;

namespace rolecall::crypto {

struct RequestedNames {
  // By OpenSSL's names: C, O, OU, L, ST, street, postalCode, CN, serialNumber, emailAddress.
  std::map<std::string, std::vector<std::string>> subject;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  std::vector<std::string> uris;
};

// For this folder: into OpenSSL's forms, and out of them. Of a subject that is read, an address of mail and what else
// is not in the list above is left out, as Go leaves it out when it writes the name again.
Result<void> SetSubject(const RequestedNames& names, X509_name_st* name);
void ReadSubject(const X509_name_st* name, RequestedNames& names);
Result<void> SetAlternativeNames(const RequestedNames& names, stack_st_GENERAL_NAME* list);
void ReadAlternativeNames(const stack_st_GENERAL_NAME* list, RequestedNames& names);

}  // namespace rolecall::crypto

#endif  // ROLECALL_CRYPTO_CERTIFICATES_REQUESTED_NAMES_H_
