#include "providers/aws/eks/calls.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"

namespace rolecall::providers::aws {
namespace {

constexpr double kLatestSecond = 253402300799;  // of the year 9999
constexpr const char* kClusterNamePattern = "^[0-9A-Za-z][0-9A-Za-z_-]*$";

std::optional<Time> TimeIn(const boost::json::value& object, const char* name) {
  const boost::json::value* found = object.is_object() ? object.as_object().if_contains(name) : nullptr;
  if (found == nullptr || !found->is_number()) return std::nullopt;
  const auto seconds = found->to_number<double>();
  if (!(seconds >= 0 && seconds <= kLatestSecond)) return std::nullopt;
  return Time{std::chrono::milliseconds(std::llround(seconds * 1000))};
}

// kClusterNamePattern.
bool IsClusterName(std::string_view text) {
  const auto is_good = [](char c) { return IsAsciiAlphanumeric(c) || c == '_' || c == '-'; };
  return !text.empty() && IsAsciiAlphanumeric(text.front()) && std::ranges::all_of(text, is_good);
}

}  // namespace

JsonAnswer CallEks(const Call& call, const char* operation, const char* method, const std::string& path,
                   const boost::json::object& body, const std::string& query) {
  api::RestRequest request;
  request.method = method;
  request.path = path;
  request.query = query;
  if (!body.empty()) request.body = boost::json::serialize(body);
  request.headers.Add("Content-Type", "application/json");
  auto answer = call.client().Rest(api::kEks, operation, request);
  if (!answer.ok()) return answer.error();
  boost::system::error_code error;
  boost::json::value parsed = answer->body.empty() ? boost::json::object() : boost::json::parse(answer->body, error);
  return error ? boost::json::value(boost::json::object()) : std::move(parsed);
}

boost::json::value JsonObject(const boost::json::value& answer, const char* name) {
  const boost::json::value* found = answer.is_object() ? answer.as_object().if_contains(name) : nullptr;
  return found != nullptr && found->is_object() ? *found : boost::json::value(boost::json::object());
}

boost::json::object EksTagsObject(const Tags& tags) {
  boost::json::object object;
  for (const auto& [key, text] : tags) object[key] = text;
  return object;
}

Tags EksTagsIn(const boost::json::value& object) {
  Tags tags;
  const boost::json::value found = JsonObject(object, "tags");
  for (const auto& entry : found.as_object()) {
    if (entry.value().is_string()) tags[std::string(entry.key())] = std::string(entry.value().as_string());
  }
  return tags;
}

Result<void> UpdateEksTags(const Call& call, const std::string& what, const std::string& arn, const Object& prior,
                           const Object& state) {
  const TagSettings& settings = call.provider.tags;
  const TagChanges changes =
      ChangesOfTags(settings.Managed(prior.TextMap("tags_all")), settings.Managed(state.TextMap("tags_all")));
  const std::string path = "/tags/" + PercentEncode(arn);
  if (!changes.removed.empty()) {
    std::string query;
    for (const std::string& key : changes.removed) {
      query += (query.empty() ? "" : "&") + ("tagKeys=" + PercentEncode(key));
    }
    JsonAnswer answer = CallEks(call, "UntagResource", "DELETE", path, {}, query);
    if (!answer.ok()) return Failed(what, answer.error());
  }
  if (!changes.set.empty()) {
    JsonAnswer answer = CallEks(call, "TagResource", "POST", path, {{"tags", EksTagsObject(changes.set)}});
    if (!answer.ok()) return Failed(what, answer.error());
  }
  return {};
}

std::string Rfc3339Time(const boost::json::value& object, const char* name) {
  const std::optional<Time> time = TimeIn(object, name);
  return time.has_value() ? FormatIso8601(*time) : "";
}

std::string GoTime(const boost::json::value& object, const char* name) {
  const std::optional<Time> time = TimeIn(object, name);
  if (!time.has_value()) return "";
  const std::string text = FormatIso8601Millis(*time);  // 2024-01-29T02:30:54.033Z
  std::string fraction = text.substr(19, 4);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return text.substr(0, 10) + " " + text.substr(11, 8) + (fraction == "." ? "" : fraction) + " +0000 UTC";
}

void CheckClusterName(const Object& config, Problems& problems) {
  if (!config.IsSet("cluster_name")) return;
  const std::string name = config.Text("cluster_name");
  if (name.empty() || name.size() > 100) {
    problems.push_back({"cluster_name", "\"cluster_name\" length must be between 1-100 characters: \"" + name + "\""});
  }
  if (IsClusterName(name)) return;
  problems.push_back({"cluster_name", "\"cluster_name\" doesn't comply with restrictions (\"" +
                                          std::string(kClusterNamePattern) + "\"): \"" + name + "\""});
}

}  // namespace rolecall::providers::aws
