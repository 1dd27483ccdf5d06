// AbsentTypes: resource blocks whose type or provider this program does not have, and what is said of them.
//
//   AbsentTypes absent(walk);
//   absent.Check(node, module, block);  // for every block
//   absent.Report(is_left_out, diagnostics);
//
// Where the provider's own program is installed, or it is the language's own, a type that it does not have is always an
// error. Elsewhere a block that is always there is one. One with `count` or `for_each` (its own or a module call's) is
// none as long as it has no instances: modules often carry parts that their caller has switched off. Which it is, the
// walk finds out; validation can only warn. But if there are errors anyway, all such blocks are errors: then the list
// is whole. Differs from OpenTofu: there every provider must be installed, which here would refuse too many modules.
// Internal to the engine. Threads: one.
#ifndef ROLECALL_ENGINE_GRAPH_ABSENT_TYPE_H_
#define ROLECALL_ENGINE_GRAPH_ABSENT_TYPE_H_

#include <functional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/graph/walk.h"

namespace rolecall::engine {

class AbsentTypes {
 public:
  explicit AbsentTypes(const Walk& walk) : walk_(walk) {}
  void Check(Graph::Id node, const Module& module, const ResourceBlock& block);
  // Without those that `is_left_out` (by -target or -exclude).
  void Report(const std::function<bool(Graph::Id)>& is_left_out, diag::Diagnostics& diagnostics) const;
  // Only those that no provider has.
  void ReportMistakes(diag::Diagnostics& diagnostics) const;

 private:
  struct Absent {
    Graph::Id node;
    const Module* module;
    const ResourceBlock* block;
    bool is_mistake;  // the provider is here with all that it has
    bool is_conditional;
  };
  std::vector<Absent> InOrder(const std::function<bool(const Absent&)>& keeps) const;
  const Walk& walk_;
  std::vector<Absent> absent_;
};

// Whether the block's type, which is not here, is one that its provider does not have.
bool HasMistakenType(const Walk& walk, const Module& module, const ResourceBlock& block);

// The complaint about one such block; `with_list` adds what this program has instead, and advice.
diag::Diagnostic AbsentTypeError(const Walk& walk, const Module& module, const ResourceBlock& block, bool with_list);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_GRAPH_ABSENT_TYPE_H_
