#include "policy/decide/work.h"

#include <algorithm>

namespace rolecall::policy {
namespace {

struct Size {
  std::uint64_t units = 0;       // of texts that are matched
  std::uint64_t conditions = 0;  // each looks for its key
};

void AddTexts(const std::vector<Text>& texts, Size& size) {
  for (const Text& text : texts) size.units += text.value.size() + 1;
}

void AddPolicy(const CompiledPolicy& policy, Size& size) {
  for (const Statement& statement : DocumentOf(policy).statements) {
    ++size.units;
    AddTexts(statement.actions, size);
    AddTexts(statement.resources, size);
    size.units += statement.principals.size();
    size.conditions += statement.conditions.size();
    for (const Condition& condition : statement.conditions) AddTexts(condition.values, size);
  }
}

void AddSet(const PolicySet* set, Size& size) {
  if (set == nullptr) return;
  for (const auto& policy : *set) AddPolicy(*policy, size);
}

// The longest text that patterns are held against; the values of one key are tried one by one.
std::uint64_t LongestText(const Request& request) {
  std::uint64_t longest = std::max(request.resource().size(), request.action().size());
  for (const Context::Entry& entry : request.context().entries()) {
    std::uint64_t together = 0;
    for (const std::string& value : entry.values) together += value.size() + 1;
    longest = std::max(longest, together);
  }
  return longest;
}

}  // namespace

std::uint64_t WorkBound(const PolicyInputs& inputs, const Request& request) {
  Size size;
  AddSet(inputs.identity, size);
  AddSet(inputs.boundary, size);
  AddSet(inputs.session, size);
  AddSet(inputs.endpoint, size);
  for (const PolicySet& level : inputs.scps) AddSet(&level, size);
  for (const PolicySet& level : inputs.rcps) AddSet(&level, size);
  if (inputs.resource != nullptr) AddPolicy(*inputs.resource, size);
  // glob.h: never more than the text's length for a unit, and a pattern that is longer than the text is not tried.
  return size.units * (LongestText(request) / 4 + 1) + size.conditions * (request.context().entries().size() + 1);
}

}  // namespace rolecall::policy
