#include "cli/frame/command.h"

#include <algorithm>
#include <ostream>

#include "base/printable.h"
#include "errors/error_pages.h"

namespace rolecall::cli {
namespace {

std::string ShownValue(const Flag& flag) {
  if (flag.placeholder.empty()) return "";
  return flag.is_value_optional ? "[=" + flag.placeholder + "]" : "=" + flag.placeholder;
}

}  // namespace

std::string Pad(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 1, width), ' ');
  return text;
}

int Fail(CommandContext& context, const std::string& message) {
  context.err << "rolecall: " << Printable(message) << "\n";
  if (const errors::ErrorPage* page = errors::PageOfMessage(message)) {
    context.err << "What it means, and what to do: " << errors::CommandFor(*page) << "\n";
  }
  return kExitError;
}

int FailUsage(CommandContext& context, const Command& command, const std::string& message) {
  context.err << "rolecall " << command.name() << ": " << Printable(message) << "\n\nUsage: rolecall " << command.name()
              << " " << command.usage() << "\nFor all options, run: rolecall " << command.name() << " -help\n";
  return kExitError;
}

std::string HelpPage(Command& command) {
  std::string page = "Usage: rolecall " + command.name() + " " + command.usage() + "\n\n  " + command.summary() + ".\n";
  if (!command.details().empty()) page += "\n" + command.details() + "\n";
  Flags flags;
  command.Declare(flags);
  if (flags.list().empty()) return page;
  page += "\nOptions:\n";
  for (const Flag& flag : flags.list()) {
    const std::string shown = "-" + flag.name + ShownValue(flag);
    page += "  " + Pad(shown, 32) + flag.help + "\n";
  }
  return page;
}

}  // namespace rolecall::cli
