#include "engine/config/import_address.h"

#include "hcl/syntax/parser.h"

namespace rolecall::engine {

std::string ImportAddress(const hcl::Expression& to,
                          const std::function<std::string(const hcl::Expression& key)>& key_text) {
  if (const auto traversal = hcl::TryTraversal(to)) return hcl::TraversalText(*traversal);
  if (const auto* relative = hcl::As<hcl::RelativeTraversalExpression>(to)) {
    hcl::Traversal steps;
    steps.steps = relative->steps;
    return ImportAddress(*relative->source, key_text) + hcl::TraversalText(steps);
  }
  const auto* index = hcl::As<hcl::IndexExpression>(to);
  return index == nullptr ? "" : ImportAddress(*index->collection, key_text) + key_text(*index->key);
}

}  // namespace rolecall::engine
