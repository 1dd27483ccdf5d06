// Which etcd, and who we are to it: `etcd://[USER@]HOST[:PORT],HOST…[/PREFIX]`.
//
//   ROLECALL_TRY(EtcdTarget target, ReadEtcdUrl("etcd://etcd1,etcd2,etcd3/rolecall"));
//   target.authorities = pem;   // with TLS
//
// Without a port 2379, without a prefix "rolecall". etcds:// is TLS, by the system's authorities if no others are
// given. Errors: kInvalidArgument, without what the URL may have that is secret.
#ifndef ROLECALL_STORE_ETCD_ETCD_TARGET_H_
#define ROLECALL_STORE_ETCD_ETCD_TARGET_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace rolecall::store {

// Who we are to it, and whom it is trusted by.
struct EtcdCertificates {
  std::string authorities;  // PEM; empty: the system's
  std::string certificate;  // PEM; both or none
  Secret key;
};

struct EtcdTarget {
  std::vector<std::string> endpoints;  // host:port
  std::string prefix;                  // ends in '/'
  bool tls = false;
  std::string authorities;  // PEM; empty: the system's
  std::string certificate;  // PEM; both or none
  Secret key;
  std::string user;  // empty: none
  Secret password;
  // The certificates as they are now; asked when connections fail, every few seconds at most. Not set: they stay. Any
  // thread.
  std::function<Result<EtcdCertificates>()> read_again;
};

Result<EtcdTarget> ReadEtcdUrl(std::string_view url);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_ETCD_ETCD_TARGET_H_
