#include "web/web_pages.h"

#include <algorithm>

#include "web/page_api.h"

namespace rolecall::web {
namespace {

constexpr std::size_t kMostPlanBytes = 64u << 20;
constexpr int kReadLane = 0, kWaitLane = 1;

// A page of another origin may send its visitors' browsers here: their Origin tells, and so does the cookie's SameSite.
bool IsOfAnotherOrigin(const http::Request& request) {
  const std::string_view origin = request.headers.Get("origin");
  return !origin.empty() && origin != "http://" + std::string(request.headers.Get("host"));
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
  GuardPage(response);
  return response;
}

http::Response WebPages::Answer(const http::Request& request) {
  if (!IsThisMachine(HostOfAuthority(request.headers.Get("host")))) {
    return PageText(403, "This page is for this machine alone.\n");
  }
  if (IsOfAnotherOrigin(request)) return PageText(403, "Another page may not ask here.\n");
  const std::string_view path = request.path();
  const bool is_review = path == "/api/review";
  if (is_review ? request.method != "POST" : request.method != "GET" && request.method != "HEAD") {
    return PageText(405, "Pages are read.\n");
  }
  if (const std::string key = PageParameter(request, "key"); path == "/" && !key.empty()) {
    const std::optional<std::string> cookie = sign_in_.Enter(key);
    // A link that is followed again by who is in already leads in too.
    if (cookie || IsKnown(request)) {
      http::Response in{.status = 303, .headers = {{"Location", "/"}}};
      if (cookie) in.headers.Add("Set-Cookie", *cookie);
      return in;
    }
  }
  if (!IsKnown(request)) {
    return PageText(401,
                    "Open the link that `rolecall web` printed. It works once: start the command again for another.\n");
  }
  const std::string_view below = path.substr(std::min<std::size_t>(1, path.size()));
  return below.starts_with("api/") ? AnswerApi(source_, request, below.substr(4)) : PageFile(below);
}

}  // namespace rolecall::web
