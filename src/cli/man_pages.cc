#include "cli/man_pages.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "cli/frame/version.h"

namespace rolecall::cli {
namespace {

// groff_char(7): `\e` is a backslash, `\-` the hyphen of options, which can be copied and searched for.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// A line of text: a dot or an apostrophe in front would be a request.
std::string Line(std::string_view text) {
  const bool is_request = text.starts_with('.') || text.starts_with('\'');
  return (is_request ? "\\&" : "") + Escaped(text) + "\n";
}

std::string PageName(const Command& command) {
  std::string name = "rolecall-" + command.name();
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string Head(const std::string& name, std::string_view summary) {
  std::string upper = name;
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return ".TH \"" + Escaped(upper) + "\" 1 \"\" \"rolecall " + kProgramVersion + "\" \"Rolecall\"\n.SH NAME\n" +
         Escaped(name) + " \\- " + Escaped(summary) + "\n";
}

// Paragraphs of a command's details. Lines that are indented are laid out on purpose.
std::string Paragraphs(const std::string& details) {
  std::string text;
  bool verbatim = false;
  for (const std::string_view line : Split(details, '\n')) {
    if (line.starts_with(' ') != verbatim && !line.empty()) {
      verbatim = !verbatim;
      text += verbatim ? ".PP\n.EX\n" : ".EE\n.PP\n";
    }
    text += line.empty() ? (verbatim ? "\n" : ".PP\n") : Line(line);
  }
  return text + (verbatim ? ".EE\n" : "");
}

std::string Option(const Flag& flag) {
  std::string shown = "\\fB\\-" + Escaped(flag.name) + "\\fR";
  if (!flag.placeholder.empty()) {
    const std::string value = "=\\fI" + Escaped(flag.placeholder) + "\\fR";
    shown += flag.is_value_optional ? "[" + value + "]" : value;
  }
  return ".TP\n" + shown + "\n" + Line(flag.help);
}

std::string CommandPage(Command& command) {
  const std::string name = PageName(command);
  std::string page = Head(name, command.summary()) + ".SH SYNOPSIS\n\\fBrolecall " + Escaped(command.name()) + "\\fR " +
                     Escaped(command.usage()) + "\n";
  if (!command.details().empty()) page += ".SH DESCRIPTION\n" + Paragraphs(command.details());
  Flags flags;
  command.Declare(flags);
  if (!flags.list().empty()) page += ".SH OPTIONS\n";
  for (const Flag& flag : flags.list()) page += Option(flag);
  return page + ".SH SEE ALSO\n.BR rolecall (1)\n";
}

std::string Group(const char* title, CommandGroup group, const std::vector<std::unique_ptr<Command>>& commands) {
  std::string list = ".SS " + std::string(title) + "\n";
  for (const auto& command : commands) {
    if (command->group() == group) {
      list += ".TP\n.BR " + Escaped(PageName(*command)) + " (1)\n" + Line(command->summary());
    }
  }
  return list;
}

std::string Overview(const std::vector<std::unique_ptr<Command>>& commands) {
  return Head("rolecall", "IAM roles for Kubernetes service accounts") +
         ".SH SYNOPSIS\n\\fBrolecall\\fR [\\fB\\-chdir=\\fIDIR\\fR] \\fICOMMAND\\fR [\\fIoptions\\fR] "
         "[\\fIarguments\\fR]\n"
         ".SH DESCRIPTION\n"
         "Plans and applies a Terraform directory (roles, policies, trust, service accounts) on AWS or on its own\n"
         "identity plane, is that plane (IAM, STS, Secrets Manager, S3, OIDC issuer, webhook), and explains every\n"
         "denial.\n"
         ".SH COMMANDS\n" +
         Group("Terraform's commands", CommandGroup::kTerraform, commands) +
         Group("The identity plane and its answers", CommandGroup::kIdentity, commands) +
         ".SH EXIT STATUS\n0: done. 1: an error. 2: changes (plan \\-detailed\\-exitcode), a denial, findings.\n";
}

}  // namespace

std::vector<ManPage> MakeManPages(const std::vector<std::unique_ptr<Command>>& commands) {
  std::vector<ManPage> pages{{"rolecall.1", Overview(commands)}};
  for (const auto& command : commands) pages.push_back({PageName(*command) + ".1", CommandPage(*command)});
  return pages;
}

}  // namespace rolecall::cli
