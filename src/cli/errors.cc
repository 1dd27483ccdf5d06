// `rolecall errors`: the page of an error text, or of a check's code.
#include <algorithm>
#include <ostream>

#include "access/doctor/doctor.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/run.h"
#include "errors/error_pages.h"
#include "policy/lint/rule_page.h"
#include "policy/lint/rules.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kNameWidth = 30, kMostMessageBytes = 16u << 10;

const policy::LintRule* FindDoctorRule(const std::string& code) {
  const auto& rules = access::DoctorRules();
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.code == code; });
  return found == rules.end() ? nullptr : &*found;
}

std::string DoctorText(const policy::LintRule& rule) {
  return "# " + std::string(rule.code) + "\n\n" + std::string(rule.title) +
         ". Severity: " + std::string(policy::SeverityName(rule.severity)) +
         ". Found by `rolecall doctor`, which prints the command " + "that repairs it.\n\n" + std::string(rule.why) +
         "\n";
}

std::string PageText(const errors::ErrorPage& page) {
  return std::string(page.body) + "\nSaid by: " + std::string(page.from) + "\n";
}

class ErrorsCommand final : public Command {
 public:
  std::string name() const override { return "errors"; }
  std::string summary() const override { return "Say what an error text or a check's code means, and what to do"; }
  std::string usage() const override { return "[NAME, CODE or MESSAGE]"; }
  std::string details() const override {
    return "Has a page for each error text that AWS, its SDKs, External Secrets and the API server meet people with:\n"
           "cause, check, fix. Give the message as it came, or a part of it, or a code of lint or doctor. Without\n"
           "arguments: the list of all texts. Asks nobody.";
  }
  void Declare(Flags&) override {}

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.empty()) {
      List(context, AllPages());
      return kExitOk;
    }
    const std::string wanted(Trim(Join(positional, " ")));
    if (wanted.empty() || wanted.size() > kMostMessageBytes) {
      return FailUsage(context, *this, "a message of 1 to 16,384 bytes, or a name or code");
    }
    if (const std::string text = TextFor(wanted); !text.empty()) {
      context.out << text;
      return kExitOk;
    }
    const std::vector<const errors::ErrorPage*> pages = errors::PagesWith(wanted);
    if (pages.size() == 1) {
      context.out << PageText(*pages.front());
      return kExitOk;
    }
    if (pages.empty()) {
      context.err << "rolecall: there is no page on this text. `rolecall errors` lists those that are there.\n";
      return kExitError;
    }
    List(context, pages);
    return kExitOk;
  }

 private:
  static std::string TextFor(const std::string& wanted) {
    if (const errors::ErrorPage* page = errors::FindErrorPage(wanted)) return PageText(*page);
    if (const policy::LintRule* rule = policy::FindLintRule(wanted)) return policy::ExplainRule(*rule);
    if (const policy::LintRule* rule = FindDoctorRule(wanted)) return DoctorText(*rule);
    if (const errors::ErrorPage* page = errors::PageOfMessage(wanted)) return PageText(*page);
    return "";
  }

  static std::vector<const errors::ErrorPage*> AllPages() {
    std::vector<const errors::ErrorPage*> pages;
    for (const errors::ErrorPage& page : errors::ErrorPages()) pages.push_back(&page);
    return pages;
  }

  static void List(CommandContext& context, const std::vector<const errors::ErrorPage*>& pages) {
    for (const errors::ErrorPage* page : pages) {
      context.out << Pad(std::string(page->name), kNameWidth) << page->title << "\n";
    }
  }
};

}  // namespace

std::unique_ptr<Command> MakeErrorsCommand() { return std::make_unique<ErrorsCommand>(); }

}  // namespace rolecall::cli
