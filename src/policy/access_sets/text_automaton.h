// The exact part of FindText (find_text.h): all sets of a question run side by side. For this folder only.
#ifndef ROLECALL_POLICY_ACCESS_SETS_TEXT_AUTOMATON_H_
#define ROLECALL_POLICY_ACCESS_SETS_TEXT_AUTOMATON_H_

#include "policy/access_sets/text_question.h"

namespace rolecall::policy {

// At least one set in `in`. With variables the text is empty.
TextAnswer RunAutomaton(const TextQuestion& question, Work& work);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_TEXT_AUTOMATON_H_
