// The syntax tree of the language: bodies (attributes and blocks) and expressions, every part with its place.
//
// Made by hcl/syntax/parser.h (native syntax) and hcl/decode/json_syntax.h (*.tf.json); immutable afterwards, so any
// number of threads may read and evaluate it. Evaluation is in hcl/evaluate/evaluate.h, matching of a body against
// a schema in hcl/decode/decode.h. Read bodies through hcl/decode/decode.h: a JSON body only becomes attributes and
// blocks there.
//
// Lifetime: spans point into the File's source. Keep the File for as long as anything from it is used.
#ifndef ROLECALL_HCL_SYNTAX_TREE_H_
#define ROLECALL_HCL_SYNTAX_TREE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hcl/syntax/traversal.h"

namespace rolecall::hcl {

struct Expression {
  enum class Kind : std::uint8_t {
    kInvalid,            // did not parse; its error is already reported. Evaluates to an unknown value
    kLiteral,            // number, true, false, null
    kString,             // a template without any sequence: "abc"
    kTemplate,           // "a${b}c"
    kTemplateWrap,       // "${a}": keeps the type of a
    kTemplateFor,        // %{ for … }: joins what its `for` expression gives
    kTraversal,          // a.b[0]
    kRelativeTraversal,  // (expression).b[0]
    kIndex,              // a[b]
    kSplat,              // a[*].b, a.*.b
    kSplatItem,          // inside of a splat: the element
    kCall,               // f(a, b...)
    kUnary,
    kBinary,
    kConditional,  // a ? b : c, %{ if a }b%{ else }c%{ endif }
    kParentheses,
    kTuple,
    kObject,
    kObjectKey,  // wraps the key of an object item
    kFor,
  };

  explicit Expression(Kind k) : kind(k) {}
  virtual ~Expression() = default;
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;

  const Kind kind;
  std::uint16_t height = 1;  // of the tree below, bounded by the parser so that recursion over it is safe
  Span range;
};
using ExpressionPtr = std::unique_ptr<Expression>;

template <Expression::Kind K>
struct ExpressionOf : Expression {
  static constexpr Kind kKind = K;
  ExpressionOf() : Expression(K) {}
};

struct InvalidExpression : ExpressionOf<Expression::Kind::kInvalid> {};

struct LiteralExpression : ExpressionOf<Expression::Kind::kLiteral> {
  value::Value value;
};

struct StringExpression : ExpressionOf<Expression::Kind::kString> {
  std::string text;        // escapes resolved, NFC
  bool from_json = false;  // a JSON string: may stand for a traversal or a keyword where one is wanted
  // A JSON string with template sequences, as the template that it is where names or functions may be used. Where
  // none may be, it is its text. Else null.
  ExpressionPtr as_template;
};

struct TemplateExpression : ExpressionOf<Expression::Kind::kTemplate> {
  std::vector<ExpressionPtr> parts;
};

struct TemplateWrapExpression : ExpressionOf<Expression::Kind::kTemplateWrap> {
  ExpressionPtr wrapped;
};

struct TemplateForExpression : ExpressionOf<Expression::Kind::kTemplateFor> {
  ExpressionPtr tuple;  // a ForExpression
};

struct TraversalExpression : ExpressionOf<Expression::Kind::kTraversal> {
  Traversal traversal;
};

struct RelativeTraversalExpression : ExpressionOf<Expression::Kind::kRelativeTraversal> {
  ExpressionPtr source;
  std::vector<TraversalStep> steps;
};

struct IndexExpression : ExpressionOf<Expression::Kind::kIndex> {
  ExpressionPtr collection;
  ExpressionPtr key;
  Span open_range;      // "["
  Span brackets_range;  // "[key]"
};

struct SplatItemExpression : ExpressionOf<Expression::Kind::kSplatItem> {};

struct SplatExpression : ExpressionOf<Expression::Kind::kSplat> {
  ExpressionPtr source;
  ExpressionPtr each;                         // evaluated for each element
  const SplatItemExpression* item = nullptr;  // the leaf inside of `each` that stands for the element
  Span marker_range;                          // "[*]", ".*"
};

struct CallExpression : ExpressionOf<Expression::Kind::kCall> {
  std::string name;  // with namespaces: "provider::aws::arn_parse"
  Span name_range;
  Span open_range, close_range;
  std::vector<ExpressionPtr> arguments;
  bool expand_final = false;  // f(a, b...)
};

struct UnaryExpression : ExpressionOf<Expression::Kind::kUnary> {
  enum class Operator : std::uint8_t { kNegate, kNot };
  Operator op = Operator::kNegate;
  ExpressionPtr operand;
  Span operator_range;
};

struct BinaryExpression : ExpressionOf<Expression::Kind::kBinary> {
  enum class Operator : std::uint8_t {
    kOr,
    kAnd,
    kEqual,
    kNotEqual,
    kGreater,
    kGreaterOrEqual,
    kLess,
    kLessOrEqual,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kModulo,
  };
  Operator op = Operator::kAdd;
  ExpressionPtr left, right;
  Span operator_range;
};

struct ConditionalExpression : ExpressionOf<Expression::Kind::kConditional> {
  ExpressionPtr condition, true_result, false_result;
};

struct ParenthesesExpression : ExpressionOf<Expression::Kind::kParentheses> {
  ExpressionPtr inner;
};

struct TupleExpression : ExpressionOf<Expression::Kind::kTuple> {
  std::vector<ExpressionPtr> items;
  Span open_range;
};

// The key of an object item: a lone name stands for itself, not for a variable.
struct ObjectKeyExpression : ExpressionOf<Expression::Kind::kObjectKey> {
  ExpressionPtr wrapped;
  bool force_non_literal = false;  // (name) = …
};

struct ObjectItem {
  ExpressionPtr key;  // ObjectKeyExpression
  ExpressionPtr value;
};

struct ObjectExpression : ExpressionOf<Expression::Kind::kObject> {
  std::vector<ObjectItem> items;
  Span open_range;
};

struct ForExpression : ExpressionOf<Expression::Kind::kFor> {
  std::string key_name;  // empty: none
  std::string value_name;
  ExpressionPtr collection;
  ExpressionPtr key;  // null: makes a tuple
  ExpressionPtr value;
  ExpressionPtr condition;  // may be null
  bool grouping = false;    // value...
  Span open_range, close_range;
};

// `As<CallExpression>(expression)`: null if it is of another kind.
template <typename T>
const T* As(const Expression& expression) {
  return expression.kind == T::kKind ? static_cast<const T*>(&expression) : nullptr;
}
template <typename T>
const T* As(const Expression* expression) {
  return expression != nullptr ? As<T>(*expression) : nullptr;
}

struct Attribute {
  std::string name;
  Span name_range;
  Span equals_range;
  ExpressionPtr expression;  // never null
  Span range;                // name to the end of the expression
};
using AttributePtr = std::shared_ptr<const Attribute>;

struct Block;
using BlockPtr = std::shared_ptr<const Block>;
struct JsonBody;  // hcl/decode/json_syntax.h
struct OverlaidBody;

struct Body {
  std::vector<AttributePtr> attributes;  // in source order
  std::vector<BlockPtr> blocks;          // in source order
  Span range;
  Span end_range;                                // the closing brace, or the end of the file
  Span missing_range;                            // where a missing argument is reported: the opening brace
  std::shared_ptr<const JsonBody> json;          // set: a JSON body, which has no attributes and blocks until decoded
  std::shared_ptr<const OverlaidBody> overlaid;  // set: two bodies, of which at least one is JSON
};

// A body and what an override file puts in its place: arguments, and all blocks of a type.
struct OverlaidBody {
  Body base, changes;
};

struct BlockLabel {
  std::string text;
  Span range;  // with the quotes
};

struct Block {
  std::string type;
  Span type_range;
  std::vector<BlockLabel> labels;
  Body body;
  Span open_brace_range, close_brace_range;
  Span header_range;  // type to the last label
  Span range;         // type to the closing brace
};

struct File {
  std::shared_ptr<const Source> source;
  Body body;
};

// An expression that was parsed on its own, with what its spans point into.
struct ParsedExpression {
  std::shared_ptr<const Source> source;
  ExpressionPtr root;  // never null
};

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_SYNTAX_TREE_H_
