#include "engine/render/text.h"

#include <optional>

#include "base/printable.h"
#include "engine/render/sequence.h"
#include "json/document.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

constexpr std::size_t kMaxJsonBytes = 4u << 20;

// A string as it is to be shown.
struct Text {
  std::string shown;  // without quotes
  bool is_null = false;
  bool is_multiline = false;
  std::optional<Value> json;  // if it is an object or an array
};

Text Evaluate(const Value& given, const DiffOptions& options) {
  Text text;
  if (given.IsNull()) {
    text.shown = options.style.Gray("null");
    text.is_null = true;
    return text;
  }
  const std::string& content = given.AsString();
  if ((content.starts_with('{') || content.starts_with('[')) && content.size() <= kMaxJsonBytes) {
    const json::ParseResult parsed = json::Parse(content, {.max_bytes = kMaxJsonBytes, .max_depth = 64});
    if (parsed.error.empty()) {
      auto value = value::FromJson(parsed.root);
      if (value.ok()) text.json = *value;
    }
  }
  text.is_multiline = content.find('\n') != std::string::npos;
  text.shown = content;
  if (text.is_multiline) {
    const std::size_t first = content.find_first_not_of(" \t\r\n");
    const std::size_t last = content.find_last_not_of(" \t\r\n");
    text.shown = first == std::string::npos ? "" : content.substr(first, last - first + 1);
  }
  return text;
}

std::string Simple(const Text& text) { return text.is_null ? text.shown : Quoted(text.shown); }

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end == std::string::npos ? std::string::npos : end - at));
    if (end == std::string::npos) return lines;
    at = end + 1;
  }
}

std::string Heredoc(const std::string& lines, const Diff& diff, int indent, const DiffOptions& options) {
  return "<<-EOT" + Forces(diff.replace, options) + "\n" + lines + Indent(indent) + Symbol(Action::kNoOp, options) +
         "EOT" + NullSuffix(diff.action, options);
}

std::string WholeHeredoc(const Text& text, const Diff& diff, int indent, const DiffOptions& options) {
  std::string lines;
  for (const std::string& line : Lines(text.shown)) {
    lines += Indent(indent + 1) + Symbol(Action::kNoOp, options) + Printable(line + "\n");
  }
  return Heredoc(lines, diff, indent, options);
}

std::string ChangedHeredoc(const Text& before, const Text& after, const Diff& diff, int indent,
                           const DiffOptions& options) {
  const std::vector<std::string> old_lines = Lines(before.shown);
  const std::vector<std::string> new_lines = Lines(after.shown);
  const auto pairs = PairElements(
      old_lines.size(), new_lines.size(), [&](std::size_t i, std::size_t j) { return old_lines[i] == new_lines[j]; },
      [](std::size_t, std::size_t) { return false; });
  std::string lines;
  for (const auto& [i, j] : pairs) {
    const Action action = i == kNoElement ? Action::kCreate : j == kNoElement ? Action::kDelete : Action::kNoOp;
    lines += Indent(indent + 1) + Symbol(action, options) +
             Printable((i == kNoElement ? new_lines[j] : old_lines[i]) + "\n");
  }
  return Heredoc(lines, diff, indent, options);
}

std::string RenderJson(const std::optional<Value>& before, const std::optional<Value>& after, const Diff& diff,
                       int indent, const DiffOptions& options) {
  const Diff inner = DiffOfValues(before.value_or(Value()), after.value_or(Value()), diff.action, false, false);
  DiffOptions inner_options = options;
  inner_options.no_null_suffix = true;
  std::string whitespace;
  std::string forces;
  Action action = diff.action == Action::kUpdate ? Action::kUpdate : Action::kNoOp;
  if (inner.action == Action::kNoOp && diff.action == Action::kUpdate) {
    // Only the spacing differs, or the order of keys: the diff alone would show nothing.
    whitespace = diff.replace ? " # whitespace changes force replacement" : " # whitespace changes";
    inner_options.show_unchanged = true;
    action = Action::kNoOp;
  } else {
    forces = Forces(diff.replace, options);
  }
  const std::string text = RenderDiff(inner, indent + 1, inner_options);
  if (text.find('\n') == std::string::npos) return "jsonencode(" + text + ")" + whitespace + forces;
  return "jsonencode(" + whitespace + "\n" + Indent(indent + 1) + Symbol(action, options) + text + forces + "\n" +
         Indent(indent) + Symbol(Action::kNoOp, options) + ")" + NullSuffix(diff.action, options);
}

std::string RenderOneText(const Text& text, const Diff& diff, int indent, const DiffOptions& options) {
  if (text.json) {
    const bool is_delete = diff.action == Action::kDelete;
    const bool is_create = diff.action == Action::kCreate;
    return RenderJson(is_create ? std::nullopt : text.json, is_delete ? std::nullopt : text.json, diff, indent,
                      options);
  }
  if (text.is_multiline) return WholeHeredoc(text, diff, indent, options);
  const std::string suffix = text.is_null ? "" : NullSuffix(diff.action, options);
  return Simple(text) + suffix + Forces(diff.replace, options);
}

std::string RenderString(const Diff& diff, int indent, const DiffOptions& options) {
  if (diff.action == Action::kCreate || diff.action == Action::kNoOp) {
    return RenderOneText(Evaluate(diff.after, options), diff, indent, options);
  }
  if (diff.action == Action::kDelete) return RenderOneText(Evaluate(diff.before, options), diff, indent, options);
  const Text before = Evaluate(diff.before, options);
  const Text after = Evaluate(diff.after, options);
  if (before.json && after.json) return RenderJson(before.json, after.json, diff, indent, options);
  if (before.json || after.json) {
    Diff removed = diff;
    removed.action = Action::kDelete;
    removed.replace = false;
    Diff added = diff;
    added.action = Action::kCreate;
    added.replace = false;
    Diff change = diff;
    change.kind = Diff::Kind::kTypeChange;
    change.items = {std::move(removed), std::move(added)};
    return RenderDiff(change, indent, options);
  }
  if (before.is_multiline || after.is_multiline) return ChangedHeredoc(before, after, diff, indent, options);
  return Simple(before) + " " + options.style.Yellow("->") + " " + Simple(after) + Forces(diff.replace, options);
}

std::string PlainText(const Value& given, const DiffOptions& options) {
  if (given.IsNull()) return options.style.Gray("null");
  if (given.type().kind() == Type::Kind::kBool) return given.AsBool() ? "true" : "false";
  return given.AsNumber().Sign() == 0 ? "0" : given.AsNumber().Text();  // a diff shows zeros without their sign
}

}  // namespace

std::string Indent(int indent) { return std::string(static_cast<std::size_t>(indent) * 4, ' '); }

std::string ActionSymbol(Action action, const RenderStyle& style) {
  switch (action) {
    case Action::kCreate: return "  " + style.Green("+");
    case Action::kUpdate: return "  " + style.Yellow("~");
    case Action::kDelete: return "  " + style.Red("-");
    case Action::kDeleteThenCreate: return style.Red("-") + "/" + style.Green("+");
    case Action::kCreateThenDelete: return style.Green("+") + "/" + style.Red("-");
    case Action::kRead: return " " + style.Cyan("<=");
    case Action::kForget: return "  " + style.Red(".");
    case Action::kForgetThenCreate: return "  " + style.Red(".") + "/" + style.Green("+");
    case Action::kNoOp: return "   ";
  }
  return "   ";
}

std::string Symbol(Action action, const DiffOptions& options) {
  return options.hide_symbols ? "" : ActionSymbol(action, options.style) + " ";
}

std::string NullSuffix(Action action, const DiffOptions& options) {
  if (options.no_null_suffix || action != Action::kDelete) return "";
  return " " + options.style.Gray("-> null");
}

std::string Forces(bool replace, const DiffOptions& options) {
  if (options.forces_nowhere || !(replace || options.forces_everywhere)) return "";
  return " " + options.style.Red("# forces replacement");
}

std::vector<std::string> DiffWarnings(const Diff& diff, int indent, const DiffOptions& options) {
  const bool hidden = diff.kind == Diff::Kind::kSensitive || diff.kind == Diff::Kind::kSensitiveBlock;
  if (!hidden || diff.before_sensitive == diff.after_sensitive) return {};
  const Action inner = diff.items[0].action;
  if (inner == Action::kCreate || inner == Action::kDelete) return {};
  const char* what = diff.kind == Diff::Kind::kSensitive ? "attribute value" : "block";
  std::string text = "  # " + options.style.Yellow("Warning") + ": this " + what;
  if (diff.before_sensitive) {
    text += " will no longer be marked as sensitive\n" + Indent(indent) + "  # after applying this change.";
  } else {
    text += " will be marked as sensitive and will not\n" + Indent(indent) +
            "  # display in UI output after applying this change.";
  }
  if (inner == Action::kNoOp) text += " The value is unchanged.";
  return {text};
}

std::string RenderPrimitive(const Diff& diff, int indent, const DiffOptions& options) {
  const auto is_text = [](const Value& v) { return !v.IsNull() && v.type().kind() == Type::Kind::kString; };
  if (is_text(diff.before) || is_text(diff.after)) return RenderString(diff, indent, options);
  const std::string before = PlainText(diff.before, options);
  const std::string after = PlainText(diff.after, options);
  const std::string forces = Forces(diff.replace, options);
  switch (diff.action) {
    case Action::kCreate: return after + forces;
    case Action::kDelete: return before + (diff.before.IsNull() ? "" : NullSuffix(diff.action, options)) + forces;
    case Action::kNoOp: return before + forces;
    case Action::kRead:
    case Action::kUpdate:
    case Action::kDeleteThenCreate:
    case Action::kCreateThenDelete:
    case Action::kForgetThenCreate:
    case Action::kForget: break;
  }
  return before + " " + options.style.Yellow("->") + " " + after + forces;
}

}  // namespace rolecall::engine
