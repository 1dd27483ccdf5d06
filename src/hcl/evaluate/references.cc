// Walks over expressions: which names and functions they use.
#include <functional>
#include <string_view>

#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/walk.h"

namespace rolecall::hcl {
namespace {

void AddChild(std::vector<const Expression*>& children, const ExpressionPtr& child) {
  if (child) children.push_back(child.get());
}

class ReferenceCollector {
 public:
  explicit ReferenceCollector(std::vector<const Traversal*>& found) : found_(found) {}

  void Visit(const Expression& expression) {
    switch (expression.kind) {
      case Expression::Kind::kTraversal: {
        const Traversal& traversal = static_cast<const TraversalExpression&>(expression).traversal;
        if (!IsLocal(traversal.root)) found_.push_back(&traversal);
        return;
      }
      case Expression::Kind::kObjectKey: {
        const auto& key = static_cast<const ObjectKeyExpression&>(expression);
        if (!key.force_non_literal && key.wrapped->kind == Expression::Kind::kTraversal) return;
        return Visit(*key.wrapped);
      }
      case Expression::Kind::kFor: return VisitFor(static_cast<const ForExpression&>(expression));
      case Expression::Kind::kCall: {
        const auto& call = static_cast<const CallExpression&>(expression);
        for (std::size_t i = 0; i < call.arguments.size(); ++i) {
          if (!TakesType(call, i)) Visit(*call.arguments[i]);
        }
        return;
      }
      default:
        for (const Expression* child : ChildrenOf(expression)) Visit(*child);
    }
  }

 private:
  bool IsLocal(std::string_view name) const {
    for (const std::string_view local : locals_) {
      if (local == name) return true;
    }
    return false;
  }

  void VisitFor(const ForExpression& loop) {
    Visit(*loop.collection);
    const std::size_t before = locals_.size();
    if (!loop.key_name.empty()) locals_.push_back(loop.key_name);
    locals_.push_back(loop.value_name);
    for (const ExpressionPtr* part : {&loop.key, &loop.value, &loop.condition}) {
      if (*part) Visit(**part);
    }
    locals_.resize(before);
  }

  std::vector<const Traversal*>& found_;
  std::vector<std::string_view> locals_;
};

void CollectCalls(const Expression& expression, std::vector<const CallExpression*>& calls) {
  if (const auto* call = As<CallExpression>(expression)) calls.push_back(call);
  for (const Expression* child : ChildrenOf(expression)) CollectCalls(*child, calls);
}

}  // namespace

bool TakesType(const CallExpression& call, std::size_t argument) {
  return argument == 1 && (call.name == "convert" || call.name == "core::convert");
}

std::vector<const Expression*> ChildrenOf(const Expression& expression) {
  using Kind = Expression::Kind;
  std::vector<const Expression*> children;
  switch (expression.kind) {
    case Kind::kString: AddChild(children, static_cast<const StringExpression&>(expression).as_template); break;
    case Kind::kInvalid:
    case Kind::kLiteral:
    case Kind::kTraversal:
    case Kind::kSplatItem: break;
    case Kind::kTemplate:
      for (const ExpressionPtr& part : static_cast<const TemplateExpression&>(expression).parts) {
        AddChild(children, part);
      }
      break;
    case Kind::kTemplateWrap: AddChild(children, static_cast<const TemplateWrapExpression&>(expression).wrapped); break;
    case Kind::kTemplateFor: AddChild(children, static_cast<const TemplateForExpression&>(expression).tuple); break;
    case Kind::kRelativeTraversal:
      AddChild(children, static_cast<const RelativeTraversalExpression&>(expression).source);
      break;
    case Kind::kIndex:
      AddChild(children, static_cast<const IndexExpression&>(expression).collection);
      AddChild(children, static_cast<const IndexExpression&>(expression).key);
      break;
    case Kind::kSplat:
      AddChild(children, static_cast<const SplatExpression&>(expression).source);
      AddChild(children, static_cast<const SplatExpression&>(expression).each);
      break;
    case Kind::kCall:
      for (const ExpressionPtr& part : static_cast<const CallExpression&>(expression).arguments) {
        AddChild(children, part);
      }
      break;
    case Kind::kUnary: AddChild(children, static_cast<const UnaryExpression&>(expression).operand); break;
    case Kind::kBinary:
      AddChild(children, static_cast<const BinaryExpression&>(expression).left);
      AddChild(children, static_cast<const BinaryExpression&>(expression).right);
      break;
    case Kind::kConditional:
      AddChild(children, static_cast<const ConditionalExpression&>(expression).condition);
      AddChild(children, static_cast<const ConditionalExpression&>(expression).true_result);
      AddChild(children, static_cast<const ConditionalExpression&>(expression).false_result);
      break;
    case Kind::kParentheses: AddChild(children, static_cast<const ParenthesesExpression&>(expression).inner); break;
    case Kind::kTuple:
      for (const ExpressionPtr& item : static_cast<const TupleExpression&>(expression).items) AddChild(children, item);
      break;
    case Kind::kObject:
      for (const ObjectItem& item : static_cast<const ObjectExpression&>(expression).items) {
        AddChild(children, item.key);
        AddChild(children, item.value);
      }
      break;
    case Kind::kObjectKey: AddChild(children, static_cast<const ObjectKeyExpression&>(expression).wrapped); break;
    case Kind::kFor: {
      const auto& loop = static_cast<const ForExpression&>(expression);
      for (const ExpressionPtr* part : {&loop.collection, &loop.key, &loop.value, &loop.condition}) {
        AddChild(children, *part);
      }
      break;
    }
  }
  return children;
}

void AppendReferences(const Expression& expression, std::vector<const Traversal*>& references) {
  ReferenceCollector(references).Visit(expression);
}

std::vector<const Traversal*> References(const Expression& expression) {
  std::vector<const Traversal*> references;
  AppendReferences(expression, references);
  return references;
}

std::vector<const CallExpression*> Calls(const Expression& expression) {
  std::vector<const CallExpression*> calls;
  CollectCalls(expression, calls);
  return calls;
}

}  // namespace rolecall::hcl
