#include "access/explain/answer.h"

#include <algorithm>

namespace rolecall::access {

const ChainLink* ExplainAnswer::failed() const {
  const auto found =
      std::find_if(links.begin(), links.end(), [](const ChainLink& link) { return link.reached && !link.good; });
  return found == links.end() ? nullptr : &*found;
}

bool ExplainAnswer::undecided() const {
  const ChainLink* link = failed();
  return link != nullptr && link->code.ends_with("-unknown");
}

const char* ExplainAnswer::decision() const {
  if (undecided()) return "unknown";
  if (!allowed) return "denied";
  return conditions.empty() ? "allowed" : "allowedIf";
}

}  // namespace rolecall::access
