// WebPages: the page in a browser on this machine: its files, its API, and who may see them.
//
//   WebPages pages(source, random);
//   ROLECALL_TRY(auto server, http::Server::Start({.lanes = WebPages::Lanes()}, pages.MakeApplication()));
//   out << pages.Link("http://127.0.0.1:" + std::to_string(server->port()));       // good once (sign_in.h)
//
// GET only, but for POST /api/review with a plan in its body. Everything that it shows is read, nothing is changed.
// Answers forbid the browser everything but our own files (Content-Security-Policy), are kept by nobody, and go only to
// who names this machine as the host (a name that a stranger's DNS points here is refused) and has signed in.
// Threads: any.
#ifndef ROLECALL_WEB_WEB_PAGES_H_
#define ROLECALL_WEB_WEB_PAGES_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "http/application.h"
#include "web/page_source.h"
#include "web/sign_in.h"

namespace rolecall::web {

class WebPages {
 public:
  // Both must outlive it.
  WebPages(PageSource& source, Random& random) : source_(source), sign_in_(random) {}

  // It points to this; it must outlive the server.
  http::Application MakeApplication();
  // Handlers that wait for events do not hold up the others.
  static std::vector<int> Lanes() { return {4, 16}; }
  // A link into the pages under `base`; those before are good no more.
  std::string Link(const std::string& base) { return base + "/?key=" + sign_in_.NewKey(); }

 private:
  http::Response Handle(const http::Request& request);
  http::Response Answer(const http::Request& request);
  bool IsKnown(const http::Request& request) const { return sign_in_.IsKnown(request.headers.Get("cookie")); }

  PageSource& source_;
  SignIn sign_in_;
};

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_WEB_PAGES_H_
