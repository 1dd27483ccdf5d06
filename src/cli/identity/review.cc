// `rolecall review`: plans and states of other programs, looked at for what they do to access.
#include "access/review/review.h"

#include <ostream>

#include "cli/frame/unknown_flag.h"
#include "cli/identity/commands.h"
#include "cli/identity/identity_flags.h"
#include "cli/operation/plan_lint.h"
#include "web/review_page.h"

namespace rolecall::cli {
namespace {

class ReviewCommand final : public Command {
 public:
  std::string name() const override { return "review"; }
  std::string summary() const override { return "Review plans and states of Terraform or OpenTofu for access"; }
  std::string usage() const override { return "[options] PLAN.json …"; }
  std::string details() const override {
    return "Reads what `terraform show -json` or `tofu show -json` prints of a plan or a state, of any provider "
           "version,\n"
           "and tells what changes for service accounts, what lint finds (of a plan: what it brings in) and what is "
           "not\n"
           "known. Nothing is asked or run. Exit codes as `plan`: 0, or with -detailed-exitcode 2 if access changes;\n"
           "1 for an error, and for findings from -fail-on on.";
  }
  void Declare(Flags& flags) override {
    flags.Switch("json", &json_, "Print JSON");
    flags.Switch("sarif", &sarif_, "Print the findings as SARIF 2.1.0");
    flags.Switch("markdown", &markdown_, "Print Markdown for a pull request, with a first line to find it again");
    flags.Text("html", "FILE", &html_, "Also write it as a page in one file, for a browser");
    flags.Switch("detailed-exitcode", &detailed_, "Exit 2 if access changes");
    DeclareFailOn(flags, &fail_on_, "Exit 1 if there are findings from this severity on: error, warning, hint");
    DeclareUnknown(flags, &fail_on_unknown_, "What is not known: fail exits 1, warn is only told [warn]");
    flags.Custom(
        "explain", "'NS/NAME ACTION ARN'",
        [this](const std::string& text) -> Result<void> {
          const std::optional<access::ReviewQuestion> question = access::ParseReviewQuestion(text);
          if (!question) return Error{ErrorCode::kInvalidArgument, "is of the form 'NAMESPACE/NAME ACTION ARN'"};
          questions_.push_back(*question);
          return {};
        },
        "Also say why this service account may or may not do that afterwards; may be repeated");
    flags.Text("help-uri", "URL", &help_uri_, "Where the pages of the checks are, for SARIF");
    identity_.Declare(flags);
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.empty()) return FailUsage(context, *this, "name plans or states, as `show -json` prints them");
    if (json_ + sarif_ + markdown_ > 1) {
      return FailUsage(context, *this, "give only one of -json, -sarif and -markdown");
    }
    const Result<std::vector<access::LintIgnore>> ignores = ReadIgnores(context.files, "");
    if (!ignores.ok()) return Fail(context, ignores.error().message);
    std::vector<access::Review> reviews;
    for (const std::string& path : positional) {
      const Result<std::string> text = context.files.Read(path, access::kMaxPlanBytes);
      if (!text.ok()) return Fail(context, text.error().message);
      const Result<access::ReviewedDocument> document = access::ReadPlanDocument(path, *text);
      if (!document.ok()) return Fail(context, document.error().message);
      access::Review& review =
          reviews.emplace_back(access::MakeReview(*document, identity_.Settings(context.environment)));
      access::Suppress(review.lint, *ignores);
      for (const access::ReviewQuestion& question : questions_) {
        access::ExplainInReview(*document, question, identity_.Settings(context.environment),
                                UnixSeconds(context.clock.Now()), review);
      }
    }
    Print(context, reviews);
    if (!html_.empty()) {
      const std::string page = web::ReviewPage(access::ReviewJson(reviews));
      const Result<void> written = context.files.Write(html_, page, FileMode::kPublic);
      if (!written.ok()) return Fail(context, written.error().message);
    }
    return ExitOf(reviews);
  }

 private:
  void Print(CommandContext& context, const std::vector<access::Review>& reviews) const {
    const bool color = context.out_is_terminal && context.environment.GetOr("NO_COLOR", "").empty();
    if (json_) {
      context.out << access::ReviewJson(reviews);
    } else if (sarif_) {
      context.out << access::LintSarif(access::JoinedLint(reviews), help_uri_);
    } else if (markdown_) {
      context.out << access::ReviewMarkdown(reviews);
    } else {
      context.out << access::ReviewText(reviews, color);
    }
  }

  int ExitOf(const std::vector<access::Review>& reviews) const {
    bool changes = false;
    for (const access::Review& review : reviews) {
      if (fail_on_ && access::HasFindings(review.lint, *fail_on_)) return kExitError;
      if (fail_on_unknown_ && !review.unknown.empty()) return kExitError;
      changes = changes || !review.access.empty();
    }
    return detailed_ && changes ? kExitDifferent : kExitOk;
  }

  bool json_ = false, sarif_ = false, markdown_ = false, detailed_ = false, fail_on_unknown_ = false;
  std::optional<policy::FindingSeverity> fail_on_;
  std::string help_uri_, html_;
  std::vector<access::ReviewQuestion> questions_;
  IdentityFlags identity_;
};

}  // namespace

std::unique_ptr<Command> MakeReviewCommand() { return std::make_unique<ReviewCommand>(); }

}  // namespace rolecall::cli
