#include "engine/provider/provider.h"

#include <utility>

namespace rolecall::engine {

value::Type ImpliedType(const BlockSchema& block) {
  std::map<std::string, value::Type> attributes;
  for (const auto& [name, attribute] : block.attributes) attributes.emplace(name, attribute.type);
  for (const auto& [name, nested] : block.blocks) {
    value::Type inner = ImpliedType(*nested.block);
    switch (nested.nesting) {
      case Nesting::kSingle: attributes.emplace(name, std::move(inner)); break;
      case Nesting::kList: attributes.emplace(name, value::Type::List(std::move(inner))); break;
      case Nesting::kSet: attributes.emplace(name, value::Type::Set(std::move(inner))); break;
      case Nesting::kMap: attributes.emplace(name, value::Type::Map(std::move(inner))); break;
    }
  }
  return value::Type::Object(std::move(attributes));
}

}  // namespace rolecall::engine
