// `rolecall watch`: requests as they come, denials first.
#include <ostream>
#include <thread>

#include "cli/identity/commands.h"
#include "cli/identity/denial_explainer.h"
#include "cli/identity/plane_follower.h"
#include "watch/audit_line.h"
#include "watch/follow.h"
#include "watch/screen.h"
#include "watch/terminal.h"

namespace rolecall::cli {
namespace {

constexpr std::chrono::milliseconds kLook{200};
constexpr std::size_t kHistoryBytes = 256u << 10;  // of a file, that is shown first

class WatchCommand final : public Command {
 public:
  std::string name() const override { return "watch"; }
  std::string summary() const override { return "Show a plane's requests as they come, denials first"; }
  std::string usage() const override { return "[options]"; }
  std::string details() const override {
    return "Follows the plane at --endpoint or AWS_ENDPOINT_URL (needs rolecall:ReadAudit), or an audit log (--log,\n"
           "through rotations). In a terminal: up and down select a denial, Enter explains it by the policies of now,\n"
           "f shows the change that would allow it, q quits. Elsewhere a line for each request.";
  }
  void Declare(Flags& flags) override {
    flags.Text("log", "FILE", &log_, "Follow this audit log instead of a plane");
    flags.Text("endpoint", "URL", &source_.endpoint, "The plane [AWS_ENDPOINT_URL]");
    flags.Text("dir", "DIR", &source_.directory,
               "Explain, and show fixes, by this configuration [the plane's policies]");
    flags.Switch("denials", &denials_only_, "Denials only, when lines are printed");
    flags.Switch("once", &once_, "Print what there is, and end");
    flags.Switch("json", &json_, "Print the records as they are, a line each");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    Result<std::unique_ptr<watch::Follower>> follower = OpenFollower(context);
    if (!follower.ok()) return Fail(context, follower.error().message);
    const bool is_screen = context.out_is_terminal && context.in_is_terminal && !json_ && !once_ && !denials_only_;
    return is_screen ? RunScreen(context, **follower) : RunLines(context, **follower);
  }

 private:
  Result<std::unique_ptr<watch::Follower>> OpenFollower(CommandContext& context) {
    if (!log_.empty()) {
      shown_source_ = log_;
      return std::unique_ptr<watch::Follower>(std::make_unique<watch::FileFollower>(log_, kHistoryBytes));
    }
    ROLECALL_TRY(std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context, source_.endpoint));
    shown_source_ = plane->endpoint();
    return std::unique_ptr<watch::Follower>(std::make_unique<PlaneFollower>(std::move(plane)));
  }

  // Standard output is a pipe or a file: a line for each, until it ends or we are interrupted.
  int RunLines(CommandContext& context, watch::Follower& follower) {
    while (!context.interrupt.IsStopping() && context.out.good()) {
      const bool is_all = follower.has_caught_up();
      Result<std::vector<std::string>> lines = follower.Next();
      if (!lines.ok()) {
        if (once_ || !was_read_) return Fail(context, watch::Visible(lines.error().message));
        context.err << "rolecall watch: " << watch::Visible(lines.error().message) << std::endl;
      } else {
        for (const std::string& text : *lines) PrintLine(context, text);
        context.out.flush();
        was_read_ = was_read_ || is_all;
        if (once_ && is_all && lines->empty()) break;
      }
      if (!once_ || !is_all) std::this_thread::sleep_for(kLook);
    }
    return kExitOk;
  }

  void PrintLine(CommandContext& context, const std::string& text) const {
    const std::optional<watch::AuditLine> line = watch::ReadAuditLine(text);
    if (!line || (denials_only_ && !line->is_denial)) return;
    context.out << (json_ ? watch::Visible(line->json) : watch::Summary(*line, 0)) << "\n";
  }

  int RunScreen(CommandContext& context, watch::Follower& follower) {
    watch::Screen screen(shown_source_);
    watch::Terminal terminal;
    while (!context.interrupt.IsStopping()) {
      Result<std::vector<std::string>> lines = follower.Next();
      if (!lines.ok()) screen.SetNotice(lines.error().message);
      if (lines.ok() && !lines->empty()) screen.SetNotice("");
      for (const std::string& text : lines.ok() ? *lines : std::vector<std::string>()) {
        if (std::optional<watch::AuditLine> line = watch::ReadAuditLine(text)) screen.Add(*std::move(line));
      }
      terminal.Draw(screen.Rows(terminal.rows(), terminal.columns()));
      switch (screen.Press(terminal.ReadKey(kLook))) {
        case watch::Command::kNone: break;
        case watch::Command::kQuit: return kExitOk;
        case watch::Command::kExplain:
          screen.Show("Why it was refused", Explain(context, *screen.selected(), Wanted::kReasons));
          break;
        case watch::Command::kFix:
          screen.Show("What would allow it", Explain(context, *screen.selected(), Wanted::kFix));
          break;
      }
    }
    return kExitOk;
  }

  // The record's own words, then what the policies of now say.
  std::string Explain(CommandContext& context, const watch::AuditLine& line, Wanted wanted) const {
    std::string text = watch::Details(line) + "\n";
    if (!line.has_decision()) {
      return text + "No policy refused this call: " +
             (line.failure.empty() ? "see the answer above." : "who sent it could not be told from its signature.");
    }
    const DeniedCall call{line.principal, line.action(), line.resource()};
    const Result<std::string> said = ExplainDenial(context, source_, call, wanted);
    return text + (said.ok() ? *said : "It cannot be explained by the policies of now: " + said.error().message);
  }

  std::string log_, shown_source_;
  AccessFlags source_;
  bool denials_only_ = false, once_ = false, json_ = false;
  bool was_read_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeWatchCommand() { return std::make_unique<WatchCommand>(); }

}  // namespace rolecall::cli
