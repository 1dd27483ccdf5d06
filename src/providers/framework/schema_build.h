// Short names for writing schemas as tables.
//
//   engine::BlockSchema block;
//   AddId(block);
//   block.attributes["name"] = TextAttribute(Use::kRequired);
//   block.blocks["rule"] = Block(engine::Nesting::kList, std::move(rule), 1);
//
// What else an attribute is (sensitive, deprecated, write-only) is set on it; how it is planned are Rules
// (resource_type.h). Pure; any thread.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_SCHEMA_BUILD_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_SCHEMA_BUILD_H_

#include <memory>
#include <string>
#include <utility>

#include "engine/provider/provider.h"

namespace rolecall::providers {

enum class Use { kRequired, kOptional, kComputed, kOptionalComputed };

inline engine::AttributeSchema Attribute(value::Type type, Use use) {
  engine::AttributeSchema attribute;
  attribute.type = std::move(type);
  attribute.required = use == Use::kRequired;
  attribute.optional = use == Use::kOptional || use == Use::kOptionalComputed;
  attribute.computed = use == Use::kComputed || use == Use::kOptionalComputed;
  return attribute;
}
inline engine::AttributeSchema TextAttribute(Use use) { return Attribute(value::Type::String(), use); }
inline engine::AttributeSchema FlagAttribute(Use use) { return Attribute(value::Type::Bool(), use); }
inline engine::AttributeSchema NumberAttribute(Use use) { return Attribute(value::Type::Number(), use); }
inline engine::AttributeSchema TextSetAttribute(Use use) {
  return Attribute(value::Type::Set(value::Type::String()), use);
}
inline engine::AttributeSchema TextListAttribute(Use use) {
  return Attribute(value::Type::List(value::Type::String()), use);
}
inline engine::AttributeSchema TextMapAttribute(Use use) {
  return Attribute(value::Type::Map(value::Type::String()), use);
}
inline engine::NestedBlockSchema Block(engine::Nesting nesting, engine::BlockSchema inner, int max_items = 0) {
  engine::NestedBlockSchema block;
  block.nesting = nesting;
  block.block = std::make_shared<const engine::BlockSchema>(std::move(inner));
  block.max_items = max_items;
  return block;
}

// id, tags and tags_all, as nearly every resource has them.
inline void AddId(engine::BlockSchema& block) { block.attributes["id"] = TextAttribute(Use::kOptionalComputed); }
inline void AddTags(engine::BlockSchema& block) {
  block.attributes["tags"] = TextMapAttribute(Use::kOptional);
  block.attributes["tags_all"] = TextMapAttribute(Use::kOptionalComputed);
}

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_SCHEMA_BUILD_H_
