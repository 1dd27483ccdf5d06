// Console: evaluates expressions as the `console` command does: in the root module, with resources as the state has
// them.
//
//   std::unique_ptr<Console> console = engine.OpenConsole(configuration, variables, state, extra, diagnostics);
//   Console::Answer answer = console->Evaluate("aws_iam_role.a.arn", diagnostics);
//
// Opening walks the configuration once, without providers; what is wrong with other expressions is not told. The
// configuration outlives the console; variables and state are copied.
// Threads: one call at a time.
#ifndef ROLECALL_ENGINE_ENTRY_CONSOLE_H_
#define ROLECALL_ENGINE_ENTRY_CONSOLE_H_

#include <memory>
#include <string>

#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/config/evaluator.h"
#include "engine/config/variables.h"
#include "engine/graph/engine_context.h"
#include "engine/state/schemas.h"
#include "engine/state/state.h"
#include "value/value.h"

namespace rolecall::engine {

class Console {
 public:
  virtual ~Console() = default;
  // What an expression means. `type(EXPRESSION)`, which only the console has, asks for the type alone.
  struct Answer {
    value::Value value;
    bool is_type_question = false;  // the answer is value.type()
  };
  virtual Answer Evaluate(const std::string& expression, diag::Diagnostics& diagnostics) = 0;
  // The values of everything that has a name.
  virtual const Evaluator& evaluator() const = 0;
};

// `extra` adds root names (an object, or null). With a dependency cycle, which is reported, nothing has a value.
std::unique_ptr<Console> OpenConsole(const EngineContext& context, const Schemas& schemas,
                                     const Configuration& configuration, const RootVariables& variables,
                                     const State& state, const value::Value& extra, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENTRY_CONSOLE_H_
