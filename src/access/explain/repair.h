// Candidates for a fix: changed documents, and substitutions of values wherever they are written. Whether one works is
// for fix.cc to try.
//
// A candidate is made for the code of the link that failed and says three things, of which any may be missing: the
// document as it would be, values that somewhere in the files are one and should be another, and the command that does
// it where there is no file. A repair never widens more than what was asked: one value, or one statement for exactly
// this action, resource and service account.
#ifndef ROLECALL_ACCESS_EXPLAIN_REPAIR_H_
#define ROLECALL_ACCESS_EXPLAIN_REPAIR_H_

#include <string>
#include <utility>
#include <vector>

#include "access/explain/answer.h"

namespace rolecall::access {

struct Repair {
  std::string summary;
  const PolicyDocument* document = nullptr;  // that changes; null: something else (an annotation, a provider)
  std::string text;                          // the document as it would be
  // "from" becomes "to", in one place of the files; the whole values, and the parts that differ.
  std::vector<std::pair<std::string, std::string>> substitutions;
  // A service account's annotation, if it is to be added.
  std::string annotation_key, annotation_value;
  std::string command;  // what does it where there is no file; may be empty
};

// The narrowest first.
std::vector<Repair> RepairsFor(const ExplainQuestion& question, const ExplainAnswer& answer);

// repair_trust.cc and repair_permissions.cc
std::vector<Repair> TrustRepairs(const ExplainQuestion& question);
std::vector<Repair> PermissionRepairs(const ExplainQuestion& question, const ChainLink& failed);

// A substitution and, where both texts have as many parts (between : / and ,), those of the parts that differ.
void AddSubstitution(const std::string& from, const std::string& to, Repair& repair);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_REPAIR_H_
