// All objects of a kind, page by page, so that no answer is larger than a page.
//
//   ApiResult<std::string> version = ListAll(api, {.path = "/api/v1/serviceaccounts"}, restart,
//                                            [](const boost::json::value& account) { … });
//   … Watch from *version …                                                                  // watch.h
//
// Objects of a list have no kind of their own: they are given the list's. Pages are of one moment (a consistent read).
// When the server no longer has that moment (410), all begins anew, once; `on_restart` is told, and what was given
// before does not count. Blocks; any thread. Errors: status.h, and a server whose pages do not end (more than
// kMaxPages).
#ifndef ROLECALL_KUBE_CLIENT_LIST_H_
#define ROLECALL_KUBE_CLIENT_LIST_H_

#include <boost/json/fwd.hpp>
#include <functional>
#include <string>

#include "kube/client/api_client.h"

namespace rolecall::kube {

inline constexpr int kMaxPages = 10000;

struct ListRequest {
  std::string path;
  std::string field_selector = {}, label_selector = {};
  int page = 500;  // objects
  std::function<bool()> keep_going = {};
};

// Answers the resourceVersion of the list.
ApiResult<std::string> ListAll(ApiClient& api, const ListRequest& request, const std::function<void()>& on_restart,
                               const std::function<void(const boost::json::value&)>& on_object);

// The query "fieldSelector=…&labelSelector=…" of what is set, or "".
std::string SelectorQuery(const std::string& field_selector, const std::string& label_selector);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_LIST_H_
