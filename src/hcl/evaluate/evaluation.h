// The evaluator's inside, in several .cc files by kind of expression. Inside of folder hcl/ only; the front door
// is hcl/evaluate/evaluate.h.
#ifndef ROLECALL_HCL_EVALUATE_EVALUATION_H_
#define ROLECALL_HCL_EVALUATE_EVALUATION_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/tree.h"
#include "value/function.h"

namespace rolecall::hcl {

// The element that a splat stands at, while its inner expression is evaluated.
struct SplatFrame {
  const SplatItemExpression* item;
  value::Value element;
  const SplatFrame* outer;
};

class Evaluation {
 public:
  Evaluation(const Scope& scope, diag::Diagnostics& diagnostics, const SplatFrame* frame = nullptr)
      : scope_(scope), diagnostics_(diagnostics), frame_(frame) {}

  value::Value Evaluate(const Expression& expression);

 private:
  // The same place in the evaluation with other diagnostics, scope or splat element.
  Evaluation Into(diag::Diagnostics& diagnostics) const { return {scope_, diagnostics, frame_}; }
  Evaluation In(const Scope& scope) const { return {scope, diagnostics_, frame_}; }

  // Reports an error about `about`, with the values of the names in it.
  void Complain(const char* code, std::string summary, std::string detail, const Expression& about, const Span& subject,
                const Span& context);
  void Complain(const char* code, std::string summary, std::string detail, const Expression& about) {
    Complain(code, std::move(summary), std::move(detail), about, about.range, about.range);
  }
  // Adds the values to the diagnostics from `from` on.
  void ShowValues(std::size_t from, const Expression& about);

  value::Value EvaluateTraversal(const TraversalExpression& expression);
  value::Value EvaluateRelative(const RelativeTraversalExpression& expression);
  value::Value EvaluateIndex(const IndexExpression& expression);
  value::Value EvaluateTuple(const TupleExpression& expression);
  value::Value EvaluateObject(const ObjectExpression& expression);
  value::Value EvaluateObjectKey(const ObjectKeyExpression& expression);
  value::Value SplatItem(const SplatItemExpression& expression);

  // evaluate_operator.cc
  value::Value EvaluateUnary(const UnaryExpression& expression);
  value::Value EvaluateBinary(const BinaryExpression& expression);
  value::Value EvaluateLogic(const BinaryExpression& expression);
  bool ConvertOperand(value::Value& operand, const value::Type& type, const char* which, const Expression& about,
                      const Expression& whole);

  // evaluate_conditional.cc
  value::Value EvaluateConditional(const ConditionalExpression& expression);
  value::Value ChosenResult(const ConditionalExpression& expression, bool which, const value::Value& result,
                            const value::Type& type);

  // evaluate_template.cc
  value::Value EvaluateTemplate(const TemplateExpression& expression);
  value::Value EvaluateTemplateFor(const TemplateForExpression& expression);
  value::Value JoinParts(const std::vector<value::Value>& parts, const std::vector<const Expression*>& sources,
                         const value::Marks& marks, const Expression& whole);

  // evaluate_for.cc
  value::Value EvaluateFor(const ForExpression& expression);
  value::Value EvaluateSplat(const SplatExpression& expression);
  struct Gathered;
  std::optional<value::Value> CheckIterable(const ForExpression& loop, const value::Value& raw);
  bool CheckForCondition(const ForExpression& loop, Scope& scope);
  void TakeTurn(const ForExpression& loop, const Scope& scope, Gathered& gathered);
  std::optional<value::Value> ForKey(const ForExpression& loop, Gathered& gathered);
  enum class Included { kYes, kNo, kUnknown };
  Included ForIncludes(const ForExpression& loop, const Scope& scope, value::Marks& marks);
  value::Value SplatEach(const SplatExpression& splat, const value::Value& element, diag::Diagnostics& diagnostics);
  value::Type SplatType(const SplatExpression& splat, const value::Type& source);
  std::optional<value::Value> SplatOfNull(const SplatExpression& splat, const value::Value& source);
  value::Value SplatOfUnknown(const SplatExpression& splat, const value::Value& source);

  // evaluate_call.cc
  // What a call is made with: each argument as written, the last one of `f(a, b...)` as a literal for each element.
  struct CallArguments {
    std::vector<const Expression*> sources;
    std::vector<std::unique_ptr<LiteralExpression>> expanded;  // owns those
  };
  value::Value EvaluateCall(const CallExpression& call);
  value::Value CallFunction(const CallExpression& call, const value::Function& function,
                            const CallArguments& arguments);
  std::optional<value::Value> ExpandFinal(const CallExpression& call, const value::Function& function,
                                          CallArguments& arguments);
  std::optional<std::vector<value::Value>> EvaluateArguments(const CallExpression& call,
                                                             const value::Function& function,
                                                             const CallArguments& arguments, bool& placeholders);
  bool CheckCount(const CallExpression& call, const value::Function& function, const CallArguments& arguments);
  void ComplainArgument(const CallExpression& call, const value::Function& function, const CallArguments& arguments,
                        std::size_t i, const std::string& message);
  void ComplainCall(const CallExpression& call, const value::Function& function, const std::string& message);
  void ShowCall(const CallExpression& call, const value::Function& function);
  void ComplainUnknownFunction(const CallExpression& call);

  // call_placeholders.cc
  bool PreparePlaceholders(const CallExpression& call, const value::Function& function, const CallArguments& arguments,
                           std::vector<value::Value>& values);

  // special_forms.cc
  struct SpecialForm {
    value::Function signature;
    value::Value (Evaluation::*evaluate)(const CallExpression& call, const CallArguments& arguments);
  };
  // Null: it is none. Also by names like core::try.
  static const SpecialForm* FindSpecialForm(std::string_view name);
  value::Value EvaluateTry(const CallExpression& call, const CallArguments& arguments);
  value::Value EvaluateCan(const CallExpression& call, const CallArguments& arguments);
  value::Value EvaluateConvert(const CallExpression& call, const CallArguments& arguments);

  const Scope& scope_;
  diag::Diagnostics& diagnostics_;
  const SplatFrame* frame_;
};

// Merges `more` into `marks`.
inline void AddMarks(value::Marks& marks, const value::Marks& more) { marks.insert(more.begin(), more.end()); }

inline value::Value UnknownDynamic() { return value::Value::Unknown(value::Type::Dynamic()); }

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_EVALUATE_EVALUATION_H_
