#include "cli/frame/flags.h"

#include <charconv>
#include <cmath>

#include "diag/diagnostic.h"

namespace rolecall::cli {
namespace {

Error Usage(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<bool> ParseSwitch(const std::string& text) {
  if (text == "true" || text == "1" || text == "t" || text == "T" || text == "TRUE" || text == "True") return true;
  if (text == "false" || text == "0" || text == "f" || text == "F" || text == "FALSE" || text == "False") return false;
  return Usage("invalid boolean value \"" + text + "\"");
}

}  // namespace

void Flags::Custom(std::string name, std::string placeholder, std::function<Result<void>(const std::string&)> set,
                   std::string help) {
  list_.push_back({std::move(name), std::move(placeholder), std::move(help), std::move(set)});
}

void Flags::Switch(std::string name, bool* target, std::string help) {
  Custom(
      std::move(name), "",
      [target](const std::string& text) -> Result<void> {
        ROLECALL_TRY(*target, ParseSwitch(text));
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
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *target);
        if (error != std::errc() || end != text.data() + text.size()) return Usage("invalid number \"" + text + "\"");
        return {};
      },
      std::move(help));
}

void Flags::Duration(std::string name, std::string placeholder, std::chrono::milliseconds* target, std::string help) {
  Custom(
      std::move(name), std::move(placeholder),
      [target](const std::string& text) -> Result<void> {
        ROLECALL_TRY(*target, ParseDuration(text));
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
    std::string text = "true";
    if (equals != std::string::npos) {
      text = argument.substr(equals + 1);
    } else if (!flag->placeholder.empty()) {
      if (++i == arguments.size()) return Usage("flag needs an argument: -" + name);
      text = arguments[i];
    }
    if (Result<void> set = flag->set(text); !set.ok()) {
      return Usage("invalid value for flag -" + name + ": " + set.error().message);
    }
  }
  return positional;
}

Result<std::chrono::milliseconds> ParseDuration(const std::string& text) {
  if (text == "0") return std::chrono::milliseconds(0);
  const Error wrong = Usage("invalid duration \"" + text + "\"; use a number with a unit such as 30s, 5m or 500ms");
  if (text.empty()) return wrong;
  double total = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    double number = 0;
    const auto read = std::from_chars(at, end, number, std::chars_format::fixed);
    if (read.ec != std::errc() || number < 0) return wrong;
    std::size_t unit_size = 0;
    while (read.ptr + unit_size != end && std::isalpha(static_cast<unsigned char>(read.ptr[unit_size])) != 0)
      ++unit_size;
    const std::string_view unit(read.ptr, unit_size);
    const double factor = unit == "ms" ? 1 : unit == "s" ? 1000 : unit == "m" ? 60000 : unit == "h" ? 3600000 : 0;
    if (factor == 0) return wrong;
    total += number * factor;
    at = read.ptr + unit_size;
  }
  constexpr double kLongest = 365.0 * 24 * 3600 * 1000;
  if (total > kLongest) return wrong;
  return std::chrono::milliseconds(std::llround(total));
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
