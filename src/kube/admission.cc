#include "kube/admission.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/encoding.h"
#include "kube/injection.h"

namespace rolecall::kube {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string TextAt(const object& parent, std::string_view name) {
  const value* found = parent.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

ReviewAnswer Answer(const std::string& version, const std::string& kind, object response, bool mutated,
                    std::string outcome) {
  const object review{{"kind", kind}, {"apiVersion", version}, {"response", std::move(response)}};
  return {boost::json::serialize(review), mutated, std::move(outcome)};
}

ReviewAnswer Refuse(const std::string& version, const std::string& kind, const std::string& uid,
                    const std::string& message) {
  return Answer(version, kind,
                {{"uid", uid}, {"allowed", false}, {"status", object{{"metadata", object{}}, {"message", message}}}},
                false, message);
}

// Before anything is made of it: a value takes many times the bytes that it is written with. A pod of 1.5 MiB has a
// tenth of this.
bool HasTooManyValues(std::string_view body) {
  constexpr std::ptrdiff_t kMaxValues = 1 << 18;
  return std::count_if(body.begin(), body.end(), [](char c) { return c == ',' || c == '{' || c == '['; }) > kMaxValues;
}

}  // namespace

ReviewAnswer Review(std::string_view body, const IdentitySource& source, const WebhookSettings& settings,
                    Random& random) {
  if (body.empty()) return Refuse("", "", "", "bad content");
  if (body.size() > kMaxReviewBytes) return Refuse("", "", "", "the review is larger than the limit of 3 MiB");
  if (HasTooManyValues(body)) return Refuse("", "", "", "the review holds too many values");
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 256;
  // One block after the other, given back together: most of a pod is small texts.
  boost::json::monotonic_resource memory(4096);
  const value parsed = boost::json::parse(body, error, &memory, options);
  const object* review = error ? nullptr : parsed.if_object();
  if (review == nullptr) {
    return Refuse("", "", "",
                  "couldn't get version/kind; json parse error: " + (error ? error.message() : "not an object"));
  }
  const std::string version = TextAt(*review, "apiVersion");
  const std::string kind = TextAt(*review, "kind");
  const value* request_value = review->if_contains("request");
  const object* request = request_value != nullptr ? request_value->if_object() : nullptr;
  if (request == nullptr) return Refuse(version, kind, "", "bad content");
  const std::string uid = TextAt(*request, "uid");
  const value* pod = request->if_contains("object");
  if (pod == nullptr || !pod->is_object()) return Refuse(version, kind, uid, "the request holds no object");

  InjectionResult result = Inject(*pod, TextAt(*request, "namespace"), source, settings, random);
  if (result.is_too_large) {
    return Refuse(version, kind, uid,
                  "the pod has so many containers that with their identity it could not be stored: more than 1 MiB "
                  "would be added");
  }
  object response{{"uid", uid}, {"allowed", true}};
  if (!result.warnings.empty()) {
    array warnings;
    for (const std::string& warning : result.warnings) warnings.emplace_back(warning);
    response["warnings"] = std::move(warnings);
  }
  if (result.patch.empty()) {
    if (!result.identity.reason.empty()) response["auditAnnotations"] = object{{"not-mutated", result.identity.reason}};
    return Answer(version, kind, std::move(response), false, result.identity.reason);
  }
  response["patch"] = Base64Encode(boost::json::serialize(ToJson(result.patch)));
  response["patchType"] = "JSONPatch";
  return Answer(version, kind, std::move(response), true, "mutated");
}

}  // namespace rolecall::kube
