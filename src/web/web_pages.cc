#include "web/web_pages.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "embedded/files.h"

namespace rolecall::web {
namespace {

constexpr std::size_t kMostPlanBytes = 64u << 20;
constexpr std::uint64_t kMostWaitSeconds = 25;
constexpr int kReadLane = 0, kWaitLane = 1;

struct FileType {
  std::string_view ending, type;
};
constexpr FileType kTypes[] = {{".html", "text/html; charset=utf-8"},
                               {".js", "text/javascript; charset=utf-8"},
                               {".css", "text/css; charset=utf-8"},
                               {".svg", "image/svg+xml"}};

http::Response Text(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(body)};
}

http::Response Json(int status, std::string body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

http::Response FromSource(const Result<std::string>& answer) {
  if (answer.ok()) return Json(200, *answer);
  const int status = answer.error().code == ErrorCode::kNotFound ? 404 : 422;
  return Json(status, boost::json::serialize(boost::json::object{{"error", answer.error().message}}));
}

// The host of "127.0.0.1:4747" or "[::1]:4747".
std::string_view HostOf(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, std::min(authority.find(']') + 1, authority.size()));
  return authority.substr(0, authority.find(':'));
}

bool IsThisMachine(std::string_view host) { return host == "127.0.0.1" || host == "localhost" || host == "[::1]"; }

// A page of another origin may send its visitors' browsers here: their Origin tells, and so does the cookie's SameSite.
bool IsOfAnotherOrigin(const http::Request& request) {
  const std::string_view origin = request.headers.Get("origin");
  return !origin.empty() && origin != "http://" + std::string(request.headers.Get("host"));
}

std::string ParameterOf(const http::Request& request, std::string_view name) {
  const std::optional<http::QueryParameters> query = http::ParseQuery(request.query(), 16);
  if (!query) return "";
  for (const auto& [key, value] : *query) {
    if (key == name) return value;
  }
  return "";
}

std::uint64_t NumberOf(const http::Request& request, std::string_view name) {
  return ParseInt<std::uint64_t>(ParameterOf(request, name)).value_or(0);
}

http::Response FileNamed(std::string_view name) {
  const std::optional<std::string_view> file = embedded::WebFiles().Find(name);
  const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const FileType& one) { return name.ends_with(one.ending); });
  if (!file || type == std::end(kTypes)) return Text(404, "There is no such page.\n");
  return {.headers = {{"Content-Type", std::string(type->type)}}, .body = std::string(*file)};
}

void Guard(http::Response& response) {
  response.headers.Set("Content-Security-Policy",
                       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                       "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.headers.Set("X-Content-Type-Options", "nosniff");
  response.headers.Set("Referrer-Policy", "no-referrer");
  response.headers.Set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.Set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.Set("Cache-Control", "no-store");
}

}  // namespace

http::Application WebPages::MakeApplication() {
  http::Application application;
  application.handle = [this](http::Request& request) { return Handle(request); };
  application.admit = [this](const http::Request& head) {
    const bool is_plan = head.method == "POST" && head.path() == "/api/review" && IsKnown(head);
    return http::Admission{.max_body_bytes = is_plan ? kMostPlanBytes : 0, .known_sender = is_plan};
  };
  application.lane = [](const http::Request& request) {
    return request.path() == "/api/events" ? kWaitLane : kReadLane;
  };
  return application;
}

http::Response WebPages::Handle(const http::Request& request) {
  http::Response response = Answer(request);
  response.head_only = request.method == "HEAD";
  Guard(response);
  return response;
}

http::Response WebPages::Answer(const http::Request& request) {
  if (!IsThisMachine(HostOf(request.headers.Get("host")))) return Text(403, "This page is for this machine alone.\n");
  if (IsOfAnotherOrigin(request)) return Text(403, "Another page may not ask here.\n");
  const std::string_view path = request.path();
  const bool is_review = path == "/api/review";
  if (is_review ? request.method != "POST" : request.method != "GET" && request.method != "HEAD") {
    return Text(405, "Pages are read.\n");
  }
  if (const std::string key = ParameterOf(request, "key"); path == "/" && !key.empty()) {
    const std::optional<std::string> cookie = sign_in_.Enter(key);
    // A link that is followed again by who is in already leads in too.
    if (cookie || IsKnown(request)) {
      http::Response in{.status = 303, .headers = {{"Location", "/"}}};
      if (cookie) in.headers.Add("Set-Cookie", *cookie);
      return in;
    }
  }
  if (!IsKnown(request)) {
    return Text(401,
                "Open the link that `rolecall web` printed. It works once: start the command again for another.\n");
  }
  if (path.starts_with("/api/")) return Api(request);
  return FileNamed(path == "/" ? "index.html" : path.substr(1));
}

http::Response WebPages::Api(const http::Request& request) {
  const std::string_view path = request.path();
  if (path == "/api/events") {
    const std::chrono::seconds wait(std::min(kMostWaitSeconds, NumberOf(request, "wait")));
    return Json(200, source_.Events(NumberOf(request, "after"), wait));
  }
  if (path == "/api/explain") {
    return FromSource(source_.Explain(ParameterOf(request, "principal"), ParameterOf(request, "action"),
                                      ParameterOf(request, "resource")));
  }
  if (path == "/api/access") return FromSource(source_.Access());
  if (path == "/api/principal") return FromSource(source_.Principal(ParameterOf(request, "arn")));
  if (path == "/api/takeovers") return FromSource(source_.Takeovers(ParameterOf(request, "account")));
  if (path == "/api/review") return FromSource(source_.Review(ParameterOf(request, "name"), request.body));
  if (path == "/api/status") return FromSource(source_.Status());
  if (path == "/api/history") return FromSource(source_.History());
  return Text(404, "There is no such page.\n");
}

}  // namespace rolecall::web
