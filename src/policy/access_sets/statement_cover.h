// Whether one statement of a document is about all that another is about: for what is redundant or dead.
//
//   StatementCover cover(document);
//   if (cover.Covers(0, 1)) …        // statement 0 applies wherever statement 1 does
//   cover.SetOf(0).actions …         // the entries as sets, to be held against each other by Covers of text_set.h
//
// Decided by the search (access_search.h): actions, resources and each condition key are dimensions, variables are
// letters. True only where it is proved. Effects do not count; principals are compared as they are written. Sets are
// made when they are first asked for, and most pairs differ in what they begin with. Bounded by `Work`. The document
// must outlive it. One thread.
#ifndef ROLECALL_POLICY_ACCESS_SETS_STATEMENT_COVER_H_
#define ROLECALL_POLICY_ACCESS_SETS_STATEMENT_COVER_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "policy/access_sets/statement_set.h"
#include "policy/access_sets/text_question.h"

namespace rolecall::policy {

class StatementCover {
 public:
  explicit StatementCover(const Document& document) : document_(document), sets_(document.statements.size()) {}

  // Statements are numbered as in the document.
  bool Covers(std::size_t wide, std::size_t narrow);
  const StatementSet& SetOf(std::size_t number);

 private:
  const Document& document_;
  Variables letters_;
  Work work_;
  std::vector<std::unique_ptr<StatementSet>> sets_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_STATEMENT_COVER_H_
