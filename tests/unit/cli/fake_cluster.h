// FakeCluster: a cluster's API server for commands with -kubernetes.
//
//   FakeCluster cluster;
//   Write("kubeconfig", cluster.Kubeconfig());
//   cluster.List("/api/v1/serviceaccounts", "ServiceAccount", R"([{"metadata":{"name":"app","namespace":"shop"}}])");
//   cluster.Say("GET /version", R"({"gitVersion":"v1.31.2"})");
//   EXPECT_EQ(Run({"doctor", "-kubernetes=kubeconfig"}), 0);
//
// Answers by method and path, without the query; anything else is not found, as a kind is that a cluster does not have.
#ifndef ROLECALL_TESTS_UNIT_CLI_FAKE_CLUSTER_H_
#define ROLECALL_TESTS_UNIT_CLI_FAKE_CLUSTER_H_

#include <map>
#include <mutex>
#include <string>

#include "tests/support/fake_api.h"

namespace rolecall::cli {

class FakeCluster {
 public:
  FakeCluster() : api_([this](const http::Request& request) { return Answer(request); }) {}

  std::string url() const { return api_.url(); }
  kube::ClusterAccess access() const { return api_.access(); }
  std::vector<http::Request> requests() { return api_.requests(); }
  std::string Kubeconfig() const { return api_.Kubeconfig(); }

  void Say(const std::string& call, const std::string& body, int status = 200) {
    const std::lock_guard lock(mutex_);
    answers_[call] = kube::Json(status, body);
  }
  void Refuse(const std::string& call, int status, const std::string& reason, const std::string& message) {
    Say(call, kube::StatusText(status, reason, message), status);
  }
  // `items` is a JSON array.
  void List(const std::string& path, const std::string& kind, const std::string& items) {
    Say("GET " + path,
        R"({"apiVersion":"v1","kind":")" + kind + R"(List","metadata":{"resourceVersion":"1"},"items":)" + items + "}");
  }

 private:
  http::Response Answer(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(request.method + " " + std::string(request.path()));
    return found == answers_.end() ? kube::Json(404, kube::StatusText(404, "NotFound", "not found")) : found->second;
  }

  std::mutex mutex_;
  std::map<std::string, http::Response> answers_;
  kube::FakeApi api_;  // last: it ends before what it reads
};

}  // namespace rolecall::cli

#endif  // ROLECALL_TESTS_UNIT_CLI_FAKE_CLUSTER_H_
