#include "hcl/evaluate/show_value.h"

#include <map>

#include "hcl/evaluate/evaluate.h"
#include "json/document.h"

namespace rolecall::hcl {
namespace {

using value::Type;
using value::Value;

std::string Quoted(const std::string& text) {
  constexpr std::size_t kLongest = 1000;
  std::string quoted;
  json::AppendQuoted(quoted, text.size() > kLongest ? text.substr(0, kLongest) + "…" : text, false);
  return quoted;
}

std::string Counted(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string CollectionText(const Value& value) {
  const std::string type = value.type().FriendlyName();
  if (value.size() == 0) return "empty " + type;
  return type + " with " + Counted(value.size(), "element");
}

std::string ObjectText(const Value& value) {
  if (value.size() == 0) return "object with no attributes";
  if (value.size() == 1) return "object with 1 attribute " + Quoted(value.members().begin()->first);
  return "object with " + Counted(value.size(), "attribute");
}

// Nothing where the reader would take for the reason what is none.
std::string Statement(const Value& value, Because because) {
  if (value.IsMarked()) {
    if (because != Because::kConfidential) return "";
    return value.HasMark(value::kSensitive) ? "has a sensitive value" : "has an ephemeral value";
  }
  if (value.IsKnown()) return "is " + ShortText(value);
  const bool is_any = value.type().IsDynamic();
  if (because != Because::kUnknown) return is_any ? "" : "is a " + value.type().FriendlyName();
  return is_any ? "will be known only after apply" : "is a " + value.type().FriendlyName() + ", known only after apply";
}

}  // namespace

std::string ShortText(const Value& value) {
  if (value.IsMarked()) return "(sensitive value)";
  if (!value.IsKnown()) return "unknown";
  if (value.IsNull()) return "null";
  switch (value.type().kind()) {
    case Type::Kind::kBool: return value.AsBool() ? "true" : "false";
    case Type::Kind::kNumber: return value.AsNumber().Text();
    case Type::Kind::kString: return Quoted(value.AsString());
    case Type::Kind::kTuple:
      return value.size() == 0 ? "empty tuple" : "tuple with " + Counted(value.size(), "element");
    case Type::Kind::kObject: return ObjectText(value);
    case Type::Kind::kDynamic: return "dynamic";
    default: return CollectionText(value);
  }
}

std::vector<diag::ShownValue> ShownValues(const Expression& expression, const Scope& scope, Because because) {
  constexpr std::size_t kMost = 16;
  std::map<std::string, std::string> statements;
  for (const Traversal* traversal : References(expression)) {
    if (statements.size() >= kMost) break;
    const Value* root = scope.Find(traversal->root);
    if (root == nullptr) continue;
    // What the name leads to; where it leads nowhere, the nearest thing on the way is what helps.
    Value value = *root;
    Traversal shown;
    shown.root = traversal->root;
    for (const TraversalStep& step : traversal->steps) {
      diag::Diagnostics ignored;
      Value next = FollowSteps(value, {step}, step.range, ignored);
      if (ignored.HasErrors()) break;
      value = std::move(next);
      shown.steps.push_back(step);
    }
    const std::string statement = Statement(value, because);
    if (!statement.empty()) statements[TraversalText(shown)] = statement;
  }
  std::vector<diag::ShownValue> values;
  values.reserve(statements.size());
  for (auto& [name, statement] : statements) values.push_back({name, statement});
  return values;
}

std::shared_ptr<const diag::Comparison> ComparedIn(const Expression& expression, const Scope& scope) {
  const auto* const equals = As<BinaryExpression>(&expression);
  if (equals == nullptr || equals->op != BinaryExpression::Operator::kEqual) return nullptr;
  diag::Diagnostics problems;
  Value left = Evaluate(*equals->left, scope, problems);
  Value right = Evaluate(*equals->right, scope, problems);
  if (problems.HasErrors() || !left.IsWhollyKnown()) return nullptr;  // what it is compared with may be unknown
  for (const Value* side : {&left, &right}) {
    if (side->HasMarkDeep("ephemeral")) return nullptr;
  }
  return std::make_shared<ComparedValues>(std::move(left), std::move(right));
}

}  // namespace rolecall::hcl
