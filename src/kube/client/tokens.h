// Service account tokens: asked for (TokenRequest) and judged (TokenReview).
//
//   ApiResult<IssuedToken> token = RequestToken(api, "demo", "app", {.audiences = {"sts.amazonaws.com"}});
//
// Errors: status.h. A token is in no message. Threads: any.
#ifndef ROLECALL_KUBE_CLIENT_TOKENS_H_
#define ROLECALL_KUBE_CLIENT_TOKENS_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "kube/client/api_client.h"

namespace rolecall::kube {

// The object that a token ends with: a Pod, Secret or Node.
struct BoundObject {
  std::string kind, name, uid;  // uid empty: whichever has the name
};

struct TokenOrder {
  std::vector<std::string> audiences;      // empty: the API server's own
  std::optional<std::int64_t> expiration;  // seconds; the API server may give more or less
  std::optional<BoundObject> bound_to;
};

struct IssuedToken {
  Secret token;
  Time expires;
};

ApiResult<IssuedToken> RequestToken(ApiClient& api, const std::string& namespace_name, const std::string& account,
                                    const TokenOrder& order);

struct TokenVerdict {
  bool authenticated = false;
  std::string error;  // why not, as the API server says
  std::string username, uid;
  std::vector<std::string> groups, audiences;
  std::map<std::string, std::vector<std::string>> extra;
};

// Whether the cluster takes the token now, for one of these audiences (empty: its own).
ApiResult<TokenVerdict> ReviewToken(ApiClient& api, const Secret& token, const std::vector<std::string>& audiences,
                                    std::chrono::milliseconds time = std::chrono::seconds(32));

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_TOKENS_H_
