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
  Building building{parts, end_span};
  return BuildTemplate(building, Part::Kind::kLiteral, range);
}

std::vector<Part> Parser::ParseTemplateParts(TokenKind end, Span& end_span) {
  std::vector<Part> parts;
  const Span start = SpanOf(Peek());
  while (true) {
    const Token& token = Read();
    end_span = SpanOf(token);
    if (token.kind == end) return parts;
    switch (token.kind) {
      case TokenKind::kQuotedLiteral:
      case TokenKind::kStringLiteral: AppendLiteral(token, parts); break;
      case TokenKind::kTemplateInterpolation:
        TrimBefore(token, parts);
        ParseInterpolation(end, start, parts);
        break;
      case TokenKind::kTemplateControl:
        TrimBefore(token, parts);
        ParseDirective(parts);
        break;
      default: {
        const Span context = Join(start, end_span);
        Suspect("unterminated-template", "Unterminated template string", "No closing marker was found for the string.",
                end_span, &context);
        end_span = RecoverAfter(end);
        return parts;
      }
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

void Parser::ParseInterpolation(TokenKind end, const Span& start, std::vector<Part>& parts) {
  trim_next_ = false;
  Part part;
  part.kind = Part::Kind::kInterpolation;
  const Span open = PreviousSpan();
  const NewlineMode newlines(*this, false);
  part.expression = ParseExpression();
  part.range = Join(open, SpanOf(Peek()));
  if (!AtSequenceEnd()) {
    ComplainAboutOpenSequence(Peek(), end, start);
    RecoverAfter(TokenKind::kTemplateEnd);
  }
  parts.push_back(std::move(part));
}

// Reads the "}" of a sequence if it is there.
bool Parser::AtSequenceEnd() {
  trim_next_ = false;
  if (!At(TokenKind::kTemplateEnd)) return false;
  const Token& close = Read();
  trim_next_ = close.end - close.begin == 2;
  return true;
}

void Parser::ComplainAboutOpenSequence(const Token& at, TokenKind end, const Span& start) {
  const char* kUnclosed = "Unclosed template interpolation sequence";
  const char* kExtra = "Extra characters after interpolation expression";
  const char* kCode = "unclosed-interpolation";
  const Span context = Join(start, SpanOf(at));
  if (at.kind == TokenKind::kEnd) {
    return Suspect(kCode, kUnclosed,
                   "There is no closing brace for this interpolation sequence before the end of the file. This might "
                   "be caused by incorrect nesting inside the given expression.",
                   start);
  }
  if (at.kind == TokenKind::kColon) {
    return Suspect(kCode, kExtra,
                   "Template interpolation doesn't expect a colon at this location. Did you intend this to be a "
                   "literal sequence to be processed as part of another language? If so, you can escape it by "
                   "starting with \"$${\" instead of just \"${\".",
                   SpanOf(at), &context);
  }
  if (end == TokenKind::kCloseQuote && (at.kind == TokenKind::kCloseQuote || at.kind == TokenKind::kOpenQuote)) {
    return Suspect(kCode, kUnclosed,
                   "There is no closing brace for this interpolation sequence before the end of the quoted template. "
                   "This might be caused by incorrect nesting inside the given expression.",
                   start);
  }
  Suspect(kCode, kExtra,
          "Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can "
          "happen when you include interpolation syntax for another language, such as shell scripting, but forget to "
          "escape the interpolation start token. If this is an embedded sequence for another language, escape it by "
          "starting with \"$${\" instead of just \"${\".",
          SpanOf(at), &context);
}

void Parser::ParseDirective(std::vector<Part>& parts) {
  trim_next_ = false;
  Part part;
  const Span open = PreviousSpan();
  const NewlineMode newlines(*this, false);
  if (!At(TokenKind::kIdentifier)) {
    Suspect("invalid-template-directive", "Invalid template directive",
            "A template directive keyword (\"if\", \"for\", etc) is expected at the beginning of a %{ sequence.",
            SpanOf(Peek()));
    RecoverAfter(TokenKind::kTemplateEnd);
    return;
  }
  const Token& name = Read();
  if (!ParseDirectiveContent(name, part)) {
    RecoverAfter(TokenKind::kTemplateEnd);
    return;
  }
  part.range = Join(open, SpanOf(Peek()));
  parts.push_back(std::move(part));
  if (AtSequenceEnd()) return;
  Suspect("invalid-template-directive", "Extra characters in " + std::string(Text(name)) + " marker",
          "Expected a closing brace to end the sequence, but found extra characters.", SpanOf(Peek()));
  RecoverAfter(TokenKind::kTemplateEnd);
}

// False if the directive cannot be told to be one.
bool Parser::ParseDirectiveContent(const Token& name, Part& part) {
  const std::string keyword(Text(name));
  if (keyword == "if") {
    part.kind = Part::Kind::kIf;
    part.expression = ParseExpression();
  } else if (keyword == "else") {
    part.kind = Part::Kind::kElse;
  } else if (keyword == "endif") {
    part.kind = Part::Kind::kEndIf;
  } else if (keyword == "for") {
    part.kind = Part::Kind::kFor;
    return ParseForDirective(part);
  } else if (keyword == "endfor") {
    part.kind = Part::Kind::kEndFor;
  } else {
    const auto meant = diag::NameSuggestion(keyword, {"if", "for", "else", "endif", "endfor"});
    const std::string hint = meant ? " Did you mean \"" + *meant + "\"?" : "";
    Suspect("invalid-template-directive", "Invalid template control keyword",
            "\"" + keyword + "\" is not a valid template control keyword." + hint, SpanOf(name));
    return false;
  }
  return true;
}

bool Parser::ParseForDirective(Part& part) {
  const auto refuse = [&](const char* detail) {
    Suspect("invalid-template-directive", "Invalid 'for' directive", detail, SpanOf(Peek()));
    return false;
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
  return true;
}

namespace {
bool EndsOrDivides(Part::Kind kind) {
  return kind == Part::Kind::kElse || kind == Part::Kind::kEndIf || kind == Part::Kind::kEndFor;
}
}  // namespace

// Parts up to the end; inside of a directive up to the next one that ends or divides some directive, which stays.
ExpressionPtr Parser::BuildTemplate(Building& building, Part::Kind opener, const Span& range) {
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
  for (; !building.AtEnd(); ++building.at) {
    Part& part = building.parts[building.at];
    if (part.kind == Part::Kind::kLiteral) {
      literal_range = has_literal ? Join(literal_range, part.range) : part.range;
      has_literal = true;
      literal += part.text;
      continue;
    }
    if (opener != Part::Kind::kLiteral && EndsOrDivides(part.kind)) break;
    end_literal();
    ExpressionPtr child =
        part.kind == Part::Kind::kInterpolation ? std::move(part.expression) : BuildDirective(building);
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
ExpressionPtr Parser::BuildDirective(Building& building) {
  const Part& part = building.parts[building.at];
  if (EndsOrDivides(part.kind)) return RefuseDirective(building, Part::Kind::kLiteral, part.range, false);
  ExpressionPtr built;
  const Span range = part.range;
  if (EnterNesting(range)) {
    built = part.kind == Part::Kind::kIf ? BuildIf(building) : BuildForDirective(building);
  }
  LeaveNesting();
  return built ? std::move(built) : Invalid(range);
}

// At the end of the template, or at a directive that does not fit to the one that is open.
ExpressionPtr Parser::RefuseDirective(const Building& building, Part::Kind opener, const Span& open, bool in_else) {
  const bool is_if = opener == Part::Kind::kIf;
  const std::string place = ShowRange(open);
  if (building.AtEnd()) {
    Complain("unexpected-end-of-template", "Unexpected end of template",
             "The " + std::string(is_if ? "if" : "for") + " directive at " + place + " is missing its corresponding " +
                 (is_if ? "endif" : "endfor") + " directive.",
             building.end);
    return Invalid(building.end);
  }
  const Part& part = building.parts[building.at];
  const bool is_else = part.kind == Part::Kind::kElse;
  const std::string name = is_else ? "else" : part.kind == Part::Kind::kEndIf ? "endif" : "endfor";
  std::string detail = "The control directives within this template are unbalanced.";
  if (is_if) {
    detail = is_else && in_else ? "Already in the else clause for the if started at " + place + "."
                                : "Expecting an endif directive for the if started at " + place + ".";
  } else if (opener == Part::Kind::kFor) {
    detail = is_else ? "An else clause is not expected for a for directive."
                     : "Expecting an endfor directive corresponding to the for directive at " + place + ".";
  }
  Complain("unexpected-template-directive", "Unexpected " + name + " directive", std::move(detail), part.range);
  return Invalid(part.range);
}

ExpressionPtr Parser::BuildIf(Building& building) {
  const Span range = building.parts[building.at].range;
  const auto at = [&](Part::Kind kind) { return !building.AtEnd() && building.parts[building.at].kind == kind; };
  auto conditional = Make<ConditionalExpression>(range);
  conditional->condition = std::move(building.parts[building.at].expression);
  ++building.at;
  conditional->true_result = BuildTemplate(building, Part::Kind::kIf, range);
  const bool has_else = at(Part::Kind::kElse);
  if (has_else) {
    ++building.at;
    conditional->false_result = BuildTemplate(building, Part::Kind::kIf, range);
  } else {
    conditional->false_result = Make<StringExpression>(range);
  }
  if (!at(Part::Kind::kEndIf)) return RefuseDirective(building, Part::Kind::kIf, range, has_else);
  conditional->range = Join(range, building.parts[building.at].range);
  Adopt(*conditional, *conditional->condition);
  Adopt(*conditional, *conditional->true_result);
  Adopt(*conditional, *conditional->false_result);
  return conditional;
}

ExpressionPtr Parser::BuildForDirective(Building& building) {
  Part& open = building.parts[building.at];
  const Span range = open.range;
  auto loop = Make<ForExpression>(range);
  loop->key_name = std::move(open.key_name);
  loop->value_name = std::move(open.value_name);
  loop->collection = std::move(open.expression);
  loop->open_range = loop->close_range = range;
  ++building.at;
  loop->value = BuildTemplate(building, Part::Kind::kFor, range);
  if (building.AtEnd() || building.parts[building.at].kind != Part::Kind::kEndFor) {
    return RefuseDirective(building, Part::Kind::kFor, range, false);
  }
  loop->range = Join(range, building.parts[building.at].range);
  Adopt(*loop, *loop->collection);
  Adopt(*loop, *loop->value);
  auto join = Make<TemplateForExpression>(loop->range);
  Adopt(*join, *loop);
  join->tuple = std::move(loop);
  return join;
}

}  // namespace rolecall::hcl
