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
    const bool was_recovering = recovering_;
    StartItem();
    const Token& next = Peek();
    if (next.kind == end) {
      body.end_range = SpanOf(next);
      Read();
      break;
    }
    if (next.kind == TokenKind::kEnd) {
      // A mistake before it has taken the rest of the file with it: that one is told already.
      if (!was_recovering) {
        Complain("unclosed-block", "Unclosed configuration block",
                 "There is no closing brace for this block before the end of the file. This may be caused by "
                 "incorrect brace nesting elsewhere in this file.",
                 opening);
      }
      body.end_range = SpanOf(next);
      break;
    }
    if (next.kind == TokenKind::kNewline) {
      Read();
    } else if (next.kind == TokenKind::kIdentifier) {
      ParseBodyItem(progress);
    } else {
      const bool quoted = next.kind == TokenKind::kOpenQuote;
      ComplainAt(next, "definition-required",
                 quoted ? "Invalid argument name" : "Argument or block definition required",
                 quoted ? "Argument names must not be quoted." : "An argument or block definition is required here.");
      Read();
      RecoverAfterItem();
    }
  }
  body.range = Join(start, body.end_range);
  body.missing_range = body.end_range;
  return std::move(progress.body);
}

void Parser::ParseBodyItem(BodyInProgress& progress) {
  const Token& name = Read();
  switch (Peek().kind) {
    case TokenKind::kEqual: AddAttribute(progress, FinishAttribute(name, false)); return;
    case TokenKind::kOpenQuote:
    case TokenKind::kOpenBrace:
    case TokenKind::kIdentifier: progress.body.blocks.push_back(FinishBlock(name)); return;
    default:
      ComplainAt(Peek().kind == TokenKind::kInvalid ? Peek() : name, "definition-required",
                 "Argument or block definition required",
                 "An argument or block definition is required here. To set an argument, use the equals sign \"=\" to "
                 "introduce the argument value.");
      RecoverAfterItem();
  }
}

void Parser::AddAttribute(BodyInProgress& progress, AttributePtr attribute) {
  if (const Attribute* earlier = progress.Find(attribute->name)) {
    const diag::Range first = earlier->name_range;
    diagnostics_.AddError("attribute-redefined", "Attribute redefined",
                          "The argument \"" + attribute->name + "\" was already set at " +
                              std::string(first.file_name()) + ":" + std::to_string(first.start.line) + "," +
                              std::to_string(first.start.column) + "-" + std::to_string(first.end.column) +
                              ". Each argument may be set only once.",
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
  attribute->expression = ParseExpression();
  attribute->range = Join(attribute->name_range, attribute->expression->range);
  if (!single_line) EndAttribute(name);
  return attribute;
}

void Parser::EndAttribute(const Token& name) {
  if (recovering_) return RecoverAfterItem();
  const Token& end = Peek();
  if (end.kind == TokenKind::kNewline) {
    Read();
    return;
  }
  if (end.kind == TokenKind::kEnd) return;
  const Span context = Join(SpanOf(name), SpanOf(end));
  if (end.kind == TokenKind::kComma) {
    ComplainAt(end, "unexpected-comma", "Unexpected comma after argument",
               "Argument definitions must be separated by newlines, not commas. An argument definition must end with a "
               "newline.",
               &context);
  } else {
    ComplainAt(end, "missing-newline", "Missing newline after argument",
               "An argument definition must end with a newline.", &context);
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
      case TokenKind::kOpenQuote: {
        BlockLabel label;
        const bool good = ParseLabel(label);
        block.header_range = Join(block.header_range, label.range);
        block.labels.push_back(std::move(label));
        if (!good) {
          RecoverAfterItem();
          return false;
        }
        break;
      }
      case TokenKind::kIdentifier:
        Read();
        block.labels.push_back({Name(token), SpanOf(token)});
        block.header_range = Join(block.header_range, SpanOf(token));
        break;
      default: {
        const char* detail = "Either a quoted string block label or an opening brace (\"{\") is expected here.";
        if (token.kind == TokenKind::kEqual) {
          detail =
              "The equals sign \"=\" indicates an argument definition, and must not be used when defining a block.";
        } else if (token.kind == TokenKind::kNewline) {
          detail =
              "A block definition must have block content delimited by \"{\" and \"}\", starting on the same line as "
              "the block header.";
        }
        const Span context = Join(block.type_range, SpanOf(token));
        ComplainAt(token, "invalid-block-definition", "Invalid block definition", detail, &context);
        RecoverAfterItem();
        return false;
      }
    }
  }
}

void Parser::ParseBlockBody(Block& block) {
  const TokenKind next = Peek().kind;
  if (next == TokenKind::kNewline || next == TokenKind::kEnd || next == TokenKind::kCloseBrace) {
    block.body = ParseBody(TokenKind::kCloseBrace, block.open_brace_range);
    block.close_brace_range = block.body.end_range;
  } else {
    ParseSingleLineBody(block.body);
    EndSingleLineBody(block);
  }
  block.body.range = Join(block.open_brace_range, block.close_brace_range);
  block.body.missing_range = block.open_brace_range;
  block.range = Join(block.type_range, block.close_brace_range);
  if (recovering_) return RecoverAfterItem();
  const Token& end = Peek();
  if (end.kind == TokenKind::kNewline) {
    Read();
  } else if (end.kind != TokenKind::kEnd) {
    const Span context = Join(block.type_range, SpanOf(end));
    ComplainAt(end, "missing-newline", "Missing newline after block definition",
               "A block definition must end with a newline.", &context);
    RecoverAfterItem();
  }
}

void Parser::ParseSingleLineBody(Body& body) {
  const Token& name = Read();
  if (name.kind != TokenKind::kIdentifier) {
    ComplainAt(name, "definition-required", "Argument or block definition required",
               "An argument or block definition is required here.");
    return;
  }
  if (At(TokenKind::kEqual)) {
    body.attributes.push_back(FinishAttribute(name, true));
    return;
  }
  const Span context = Join(SpanOf(name), SpanOf(Peek()));
  Complain("definition-required", "Argument definition required",
           "A single-line block definition can contain only a single argument. If you meant to define argument \"" +
               Name(name) +
               "\", use an equals sign to assign it a value. To define a nested block, place it on a line of its own "
               "within its parent block.",
           context);
}

void Parser::EndSingleLineBody(Block& block) {
  const Token& next = Peek();
  block.body.end_range = block.close_brace_range = SpanOf(next);
  if (!recovering_ && next.kind == TokenKind::kCloseBrace) {
    Read();
    return;
  }
  const char* detail =
      "A single-line block definition must end with a closing brace immediately after its single argument definition.";
  if (next.kind == TokenKind::kComma) {
    detail =
        "Single-line block syntax can include only one argument definition. To define multiple arguments, use the "
        "multi-line block syntax with one argument definition per line.";
  } else if (next.kind == TokenKind::kNewline) {
    detail =
        "An argument definition on the same line as its containing block creates a single-line block definition, which "
        "must also be closed on the same line. Place the block's closing brace immediately after the argument "
        "definition.";
  }
  ComplainAt(next, "invalid-single-line-block", "Invalid single-argument block definition", detail);
  block.close_brace_range = RecoverAfter(TokenKind::kCloseBrace);
}

bool Parser::ParseLabel(BlockLabel& label) {
  const Span open = SpanOf(Read());
  bool good = true;
  while (true) {
    const Token& token = Read();
    label.range = Join(open, SpanOf(token));
    switch (token.kind) {
      case TokenKind::kCloseQuote: return good;
      case TokenKind::kQuotedLiteral:
        label.text += DecodeLiteral(Text(token), true, SpanOf(token), diagnostics_);
        break;
      case TokenKind::kTemplateInterpolation:
      case TokenKind::kTemplateControl: {
        const std::string which(Text(token).substr(0, 1));
        Complain("invalid-string-literal", "Invalid string literal",
                 "Template sequences are not allowed in this string. To include a literal \"" + which +
                     "\", double it (as \"" + which + which + "\") to escape it.",
                 SpanOf(token), &label.range);
        RecoverAfter(TokenKind::kTemplateEnd);
        good = false;
        break;
      }
      case TokenKind::kEnd:
        Complain("unterminated-string", "Unterminated string literal",
                 "Unable to find the closing quote mark before the end of the file.", open);
        return false;
      case TokenKind::kQuotedNewline:
        Complain("invalid-multi-line-string", "Invalid multi-line string",
                 "Quoted strings may not be split over multiple lines.", SpanOf(token), &label.range);
        return false;
      default:
        ComplainAt(token, "invalid-string-literal", "Invalid string literal",
                   "This item is not valid in a string literal.");
        good = false;
    }
  }
}

}  // namespace rolecall::hcl
