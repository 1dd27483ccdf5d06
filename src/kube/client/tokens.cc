#include "kube/client/tokens.h"

#include <algorithm>
#include <boost/json.hpp>

#include "kube/client/object.h"

namespace rolecall::kube {
namespace {

namespace bj = boost::json;

bj::array ListOf(const std::vector<std::string>& texts) {
  bj::array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

std::vector<std::string> TextsAt(const bj::value& object, std::initializer_list<std::string_view> path) {
  std::vector<std::string> texts;
  for (const bj::value& item : ListAt(object, path)) {
    if (item.is_string()) texts.emplace_back(item.get_string());
  }
  return texts;
}

ApiFailure Unreadable(const std::string& what) { return FailureWithoutAnswer({ErrorCode::kUnavailable, what}); }

}  // namespace

ApiResult<IssuedToken> RequestToken(ApiClient& api, const std::string& namespace_name, const std::string& account,
                                    const TokenOrder& order) {
  bj::object spec{{"audiences", ListOf(order.audiences)}};
  if (order.expiration.has_value()) spec["expirationSeconds"] = *order.expiration;
  if (order.bound_to.has_value()) {
    bj::object bound{{"kind", order.bound_to->kind}, {"apiVersion", "v1"}, {"name", order.bound_to->name}};
    if (!order.bound_to->uid.empty()) bound["uid"] = order.bound_to->uid;
    spec["boundObjectRef"] = std::move(bound);
  }
  const bj::object request{{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenRequest"}, {"spec", spec}};
  const std::string path = ObjectPath("/api/v1", namespace_name, "serviceaccounts", account) + "/token";
  ROLECALL_TRY(const bj::value answer, api.Create(path, request));
  IssuedToken issued{.token = Secret(TextAt(answer, {"status", "token"})), .expires = Time()};
  const std::optional<Time> expires = ParseRfc3339(TextAt(answer, {"status", "expirationTimestamp"}));
  if (issued.token.empty() || !expires.has_value()) return Unreadable("the TokenRequest has no token in its status");
  issued.expires = *expires;
  return issued;
}

ApiResult<TokenVerdict> ReviewToken(ApiClient& api, const Secret& token, const std::vector<std::string>& audiences,
                                    std::chrono::milliseconds time) {
  bj::object spec{{"token", token.Reveal()}};
  if (!audiences.empty()) spec["audiences"] = ListOf(audiences);
  const bj::object review{{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenReview"}, {"spec", spec}};
  ROLECALL_TRY(const bj::value answer, api.Ask({.method = "POST",
                                                .path = "/apis/authentication.k8s.io/v1/tokenreviews",
                                                .body = bj::serialize(review),
                                                .timeout = time}));
  const bj::value* status = At(answer, {"status"});
  if (status == nullptr || !status->is_object()) return Unreadable("the TokenReview has no status");
  TokenVerdict verdict{.authenticated = FlagAt(*status, {"authenticated"}),
                       .error = TextAt(*status, {"error"}),
                       .username = TextAt(*status, {"user", "username"}),
                       .uid = TextAt(*status, {"user", "uid"}),
                       .groups = TextsAt(*status, {"user", "groups"}),
                       .audiences = TextsAt(*status, {"audiences"}),
                       .extra = {}};
  // An API server that knows nothing of audiences names none: that says nothing about these.
  const auto is_ours = [&](const std::string& audience) { return std::ranges::count(audiences, audience) > 0; };
  if (verdict.authenticated && !audiences.empty() && std::ranges::none_of(verdict.audiences, is_ours)) {
    verdict.authenticated = false;
    verdict.error = "the token is not for one of the audiences";
  }
  const bj::value* extra = At(*status, {"user", "extra"});
  if (extra == nullptr || !extra->is_object()) return verdict;
  for (const auto& [name, list] : extra->get_object()) verdict.extra[name] = TextsAt(list, {});
  return verdict;
}

}  // namespace rolecall::kube
