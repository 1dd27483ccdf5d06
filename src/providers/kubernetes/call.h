// What a call of a type needs: the cluster, time, and whether the user wants to stop. And the words that failures are
// told with: the API server's own.
#ifndef ROLECALL_PROVIDERS_KUBERNETES_CALL_H_
#define ROLECALL_PROVIDERS_KUBERNETES_CALL_H_

#include <boost/json/value.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "kube/client/api_client.h"
#include "providers/framework/resource.h"
#include "providers/kubernetes/configuration.h"

namespace rolecall::providers::kubernetes {

// All outlive the call.
struct Call {
  kube::ApiClient& api;
  const IgnoredKeys& ignored;
  const Clock& clock;
  const std::function<void(std::chrono::milliseconds)>& sleep;
  const engine::Cancellation* cancellation = nullptr;

  bool IsCancelled() const { return cancellation != nullptr && cancellation->IsCancelled(); }
};

using Resource = BasicResource<Call>;
using ResourceTable = BasicResourceTable<Call>;
using DataSource = BasicDataSource<Call>;
using DataSourceTable = BasicDataSourceTable<Call>;

// "PREFIX: serviceaccounts "x" already exists".
Error Told(const kube::ApiFailure& failure, const std::string& prefix = "");

// A merge patch of an object that is there.
kube::ApiResult<boost::json::value> Patch(const Call& call, const std::string& path, const boost::json::value& patch);

// Until it is gone; what is gone already is no error. `what` names it: "Service account (a/b)".
Result<void> DeleteAndWait(const Call& call, const std::string& path, const std::string& what,
                           std::chrono::seconds at_most);

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_PROVIDERS_KUBERNETES_CALL_H_
