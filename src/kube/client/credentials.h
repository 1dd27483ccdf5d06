// What a request to the API server carries to say who asks: read again from files, asked again from plugins.
//
//   Credentials credentials(access, environment, files, clock);
//   ROLECALL_TRY(std::shared_ptr<const Credential> now, credentials.Get());
//
// A token file is read at most once a minute, as client-go does; when it cannot be read the last content stays. An exec
// plugin is run again a little before what it gave expires, and when the API server refused it (Refused()). Threads:
// any.
#ifndef ROLECALL_KUBE_CLIENT_CREDENTIALS_H_
#define ROLECALL_KUBE_CLIENT_CREDENTIALS_H_

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/result.h"
#include "base/secret.h"
#include "kube/client/cluster_access.h"

namespace rolecall::kube {

struct Credential {
  Secret authorization;  // the header's value; empty: none
  std::string client_cert_pem;
  Secret client_key_pem;
};

class Credentials {
 public:
  // What is referred to must outlive this object.
  Credentials(const ClusterAccess& access, const Environment& environment, const FileSystem& files, const Clock& clock);

  Result<std::shared_ptr<const Credential>> Get();
  // The API server said 401 to it. True: there may be another now.
  bool Refused(const std::shared_ptr<const Credential>& credential);

 private:
  Result<std::shared_ptr<const Credential>> FromFile(Time now);
  Result<std::shared_ptr<const Credential>> FromPlugin(Time now);

  const ClusterAccess& access_;
  const Environment& environment_;
  const FileSystem& files_;
  const Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<const Credential> current_;
  std::optional<Time> good_until_;  // nothing: for ever
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_CREDENTIALS_H_
