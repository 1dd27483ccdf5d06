// The Kubernetes API, as far as we use it: objects as JSON, by the paths of its REST API.
//
//   ApiClient api(std::move(access), {environment, files, clock, sleep});
//   ApiResult<boost::json::value> pod = api.Get("/api/v1/namespaces/demo/pods/app");
//   api.Apply(ObjectPath("/api/v1", "demo", "serviceaccounts", "app"), account, {.field_manager = "rolecall"});
//
// Every call has an end (Limits). What the server asks to be tried again (429 and 5xx with Retry-After) is tried again
// up to kMostTries, waiting as it says and never longer than ten seconds; a 401 once, with fresh credentials. Nothing
// else is repeated. Errors: status.h. Threads: any.
#ifndef ROLECALL_KUBE_CLIENT_API_CLIENT_H_
#define ROLECALL_KUBE_CLIENT_API_CLIENT_H_

#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "http/client.h"
#include "kube/client/cluster_access.h"
#include "kube/client/credentials.h"
#include "kube/client/status.h"

namespace rolecall::kube {

inline constexpr int kMostTries = 5;

// What is referred to must outlive the client.
struct ApiDependencies {
  const Environment& environment;
  const FileSystem& files;
  const Clock& clock;
  std::function<void(std::chrono::milliseconds)> sleep;  // between tries
};

struct ApiCall {
  std::string method = "GET";
  std::string path = {};  // with its query, percent-encoded
  std::string body = {};
  std::string content_type = "application/json";
  std::string accept = "application/json";
  std::chrono::milliseconds timeout{32000};
  std::size_t max_bytes = 64u << 20;
  std::function<bool(std::string_view)> on_body = {};  // see http::ClientRequest
  std::function<bool()> keep_going = {};
};

struct ApplyOptions {
  std::string field_manager = "rolecall";
  bool force = false;    // takes fields over that others manage; else: Conflict
  bool dry_run = false;  // the server answers what would be, and keeps nothing
};

class ApiClient {
 public:
  ApiClient(ClusterAccess access, ApiDependencies use);

  // The answer with a status of 2xx.
  ApiResult<http::Response> Send(const ApiCall& call);
  // The same with its body as JSON.
  ApiResult<boost::json::value> Ask(const ApiCall& call);

  ApiResult<boost::json::value> Get(const std::string& path);
  ApiResult<boost::json::value> Create(const std::string& path, const boost::json::value& object);
  // Server-side apply.
  ApiResult<boost::json::value> Apply(const std::string& path, const boost::json::value& object,
                                      const ApplyOptions& options = {});
  ApiResult<boost::json::value> Delete(const std::string& path);

  const ClusterAccess& access() const { return access_; }

 private:
  // Credentials with a connection that shows their certificate.
  struct Caller {
    std::shared_ptr<const Credential> credential;
    std::shared_ptr<http::Client> http;
  };
  Result<Caller> CallerNow();
  Result<http::Response> SendOnce(const ApiCall& call, const Caller& caller);

  const ClusterAccess access_;
  const ApiDependencies use_;
  Credentials credentials_;
  std::mutex mutex_;
  Caller caller_;
};

// "/api/v1/namespaces/NS/RESOURCE/NAME"; without a namespace, or without a name, those parts are left out. `api` is
// "/api/v1" or "/apis/GROUP/VERSION".
std::string ObjectPath(std::string_view api, std::string_view namespace_name, std::string_view resource,
                       std::string_view name = "");

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_API_CLIENT_H_
