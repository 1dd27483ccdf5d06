// An AdmissionReview as it was asked, as far as it matters here. For the sources of this folder only.
#ifndef ROLECALL_KUBE_INJECTION_REVIEW_VIEW_H_
#define ROLECALL_KUBE_INJECTION_REVIEW_VIEW_H_

#include <memory_resource>
#include <string>
#include <string_view>

#include "kube/injection/pod_view.h"

namespace rolecall::kube {

struct ReviewView {
  explicit ReviewView(std::pmr::memory_resource* memory) : pod(memory) {}

  std::string_view version, kind;  // "" if they are missing
  bool has_request = false;
  std::string_view uid, space;
  bool has_object = false;
  PodViewReader pod;
  // Why it cannot be answered but by a refusal; empty: it can.
  std::string problem;
};

// Reads `body` into `review`, whose texts then look into it or into `memory`. If it is no JSON, or no object, nothing
// of it is known but the problem.
void ReadReview(std::string_view body, std::pmr::memory_resource* memory, ReviewView& review);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_INJECTION_REVIEW_VIEW_H_
