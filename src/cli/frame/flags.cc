#include "cli/frame/flags.h"

#include "base/duration.h"
#include "base/text.h"
#include "diag/diagnostic.h"

namespace rolecall::cli {
namespace {

Error Usage(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

constexpr std::chrono::hours kLongest{365 * 24};

Error Unreadable(const std::string& text, const std::string& name, const char* why = "parse error") {
  return Usage("invalid value \"" + text + "\" for flag -" + name + ": " + why);
}

bool IsNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void Flags::Custom(std::string name, std::string placeholder, std::function<Result<void>(const std::string&)> set,
                   std::string help) {
  // The value is not repeated: some have secrets in them.
  auto told = [name, set = std::move(set)](const std::string& text) -> Result<void> {
    Result<void> done = set(text);
    if (!done.ok()) return Usage("invalid value for flag -" + name + ": " + done.error().message);
    return done;
  };
  list_.push_back({std::move(name), std::move(placeholder), std::move(help), std::move(told), false});
}

void Flags::Switch(std::string name, bool* target, std::string help) {
  auto set = [target, name](const std::string& text) -> Result<void> {
    const std::optional<bool> is_on = ParseBool(text);
    if (!is_on) return Usage("invalid boolean value \"" + text + "\" for -" + name + ": parse error");
    *target = *is_on;
    return {};
  };
  list_.push_back({std::move(name), "", std::move(help), std::move(set), false});
}

void Flags::Text(std::string name, std::string placeholder, std::string* target, std::string help) {
  Custom(
      std::move(name), std::move(placeholder),
      [target](const std::string& text) -> Result<void> {
        *target = text;
        return {};
      },
      std::move(help));
}

void Flags::Number(std::string name, std::string placeholder, int* target, std::string help) {
  auto set = [target, name](const std::string& text) -> Result<void> {
    const std::optional<int> number = ParseInt<int>(text);
    if (!number) return Unreadable(text, name, IsNumber(text) ? "value out of range" : "parse error");
    *target = *number;
    return {};
  };
  list_.push_back({std::move(name), std::move(placeholder), std::move(help), std::move(set), false});
}

void Flags::Duration(std::string name, std::string placeholder, std::chrono::milliseconds* target, std::string help) {
  auto set = [target, name](const std::string& text) -> Result<void> {
    const std::optional<std::chrono::nanoseconds> duration = ParseDuration(text);
    if (!duration) return Unreadable(text, name);
    if (duration->count() < 0 || *duration > kLongest) return Unreadable(text, name, "value out of range");
    *target = std::chrono::round<std::chrono::milliseconds>(*duration);
    return {};
  };
  list_.push_back({std::move(name), std::move(placeholder), std::move(help), std::move(set), false,
                   "; use a number with a unit such as 30s, 5m or 500ms, of at most a year"});
}

void Flags::List(std::string name, std::string placeholder, std::vector<std::string>* target, std::string help) {
  Custom(
      std::move(name), std::move(placeholder),
      [target](const std::string& text) -> Result<void> {
        target->push_back(text);
        return {};
      },
      std::move(help));
}

void Flags::OptionalText(std::string name, std::string placeholder, bool* given, std::string* target,
                         std::string help) {
  Custom(
      std::move(name), std::move(placeholder),
      [given, target](const std::string& text) -> Result<void> {
        *given = true;
        *target = text;
        return {};
      },
      std::move(help));
  list_.back().is_value_optional = true;
}

const Flag* Flags::Find(const std::string& name) const {
  for (const Flag& flag : list_) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

bool Flags::Take(const std::vector<std::string>& arguments, std::size_t& at, ParsedFlags& parsed) const {
  const auto wrong = [&](std::string problem, std::string advice = "") {
    parsed.problem = std::move(problem);
    parsed.advice = std::move(advice);
    return false;
  };
  const std::string& argument = arguments[at];
  const std::size_t start = argument.starts_with("--") ? 2 : 1;
  const std::size_t equals = argument.find('=');
  const std::string name = argument.substr(start, equals == std::string::npos ? equals : equals - start);
  if (name.empty() || name.front() == '-') {
    --at;  // it stays where it is, as in Go
    return wrong("bad flag syntax: " + argument);
  }
  const Flag* flag = Find(name);
  if (flag == nullptr) {
    std::vector<std::string> names;
    for (const Flag& known : list_) names.push_back(known.name);
    const std::optional<std::string> near = diag::DidYouMean(name, names);
    return wrong("flag provided but not defined: -" + name, near ? ". Did you mean -" + *near + "?" : "");
  }
  std::string text = flag->is_value_optional ? "" : "true";
  if (equals != std::string::npos) {
    text = argument.substr(equals + 1);
  } else if (!flag->placeholder.empty() && !flag->is_value_optional) {
    if (at + 1 == arguments.size()) return wrong("flag needs an argument: -" + name);
    text = arguments[++at];
  }
  if (Result<void> set = flag->set(text); !set.ok()) return wrong(set.error().message, flag->advice);
  parsed.values[name] = std::move(text);
  return true;
}

ParsedFlags Flags::Parse(const std::vector<std::string>& arguments, bool interspersed) const {
  ParsedFlags parsed;
  std::size_t at = 0;
  for (; at < arguments.size(); ++at) {
    const std::string& argument = arguments[at];
    if (argument == "--") {
      ++at;
      break;
    }
    if (argument.size() < 2 || argument[0] != '-') {
      if (!interspersed) break;
      parsed.positional.push_back(argument);
    } else if (!Take(arguments, at, parsed)) {
      ++at;
      break;
    }
  }
  parsed.positional.insert(parsed.positional.end(), arguments.begin() + static_cast<std::ptrdiff_t>(at),
                           arguments.end());
  return parsed;
}

Result<std::vector<std::string>> SplitShellWords(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else if (c == '\\' && quote == '"' && i + 1 < text.size() &&
                 std::string_view("\\\"$`").find(text[i + 1]) != std::string_view::npos) {
        word += text[++i];
      } else {
        word += c;
      }
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (in_word) words.push_back(std::exchange(word, std::string()));
      in_word = false;
    } else {
      in_word = true;
      if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '\\' && i + 1 < text.size()) {
        word += text[++i];
      } else {
        word += c;
      }
    }
  }
  if (quote != '\0') return Usage("a quote is not closed");
  if (in_word) words.push_back(std::move(word));
  return words;
}

}  // namespace rolecall::cli
