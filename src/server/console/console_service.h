// ConsoleService: the page at the plane's own address (serve --console).
//
//   POST /_rolecall/console    signed for "rolecall", rolecall:ViewConsole on arn:aws:rolecall:REGION:ACCOUNT:plane,
//   for
//                              the plane's own account: {"path":"/console/?key=…","expires":…}; good once, two minutes
//   GET  /console/?key=KEY     lets a browser in, by a cookie (console_sessions.h)
//   GET  /console/…            the page's files and its API (web/page_api.h); nothing can be changed by it
//   POST /console/sign-out     ends the browser's session
//
// Each request is judged anew as that of the access key that the link was asked with: who may not rolecall:ViewConsole
// any more, whose key or session is over, is out with the next one, and what the page shows is asked of the plane
// itself with that key (plane_itself.h), so it is what the key may see. All of it is in the audit log.
//
// What was read is kept for some seconds, and not when anything was written in between: a right that is taken away is a
// write.
//
// Only requests without a signature, to a name of the plane itself, come here: IsAt(). Not those to a bucket's name.
// Other names than the plane's (DNS rebinding), other origins and frames are refused. Threads: any.
#ifndef ROLECALL_SERVER_CONSOLE_CONSOLE_SERVICE_H_
#define ROLECALL_SERVER_CONSOLE_CONSOLE_SERVICE_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "server/console/console_sessions.h"
#include "server/console/console_visit.h"
#include "server/console/plane_itself.h"
#include "services/caller.h"
#include "services/service.h"

namespace rolecall::server {

class ConsoleService final : public services::Service {
 public:
  static constexpr std::string_view kName = "rolecall-console", kLinkPath = "/_rolecall/console";

  struct Parts {
    std::vector<std::string> hosts;  // names that the plane is reached by, lower case (--host)
    PlaneItself::Handle plane;
    MakeConsolePages make_pages;
    std::function<std::string()> endpoint, history;
  };
  ConsoleService(Parts parts, Random& random) : parts_(std::move(parts)), sessions_(random) {}

  std::string_view name() const override { return kName; }
  aws::Protocol protocol() const override { return aws::Protocol::kRestJson; }

  // Whether the page is asked for, at a host that is the plane's own. Requests with a signature are never.
  static bool IsAt(const http::Request& request);
  // Whether it asks for more than a file; whether it waits for what is still to come.
  static bool IsQuestion(const http::Request& request) { return request.path().starts_with("/console/api/"); }
  static bool MayWait(const http::Request& request);
  http::Response Handle(services::Call& call) override;
  // POST /_rolecall/console; also by Handle, but that is signed for another service.
  http::Response MakeLink(services::Call& call);

 private:
  struct Visitor {
    std::shared_ptr<ConsoleSession> session;
    services::FoundCaller found;
  };
  http::Response Answer(services::Call& call);
  http::Response Enter(services::Call& call, const std::string& key);
  http::Response SignOut(services::Call& call, const Visitor& visitor);
  http::Response Show(services::Call& call, const Visitor& visitor, std::string_view path);
  http::Response AskPages(services::Call& call, const Visitor& visitor, std::string_view path);
  // Those of the session, as long as they are good.
  std::shared_ptr<ConsolePages> PagesOf(const services::Call& call, const Visitor& visitor);
  // Who the holder is now, and that it may look; else the answer that says so.
  static std::optional<http::Response> Judge(services::Call& call, const ConsoleHolder& holder,
                                             services::FoundCaller& found);
  bool IsOurHost(std::string_view host) const;

  const Parts parts_;
  ConsoleSessions sessions_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CONSOLE_CONSOLE_SERVICE_H_
