#include <boost/json.hpp>
#include <ostream>
#include <thread>

#include "base/random.h"
#include "cli/identity/plane_follower.h"
#include "cli/plane/plane_client.h"
#include "cli/web/commands.h"
#include "cli/web/plane_pages.h"
#include "http/server.h"
#include "server/webhook/listen_address.h"
#include "watch/audit_line.h"
#include "watch/follow.h"
#include "web/web_pages.h"

namespace rolecall::cli {
namespace {

constexpr std::chrono::milliseconds kTick{100};
constexpr std::size_t kHistoryBytes = 1u << 20;  // of a log, that is shown first

class WebCommand final : public Command {
 public:
  std::string name() const override { return "web"; }
  std::string summary() const override { return "Show denials, who may what, and plans in a browser"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Serves a page on this machine alone, and prints the link that opens it, which works once. It shows why\n"
           "requests were refused and what would help, who may become which role and do what, and what a plan\n"
           "changes. Reads the plane at --endpoint or AWS_ENDPOINT_URL (rolecall:ReadAudit and IAM's reads), or a\n"
           "directory (--dir) with an audit log (--log). Nothing is changed.\n"
           "With -plane nothing is served here: it asks the plane for a link to its own page (serve --console), which\n"
           "needs rolecall:ViewConsole, and prints it. That page shows what these credentials may see.";
  }
  void Declare(Flags& flags) override {
    flags.Text("listen", "HOST:PORT", &listen_, "Where to listen: loopback only; port 0 is any free one [127.0.0.1:0]");
    flags.Switch("plane", &at_plane_, "Print a link to the plane's own page, good once and for two minutes");
    flags.Text("log", "FILE", &log_, "Requests from this audit log instead of the plane's");
    cluster_.Declare(flags, "Show who can become service accounts by this cluster's RBAC, beside that of manifests");
    source_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    if (at_plane_) return PrintLink(context);
    const Result<server::ListenAddress> address = server::ReadListenAddress("listen", listen_);
    if (!address.ok()) return Fail(context, address.error().message);
    if (address->host != "127.0.0.1" && address->host != "::1" && address->host != "localhost") {
      return Fail(context, "--listen: the page is for this machine alone: 127.0.0.1, ::1 or localhost");
    }
    Result<std::unique_ptr<watch::Follower>> follower = OpenFollower(context);
    if (!follower.ok()) return Fail(context, follower.error().message);
    PlanePages source(context, source_, cluster_, *std::move(follower));
    web::WebPages pages(source, context.random);
    http::ServerOptions options;
    options.host = address->host;
    options.port = address->port;
    options.lanes = web::WebPages::Lanes();
    options.drain = std::chrono::milliseconds(500);
    Result<std::unique_ptr<http::Server>> server = http::Server::Start(options, pages.MakeApplication());
    if (!server.ok()) return Fail(context, server.error().message);
    const std::string host = address->host == "::1" ? "[::1]" : address->host;
    const std::string base = "http://" + host + ":" + std::to_string((*server)->port());
    context.out << "Open " << pages.Link(base) << "\n(The link works once. Ctrl-C ends the page.)" << std::endl;
    while (!context.interrupt.IsStopping()) std::this_thread::sleep_for(kTick);
    source.Stop();
    (*server)->Stop();
    return kExitOk;
  }

 private:
  // The link is no argument of a browser's process, where others could read it: a person opens it.
  int PrintLink(CommandContext& context) {
    if (!source_.is_live() || !log_.empty())
      return FailUsage(context, *this, "-plane: a plane is asked, and nothing else");
    Result<std::unique_ptr<PlaneClient>> plane = PlaneClient::Connect(context, source_.endpoint);
    if (!plane.ok()) return Fail(context, plane.error().message);
    const Result<http::Response> answer = (*plane)->Post("/_rolecall/console", "CreateConsoleLink");
    if (!answer.ok()) {
      const bool has_none = answer.error().message.find("NotFound") != std::string::npos;
      return Fail(context, watch::Visible(answer.error().message) +
                               (has_none ? "\nThe plane has no page: start it with `rolecall serve --console`." : ""));
    }
    boost::json::error_code error;
    const boost::json::value body = boost::json::parse(answer->body, error);
    const boost::json::object* object = error ? nullptr : body.if_object();
    const boost::json::value* path = object != nullptr ? object->if_contains("path") : nullptr;
    if (path == nullptr || !path->is_string()) {
      return Fail(context, "the plane at " + (*plane)->endpoint() + " gave no link");
    }
    context.out << "Open " << (*plane)->endpoint() << watch::Visible(std::string(path->get_string()))
                << "\n(The link works once, within two minutes.)" << std::endl;
    return kExitOk;
  }

  // Null: nothing is followed, since a directory alone is read.
  Result<std::unique_ptr<watch::Follower>> OpenFollower(CommandContext& context) {
    std::unique_ptr<watch::Follower> follower;
    if (!log_.empty()) {
      follower = std::make_unique<watch::FileFollower>(log_, kHistoryBytes);
    } else if (source_.is_live()) {
      ROLECALL_TRY(std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context, source_.endpoint));
      follower = std::make_unique<PlaneFollower>(std::move(plane));
    }
    return follower;
  }

  std::string listen_ = "127.0.0.1:0", log_;
  bool at_plane_ = false;
  AccessFlags source_;
  ClusterFlags cluster_;
};

}  // namespace

std::unique_ptr<Command> MakeWebCommand() { return std::make_unique<WebCommand>(); }

}  // namespace rolecall::cli
