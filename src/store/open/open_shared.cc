#include "store/open/open_shared.h"

#include <utility>

#include "store/etcd/etcd_store.h"
#include "store/postgresql/connection.h"
#include "store/postgresql/postgresql_store.h"

namespace rolecall::store {
namespace {

bool IsEtcd(std::string_view url) { return url.starts_with("etcd://") || url.starts_with("etcds://"); }

bool HasTlsFiles(const SharedStoreAddress& address) {
  return !address.authorities.empty() || !address.certificate.empty() || !address.key.empty();
}

Result<EtcdTarget> TargetOf(const SharedStoreAddress& address) {
  ROLECALL_TRY(EtcdTarget target, ReadEtcdUrl(address.url));
  target.tls = target.tls || HasTlsFiles(address);
  target.authorities = address.authorities;
  target.certificate = address.certificate;
  target.key = address.key;
  target.password = address.password;
  if (address.read_again) {
    target.read_again = [read = address.read_again]() -> Result<EtcdCertificates> {
      ROLECALL_TRY(SharedStoreCertificates found, read());
      return EtcdCertificates{std::move(found.authorities), std::move(found.certificate), std::move(found.key)};
    };
  }
  if (!target.user.empty() && target.password.empty()) {
    return Error{ErrorCode::kInvalidArgument, "the store's URL names a user: ROLECALL_STORE_PASSWORD is not set"};
  }
  return target;
}

Error TlsIsInTheUrl() {
  return {ErrorCode::kInvalidArgument,
          "with PostgreSQL the URL says whom to trust: ?sslmode=verify-full&sslrootcert=FILE&sslcert=FILE&sslkey=FILE"};
}

}  // namespace

bool IsSharedStore(std::string_view url) {
  return IsEtcd(url) || url.starts_with("postgresql://") || url.starts_with("postgres://");
}

Result<void> CheckSharedStore(const SharedStoreAddress& address) {
  if (IsEtcd(address.url)) {
    ROLECALL_RETURN_IF_ERROR(TargetOf(address));
    return {};
  }
  if (HasTlsFiles(address)) return TlsIsInTheUrl();
  ROLECALL_RETURN_IF_ERROR(ReadPostgresqlUrl(address.url));
  return {};
}

Result<std::unique_ptr<Store>> OpenSharedStore(SharedStoreAddress address, Random& random, StoreOptions options) {
  ROLECALL_RETURN_IF_ERROR(CheckSharedStore(address));
  if (!IsEtcd(address.url)) return OpenPostgresqlStore(address.url, random, std::move(options));
  ROLECALL_TRY(EtcdTarget target, TargetOf(address));
  return OpenEtcdStore(std::move(target), random, std::move(options));
}

}  // namespace rolecall::store
