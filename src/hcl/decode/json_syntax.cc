#include "hcl/decode/json_syntax.h"

#include <algorithm>
#include <utility>

#include "hcl/decode/json_body.h"
#include "hcl/decode/json_broken.h"
#include "hcl/syntax/parser.h"
#include "hcl/syntax/parser_state.h"
#include "hcl/syntax/unicode.h"

namespace rolecall::hcl {

namespace {

diag::Position PositionAt(const JsonDocument& document, std::size_t offset) {
  const auto after = std::upper_bound(document.line_starts.begin(), document.line_starts.end(), offset);
  const std::size_t line = static_cast<std::size_t>(after - document.line_starts.begin());
  const std::size_t start = document.line_starts[line - 1];
  const std::string_view before = std::string_view(document.source->text).substr(start, offset - start);
  // Long lines are machine-made: there bytes will do for columns.
  constexpr std::size_t kLongLine = 4096;
  std::size_t columns = before.size() > kLongLine || IsAscii(before) ? before.size() : CountGraphemes(before);
  // A tab between values counts as two columns, a carriage return as none.
  columns += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\t'));
  columns -= static_cast<std::size_t>(std::count(before.begin(), before.end(), '\r'));
  return {static_cast<int>(line), static_cast<int>(columns) + 1, offset};
}

std::vector<std::size_t> LineStarts(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  return starts;
}

void Raise(Expression& parent, const Expression& child) {
  parent.height = std::max<std::uint16_t>(parent.height, static_cast<std::uint16_t>(child.height + 1));
}

// A string as the template that it is.
ExpressionPtr TemplateOf(const JsonDocument& document, std::string_view text, const Span& span) {
  auto literal = std::make_unique<StringExpression>();
  literal->range = span;
  literal->text = Normalize(text);
  literal->from_json = true;
  if (text.find("${") == std::string_view::npos && text.find("%{") == std::string_view::npos) return literal;
  diag::Position start = span.start;
  ++start.column;
  ++start.byte;
  // What is wrong with it matters only where it is read as a template: the evaluator says so then.
  diag::Diagnostics problems;
  Parser parser(*document.source, text, LexMode::kTemplate, start, problems);
  literal->as_template = parser.ParseWholeTemplate();
  if (problems.HasErrors()) literal->as_template = std::make_unique<InvalidExpression>();
  literal->as_template->range = span;
  Raise(*literal, *literal->as_template);
  return literal;
}

ExpressionPtr NumberOf(const json::Node& node, const Span& span, diag::Diagnostics& diagnostics) {
  auto literal = std::make_unique<LiteralExpression>();
  literal->range = span;
  if (const auto number = value::Number::Parse(node.text)) {
    literal->value = value::Value::Number(*number);
  } else {
    diagnostics.AddError("invalid-json", "Invalid JSON number", "There is a syntax error in the given JSON number.",
                         span);
  }
  return literal;
}

}  // namespace

Span JsonDocument::SpanOf(std::size_t begin, std::size_t end) const {
  return {source.get(), PositionAt(*this, begin), PositionAt(*this, end)};
}

ExpressionPtr JsonExpression(const JsonDocument& document, const json::Node& node, diag::Diagnostics& diagnostics) {
  const Span span = document.SpanOf(node);
  if (IsUnreadable(node)) {
    auto invalid = std::make_unique<InvalidExpression>();
    invalid->range = span;
    return invalid;
  }
  switch (node.kind) {
    case json::Node::Kind::kString: return TemplateOf(document, node.text, span);
    case json::Node::Kind::kNumber: return NumberOf(node, span, diagnostics);
    case json::Node::Kind::kNull:
    case json::Node::Kind::kBool: {
      auto literal = std::make_unique<LiteralExpression>();
      literal->range = span;
      if (node.kind == json::Node::Kind::kBool) literal->value = value::Value::Bool(node.flag);
      return literal;
    }
    case json::Node::Kind::kArray: {
      auto tuple = std::make_unique<TupleExpression>();
      tuple->range = tuple->open_range = span;
      for (const json::Node& item : node.items) {
        tuple->items.push_back(JsonExpression(document, item, diagnostics));
        Raise(*tuple, *tuple->items.back());
      }
      return tuple;
    }
    case json::Node::Kind::kObject: break;
  }
  auto object = std::make_unique<ObjectExpression>();
  object->range = object->open_range = span;
  for (const json::Member& member : node.members) {
    auto key = std::make_unique<ObjectKeyExpression>();
    key->range = document.SpanOf(member.name_begin, member.name_end);
    key->force_non_literal = true;
    key->wrapped = TemplateOf(document, member.name, key->range);
    Raise(*key, *key->wrapped);
    ExpressionPtr item = JsonExpression(document, member.value, diagnostics);
    Raise(*object, *key);
    Raise(*object, *item);
    object->items.push_back({std::move(key), std::move(item)});
  }
  return object;
}

File ParseJsonFile(std::string name, std::string text, diag::Diagnostics& diagnostics) {
  auto source = std::make_shared<Source>();
  source->name = std::make_shared<const std::string>(std::move(name));
  source->text = std::move(text);
  auto document = std::make_shared<JsonDocument>();
  document->source = source;
  File file;
  file.source = source;
  if (source->text.size() > kMaxSourceBytes) {
    diagnostics.AddError("file-too-large", "File too large", "The limit is 64 MB for one file.",
                         diag::Range{source->name, {}, {}});
    source->text = "{}";
  }
  document->line_starts = LineStarts(source->text);
  json::ParseResult parsed =
      json::Parse(source->text, {.max_bytes = kMaxSourceBytes, .max_depth = static_cast<std::size_t>(kMaxNesting)});
  document->root = parsed.error.empty() ? std::move(parsed.root) : ReadBrokenJson(*document, diagnostics);
  json::Node& root = document->root;
  if (!root.IsObject() && !root.IsArray()) {
    diagnostics.AddError(
        "invalid-json", "Root value must be object",
        "The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.",
        document->SpanOf(root));
    root = json::Node{};
    root.kind = json::Node::Kind::kObject;
  }
  file.body = MakeJsonBody(document, root);
  return file;
}

}  // namespace rolecall::hcl
