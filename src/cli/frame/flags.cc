#include "cli/frame/flags.h"

#include "base/duration.h"
#include "base/text.h"
#include "diag/diagnostic.h"

namespace rolecall::cli {
namespace {

Error Usage(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<std::chrono::milliseconds> ParseMilliseconds(const std::string& text) {
  constexpr std::chrono::hours kLongest{365 * 24};
  const std::optional<std::chrono::nanoseconds> duration = ParseDuration(text);
  if (!duration || duration->count() < 0 || *duration > kLongest) {
    return Usage("invalid duration \"" + text + "\"; use a number with a unit such as 30s, 5m or 500ms");
  }
  return std::chrono::round<std::chrono::milliseconds>(*duration);
}

}  // namespace

void Flags::Custom(std::string name, std::string placeholder, std::function<Result<void>(const std::string&)> set,
                   std::string help) {
  list_.push_back({std::move(name), std::move(placeholder), std::move(help), std::move(set), false});
}

void Flags::Switch(std::string name, bool* target, std::string help) {
  Custom(
      std::move(name), "",
      [target](const std::string& text) -> Result<void> {
        const std::optional<bool> is_on = ParseBool(text);
        if (!is_on) return Usage("invalid boolean value \"" + text + "\"");
        *target = *is_on;
        return {};
      },
      std::move(help));
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
  Custom(
      std::move(name), std::move(placeholder),
      [target](const std::string& text) -> Result<void> {
        const std::optional<int> number = ParseInt<int>(text);
        if (!number) return Usage("invalid number \"" + text + "\"");
        *target = *number;
        return {};
      },
      std::move(help));
}

void Flags::Duration(std::string name, std::string placeholder, std::chrono::milliseconds* target, std::string help) {
  Custom(
      std::move(name), std::move(placeholder),
      [target](const std::string& text) -> Result<void> {
        ROLECALL_TRY(*target, ParseMilliseconds(text));
        return {};
      },
      std::move(help));
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

Result<std::vector<std::string>> Flags::Parse(const std::vector<std::string>& arguments, bool interspersed) const {
  std::vector<std::string> positional;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") {
      positional.insert(positional.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (argument.size() < 2 || argument[0] != '-') {
      positional.push_back(argument);
      if (interspersed) continue;
      positional.insert(positional.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    const std::size_t start = argument.starts_with("--") ? 2 : 1;
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(start, equals == std::string::npos ? equals : equals - start);
    const Flag* flag = Find(name);
    if (flag == nullptr) {
      std::vector<std::string> names;
      for (const Flag& known : list_) names.push_back(known.name);
      const std::optional<std::string> near = diag::DidYouMean(name, names);
      return Usage("flag provided but not defined: -" + name + (near ? ". Did you mean -" + *near + "?" : ""));
    }
    std::string text = flag->is_value_optional ? "" : "true";
    if (equals != std::string::npos) {
      text = argument.substr(equals + 1);
    } else if (!flag->placeholder.empty() && !flag->is_value_optional) {
      if (++i == arguments.size()) return Usage("flag needs an argument: -" + name);
      text = arguments[i];
    }
    if (Result<void> set = flag->set(text); !set.ok()) {
      return Usage("invalid value for flag -" + name + ": " + set.error().message);
    }
  }
  return positional;
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
