#include "server/console/console_service.h"

#include <algorithm>
#include <boost/json.hpp>

#include "aws/sigv4/sigv4.h"
#include "base/ip_address.h"
#include "base/text.h"
#include "partition/own_partition.h"
#include "services/authorize.h"
#include "web/page_api.h"

namespace rolecall::server {

struct ConsolePages {
  ConsolePages(PlaneItself itself, std::shared_ptr<const directory::Snapshot> known, Time now)
      : plane(std::move(itself)), snapshot(std::move(known)), made(now) {}

  PlaneItself plane;
  const std::shared_ptr<const directory::Snapshot> snapshot;  // of when they were made
  const Time made;
  std::unique_ptr<web::PageSource> pages;  // uses `plane`
};

namespace {

constexpr std::string_view kRoot = "/console", kBelow = "/console/", kAction = "rolecall:ViewConsole";
constexpr int kMostWaitingOfOne = 4;
constexpr std::chrono::seconds kPagesAreGoodFor{5};

// Counts itself among those that wait.
struct Waiting {
  explicit Waiting(std::atomic<int>& counter) : count(counter), before(counter.fetch_add(1)) {}
  ~Waiting() { count.fetch_sub(1); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  std::atomic<int>& count;
  const int before;
};

std::string_view CookieName(const http::Request& request) {
  return request.tls ? "__Secure-rolecall_console" : "rolecall_console";
}

std::string SetCookie(const http::Request& request, std::string_view value, std::int64_t seconds) {
  return std::string(CookieName(request)) + "=" + std::string(value) + "; Path=" + std::string(kBelow) +
         "; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds) + (request.tls ? "; Secure" : "");
}

services::Question Viewing(const services::Call& call) {
  return {.action = std::string(kAction),
          .resource = partition::OwnArn() + "rolecall:" + call.region + ":" + call.account + ":plane"};
}

http::Response RefuseApi(services::Call& call, const aws::ErrorShape& error) {
  call.audit.Fail(error.code, error.message);
  return aws::ErrorResponse(aws::Protocol::kRestJson, error, {.request_id = call.request_id});
}

http::Response RefusePage(services::Call& call, int status, const char* code, const std::string& why) {
  call.audit.Fail(code, why);
  // What a script reads is JSON, what a person opens is text.
  return call.request.path().starts_with("/console/api/") ? web::PageError(status, why)
                                                          : web::PageText(status, why + "\n");
}

http::Response Stranger(services::Call& call) {
  return RefusePage(call, 401, "NoConsoleSession",
                    "Run `rolecall web -plane` with your credentials and open the link that it prints. It works once.");
}

// A page of another origin may send its visitors' browsers here. Browsers tell so by Origin and Sec-Fetch-Site; that a
// link leads to the page is all that others may do, and the cookie does not come along then (SameSite).
bool IsFromElsewhere(const http::Request& request) {
  const std::string_view origin = request.headers.Get("Origin");
  const std::string own = (request.tls ? "https://" : "http://") + std::string(request.headers.Get("Host"));
  if (!origin.empty() && origin != own) return true;
  const std::string_view site = request.headers.Get("Sec-Fetch-Site");
  if (site.empty() || site == "same-origin" || site == "none") return false;
  const bool is_plain_visit = request.headers.Get("Sec-Fetch-Mode") == "navigate" &&
                              request.headers.Get("Sec-Fetch-Dest") == "document" && request.target == kBelow;
  return !is_plain_visit;
}

}  // namespace

bool ConsoleService::IsAt(const http::Request& request) {
  const std::string_view path = request.path();
  if (path != kRoot && !path.starts_with(kBelow)) return false;
  // What else is sent to a bucket of that name is S3's: preflights, forms that browsers post.
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (!is_read && !(request.method == "POST" && path == "/console/sign-out")) return false;
  return !aws::HasClaim(request);
}

bool ConsoleService::MayWait(const http::Request& request) { return request.path() == "/console/api/events"; }

// An address cannot be a stranger's name for this machine.
bool ConsoleService::IsOurHost(std::string_view authority) const {
  const std::string host = LowerAscii(web::HostOfAuthority(authority));
  if (web::IsThisMachine(host)) return true;
  std::string_view address = host;
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (ParseIpAddress(address).has_value()) return true;
  return std::ranges::find(parts_.hosts, host) != parts_.hosts.end();
}

http::Response ConsoleService::MakeLink(services::Call& call) {
  call.audit.operation = "CreateConsoleLink";
  if (call.caller.anonymous()) return RefuseApi(call, services::MissingAuthentication(aws::Protocol::kRestJson));
  if (call.request.method != "POST") return RefuseApi(call, {405, "MethodNotAllowed", "Links are made by POST."});
  if (auto denied = services::Authorize(call, Viewing(call))) {
    denied->code = "AccessDeniedException";
    return RefuseApi(call, *denied);
  }
  if (call.own_account() != call.account) {
    return RefuseApi(call, {403, "AccessDeniedException", "Only the plane's own account may see its page."});
  }
  ConsoleHolder holder{.access_key_id = call.caller.access_key_id,
                       .session_token = Secret(std::string(call.request.headers.Get("X-Amz-Security-Token"))),
                       .until = call.now + ConsoleSessions::kSessionLife};
  if (call.caller.session != nullptr) {
    if (holder.session_token.empty()) {
      return RefuseApi(call, {400, "ValidationException", "The session token must be in the header."});
    }
    holder.until = std::min(holder.until, call.caller.session->expires);
  }
  const std::optional<Secret> key = sessions_.NewLink(std::move(holder), call.now);
  if (!key)
    return RefuseApi(call, {429, "LimitExceededException", "Too many links are open: try again in two minutes."});
  http::Response response{.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}};
  response.body =
      boost::json::serialize(boost::json::object{{"path", std::string(kBelow) + "?key=" + std::string(key->Reveal())},
                                                 {"expires", FormatIso8601(call.now + ConsoleSessions::kLinkLife)}});
  return response;
}

http::Response ConsoleService::Handle(services::Call& call) {
  if (call.request.path() == kLinkPath) return MakeLink(call);
  call.audit.operation = "ViewConsole";
  const std::string_view path = call.request.path();
  call.audit.parameters.emplace_back("page", path);  // not its query: a link's key is in it
  http::Response response = Answer(call);
  response.head_only = call.request.method == "HEAD";
  web::GuardPage(response);
  return response;
}

http::Response ConsoleService::Answer(services::Call& call) {
  const http::Request& request = call.request;
  if (!call.caller.anonymous() || !IsAt(request)) return RefusePage(call, 404, "NotFound", "There is no such page.");
  if (!IsOurHost(request.headers.Get("Host"))) {
    return RefusePage(call, 403, "WrongHost", "This is no name of this plane (serve --host NAME).");
  }
  if (IsFromElsewhere(request)) return RefusePage(call, 403, "WrongOrigin", "Another page may not ask here.");
  if (request.path() == kRoot) return {.status = 308, .headers = {{"Location", std::string(kBelow)}}};
  const std::string_view path = request.path().substr(kBelow.size());
  if (const std::string key = web::PageParameter(request, "key"); path.empty() && !key.empty()) {
    return Enter(call, key);
  }
  Visitor visitor;
  visitor.session = sessions_.Find(web::CookiesNamed(request.headers.Get("Cookie"), CookieName(request)), call.now);
  if (visitor.session == nullptr) return Stranger(call);
  if (auto refused = Judge(call, visitor.session->holder, visitor.found)) {
    if (refused->status == 401) sessions_.End(*visitor.session);
    return *std::move(refused);
  }
  if (!sessions_.MayAsk(*visitor.session, call.now)) {
    return RefusePage(call, 429, "ThrottlingException", "Too many requests in this second.");
  }
  return path == "sign-out" ? SignOut(call, visitor) : Show(call, visitor, path);
}

std::optional<http::Response> ConsoleService::Judge(services::Call& call, const ConsoleHolder& holder,
                                                    services::FoundCaller& found) {
  aws::Claim claim;
  claim.access_key_id = holder.access_key_id;
  claim.session_token = holder.session_token.Reveal();
  aws::AuthFailure failure;
  call.snapshot = call.directory.snapshot();
  auto now_found = services::FindCaller(call.directory, *call.snapshot, claim, call.clock.Now(), failure);
  Wipe(claim.session_token);
  if (!now_found) {
    call.caller = {};
    return RefusePage(call, 401, "NoConsoleSession", "The credentials that opened this page are no longer good.");
  }
  found = *std::move(now_found);
  call.caller = found.caller;
  if (const auto denied = services::Authorize(call, Viewing(call))) {
    return RefusePage(call, 403, "AccessDenied", denied->message);
  }
  return std::nullopt;
}

http::Response ConsoleService::Enter(services::Call& call, const std::string& key) {
  const std::optional<ConsoleHolder> holder = sessions_.Enter(key, call.now);
  if (!holder) return Stranger(call);
  services::FoundCaller found;
  if (auto refused = Judge(call, *holder, found)) return *std::move(refused);
  const std::optional<Secret> cookie = sessions_.NewSession(*holder, call.now);
  if (!cookie) return RefusePage(call, 429, "LimitExceededException", "Too many browsers look at this page.");
  const auto life = std::min<Time::duration>(ConsoleSessions::kSessionLife, holder->until - call.now);
  const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(life).count();
  return {.status = 303,
          .headers = {{"Location", std::string(kBelow)},
                      {"Set-Cookie", SetCookie(call.request, cookie->Reveal(), seconds)}}};
}

http::Response ConsoleService::SignOut(services::Call& call, const Visitor& visitor) {
  if (call.request.method != "POST") return RefusePage(call, 405, "MethodNotAllowed", "Sign out by POST.");
  sessions_.End(*visitor.session);
  return {.status = 204, .headers = {{"Set-Cookie", SetCookie(call.request, "", 0)}}};
}

http::Response ConsoleService::Show(services::Call& call, const Visitor& visitor, std::string_view path) {
  if (!path.starts_with("api/")) return web::PageFile(path);
  if (!MayWait(call.request)) return AskPages(call, visitor, path.substr(4));
  const Waiting waiting(visitor.session->waiting);
  if (waiting.before >= kMostWaitingOfOne) {
    return RefusePage(call, 429, "ThrottlingException", "Too many windows wait for requests.");
  }
  http::Response response = AskPages(call, visitor, path.substr(4));
  // Meanwhile much may have changed.
  services::FoundCaller found;
  if (auto refused = Judge(call, visitor.session->holder, found)) return *std::move(refused);
  return response;
}

std::shared_ptr<ConsolePages> ConsoleService::PagesOf(const services::Call& call, const Visitor& visitor) {
  ConsoleSession& session = *visitor.session;
  const std::lock_guard lock(session.mutex);
  std::shared_ptr<ConsolePages>& kept = session.pages;
  const bool is_good = kept != nullptr && kept->snapshot == call.snapshot && call.now - kept->made < kPagesAreGoodFor &&
                       kept->plane.IsFor(call.request);
  if (is_good) return kept;
  kept = std::make_shared<ConsolePages>(PlaneItself(parts_.plane, call.request), call.snapshot, call.now);
  aws::Credentials credentials{.access_key_id = session.holder.access_key_id,
                               .secret_access_key = visitor.found.secret,
                               .session_token = session.holder.session_token};
  kept->pages = parts_.make_pages({.plane = kept->plane,
                                   .endpoint = parts_.endpoint(),
                                   .region = call.region,
                                   .credentials = std::move(credentials),
                                   .who = call.caller.arn,
                                   .until = session.holder.until,
                                   .history = parts_.history});
  return kept;
}

http::Response ConsoleService::AskPages(services::Call& call, const Visitor& visitor, std::string_view path) {
  const std::shared_ptr<ConsolePages> pages = PagesOf(call, visitor);
  http::Response response = web::AnswerApi(*pages->pages, call.request, path);
  if (response.status == 403) call.audit.Fail("AccessDenied", "What the page asked for was refused.");
  return response;
}

}  // namespace rolecall::server
