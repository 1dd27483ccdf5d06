#include <algorithm>
#include <utility>

#include "hcl/format/tokens.h"
#include "hcl/syntax/lexer.h"
#include "hcl/syntax/parser.h"

namespace rolecall::hcl {
namespace {

using Tokens = std::vector<FormatToken>;

struct Edit {
  std::size_t first, last;  // tokens [first, last) are replaced
  Tokens with;
};

FormatToken Made(TokenKind kind, std::string_view text) { return {kind, text, 0, 0}; }

class Modernizer {
 public:
  explicit Modernizer(const Tokens& tokens) : tokens_(tokens) {}

  void Visit(const Body& body, const Block* parent, int depth) {
    for (const AttributePtr& attribute : body.attributes) {
      const bool type = depth == 1 && parent->type == "variable" && attribute->name == "type";
      VisitExpression(*attribute->expression, type);
    }
    for (const BlockPtr& block : body.blocks) {
      VisitLabels(*block);
      Visit(block->body, block.get(), depth + 1);
    }
  }

  Tokens Apply() {
    std::sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) { return a.first < b.first; });
    Tokens result;
    result.reserve(tokens_.size());
    std::size_t at = 0;
    for (const Edit& edit : edits_) {
      if (edit.first < at) continue;
      result.insert(result.end(), tokens_.begin() + static_cast<std::ptrdiff_t>(at),
                    tokens_.begin() + static_cast<std::ptrdiff_t>(edit.first));
      result.insert(result.end(), edit.with.begin(), edit.with.end());
      at = edit.last;
    }
    result.insert(result.end(), tokens_.begin() + static_cast<std::ptrdiff_t>(at), tokens_.end());
    return result;
  }

 private:
  std::size_t IndexAt(std::size_t byte) const {
    const auto found = std::lower_bound(tokens_.begin(), tokens_.end(), byte,
                                        [](const FormatToken& token, std::size_t b) { return token.begin < b; });
    return static_cast<std::size_t>(found - tokens_.begin());
  }

  void VisitExpression(const Expression& expression, bool type) {
    const std::size_t first = IndexAt(expression.range.start.byte);
    const std::size_t last = IndexAt(expression.range.end.byte);
    if (type) {
      VisitType(first, last);
    } else if (expression.kind == Expression::Kind::kTemplateWrap && last >= first + 5 &&
               tokens_[first].kind == TokenKind::kOpenQuote) {
      Unwrap(first, last);
    }
  }

  void VisitType(std::size_t first, std::size_t last) {
    const auto collection = [&](std::string_view name, std::string_view element) {
      edits_.push_back({first,
                        last,
                        {Made(TokenKind::kIdentifier, name), Made(TokenKind::kOpenParen, "("),
                         Made(TokenKind::kIdentifier, element), Made(TokenKind::kCloseParen, ")")}});
    };
    if (last == first + 1 && tokens_[first].kind == TokenKind::kIdentifier) {
      const std::string_view name = tokens_[first].text;
      if (name == "list" || name == "map" || name == "set") collection(name, "any");
    } else if (last == first + 3 && tokens_[first].kind == TokenKind::kOpenQuote) {
      const std::string_view name = tokens_[first + 1].text;
      if (name == "string") edits_.push_back({first, last, {Made(TokenKind::kIdentifier, name)}});
      if (name == "list" || name == "map") collection(name, "string");
    }
  }

  void Unwrap(std::size_t first, std::size_t last) {
    Tokens inside(tokens_.begin() + static_cast<std::ptrdiff_t>(first) + 2,
                  tokens_.begin() + static_cast<std::ptrdiff_t>(last) - 2);
    while (!inside.empty() && inside.front().kind == TokenKind::kNewline) inside.erase(inside.begin());
    while (!inside.empty() && inside.back().kind == TokenKind::kNewline) inside.pop_back();
    if (inside.empty()) return;
    const bool lines = std::any_of(inside.begin(), inside.end(), [](const FormatToken& token) {
      return token.kind == TokenKind::kNewline || token.text.find('\n') != std::string_view::npos;
    });
    const bool parentheses =
        inside.front().kind == TokenKind::kOpenParen && inside.back().kind == TokenKind::kCloseParen;
    if (lines && !parentheses) {
      inside.insert(inside.begin(), Made(TokenKind::kOpenParen, "("));
      inside.push_back(Made(TokenKind::kCloseParen, ")"));
    }
    edits_.push_back({first, last, std::move(inside)});
  }

  void VisitLabels(const Block& block) {
    const std::size_t first = IndexAt(block.type_range.start.byte) + 1;
    const std::size_t last = IndexAt(block.open_brace_range.start.byte);
    Tokens labels;
    bool changed = false;
    for (std::size_t i = first; i < last; ++i) {
      if (tokens_[i].kind == TokenKind::kComment) {
        changed = true;
      } else if (tokens_[i].kind == TokenKind::kIdentifier) {
        changed = true;
        labels.push_back(Made(TokenKind::kOpenQuote, "\""));
        labels.push_back(Made(TokenKind::kQuotedLiteral, tokens_[i].text));
        labels.push_back(Made(TokenKind::kCloseQuote, "\""));
      } else {
        labels.push_back(tokens_[i]);
      }
    }
    if (changed) edits_.push_back({first, last, std::move(labels)});
  }

  const Tokens& tokens_;
  std::vector<Edit> edits_;
};

}  // namespace

std::vector<FormatToken> TokensForFormat(std::string_view text) {
  std::vector<FormatToken> result;
  const std::vector<Token> tokens = Lex(text, LexMode::kNormal);
  result.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size() && tokens[i].kind != TokenKind::kEnd; ++i) {
    FormatToken token{tokens[i].kind, text.substr(tokens[i].begin, tokens[i].end - tokens[i].begin), 0,
                      tokens[i].begin};
    const bool line_comment = token.kind == TokenKind::kComment && token.text.substr(0, 2) != "/*";
    if (line_comment && tokens[i + 1].kind == TokenKind::kNewline) {
      ++i;
      token.text = text.substr(token.begin, tokens[i].end - token.begin);
    }
    result.push_back(token);
  }
  return result;
}

std::vector<FormatToken> Modernize(std::string_view text, std::vector<FormatToken> tokens) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("", std::string(text), diagnostics);
  if (diagnostics.HasErrors()) return tokens;
  Modernizer modernizer(tokens);
  modernizer.Visit(file.body, nullptr, 0);
  return modernizer.Apply();
}

}  // namespace rolecall::hcl
