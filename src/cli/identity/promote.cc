// `rolecall promote`: a node that follows becomes the control plane.
#include <boost/json.hpp>
#include <ostream>

#include "cli/identity/commands.h"
#include "cli/plane/plane_client.h"
#include "watch/audit_line.h"

namespace rolecall::cli {
namespace {

class PromoteCommand final : public Command {
 public:
  std::string name() const override { return "promote"; }
  std::string summary() const override { return "Make a node that follows (serve --follow) the control plane"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Asks the node at --endpoint or AWS_ENDPOINT_URL (rolecall:Promote). From then on it takes writes, and "
           "tells the\n"
           "control plane that it followed to take none any more, as soon as that one can be reached. What that one "
           "wrote\n"
           "and this one did not have yet is lost. Start this node without --follow from now on, the old one with it.";
  }
  void Declare(Flags& flags) override { flags.Text("endpoint", "URL", &endpoint_, "The node [AWS_ENDPOINT_URL]"); }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    Result<std::unique_ptr<PlaneClient>> plane = PlaneClient::Connect(context, endpoint_);
    if (!plane.ok()) return Fail(context, plane.error().message);
    const Result<http::Response> answer = (*plane)->Post("/_rolecall/promote", "Promote");
    if (!answer.ok()) return Fail(context, watch::Visible(answer.error().message));
    boost::json::error_code error;
    const boost::json::value body = boost::json::parse(answer->body, error);
    const boost::json::object* object = error ? nullptr : body.if_object();
    const boost::json::value* epoch = object == nullptr ? nullptr : object->if_contains("epoch");
    if (epoch == nullptr || !epoch->is_number()) {
      return Fail(context, "the node at " + (*plane)->endpoint() + " did not say what it did");
    }
    context.out << (*plane)->endpoint() << " is the control plane now (epoch " << boost::json::serialize(*epoch)
                << "). Start it without --follow from now on.\n";
    return kExitOk;
  }

 private:
  std::string endpoint_;
};

}  // namespace

std::unique_ptr<Command> MakePromoteCommand() { return std::make_unique<PromoteCommand>(); }

}  // namespace rolecall::cli
