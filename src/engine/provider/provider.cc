#include "engine/provider/provider.h"

#include <set>
#include <utility>

namespace rolecall::engine {

namespace {

value::Type Nested(Nesting nesting, value::Type inner) {
  switch (nesting) {
    case Nesting::kSingle: return inner;
    case Nesting::kList: return value::Type::List(std::move(inner));
    case Nesting::kSet: return value::Type::Set(std::move(inner));
    case Nesting::kMap: return value::Type::Map(std::move(inner));
  }
  return inner;
}

const ResourceSchema* FindIn(const std::map<std::string, ResourceSchema>& types, const std::string& type) {
  const auto found = types.find(type);
  return found == types.end() ? nullptr : &found->second;
}

std::vector<std::string> NamesOf(const std::map<std::string, ResourceSchema>& types) {
  std::vector<std::string> names;
  names.reserve(types.size());
  for (const auto& [name, schema] : types) names.push_back(name);
  return names;
}

}  // namespace

value::Type ImpliedType(const BlockSchema& block) {
  std::map<std::string, value::Type> attributes;
  for (const auto& [name, attribute] : block.attributes) attributes.emplace(name, attribute.type);
  for (const auto& [name, nested] : block.blocks) attributes.emplace(name, ImpliedType(nested));
  return value::Type::Object(std::move(attributes));
}

value::Type ImpliedType(const NestedBlockSchema& nested) { return Nested(nested.nesting, ImpliedType(*nested.block)); }

value::Type ConfigurationType(const AttributeSchema& attribute) {
  if (attribute.nested == nullptr) return attribute.type;
  std::map<std::string, value::Type> attributes;
  std::set<std::string> optional;
  for (const auto& [name, inner] : attribute.nested->block->attributes) {
    attributes.emplace(name, ConfigurationType(inner));
    if (!inner.required) optional.insert(name);
  }
  return Nested(attribute.nested->nesting, value::Type::Object(std::move(attributes), std::move(optional)));
}

const ResourceSchema* Provider::FindResource(const std::string& type) const { return FindIn(schema().resources, type); }
const ResourceSchema* Provider::FindDataSource(const std::string& type) const {
  return FindIn(schema().data_sources, type);
}
const ResourceSchema* Provider::FindEphemeral(const std::string& type) const {
  return FindIn(schema().ephemeral_resources, type);
}
std::vector<std::string> Provider::ResourceTypes() const { return NamesOf(schema().resources); }
std::vector<std::string> Provider::DataSourceTypes() const { return NamesOf(schema().data_sources); }
std::vector<std::string> Provider::EphemeralTypes() const { return NamesOf(schema().ephemeral_resources); }

std::optional<std::string> Provider::ImportIdOf(const std::string& type, const value::Value& /*identity*/,
                                                diag::Diagnostics& diagnostics) const {
  diagnostics.AddError("no-resource-identity", "Resource type has no identity",
                       "Objects of type " + type + " cannot be imported by identity: give the object's id.");
  return std::nullopt;
}

bool ProviderCatalogue::IsWhole(const std::string& /*source*/) const { return false; }

}  // namespace rolecall::engine
