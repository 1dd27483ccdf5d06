#include "access/explain/answer.h"

#include <algorithm>

namespace rolecall::access {

const ChainLink* ExplainAnswer::failed() const {
  const auto found =
      std::find_if(links.begin(), links.end(), [](const ChainLink& link) { return link.reached && !link.good; });
  return found == links.end() ? nullptr : &*found;
}

}  // namespace rolecall::access
