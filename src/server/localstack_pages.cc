#include "server/localstack_pages.h"

#include <boost/json.hpp>

namespace rolecall::server {
namespace {

// Differs from LocalStack: what answers says so.
constexpr const char* kEdition = "rolecall";

http::Response JsonPage(std::string body) {
  http::Response response;
  response.headers.Add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

}  // namespace

std::string LocalstackPages::Health() const {
  boost::json::object services;
  for (const std::string& name : facts_.available) services[name] = "available";
  for (const std::string& name : facts_.running) services[name] = "running";
  return boost::json::serialize(
      boost::json::object{{"services", std::move(services)}, {"edition", kEdition}, {"version", ROLECALL_VERSION}});
}

std::string LocalstackPages::Info() const {
  const Time now = clock_.Now();
  return boost::json::serialize(boost::json::object{{"version", ROLECALL_VERSION},
                                                    {"edition", kEdition},
                                                    {"is_license_activated", false},
                                                    {"session_id", facts_.session_id},
                                                    {"machine_id", "rolecall"},
                                                    {"system", "linux"},
                                                    {"is_docker", facts_.in_container},
                                                    {"server_time_utc", FormatIso8601(now)},
                                                    {"uptime", UnixSeconds(now) - UnixSeconds(facts_.started)}});
}

std::optional<http::Response> LocalstackPages::Answer(const http::Request& request) const {
  const std::string_view path = request.path();
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  if (path == "/_localstack/health") return JsonPage(Health());
  if (path == "/_localstack/info") return JsonPage(Info());
  // There are no scripts to wait for.
  if (path == "/_localstack/init") {
    return JsonPage(R"({"completed":{"BOOT":true,"START":true,"READY":true,"SHUTDOWN":false},"scripts":[]})");
  }
  if (path == "/_localstack/init/ready" || path == "/_localstack/init/start" || path == "/_localstack/init/boot") {
    return JsonPage(R"({"completed":true,"scripts":[]})");
  }
  return std::nullopt;
}

}  // namespace rolecall::server
