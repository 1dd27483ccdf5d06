// Templates: literal text, interpolations and directives; quoted, in heredocs and bare.
#include <algorithm>
#include <limits>
#include <utility>

#include "hcl/syntax/parser_state.h"
#include "hcl/syntax/string_literal.h"
#include "hcl/syntax/unicode.h"

namespace rolecall::hcl {

using Part = TemplatePart;

ExpressionPtr Parser::ParseTemplate() {
  const Token& open = Read();
  const bool heredoc = open.kind == TokenKind::kOpenHeredoc;
  const bool flush = heredoc && Text(open).substr(0, 3) == "<<-";
  const bool trim_before = std::exchange(trim_next_, false);
  ExpressionPtr result =
      FinishTemplate(heredoc ? TokenKind::kCloseHeredoc : TokenKind::kCloseQuote, flush, SpanOf(open));
  trim_next_ = trim_before;
  return result;
}

ExpressionPtr Parser::ParseWholeTemplate() { return FinishTemplate(TokenKind::kEnd, false, SpanOf(tokens_[0])); }

namespace {

// `<<-`: takes the smallest indentation of the lines off all of them. Only literal text counts; lines that hold
// nothing but space do not.
void FlushIndentation(std::vector<Part>& parts) {
  std::size_t smallest = std::numeric_limits<std::size_t>::max();
  std::vector<Part*> line_starts;
  bool at_line_start = true;
  for (Part& part : parts) {
    const bool literal = part.kind == Part::Kind::kLiteral;
    if (std::exchange(at_line_start, false)) {
      std::size_t spaces = 0;
      if (literal) {
        const std::string_view text = part.text;
        const std::string_view trimmed = TrimLeftSpace(text);
        if (trimmed.empty() && !text.empty() && text.back() == '\n') {
          spaces = smallest;
        } else {
          spaces = CountGraphemes(text.substr(0, text.size() - trimmed.size()));
          line_starts.push_back(&part);
        }
      }
      smallest = std::min(smallest, spaces);
    }
    if (literal && !part.text.empty() && part.text.back() == '\n') at_line_start = true;
  }
  for (Part* part : line_starts) {
    std::string_view rest = part->text;
    for (std::size_t i = 0; i < smallest && !rest.empty(); ++i) rest.remove_prefix(FirstGraphemeBytes(rest));
    part->text.erase(0, part->text.size() - rest.size());
  }
}

}  // namespace

ExpressionPtr Parser::FinishTemplate(TokenKind end, bool flush, const Span& opening) {
  Span end_span = opening;
  std::vector<Part> parts = ParseTemplateParts(end, end_span);
  const Span range = Join(opening, end_span);
  if (flush) FlushIndentation(parts);
  if (parts.size() == 1 && parts[0].kind == Part::Kind::kInterpolation) {
    auto wrap = Make<TemplateWrapExpression>(range);
    Adopt(*wrap, *parts[0].expression);
    wrap->wrapped = std::move(parts[0].expression);
    return wrap;
  }
  std::size_t at = 0;
  bool has_else = false;
  return BuildTemplate(parts, at, Part::Kind::kLiteral, range, has_else);
}

std::vector<Part> Parser::ParseTemplateParts(TokenKind end, Span& end_span) {
  std::vector<Part> parts;
  while (true) {
    const Token& token = Read();
    end_span = SpanOf(token);
    if (token.kind == end) return parts;
    switch (token.kind) {
      case TokenKind::kQuotedLiteral:
      case TokenKind::kStringLiteral: AppendLiteral(token, parts); break;
      case TokenKind::kTemplateInterpolation:
        TrimBefore(token, parts);
        ParseInterpolation(end, parts);
        break;
      case TokenKind::kTemplateControl:
        TrimBefore(token, parts);
        ParseDirective(parts);
        break;
      case TokenKind::kQuotedNewline:
        Complain("invalid-multi-line-string", "Invalid multi-line string",
                 "Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the "
                 "\\n escape to represent a newline character or use the \"heredoc\" multi-line template syntax.",
                 end_span);
        end_span = RecoverAfter(end);
        return parts;
      case TokenKind::kBadUtf8: break;  // already reported
      default:
        Complain("unterminated-template", "Unterminated template string", "No closing marker was found for the string.",
                 end_span);
        if (token.kind != TokenKind::kEnd) end_span = RecoverAfter(end);
        return parts;
    }
    // After a mistake inside of a sequence the rest is still read, to find the end.
    if (gave_up_) return parts;
  }
}

void Parser::AppendLiteral(const Token& token, std::vector<Part>& parts) {
  Part part;
  part.range = SpanOf(token);
  part.text = DecodeLiteral(Text(token), token.kind == TokenKind::kQuotedLiteral, part.range, diagnostics_);
  if (std::exchange(trim_next_, false)) part.text = std::string(TrimLeftSpace(part.text));
  parts.push_back(std::move(part));
}

// "${~" takes the white space before it away.
void Parser::TrimBefore(const Token& opening, std::vector<Part>& parts) const {
  if (opening.end - opening.begin != 3 || parts.empty() || parts.back().kind != Part::Kind::kLiteral) return;
  parts.back().text.resize(TrimRightSpace(parts.back().text).size());
}

void Parser::ParseInterpolation(TokenKind end, std::vector<Part>& parts) {
  trim_next_ = false;
  Part part;
  part.kind = Part::Kind::kInterpolation;
  const Span open = PreviousSpan();
  const NewlineMode newlines(*this, false);
  part.expression = ParseExpression();
  CloseSequence(trim_next_, "", end);
  part.range = Join(open, PreviousSpan());
  parts.push_back(std::move(part));
}

// Reads the "}" of a sequence. `what`: the directive; empty for an interpolation.
bool Parser::CloseSequence(bool& trim_next, const std::string& what, TokenKind end) {
  trim_next = false;
  if (recovering_) {
    RecoverAfter(TokenKind::kTemplateEnd);
    return false;
  }
  const Token& close = Peek();
  if (close.kind == TokenKind::kTemplateEnd) {
    Read();
    trim_next = close.end - close.begin == 2;
    return true;
  }
  if (what.empty()) {
    ComplainAboutOpenSequence(close, end);
  } else {
    ComplainAt(close, "invalid-template-directive", "Extra characters in " + what + " marker",
               "Expected a closing brace to end the sequence, but found extra characters.");
  }
  RecoverAfter(TokenKind::kTemplateEnd);
  return false;
}

void Parser::ComplainAboutOpenSequence(const Token& at, TokenKind end) {
  const char* kUnclosed = "Unclosed template interpolation sequence";
  const char* kExtra = "Extra characters after interpolation expression";
  const char* kCode = "unclosed-interpolation";
  if (at.kind == TokenKind::kEnd) {
    return ComplainAt(at, kCode, kUnclosed,
                      "There is no closing brace for this interpolation sequence before the end of the file. This "
                      "might be caused by incorrect nesting inside the given expression.");
  }
  if (at.kind == TokenKind::kColon) {
    return ComplainAt(at, kCode, kExtra,
                      "Template interpolation doesn't expect a colon at this location. Did you intend this to be a "
                      "literal sequence to be processed as part of another language? If so, you can escape it by "
                      "starting with \"$${\" instead of just \"${\".");
  }
  if (end == TokenKind::kCloseQuote && (at.kind == TokenKind::kCloseQuote || at.kind == TokenKind::kOpenQuote)) {
    return ComplainAt(at, kCode, kUnclosed,
                      "There is no closing brace for this interpolation sequence before the end of the quoted "
                      "template. This might be caused by incorrect nesting inside the given expression.");
  }
  ComplainAt(at, kCode, kExtra,
             "Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can "
             "happen when you include interpolation syntax for another language, such as shell scripting, but forget "
             "to escape the interpolation start token. If this is an embedded sequence for another language, escape "
             "it by starting with \"$${\" instead of just \"${\".");
}

void Parser::ParseDirective(std::vector<Part>& parts) {
  trim_next_ = false;
  Part part;
  const Span open = PreviousSpan();
  const NewlineMode newlines(*this, false);
  std::string keyword;
  if (!At(TokenKind::kIdentifier)) {
    ComplainAt(Peek(), "invalid-template-directive", "Invalid template directive",
               "A template directive keyword (\"if\", \"for\", etc) is expected at the beginning of a %{ sequence.");
    RecoverAfter(TokenKind::kTemplateEnd);
    return;
  }
  const Token& name = Read();
  keyword = Text(name);
  if (keyword == "if") {
    part.kind = Part::Kind::kIf;
    part.expression = ParseExpression();
  } else if (keyword == "else") {
    part.kind = Part::Kind::kElse;
  } else if (keyword == "endif") {
    part.kind = Part::Kind::kEndIf;
  } else if (keyword == "for") {
    part.kind = Part::Kind::kFor;
    ParseForDirective(part);
  } else if (keyword == "endfor") {
    part.kind = Part::Kind::kEndFor;
  } else {
    const auto meant = diag::DidYouMean(keyword, {"if", "for", "else", "endif", "endfor"});
    const std::string hint = meant ? " Did you mean \"" + *meant + "\"?" : "";
    Complain("invalid-template-directive", "Invalid template control keyword",
             "\"" + keyword + "\" is not a valid template control keyword." + hint, SpanOf(name));
    RecoverAfter(TokenKind::kTemplateEnd);
    return;
  }
  CloseSequence(trim_next_, keyword, TokenKind::kEnd);
  part.range = Join(open, PreviousSpan());
  if (!part.expression && (part.kind == Part::Kind::kIf || part.kind == Part::Kind::kFor)) {
    part.expression = Invalid(part.range);
  }
  parts.push_back(std::move(part));
}

void Parser::ParseForDirective(Part& part) {
  const auto refuse = [&](const char* detail) {
    ComplainAt(Peek(), "invalid-template-directive", "Invalid 'for' directive", detail);
  };
  if (!At(TokenKind::kIdentifier)) return refuse("For directive requires variable name after 'for'.");
  part.value_name = Name(Read());
  if (At(TokenKind::kComma)) {
    Read();
    if (!At(TokenKind::kIdentifier)) return refuse("For directive requires value variable name after comma.");
    part.key_name = std::exchange(part.value_name, Name(Read()));
  }
  if (!AtKeyword("in")) return refuse("For directive requires 'in' keyword after names.");
  Read();
  part.expression = ParseExpression();
}

// Parts up to the end (opener kLiteral), or up to the directive that ends or divides the opener's, which stays.
ExpressionPtr Parser::BuildTemplate(std::vector<Part>& parts, std::size_t& at, Part::Kind opener, const Span& range,
                                    bool& has_else) {
  auto whole = Make<TemplateExpression>(range);
  std::string literal;
  Span literal_range;
  bool has_literal = false;
  const auto end_literal = [&] {
    if (!std::exchange(has_literal, false)) return;
    auto text = Make<StringExpression>(literal_range);
    text->text = Normalize(literal);
    literal.clear();
    Adopt(*whole, *text);
    whole->parts.push_back(std::move(text));
  };
  for (; at < parts.size(); ++at) {
    Part& part = parts[at];
    if (part.kind == Part::Kind::kLiteral) {
      literal_range = has_literal ? Join(literal_range, part.range) : part.range;
      has_literal = true;
      literal += part.text;
      continue;
    }
    if (opener == Part::Kind::kIf && (part.kind == Part::Kind::kEndIf || part.kind == Part::Kind::kElse)) {
      has_else = part.kind == Part::Kind::kElse;
      break;
    }
    if (opener == Part::Kind::kFor && part.kind == Part::Kind::kEndFor) break;
    end_literal();
    ExpressionPtr child =
        part.kind == Part::Kind::kInterpolation ? std::move(part.expression) : BuildDirective(parts, at);
    Adopt(*whole, *child);
    whole->parts.push_back(std::move(child));
    if (gave_up_) break;
  }
  if (has_literal && whole->parts.empty()) {
    auto text = Make<StringExpression>(range);
    text->text = Normalize(literal);
    return text;
  }
  end_literal();
  if (whole->parts.empty()) return Make<StringExpression>(range);
  return whole;
}

// At a directive: builds all of it and stays at its last part.
ExpressionPtr Parser::BuildDirective(std::vector<Part>& parts, std::size_t& at) {
  const Part& part = parts[at];
  if (part.kind == Part::Kind::kIf || part.kind == Part::Kind::kFor) {
    const bool is_if = part.kind == Part::Kind::kIf;
    ExpressionPtr built;
    if (EnterNesting(part.range)) built = is_if ? BuildIf(parts, at) : BuildForDirective(parts, at);
    LeaveNesting();
    return built ? std::move(built) : Invalid(part.range);
  }
  const char* name = part.kind == Part::Kind::kElse ? "else" : part.kind == Part::Kind::kEndIf ? "endif" : "endfor";
  const char* needed = part.kind == Part::Kind::kEndFor ? "for" : "if";
  Complain("unexpected-template-directive", std::string("Unexpected ") + name + " directive",
           std::string("There is no ") + needed + " directive open here for this " + name + " to belong to.",
           part.range);
  return Invalid(part.range);
}

namespace {
void ReportOpenDirective(const Span& range, const char* name, const char* end, diag::Diagnostics& diagnostics) {
  diagnostics.AddError("unexpected-end-of-template", "Unexpected end of template",
                       std::string("The ") + name + " directive is missing its corresponding " + end + " directive.",
                       range);
}
}  // namespace

ExpressionPtr Parser::BuildIf(std::vector<Part>& parts, std::size_t& at) {
  const Span range = parts[at].range;
  auto conditional = Make<ConditionalExpression>(range);
  conditional->condition = std::move(parts[at].expression);
  ++at;
  bool has_else = false;
  conditional->true_result = BuildTemplate(parts, at, Part::Kind::kIf, range, has_else);
  if (has_else) {
    ++at;
    bool second_else = false;
    conditional->false_result = BuildTemplate(parts, at, Part::Kind::kIf, range, second_else);
    if (second_else) {
      Complain("unexpected-template-directive", "Unexpected else directive",
               "Already in the else clause of this if directive.", parts[at].range);
      while (at < parts.size() && parts[at].kind != Part::Kind::kEndIf) ++at;
    }
  } else {
    conditional->false_result = Make<StringExpression>(range);
  }
  if (at >= parts.size()) {
    if (!recovering_) ReportOpenDirective(range, "if", "endif", diagnostics_);
    recovering_ = true;
  } else {
    conditional->range = Join(range, parts[at].range);
  }
  Adopt(*conditional, *conditional->condition);
  Adopt(*conditional, *conditional->true_result);
  Adopt(*conditional, *conditional->false_result);
  return conditional;
}

ExpressionPtr Parser::BuildForDirective(std::vector<Part>& parts, std::size_t& at) {
  const Span range = parts[at].range;
  auto loop = Make<ForExpression>(range);
  loop->key_name = std::move(parts[at].key_name);
  loop->value_name = std::move(parts[at].value_name);
  loop->collection = std::move(parts[at].expression);
  loop->open_range = loop->close_range = range;
  ++at;
  bool unused = false;
  loop->value = BuildTemplate(parts, at, Part::Kind::kFor, range, unused);
  if (at >= parts.size()) {
    if (!recovering_) ReportOpenDirective(range, "for", "endfor", diagnostics_);
    recovering_ = true;
  } else {
    loop->range = Join(range, parts[at].range);
  }
  Adopt(*loop, *loop->collection);
  Adopt(*loop, *loop->value);
  auto join = Make<TemplateForExpression>(loop->range);
  Adopt(*join, *loop);
  join->tuple = std::move(loop);
  return join;
}

}  // namespace rolecall::hcl
