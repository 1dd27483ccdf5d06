// Is there a text that is in all of some sets and in none of others? With the text.
//
//   TextQuestion question;
//   question.in = {&buckets};  question.out = {&logs, &backups};
//   TextAnswer answer = FindText(question);
//   if (answer.found()) … answer.text …        "arn:aws:s3:::example"
//
// Exact: the sets are run side by side as automata (subset construction, breadth first), unless a quick look decides.
// With variables as letters (text_set.h) kNone still means that there is none whatever their values are; a text that is
// found is then none of the real world, and `text` is empty.
//
// Bounds: `work` says how many steps may still be taken, for all questions that share it; then kUndecided. Pure; any
// thread.
#ifndef ROLECALL_POLICY_ACCESS_SETS_FIND_TEXT_H_
#define ROLECALL_POLICY_ACCESS_SETS_FIND_TEXT_H_

#include "policy/access_sets/text_question.h"  // IWYU pragma: export

namespace rolecall::policy {

// There may be one; quicker where that is all that is asked.
bool MayFindText(const TextQuestion& question, Work& work);
TextAnswer FindText(const TextQuestion& question, Work& work);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_FIND_TEXT_H_
