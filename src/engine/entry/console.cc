#include "engine/entry/console.h"

#include <set>

#include "engine/config/references.h"
#include "engine/entry/state_steps.h"
#include "engine/graph/config_graph.h"
#include "engine/planning/planner.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

using value::Value;

EvaluatorOptions WithExtra(EvaluatorOptions options, const Value& extra) {
  if (extra.IsKnown() && !extra.IsNull()) options.extra = extra;
  return options;
}

bool IsTypeCall(const hcl::CallExpression& call) {
  return (call.name == "type" || call.name == "core::type") && call.arguments.size() == 1 && !call.expand_final;
}

// The EXPRESSION of `type(EXPRESSION)`; null if it is another expression.
const hcl::Expression* TypeQuestion(const hcl::Expression& expression) {
  const auto* call = hcl::As<hcl::CallExpression>(expression);
  return call != nullptr && IsTypeCall(*call) ? call->arguments[0].get() : nullptr;
}

class StateConsole final : public Console {
 public:
  StateConsole(const EngineContext& context, const Schemas& schemas, const Configuration& configuration,
               const RootVariables& variables, const State& state, const Value& extra, diag::Diagnostics& diagnostics)
      : configuration_(configuration),
        variables_(variables),
        state_(state),
        evaluator_(configuration, MakeFunctions(context, context.clock->Now(), false),
                   WithExtra(OptionsFor(context), extra)),
        walk_{configuration, schemas, evaluator_, providers_, log_, checks_, variables_, false, false, {}} {
    extra_roots_ = evaluator_.ExtraRoots();
    StateStepFactory factory(walk_, state_);
    ConfigGraph graph(walk_, factory);
    diag::Diagnostics problems;
    graph.Build(problems);
    if (!graph.CheckCycles(problems)) {
      diagnostics.Append(problems);
      return;
    }
    // Types that we do not have and providers do not matter here.
    graph.graph().Prune([&](Graph::Id id) { return graph.graph().node(id).kind != NodeKind::kProvider; });
    WalkGraph(graph.graph(), 1, [] { return false; });
    diag::Diagnostics ignored;
    log_.MoveTo(ignored);  // what is wrong with other expressions is not asked here
  }

  Answer Evaluate(const std::string& expression, diag::Diagnostics& diagnostics) override {
    diag::Diagnostics problems;
    hcl::ParsedExpression parsed = hcl::ParseExpression("<console-input>", expression, problems);
    Answer answer{Value::Unknown(value::Type::Dynamic())};
    const hcl::Expression* asked = parsed.root.get();
    if (!problems.HasErrors()) {
      if (const hcl::Expression* inner = TypeQuestion(*asked)) {
        answer.is_type_question = true;
        asked = inner;
      }
      for (const hcl::CallExpression* call : hcl::Calls(*asked)) {
        if (IsTypeCall(*call)) {
          problems.AddError("invalid-type-question", "Invalid use of type function",
                            "The console-only \"type\" function cannot be used as part of an expression.", call->range);
        }
      }
      ReferenceContext context;
      context.extra_roots = extra_roots_;
      for (const hcl::Traversal* traversal : hcl::References(*asked)) {
        CheckReference(*traversal, *configuration_.root, context, problems);
      }
    }
    if (!problems.HasErrors()) answer.value = evaluator_.Evaluate(*asked, *configuration_.root, {}, nullptr, problems);
    diagnostics.Append(problems);
    return answer;
  }

  const Evaluator& evaluator() const override { return evaluator_; }

 private:
  const Configuration& configuration_;
  const RootVariables variables_;
  const State state_;
  std::set<std::string> extra_roots_;
  Evaluator evaluator_;
  ProviderSet providers_;
  DiagnosticLog log_;
  CheckLog checks_;
  Walk walk_;
};

}  // namespace

std::unique_ptr<Console> OpenConsole(const EngineContext& context, const Schemas& schemas,
                                     const Configuration& configuration, const RootVariables& variables,
                                     const State& state, const Value& extra, diag::Diagnostics& diagnostics) {
  return std::make_unique<StateConsole>(context, schemas, configuration, variables, state, extra, diagnostics);
}

}  // namespace rolecall::engine
