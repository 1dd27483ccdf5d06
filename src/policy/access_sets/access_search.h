// The search of the procedure: a request that lies in a region and that some statements do not apply to.
//
//   AccessSearch search(world.variables(), work);
//   for (Box& box : search.Within(Box{}, allow)) Found found = search.Find(box, {&other, &deny});
//   if (found.answer == Answer::kFound) … found.action, found.resource, found.keys …
//
// A region (Box) is a product: actions, resources, and for each key values. A statement does not apply to a request if
// the request is outside of it in one dimension at least, so for each statement to avoid there are as many ways as it
// has dimensions; a way that leaves nothing of the region is none. The search follows ways that are forced, then tries
// the statement with the fewest. It is complete: kNone means that there is no such request (with variables as letters:
// whatever their values are). kUndecided: the work was too much, or a dimension is not followed (key_condition.h).
#ifndef ROLECALL_POLICY_ACCESS_SETS_ACCESS_SEARCH_H_
#define ROLECALL_POLICY_ACCESS_SETS_ACCESS_SEARCH_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/access_sets/find_value.h"
#include "policy/access_sets/statement_set.h"

namespace rolecall::policy {

struct Box {
  std::vector<const TextSet*> actions_in, actions_out, resources_in, resources_out;
  std::vector<KeyFact> facts;
};

struct Found {
  Answer answer = Answer::kNone;
  std::string action, resource;  // the action in lower case
  std::vector<std::pair<std::string, KeyAnswer>> keys;
  std::string reason;  // of kUndecided
};

class AccessSearch {
 public:
  AccessSearch(const Variables& variables, Work& work) : variables_(variables), work_(work) {}

  // The parts of the box that the statement applies to: one for each entry of Action with each of Resource.
  std::vector<Box> Within(const Box& box, const StatementSet& statement);
  // The part for one entry each; a number beyond the last: all but the entries (NotAction), whatever resource.
  bool Narrow(const StatementSet& statement, std::size_t action, std::size_t resource, Box& box);

  Found Find(Box box, std::vector<const StatementSet*> avoided);
  // Quick: the statement surely applies to nothing in the box.
  bool Disjoint(const Box& box, const StatementSet& statement);

 private:
  std::vector<Box> WaysAround(const Box& box, const StatementSet& statement);
  Found Leaf(const Box& box);
  bool AddFact(const KeyCondition& condition, bool holds, Box& box);
  // The parts of a statement often have their resources in common, one after another.
  const TextAnswer& FindResource(const Box& box);
  Found TooLarge() const { return {Answer::kUndecided, "", "", {}, "the policies are too large to compare"}; }

  const Variables& variables_;
  Work& work_;
  std::optional<std::pair<TextQuestion, TextAnswer>> last_resource_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_ACCESS_SEARCH_H_
