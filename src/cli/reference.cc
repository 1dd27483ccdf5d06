// `rolecall reference`: pages that are made of what the program knows of itself.
#include <algorithm>
#include <string_view>

#include "access/doctor/doctor.h"
#include "cli/commands.h"
#include "cli/man_pages.h"
#include "cli/run.h"
#include "policy/lint/rules.h"

namespace rolecall::cli {
namespace {

// What the checks of lint are about, by how their codes begin; of several that fit, the first.
struct RuleGroup {
  std::string_view prefix, title;
};
constexpr RuleGroup kRuleGroups[] = {
    {"trust-oidc-", "Trust policies for a cluster's tokens"},
    {"trust-", "Trust policies"},
    {"confused-deputy", "Trust policies for services"},
    {"role-", "Roles and their service accounts"},
    {"pod-", "Pods"},
    {"provider-", "Token providers"},
    {"identity-", "Policies of roles and users"},
    {"secret", "Secrets"},
    {"scp-", "Service control policies"},
    {"rcp-", "Resource control policies"},
    {"policy-", "Every policy"},
    {"principal-", "Principals"},
    {"action-", "Actions"},
    {"resource-", "Resources"},
    {"condition-", "Conditions"},
    {"access-", "Access contracts"},
};

std::string_view GroupOf(std::string_view code) {
  for (const RuleGroup& group : kRuleGroups) {
    if (code.starts_with(group.prefix)) return group.prefix;
  }
  return "";
}

const char* FixName(policy::FixKind fix) {
  switch (fix) {
    case policy::FixKind::kNone: return "by hand";
    case policy::FixKind::kSuggested: return "suggested";
    case policy::FixKind::kSafe: return "automatic";
  }
  return "";
}

std::string RulesTable(std::string_view prefix) {
  std::string table;
  for (const policy::LintRule& rule : policy::LintRules()) {
    if (GroupOf(rule.code) != prefix) continue;
    const std::string code(rule.code);
    table += "| [" + code + "](../../rules/" + code + ".md) | " + std::string(policy::SeverityName(rule.severity)) +
             " | " + FixName(rule.fix) + " | " + std::string(rule.title) + " |\n";
  }
  return table.empty() ? table : "| code | severity | fix | what is found |\n|---|---|---|---|\n" + table;
}

std::string CommandsPage() {
  std::string page = "# Commands\n\nMade by `make reference` from the program's own help. Do not edit.\n";
  for (const auto& command : MakeCommands()) {
    page += "\n## rolecall " + command->name() + "\n\n```text\n" + HelpPage(*command) + "```\n";
  }
  return page;
}

std::string RulesPage() {
  std::string page =
      "# Checks of lint\n\nMade by `make reference` from the pages in `rules/`. Do not edit. How they are run: "
      "[LINT.md](../LINT.md).\n";
  for (const RuleGroup& group : kRuleGroups) {
    page += "\n## " + std::string(group.title) + "\n\n" + RulesTable(group.prefix);
  }
  if (const std::string others = RulesTable(""); !others.empty()) page += "\n## Others\n\n" + others;
  return page;
}

std::string DoctorPage() {
  std::string page =
      "# Checks of the doctor\n\nMade by `make reference` from `data/doctor-checks.tsv`. Do not edit. Every finding "
      "comes "
      "with the command that\nrepairs it; the [checks of lint](lint.md) come with them.\n\n"
      "| code | severity | what is found | why it matters |\n|---|---|---|---|\n";
  for (const policy::LintRule& rule : access::DoctorRules()) {
    page += "| `" + std::string(rule.code) + "` | " + std::string(policy::SeverityName(rule.severity)) + " | " +
            std::string(rule.title) + " | " + std::string(rule.why) + " |\n";
  }
  return page;
}

class ReferenceCommand final : public Command {
 public:
  std::string name() const override { return "reference"; }
  std::string summary() const override {
    return "Write the reference of all commands and checks as Markdown, or manual pages";
  }
  std::string usage() const override { return "[-man] DIR"; }
  void Declare(Flags& flags) override {
    flags.Switch("man", &man_, "Manual pages of the commands instead, as files for man(1)");
  }

  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() != 1) return FailUsage(context, *this, "name one directory");
    if (Result<void> made = context.files.MakeDirectories(positional.front()); !made.ok()) {
      return Fail(context, made.error().message);
    }
    const std::vector<ManPage> pages =
        man_ ? MakeManPages(MakeCommands())
             : std::vector<ManPage>{
                   {"commands.md", CommandsPage()}, {"lint.md", RulesPage()}, {"doctor.md", DoctorPage()}};
    const bool written = std::all_of(pages.begin(), pages.end(), [&](const ManPage& page) {
      return Write(context, JoinPath(positional.front(), page.file), page.text);
    });
    return written ? kExitOk : kExitError;
  }

 private:
  static bool Write(CommandContext& context, const std::string& path, const std::string& page) {
    const Result<void> written = context.files.Write(path, page, FileMode::kPublic);
    if (!written.ok()) Fail(context, written.error().message);
    return written.ok();
  }

  bool man_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeReferenceCommand() { return std::make_unique<ReferenceCommand>(); }

}  // namespace rolecall::cli
