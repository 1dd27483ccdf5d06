#include "hcl/format/format.h"

#include <algorithm>
#include <span>
#include <vector>

#include "hcl/format/tokens.h"
#include "hcl/syntax/unicode.h"

namespace rolecall::hcl {
namespace {

using Kind = TokenKind;
using Cell = std::span<FormatToken>;

// A line: what leads, `= value` if that is on this line as a whole, and the comment at its end.
struct Line {
  Cell lead, assign, comment;
};

int BracketChange(Kind kind) {
  switch (kind) {
    case Kind::kOpenBrace:
    case Kind::kOpenBracket:
    case Kind::kOpenParen:
    case Kind::kTemplateControl:
    case Kind::kTemplateInterpolation: return 1;
    case Kind::kCloseBrace:
    case Kind::kCloseBracket:
    case Kind::kCloseParen:
    case Kind::kTemplateEnd: return -1;
    default: return 0;
  }
}

int NetBrackets(Cell cell) {
  int net = 0;
  for (const FormatToken& token : cell) net += BracketChange(token.kind);
  return net;
}

bool EndsLine(const FormatToken& token) {
  return token.kind == Kind::kNewline || (token.kind == Kind::kComment && token.text.back() == '\n');
}

void DivideLine(Line& line) {
  if (line.lead.size() > 1 && line.lead.back().kind == Kind::kComment) {
    line.comment = line.lead.last(1);
    line.lead = line.lead.first(line.lead.size() - 1);
  }
  for (std::size_t i = 1; i < line.lead.size(); ++i) {
    if (line.lead[i].kind != Kind::kEqual) continue;
    // A value that goes on in the next lines does not take part in alignment.
    if (NetBrackets(line.lead.subspan(i)) == 0) {
      line.assign = line.lead.subspan(i);
      line.lead = line.lead.first(i);
    }
    break;
  }
}

std::vector<Line> LinesOf(std::vector<FormatToken>& tokens) {
  std::vector<Line> lines;
  const Cell all(tokens);
  std::size_t start = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!EndsLine(all[i]) && i + 1 < all.size()) continue;
    Line line;
    line.lead = all.subspan(start, i + 1 - start);
    DivideLine(line);
    lines.push_back(line);
    start = i + 1;
  }
  return lines;
}

// One level deeper after a line that opens more than it closes, however many it opens.
void Indent(std::vector<Line>& lines) {
  std::vector<int> levels;  // the brackets that each level opened
  for (Line& line : lines) {
    if (line.lead.empty()) continue;
    if (line.lead.front().kind == Kind::kNewline) {
      line.lead.front().spaces = 0;
      continue;
    }
    const int net = NetBrackets(line.lead) + NetBrackets(line.assign);
    for (int closed = -net; closed > 0 && !levels.empty();) {
      const int step = std::min(closed, levels.back());
      closed -= step;
      levels.back() -= step;
      if (levels.back() == 0) levels.pop_back();
    }
    line.lead.front().spaces = 2 * static_cast<int>(levels.size());
    if (net > 0) levels.push_back(net);
  }
}

// A minus is a sign, not an operator, after anything that cannot end an operand.
bool MinusIsSign(Kind before) {
  switch (before) {
    case Kind::kEnd:
    case Kind::kOpenParen:
    case Kind::kOpenBrace:
    case Kind::kOpenBracket:
    case Kind::kEqual:
    case Kind::kColon:
    case Kind::kComma:
    case Kind::kQuestion:
    case Kind::kPlus:
    case Kind::kStar:
    case Kind::kSlash:
    case Kind::kPercent:
    case Kind::kMinus:
    case Kind::kEqualEqual:
    case Kind::kNotEqual:
    case Kind::kGreater:
    case Kind::kGreaterEqual:
    case Kind::kLess:
    case Kind::kLessEqual:
    case Kind::kAnd:
    case Kind::kOr:
    case Kind::kBang: return true;
    default: return false;
  }
}

bool IsSequenceStart(Kind kind) { return kind == Kind::kTemplateInterpolation || kind == Kind::kTemplateControl; }

bool InsideTemplate(Kind subject, Kind after) {
  return subject == Kind::kQuotedLiteral || subject == Kind::kStringLiteral || subject == Kind::kOpenQuote ||
         subject == Kind::kOpenHeredoc || after == Kind::kQuotedLiteral || after == Kind::kStringLiteral ||
         after == Kind::kCloseQuote || after == Kind::kCloseHeredoc;
}

// Whether a space stands between `subject` and `after`. `before`: the kind of the token before, kEnd for none.
bool SpaceBetween(Kind before, const FormatToken& subject_token, Kind after) {
  const Kind subject = subject_token.kind;
  if (after == Kind::kNewline) return false;
  if (subject == Kind::kIdentifier && (after == Kind::kOpenParen || after == Kind::kDoubleColon)) return false;
  if (subject == Kind::kDoubleColon && after == Kind::kIdentifier) return false;
  if (subject == Kind::kDot || after == Kind::kDot) return false;
  if (after == Kind::kComma || after == Kind::kEllipsis) return false;
  if (subject == Kind::kComma) return true;
  if (InsideTemplate(subject, after)) return false;
  // `for x in [a]`: not an index of something called "in".
  if (subject == Kind::kIdentifier && subject_token.text == "in" && before == Kind::kIdentifier) return true;
  if (after == Kind::kOpenBracket &&
      (subject == Kind::kIdentifier || subject == Kind::kNumber || BracketChange(subject) < 0)) {
    return false;
  }
  if (subject == Kind::kBang) return false;
  if (subject == Kind::kMinus) return !MinusIsSign(before);
  if (subject == Kind::kOpenBrace || after == Kind::kCloseBrace) {
    return subject != Kind::kOpenBrace || after != Kind::kCloseBrace;
  }
  if (IsSequenceStart(subject) && after == Kind::kOpenBrace) return true;
  if (subject == Kind::kCloseBrace && after == Kind::kTemplateEnd) return true;
  if (subject == Kind::kTemplateEnd && IsSequenceStart(after)) return false;
  return BracketChange(subject) <= 0 && BracketChange(after) >= 0;
}

void SpaceCell(Cell cell) {
  for (std::size_t i = 0; i + 1 < cell.size(); ++i) {
    const Kind before = i > 0 ? cell[i - 1].kind : Kind::kEnd;
    cell[i + 1].spaces = SpaceBetween(before, cell[i], cell[i + 1].kind) ? 1 : 0;
  }
}

std::size_t Columns(Cell cell) {
  std::size_t columns = 0;
  for (const FormatToken& token : cell) {
    const bool ascii = IsAscii(token.text);
    columns += static_cast<std::size_t>(token.spaces) + (ascii ? token.text.size() : CountGraphemes(token.text));
  }
  return columns;
}

// Aligns a cell of neighbouring lines that have it. `width`: what stands before it in a line.
template <typename Has, typename Width>
void Align(std::vector<Line>& lines, Has cell_of, Width width) {
  for (std::size_t start = 0; start < lines.size();) {
    std::size_t end = start;
    std::size_t widest = 0;
    while (end < lines.size() && !cell_of(lines[end]).empty()) widest = std::max(widest, width(lines[end++]));
    for (std::size_t i = start; i < end; ++i) {
      cell_of(lines[i]).front().spaces = static_cast<int>(widest - width(lines[i])) + 1;
    }
    start = std::max(end, start + 1);
  }
}

std::size_t TrailingBlanks(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t");
  return text.size() - (last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

std::string Format(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, 3) == kByteOrderMark) text.remove_prefix(3);
  std::vector<FormatToken> tokens = Modernize(text, TokensForFormat(text));
  std::vector<Line> lines = LinesOf(tokens);
  Indent(lines);
  for (Line& line : lines) {
    SpaceCell(line.lead);
    SpaceCell(line.assign);
    if (!line.assign.empty()) line.assign.front().spaces = 1;
  }
  Align(
      lines, [](Line& line) { return line.assign; }, [](const Line& line) { return Columns(line.lead); });
  Align(
      lines, [](Line& line) { return line.comment; },
      [](const Line& line) { return Columns(line.lead) + Columns(line.assign); });
  std::string formatted;
  formatted.reserve(text.size() + text.size() / 8);
  for (const FormatToken& token : tokens) {
    formatted.append(static_cast<std::size_t>(token.spaces), ' ');
    formatted += token.text;
  }
  // As hclwrite has it: blanks in front of the end of the text are in front of no line's end, and stay.
  const std::size_t in_last_token = tokens.empty() ? 0 : TrailingBlanks(tokens.back().text);
  formatted.append(TrailingBlanks(text) - in_last_token, ' ');
  return formatted;
}

}  // namespace rolecall::hcl
