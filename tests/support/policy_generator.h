// Random policies and requests from a small world, so that they meet often. The same seed gives the same ones.
#ifndef ROLECALL_TESTS_SUPPORT_POLICY_GENERATOR_H_
#define ROLECALL_TESTS_SUPPORT_POLICY_GENERATOR_H_

#include <cstdint>
#include <random>
#include <string>

#include "policy/decide/request.h"
#include "policy/document/document.h"

namespace rolecall::policy::testing {

class PolicyGenerator {
 public:
  explicit PolicyGenerator(std::uint64_t seed) : random_(seed) {}

  Request MakeRequest();
  // A document's text. `statements`: how many at most.
  std::string MakeDocument(DocumentKind kind, int statements);
  std::string MakeStatement(DocumentKind kind, const std::string& effect);

  bool OneIn(int n) { return Below(n) == 0; }
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }

 private:
  template <typename List>
  std::string Pick(const List& list) {
    return list[static_cast<std::size_t>(Below(static_cast<int>(std::size(list))))];
  }
  template <typename List>
  std::string PickJson(const List& list);  // one string, or a list of some
  std::string MakePrincipal();
  std::string MakeCondition();
  Principal MakeCaller();
  Context MakeContext();

  std::mt19937_64 random_;
};

}  // namespace rolecall::policy::testing

#endif  // ROLECALL_TESTS_SUPPORT_POLICY_GENERATOR_H_
