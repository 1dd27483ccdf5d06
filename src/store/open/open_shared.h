// Opens a store that several nodes share, by its URL.
//
//   if (IsSharedStore(url)) ROLECALL_TRY(auto store, OpenSharedStore({.url = url}, random, options));
//
// `etcd://`, `etcds://` (store/etcd/etcd_target.h), `postgresql://`, `postgres://` (libpq's). Errors: those of the
// stores, and kInvalidArgument for certificates where the URL says all about TLS itself.
#ifndef ROLECALL_STORE_OPEN_OPEN_SHARED_H_
#define ROLECALL_STORE_OPEN_OPEN_SHARED_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/store.h"

namespace rolecall::store {

struct SharedStoreCertificates {
  std::string authorities, certificate;  // as below
  Secret key;
};

struct SharedStoreAddress {
  std::string url;
  std::string authorities;  // PEM, of etcd; with it or a certificate the connection is TLS
  std::string certificate;  // PEM; both or none
  Secret key;
  Secret password;  // of the user that the URL names
  // Of etcd: what the certificates are by now, for when they were replaced. Any thread.
  std::function<Result<SharedStoreCertificates>()> read_again = {};
};

bool IsSharedStore(std::string_view url);
// Whether the URL is one that could be opened: without asking anybody.
Result<void> CheckSharedStore(const SharedStoreAddress& address);
// `random` outlives the store.
Result<std::unique_ptr<Store>> OpenSharedStore(SharedStoreAddress address, Random& random, StoreOptions options = {});

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_OPEN_OPEN_SHARED_H_
