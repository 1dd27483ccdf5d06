#include "web/page_api.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "embedded/files.h"

namespace rolecall::web {
namespace {

constexpr std::size_t kMostCookies = 8;  // of one name

struct FileType {
  std::string_view ending, type;
};
constexpr FileType kTypes[] = {{".html", "text/html; charset=utf-8"},
                               {".js", "text/javascript; charset=utf-8"},
                               {".css", "text/css; charset=utf-8"},
                               {".svg", "image/svg+xml"}};

http::Response Json(std::string body) {
  return {.headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

int StatusOf(ErrorCode code) {
  if (code == ErrorCode::kNotFound) return 404;
  return code == ErrorCode::kPermissionDenied ? 403 : 422;
}

http::Response FromSource(const Result<std::string>& answer) {
  return answer.ok() ? Json(*answer) : PageError(StatusOf(answer.error().code), answer.error().message);
}

std::uint64_t NumberOf(const http::Request& request, std::string_view name) {
  return ParseInt<std::uint64_t>(PageParameter(request, name)).value_or(0);
}

}  // namespace

http::Response PageText(int status, std::string text) {
  return {.status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(text)};
}

http::Response PageError(int status, const std::string& why) {
  http::Response response = Json(boost::json::serialize(boost::json::object{{"error", why}}));
  response.status = status;
  return response;
}

http::Response PageFile(std::string_view path) {
  if (path.empty()) path = "index.html";
  const std::optional<std::string_view> file = embedded::WebFiles().Find(path);
  const auto type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const FileType& one) { return path.ends_with(one.ending); });
  if (!file || type == std::end(kTypes)) return PageText(404, "There is no such page.\n");
  return {.headers = {{"Content-Type", std::string(type->type)}}, .body = std::string(*file)};
}

http::Response AnswerApi(PageSource& source, const http::Request& request, std::string_view path) {
  const auto parameter = [&](std::string_view name) { return PageParameter(request, name); };
  if (path == "about") return Json(source.About());
  if (path == "events") {
    const std::chrono::seconds wait(std::min(kMostWaitSeconds, NumberOf(request, "wait")));
    return FromSource(source.Events(NumberOf(request, "after"), wait));
  }
  if (path == "explain") {
    return FromSource(source.Explain(parameter("principal"), parameter("action"), parameter("resource")));
  }
  if (path == "access") return FromSource(source.Access());
  if (path == "principal") return FromSource(source.Principal(parameter("arn")));
  if (path == "takeovers") return FromSource(source.Takeovers(parameter("account")));
  if (path == "review") return FromSource(source.Review(parameter("name"), request.body));
  if (path == "status") return FromSource(source.Status());
  if (path == "history") return FromSource(source.History());
  return PageError(404, "There is no such page.");
}

void GuardPage(http::Response& response) {
  response.headers.Set("Content-Security-Policy",
                       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                       "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.headers.Set("X-Content-Type-Options", "nosniff");
  response.headers.Set("Referrer-Policy", "no-referrer");
  response.headers.Set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.Set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.Set("Cache-Control", "no-store");
}

std::string PageParameter(const http::Request& request, std::string_view name) {
  const std::optional<http::QueryParameters> query = http::ParseQuery(request.query(), 16);
  if (!query) return "";
  for (const auto& [key, value] : *query) {
    if (key == name) return value;
  }
  return "";
}

std::string_view HostOfAuthority(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, std::min(authority.find(']') + 1, authority.size()));
  return authority.substr(0, authority.find(':'));
}

bool IsThisMachine(std::string_view host) { return host == "127.0.0.1" || host == "localhost" || host == "[::1]"; }

std::vector<std::string_view> CookiesNamed(std::string_view cookies, std::string_view name) {
  std::vector<std::string_view> values;
  while (!cookies.empty() && values.size() < kMostCookies) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    std::string_view one = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=') {
      values.push_back(one.substr(name.size() + 1));
    }
  }
  return values;
}

}  // namespace rolecall::web
