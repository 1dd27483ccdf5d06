// A compiled policy: the document and its statements ready to be matched.
//
//   for (const CompiledStatement& statement : policy.statements()) …      // in the document's order
//   policy.index().ForEachCandidate(request, [&](std::uint32_t number) { … policy.statements()[number] … });
//
// Owns the document, into which the statements keep pointers; hence neither copied nor moved, but shared (Compile,
// engine.h). Immutable, so shared between threads.
#ifndef ROLECALL_POLICY_DECIDE_COMPILED_POLICY_H_
#define ROLECALL_POLICY_DECIDE_COMPILED_POLICY_H_

#include <string>
#include <vector>

#include "policy/decide/statement.h"
#include "policy/decide/statement_index.h"
#include "policy/document/document.h"

namespace rolecall::policy {

class CompiledPolicy {
 public:
  CompiledPolicy(Document document, std::string name)
      : document_(std::move(document)),
        name_(std::move(name)),
        statements_(CompileStatements(document_)),
        index_(statements_) {}
  CompiledPolicy(const CompiledPolicy&) = delete;
  CompiledPolicy& operator=(const CompiledPolicy&) = delete;

  const Document& document() const { return document_; }
  const std::string& name() const { return name_; }
  const std::vector<CompiledStatement>& statements() const { return statements_; }
  const StatementIndex& index() const { return index_; }

 private:
  static std::vector<CompiledStatement> CompileStatements(const Document& document);

  const Document document_;  // the statements keep pointers into it
  const std::string name_;
  const std::vector<CompiledStatement> statements_;
  const StatementIndex index_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_DECIDE_COMPILED_POLICY_H_
