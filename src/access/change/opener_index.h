// OpenerIndex: which of many openers let one in, without asking each of them. For this folder only.
#ifndef ROLECALL_ACCESS_CHANGE_OPENER_INDEX_H_
#define ROLECALL_ACCESS_CHANGE_OPENER_INDEX_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "access/change/sides.h"
#include "policy/document/glob.h"

namespace rolecall::access {

class OpenerIndex {
 public:
  // Openers are told by their place: 0 for the first that is added.
  void Add(const Opener& opener);

  // Those who have its key.
  std::vector<std::size_t> Same(const Opener& one) const;
  // Those of tokens of its provider that its subject is among, ascending; none for a pattern: what contains those is
  // not asked.
  std::vector<std::size_t> Reaching(const Opener& one) const;

 private:
  using Places = std::vector<std::size_t>;
  struct OfProvider {
    Places any;
    std::map<std::string, Places> by_subject;
    std::vector<std::pair<policy::Pattern, std::size_t>> patterns;
  };

  std::size_t count_ = 0;
  std::map<std::string, Places> by_key_;
  std::map<std::string, OfProvider> by_provider_;
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHANGE_OPENER_INDEX_H_
