// Bodies: attributes and blocks.
#include <string_view>
#include <unordered_map>
#include <utility>

#include "hcl/syntax/parser_state.h"
#include "hcl/syntax/string_literal.h"

namespace rolecall::hcl {

// A body and, once it is large, an index of its attributes: few have many, and those should not cost their square.
struct Parser::BodyInProgress {
  static constexpr std::size_t kIndexedFrom = 24;
  Body body;
  std::unordered_map<std::string_view, const Attribute*> by_name;

  const Attribute* Find(const std::string& name) const {
    if (!by_name.empty()) {
      const auto found = by_name.find(name);
      return found == by_name.end() ? nullptr : found->second;
    }
    for (const AttributePtr& other : body.attributes) {
      if (other->name == name) return other.get();
    }
    return nullptr;
  }

  void Add(AttributePtr attribute) {
    body.attributes.push_back(std::move(attribute));
    if (body.attributes.size() < kIndexedFrom) return;
    const std::size_t first = by_name.empty() ? 0 : body.attributes.size() - 1;
    for (std::size_t i = first; i < body.attributes.size(); ++i) {
      by_name.emplace(body.attributes[i]->name, body.attributes[i].get());
    }
  }
};

Body Parser::ParseBody(TokenKind end, const Span& opening) {
  BodyInProgress progress;
  Body& body = progress.body;
  const Span start = SpanOf(Peek());
  const NewlineMode newlines(*this, true);
  while (true) {
    const Token& next = Peek();
    if (next.kind == end) {
      body.end_range = SpanOf(Read());
      break;
    }
    if (next.kind == TokenKind::kNewline) {
      Read();
    } else if (next.kind == TokenKind::kIdentifier) {
      ParseBodyItem(progress);
    } else {
      ComplainAboutItem(Read(), opening);
      body.end_range = SpanOf(next);
      // What else is in this body is not read.
      RecoverAfter(end);
      break;
    }
  }
  body.range = Join(start, body.end_range);
  body.missing_range = body.end_range;
  return std::move(progress.body);
}

void Parser::ComplainAboutItem(const Token& bad, const Span& opening) {
  if (bad.kind == TokenKind::kEnd) {
    return Suspect("unclosed-block", "Unclosed configuration block",
                   "There is no closing brace for this block before the end of the file. This may be caused by "
                   "incorrect brace nesting elsewhere in this file.",
                   opening);
  }
  const bool quoted = bad.kind == TokenKind::kOpenQuote;
  Suspect("definition-required", quoted ? "Invalid argument name" : "Argument or block definition required",
          quoted ? "Argument names must not be quoted." : "An argument or block definition is required here.",
          SpanOf(bad));
}

namespace {
const char* const kDefinitionRequired = "Argument or block definition required";
const char* const kUseEqualsSign =
    "An argument or block definition is required here. To set an argument, use the equals sign \"=\" to introduce the "
    "argument value.";
}  // namespace

void Parser::ParseBodyItem(BodyInProgress& progress) {
  const Token& name = Read();
  switch (Peek().kind) {
    case TokenKind::kEqual: AddAttribute(progress, FinishAttribute(name, false)); return;
    case TokenKind::kOpenQuote:
    case TokenKind::kOpenBrace:
    case TokenKind::kIdentifier: progress.body.blocks.push_back(FinishBlock(name)); return;
    default: Complain("definition-required", kDefinitionRequired, kUseEqualsSign, SpanOf(name)); RecoverAfterItem();
  }
}

void Parser::AddAttribute(BodyInProgress& progress, AttributePtr attribute) {
  if (const Attribute* earlier = progress.Find(attribute->name)) {
    diagnostics_.AddError("attribute-redefined", "Attribute redefined",
                          "The argument \"" + attribute->name + "\" was already set at " +
                              ShowRange(earlier->name_range) + ". Each argument may be set only once.",
                          attribute->name_range);
    return;
  }
  progress.Add(std::move(attribute));
}

AttributePtr Parser::FinishAttribute(const Token& name, bool single_line) {
  auto attribute = std::make_shared<Attribute>();
  attribute->name = Name(name);
  attribute->name_range = SpanOf(name);
  attribute->equals_range = SpanOf(Read());
  const std::size_t mark = Mark();
  attribute->expression = ParseExpression();
  attribute->range = Join(attribute->name_range, attribute->expression->range);
  if (FailedSince(mark)) {
    RecoverAfterItem();
  } else if (!single_line) {
    EndAttribute(name);
  }
  return attribute;
}

void Parser::EndAttribute(const Token& name) {
  const Token& end = Peek();
  if (end.kind == TokenKind::kNewline || end.kind == TokenKind::kEnd) {
    Read();
    return;
  }
  const Span context = Join(SpanOf(name), SpanOf(end));
  if (end.kind == TokenKind::kComma) {
    Suspect("unexpected-comma", "Unexpected comma after argument",
            "Argument definitions must be separated by newlines, not commas. An argument definition must end with a "
            "newline.",
            SpanOf(end), &context);
  } else {
    Suspect("missing-newline", "Missing newline after argument", "An argument definition must end with a newline.",
            SpanOf(end), &context);
  }
  RecoverAfterItem();
}

BlockPtr Parser::FinishBlock(const Token& type) {
  auto block = std::make_shared<Block>();
  block->type = Name(type);
  block->type_range = SpanOf(type);
  if (!EnterNesting(block->type_range)) {
    LeaveNesting();
    return block;
  }
  if (ParseBlockHeader(*block)) ParseBlockBody(*block);
  LeaveNesting();
  return block;
}

bool Parser::ParseBlockHeader(Block& block) {
  block.header_range = block.range = block.type_range;
  while (true) {
    const Token& token = Peek();
    switch (token.kind) {
      case TokenKind::kOpenBrace: block.open_brace_range = SpanOf(Read()); return true;
      case TokenKind::kOpenQuote: block.labels.push_back(ParseLabel()); break;
      case TokenKind::kIdentifier: block.labels.push_back({Name(Read()), SpanOf(token)}); break;
      default:
        RefuseBlockHeader(block, token);
        RecoverAfterItem();
        return false;
    }
    block.header_range = Join(block.header_range, block.labels.back().range);
  }
}

void Parser::RefuseBlockHeader(const Block& block, const Token& token) {
  const char* code = "invalid-block-definition";
  const char* summary = "Invalid block definition";
  const Span context = Join(block.type_range, SpanOf(token));
  if (token.kind == TokenKind::kEqual) {
    Complain(code, summary,
             "The equals sign \"=\" indicates an argument definition, and must not be used when defining a block.",
             SpanOf(token), &context);
  } else if (token.kind == TokenKind::kNewline) {
    Complain(
        code, summary,
        "A block definition must have block content delimited by \"{\" and \"}\", starting on the same line as the "
        "block header.",
        SpanOf(token), &context);
  } else {
    Suspect(code, summary, "Either a quoted string block label or an opening brace (\"{\") is expected here.",
            SpanOf(token), &context);
  }
}

void Parser::ParseBlockBody(Block& block) {
  const TokenKind next = Peek().kind;
  if (next == TokenKind::kNewline || next == TokenKind::kEnd || next == TokenKind::kCloseBrace) {
    block.body = ParseBody(TokenKind::kCloseBrace, block.open_brace_range);
  } else {
    ParseSingleLineBody(block.body);
    EndSingleLineBody(block);
    block.body.end_range = PreviousSpan();
  }
  block.close_brace_range = block.body.end_range;
  block.body.range = Join(block.open_brace_range, block.close_brace_range);
  block.body.missing_range = block.open_brace_range;
  block.range = Join(block.type_range, block.close_brace_range);
  const Token& end = Peek();
  if (end.kind == TokenKind::kNewline || end.kind == TokenKind::kEnd) {
    Read();
    return;
  }
  const Span context = Join(block.type_range, SpanOf(end));
  Suspect("missing-newline", "Missing newline after block definition", "A block definition must end with a newline.",
          SpanOf(end), &context);
  RecoverAfterItem();
}

void Parser::ParseSingleLineBody(Body& body) {
  const Token& name = Read();
  const Span name_span = SpanOf(name);
  if (name.kind != TokenKind::kIdentifier) {
    Complain("definition-required", kDefinitionRequired, "An argument or block definition is required here.",
             name_span);
    return RecoverAfterItem();
  }
  switch (Peek().kind) {
    case TokenKind::kEqual: body.attributes.push_back(FinishAttribute(name, true)); return;
    case TokenKind::kOpenQuote:
    case TokenKind::kOpenBrace:
    case TokenKind::kIdentifier:
      Complain(
          "definition-required", "Argument definition required",
          "A single-line block definition can contain only a single argument. If you meant to define argument \"" +
              Name(name) +
              "\", use an equals sign to assign it a value. To define a nested block, place it on a line of its own "
              "within its parent block.",
          Join(name_span, SpanOf(Peek())));
      break;
    default: Complain("definition-required", kDefinitionRequired, kUseEqualsSign, name_span);
  }
  RecoverAfterItem();
}

void Parser::EndSingleLineBody(const Block& block) {
  const char* code = "invalid-single-line-block";
  const char* summary = "Invalid single-argument block definition";
  const Span next = SpanOf(Peek());
  switch (Peek().kind) {
    case TokenKind::kCloseBrace: Read(); return;
    case TokenKind::kComma:
      Complain(code, summary,
               "Single-line block syntax can include only one argument definition. To define multiple arguments, use "
               "the multi-line block syntax with one argument definition per line.",
               next);
      break;
    case TokenKind::kNewline:
      Complain(code, summary,
               "An argument definition on the same line as its containing block creates a single-line block "
               "definition, which must also be closed on the same line. Place the block's closing brace immediately "
               "after the argument definition.",
               next);
      break;
    case TokenKind::kEnd: ComplainAboutItem(Peek(), block.open_brace_range); break;
    default:
      Suspect(code, summary,
              "A single-line block definition must end with a closing brace immediately after its single argument "
              "definition.",
              next);
  }
  RecoverAfter(TokenKind::kCloseBrace);
}

BlockLabel Parser::ParseLabel() {
  BlockLabel label;
  const Span open = SpanOf(Read());
  while (true) {
    const Token& token = Read();
    const Span span = SpanOf(token);
    label.range = Join(open, span);
    switch (token.kind) {
      case TokenKind::kCloseQuote: return label;
      case TokenKind::kQuotedLiteral: label.text += DecodeLiteral(Text(token), true, span, diagnostics_); break;
      case TokenKind::kTemplateInterpolation:
      case TokenKind::kTemplateControl: {
        const std::string which(Text(token).substr(0, 1));
        Complain("invalid-string-literal", "Invalid string literal",
                 "Template sequences are not allowed in this string. To include a literal \"" + which +
                     "\", double it (as \"" + which + which + "\") to escape it.",
                 span, &label.range);
        // No name is valid with this in it.
        label.text += which + "{ ... }";
        RecoverAfter(TokenKind::kTemplateEnd);
        break;
      }
      case TokenKind::kEnd:
        Complain("unterminated-string", "Unterminated string literal",
                 "Unable to find the closing quote mark before the end of the file.", span, &label.range);
        return label;
      default:
        Complain("invalid-string-literal", "Invalid string literal", "This item is not valid in a string literal.",
                 span, &label.range);
        RecoverAfter(TokenKind::kCloseQuote);
        return label;
    }
  }
}

}  // namespace rolecall::hcl
