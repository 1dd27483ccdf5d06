// `rolecall status`: what a plane says about itself.
#include <boost/json.hpp>
#include <ostream>

#include "cli/identity/commands.h"
#include "cli/plane/plane_client.h"
#include "watch/audit_line.h"

namespace rolecall::cli {
namespace {

namespace bj = boost::json;

constexpr std::size_t kShownDenials = 5;

const bj::value& ValueOf(const bj::object& object, std::string_view name) {
  static const bj::value none;
  const bj::value* found = object.if_contains(name);
  return found == nullptr ? none : *found;
}

// As a person reads it; what came from elsewhere is made visible.
std::string Shown(const bj::value& value) {
  return watch::Visible(value.is_string() ? std::string(value.get_string()) : bj::serialize(value));
}

std::string ShownList(const bj::value& list) {
  std::string text;
  if (!list.is_array()) return text;
  for (const bj::value& one : list.get_array()) text += (text.empty() ? "" : ", ") + Shown(one);
  return text;
}

class StatusCommand final : public Command {
 public:
  std::string name() const override { return "status"; }
  std::string summary() const override { return "Show a plane's version, stores, keys, counts and last denials"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Asks the plane at --endpoint or AWS_ENDPOINT_URL (rolecall:GetStatus; the denials need "
           "rolecall:ReadAudit).\n"
           "Exit 0 the plane is ready, 2 it is not, 1 it does not answer or refuses.";
  }
  void Declare(Flags& flags) override {
    flags.Text("endpoint", "URL", &endpoint_, "The plane [AWS_ENDPOINT_URL]");
    flags.Switch("json", &json_, "Print what the plane answered");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    Result<std::unique_ptr<PlaneClient>> plane = PlaneClient::Connect(context, endpoint_);
    if (!plane.ok()) return Fail(context, plane.error().message);
    const Result<http::Response> answer = (*plane)->Get("/_rolecall/status", "", "GetStatus");
    if (!answer.ok()) return Fail(context, watch::Visible(answer.error().message));
    bj::error_code error;
    const bj::value body = bj::parse(answer->body, error);
    if (error || !body.is_object()) return Fail(context, "the plane at " + (*plane)->endpoint() + " gave no status");
    const bj::object& status = body.get_object();
    if (json_) {
      context.out << bj::serialize(body) << "\n";
    } else {
      Print(context, (*plane)->endpoint(), status);
    }
    return ValueOf(status, "ready") == true ? kExitOk : kExitDifferent;
  }

 private:
  static void Print(CommandContext& context, const std::string& endpoint, const bj::object& status) {
    const auto row = [&](const char* name, const std::string& text) {
      if (!text.empty()) context.out << Pad(name, 12) << text << "\n";
    };
    const bool is_ready = ValueOf(status, "ready") == true;
    row("Plane",
        endpoint + ", account " + Shown(ValueOf(status, "account")) + ", region " + Shown(ValueOf(status, "region")));
    row("Version", Shown(ValueOf(status, "version")));
    row("State", is_ready ? "ready since " + Shown(ValueOf(status, "startTime"))
                          : "not ready: " + Shown(ValueOf(status, "notReadyReason")));
    if (const bj::object* store = ValueOf(status, "store").if_object()) {
      row("Store",
          Shown(ValueOf(*store, "place")) + (ValueOf(*store, "writable") == true ? "" : " (cannot be written)"));
    }
    const std::string log = Shown(ValueOf(status, "auditLog"));
    row("Audit log", log.empty() ? "none: nothing is kept" : log);
    if (ValueOf(status, "unreadableRecords") != 0)
      row("Unreadable", Shown(ValueOf(status, "unreadableRecords")) + " records");
    row("Services", ShownList(ValueOf(status, "services")));
    if (ValueOf(status, "forwardedServices") != 0)
      row("Forwarded", Shown(ValueOf(status, "forwardedServices")) + " services");
    PrintIssuers(context, ValueOf(status, "issuers"));
    PrintCounts(context, ValueOf(status, "counts"));
    PrintDenials(context, ValueOf(status, "lastDenials"));
  }

  static void PrintIssuers(CommandContext& context, const bj::value& issuers) {
    if (!issuers.is_array()) return;
    for (const bj::value& issuer : issuers.get_array()) {
      if (!issuer.is_object()) continue;
      const bj::object& one = issuer.get_object();
      context.out << Pad("Issuer", 12) << Shown(ValueOf(one, "url")) << ", keys: " << Shown(ValueOf(one, "keys"))
                  << "\n";
    }
  }

  static void PrintCounts(CommandContext& context, const bj::value& counts) {
    if (!counts.is_object()) return;
    std::string text;
    for (const auto& [name, count] : counts.get_object()) {
      text += (text.empty() ? "" : ", ") + watch::Visible(std::string(name)) + " " + Shown(count);
    }
    context.out << Pad("Counts", 12) << text << "\n";
  }

  static void PrintDenials(CommandContext& context, const bj::value& denials) {
    if (!denials.is_array()) {
      context.out << "Denials are not shown: rolecall:ReadAudit is not allowed.\n";
      return;
    }
    const bj::array& list = denials.get_array();
    context.out << (list.empty() ? "No denials since the start.\n" : "Last denials\n");
    const std::size_t first = list.size() > kShownDenials ? list.size() - kShownDenials : 0;
    for (std::size_t i = list.size(); i > first; --i) {
      if (const auto line = watch::ReadAuditLine(bj::serialize(list[i - 1]))) {
        context.out << "  " << watch::Summary(*line, 0) << "\n";
      }
    }
  }

  std::string endpoint_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeStatusCommand() { return std::make_unique<StatusCommand>(); }

}  // namespace rolecall::cli
