#include "kube/client/list.h"

#include <boost/json.hpp>

#include "base/encoding.h"
#include "kube/client/object.h"

namespace rolecall::kube {
namespace {

// As kubectl does.
void NameKinds(boost::json::value& page) {
  const std::string list = TextAt(page, {"kind"}), version = TextAt(page, {"apiVersion"});
  boost::json::value* items = page.is_object() ? page.get_object().if_contains("items") : nullptr;
  if (items == nullptr || !items->is_array() || !list.ends_with("List")) return;
  const std::string kind = list.substr(0, list.size() - 4);
  for (boost::json::value& item : items->get_array()) {
    boost::json::object* object = item.if_object();
    if (object == nullptr || kind.empty()) continue;
    object->emplace("kind", kind);
    object->emplace("apiVersion", version);
  }
}

ApiResult<std::string> ListPages(ApiClient& api, const ListRequest& request,
                                 const std::function<void(const boost::json::value&)>& on_object) {
  const std::string selectors = SelectorQuery(request.field_selector, request.label_selector);
  std::string next;
  for (int pages = 0; pages < kMaxPages; ++pages) {
    ApiCall call{.path = request.path + "?limit=" + std::to_string(request.page)};
    if (!selectors.empty()) call.path += "&" + selectors;
    if (!next.empty()) call.path += "&continue=" + PercentEncode(next);
    call.keep_going = request.keep_going;
    ROLECALL_TRY(boost::json::value page, api.Ask(call));
    NameKinds(page);
    for (const boost::json::value& object : ListAt(page, {"items"})) on_object(object);
    next = TextAt(page, {"metadata", "continue"});
    if (next.empty()) return TextAt(page, {"metadata", "resourceVersion"});
  }
  return FailureWithoutAnswer({ErrorCode::kResourceExhausted, "GET " + request.path + ": the list has no end"});
}

}  // namespace

std::string SelectorQuery(const std::string& field_selector, const std::string& label_selector) {
  std::string query;
  if (!field_selector.empty()) query += "fieldSelector=" + PercentEncode(field_selector);
  if (!label_selector.empty()) query += (query.empty() ? "" : "&") + ("labelSelector=" + PercentEncode(label_selector));
  return query;
}

ApiResult<std::string> ListAll(ApiClient& api, const ListRequest& request, const std::function<void()>& on_restart,
                               const std::function<void(const boost::json::value&)>& on_object) {
  ApiResult<std::string> listed = ListPages(api, request, on_object);
  if (listed.ok() || !listed.error().is_gone()) return listed;
  on_restart();
  return ListPages(api, request, on_object);
}

}  // namespace rolecall::kube
