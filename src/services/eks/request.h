// A request of EKS's REST API, taken apart; and what is read from its body. For this folder only.
#ifndef ROLECALL_SERVICES_EKS_REQUEST_H_
#define ROLECALL_SERVICES_EKS_REQUEST_H_

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "services/call.h"
#include "services/checked.h"
#include "services/eks/clusters.h"

namespace rolecall::services::eks {

inline constexpr std::size_t kMaxBodyBytes = 64u << 10;

struct EksRequest {
  Call& call;
  const Clusters& clusters;
  std::map<std::string, std::string, std::less<>> path = {};  // "name" -> "main", decoded
  http::QueryParameters query = {};
  boost::json::object body = {};

  const std::string& Path(std::string_view name) const { return path.find(name)->second; }
  // The first value of a query parameter; nothing if it was not sent.
  std::optional<std::string> Query(std::string_view name) const;
  // A member of the body: nothing if it is missing or null, SerializationException if it is of another type.
  Checked<std::optional<std::string>> Text(std::string_view name) const;
  Checked<std::optional<bool>> Flag(std::string_view name) const;
  Checked<std::optional<std::vector<std::string>>> Texts(std::string_view name) const;
  // InvalidParameterException if it is missing or empty.
  Checked<std::string> Required(std::string_view name) const;
  // {"tags": {"KEY": "VALUE"}}, checked; empty if they are missing.
  Checked<directory::Tags> Tags() const;
};

// A list of strings that is a member of an object of the body; as EksRequest::Texts.
Checked<std::optional<std::vector<std::string>>> TextsIn(const boost::json::object& object, std::string_view name);

// The JSON object in a body ("" is an empty one), within bounds.
Checked<boost::json::object> ReadBody(std::string_view body);

// The path against a template: "/clusters/{name}" takes "/clusters/main". Nothing if it does not fit.
std::optional<std::map<std::string, std::string, std::less<>>> MatchPath(std::string_view pattern,
                                                                         std::string_view path);

// The page of a list: `maxResults` (1 to 100) and where it begins; the token is
// of services/page_token.h.
struct Page {
  std::size_t most = 100;
  std::string after;  // the key of the last one before; empty: from the start
};
Checked<Page> ReadPage(const EksRequest& request);
std::string NextToken(const EksRequest& request, std::string_view last_key);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_REQUEST_H_
