// One question of the procedure in every way that variables can be read: is there a request in this part of what `has`
// allows that `had` does not allow for this reason? (access_difference.h.) For this folder only.
//
//   RegionAsker asker(question, sets);
//   Region region = asker.Ask(part, reason);
//
// Parts are numbered, not pointed to, for the sets of a statement are others in each world.
#ifndef ROLECALL_POLICY_ACCESS_SETS_REGION_QUESTION_H_
#define ROLECALL_POLICY_ACCESS_SETS_REGION_QUESTION_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "policy/access_sets/access_question.h"
#include "policy/access_sets/access_search.h"

namespace rolecall::policy {

// One entry of Action and one of Resource of a statement that grants.
struct AllowPart {
  std::size_t way = 0, statement = 0;  // in the first layer of the way
  std::size_t action = 0, resource = 0;
};

// Why one of `had` does not allow: in each way one layer that no statement of allows, or a Deny.
struct NotAllowed {
  std::vector<std::size_t> layers;  // for each way
  bool by_deny = false;
  std::size_t deny = 0, action = 0, resource = 0;  // its entries
};

struct Region {
  Answer answer = Answer::kNone;
  bool without_effect = false;
  std::string reason;
  std::optional<AccessWitness> witness;
};

class RegionAsker {
 public:
  RegionAsker(const AccessQuestion& question, StatementSets& sets);

  // The formulas with variables as letters: what parts and reasons count in.
  const AccessFormula& has() const { return worlds_.front()->has; }
  const std::vector<AccessFormula>& had() const { return worlds_.front()->had; }
  Region Ask(const AllowPart& part, const std::vector<NotAllowed>& reasons);
  // What Deny statements and limits of `has` take of the part, as text.
  std::vector<std::string> ExceptionsOf(const AllowPart& part);

 private:
  struct Formulas {
    Formulas(World read, Work& work) : world(std::move(read)), search(world.variables(), work) {}
    World world;
    AccessSearch search;
    AccessFormula has;
    std::vector<AccessFormula> had;
  };
  struct Task;

  void AddWorld(World world);
  void AddWorldsWithValues();
  Region AskIn(Formulas& formulas, const AllowPart& part, const std::vector<NotAllowed>& reasons, bool show);
  void Limit(Task& task, Box box, std::size_t layer);
  void Reasons(Task& task, Box box, std::size_t number, std::vector<const StatementSet*> avoided);
  void Search(Task& task, const Box& box, const std::vector<const StatementSet*>& avoided);
  bool Show(Task& task, const Found& found, const std::string& action);
  std::vector<Box> ScopeBoxes() const;

  const AccessQuestion& question_;
  StatementSets& sets_;
  std::vector<std::string> variables_;  // keys
  std::deque<TextSet> scope_actions_, scope_resources_;
  std::vector<std::unique_ptr<Formulas>> worlds_;  // the first with letters
  Work work_;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_ACCESS_SETS_REGION_QUESTION_H_
