// Paths of REST APIs: which operation a method, path and query are. For operation.cc.
//
// The most literal template wins. A path that reads as another operation once it is decoded, one with empty, "." or
// ".." segments, and a query that names two operations at once are refused.
#ifndef ROLECALL_SERVICES_FORWARD_PATH_MATCH_H_
#define ROLECALL_SERVICES_FORWARD_PATH_MATCH_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"
#include "services/checked.h"
#include "services/forward/service_table.h"

namespace rolecall::services::forward {

struct PathMatch {
  const Api* api = nullptr;
  const PathOperation* operation = nullptr;
  std::vector<std::pair<std::string, std::string>> labels;  // decoded
};

// `query` is the request's, without signing parameters.
Checked<PathMatch> MatchPath(const std::vector<const Api*>& apis, const http::Request& request,
                             const http::QueryParameters& query, std::string_view host_bucket);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_PATH_MATCH_H_
