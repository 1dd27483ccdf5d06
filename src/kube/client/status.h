// What the API server says when it says no (metav1.Status), with the words that kubectl has for it.
//
//   if (answer.status >= 300) return FailureOf(answer, "create", "pods");
//
// Pure; any thread. Bodies that are no Status give client-go's own sentences for the HTTP status.
#ifndef ROLECALL_KUBE_CLIENT_STATUS_H_
#define ROLECALL_KUBE_CLIENT_STATUS_H_

#include <chrono>
#include <optional>
#include <string>

#include "base/expected.h"
#include "base/result.h"
#include "http/message.h"

namespace rolecall::kube {

struct ApiFailure {
  Error error;         // its message is what kubectl prints: "Error from server (NotFound): pods "x" not found"
  int status = 0;      // HTTP's; 0: there was no answer
  std::string reason;  // "NotFound", "Expired"; empty: none was given
  std::optional<std::chrono::seconds> retry_after;

  // What began the watch or the page is no longer there: begin anew.
  bool is_gone() const { return status == 410; }
};

template <typename T>
using ApiResult = Expected<T, ApiFailure>;

ApiFailure FailureOf(const http::Response& answer);
// Of the object of a watch event of type ERROR: a Status as JSON text.
ApiFailure FailureOfStatus(const std::string& body);
// The request did not get an answer.
ApiFailure FailureWithoutAnswer(const Error& error);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_STATUS_H_
