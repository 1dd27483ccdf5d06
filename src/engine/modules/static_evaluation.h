// Values of expressions that are needed before there is a plan: sources and versions of modules. Variables, locals,
// path, terraform.workspace and functions may be in them; what depends on resources or modules may not.
//
//   StaticEvaluation statics(files, configuration, options);
//   std::optional<std::string> source = statics.Text(module, *call.source_expression, "module.a.source", diagnostics);
//
// A child module's variables come from the arguments of its call. Threads: one at a time.
#ifndef ROLECALL_ENGINE_MODULES_STATIC_EVALUATION_H_
#define ROLECALL_ENGINE_MODULES_STATIC_EVALUATION_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "engine/config/configuration.h"
#include "engine/config/expansion.h"
#include "engine/modules/load_options.h"
#include "functions/catalogue.h"

namespace rolecall::engine {

class StaticEvaluation {
 public:
  // All must outlive the object. options.variables is asked once, when the first variable is needed.
  StaticEvaluation(const FileSystem& files, const Configuration& configuration, const LoadOptions& options);

  // A text; nothing, with an error, if the expression has no value yet, or another kind of value. `asker` is what
  // needs it.
  std::optional<std::string> Text(const Module& module, const hcl::Expression& expression, const std::string& asker,
                                  diag::Diagnostics& diagnostics);
  // A version constraint,. Null is "", as if it were not given; nothing: with an error.
  std::optional<std::string> Version(const Module& module, const hcl::Expression& expression, const std::string& asker,
                                     diag::Diagnostics& diagnostics);
  // What `for_each` makes; nothing, with an error, if that cannot be said yet.
  std::optional<std::vector<Repetition>> Each(const Module& module, const hcl::Expression& for_each,
                                              const std::string& asker, diag::Diagnostics& diagnostics);

 private:
  // What needs a value, and what needs that.
  struct Asker {
    std::string name;  // "module.a.source", "local.b"
    diag::Range place;
    const Asker* next = nullptr;
  };

  // With the names that the expression has; nothing, with an error.
  std::optional<hcl::Scope> ScopeFor(const Module& module, const hcl::Expression& expression, const Asker& asker,
                                     diag::Diagnostics& diagnostics);
  bool CheckNames(const Module& module, const hcl::Expression& expression, const Asker& asker,
                  diag::Diagnostics& diagnostics) const;
  std::optional<value::Value> Evaluate(const Module& module, const hcl::Expression& expression, const Asker& asker,
                                       diag::Diagnostics& diagnostics);
  std::optional<value::Value> VariableValue(const Module& module, const std::string& name,
                                            const hcl::Traversal& traversal, const Asker& asker,
                                            diag::Diagnostics& diagnostics);
  std::optional<value::Value> GivenValue(const Module& module, const Variable& variable, const std::string& name,
                                         diag::Diagnostics& diagnostics);
  std::optional<value::Value> LocalValue(const Module& module, const std::string& name, const hcl::Traversal& traversal,
                                         const Asker& asker, diag::Diagnostics& diagnostics);
  std::optional<value::Value> RootValue(const std::string& name);

  const Configuration& configuration_;
  const LoadOptions& options_;
  const functions::Catalogue functions_;
  const hcl::FunctionTable table_;
  std::optional<std::map<std::string, value::Value>> given_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_MODULES_STATIC_EVALUATION_H_
