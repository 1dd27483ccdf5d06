#include "hcl/decode/decode.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "hcl/decode/json_body.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::hcl {
namespace {

// A schema by name: bodies may have many arguments, and schemas too.
struct SchemaIndex {
  explicit SchemaIndex(const BodySchema& schema) {
    for (const AttributeSchema& attribute : schema.attributes) attributes.emplace(attribute.name, &attribute);
    for (const BlockSchema& block : schema.blocks) blocks.emplace(block.type, &block);
  }
  bool HasAttribute(std::string_view name) const { return attributes.count(name) > 0; }
  const BlockSchema* FindBlock(std::string_view type) const {
    const auto found = blocks.find(type);
    return found == blocks.end() ? nullptr : found->second;
  }
  std::vector<std::string> AttributeNames() const {
    std::vector<std::string> names;
    for (const auto& entry : attributes) names.emplace_back(entry.first);
    std::sort(names.begin(), names.end());
    return names;
  }
  std::vector<std::string> BlockTypes() const {
    std::vector<std::string> types;
    for (const auto& entry : blocks) types.emplace_back(entry.first);
    std::sort(types.begin(), types.end());
    return types;
  }

  std::unordered_map<std::string_view, const AttributeSchema*> attributes;
  std::unordered_map<std::string_view, const BlockSchema*> blocks;
};

// Names that stand in the body already are not what was meant.
std::vector<std::string> NotGiven(std::vector<std::string> names, const Body& body) {
  for (const AttributePtr& attribute : body.attributes) std::erase(names, attribute->name);
  return names;
}

void ReportUnsupportedAttribute(const Attribute& attribute, const SchemaIndex& index, const Body& body,
                                diag::Diagnostics& diagnostics) {
  std::string detail = "An argument named \"" + attribute.name + "\" is not expected here.";
  if (index.FindBlock(attribute.name) != nullptr) {
    detail += " Did you mean to define a block of type \"" + attribute.name + "\"?";
  } else if (const auto meant = diag::NameSuggestion(attribute.name, NotGiven(index.AttributeNames(), body))) {
    detail += " Did you mean \"" + *meant + "\"?";
  }
  diagnostics.AddError("unsupported-argument", "Unsupported argument", std::move(detail), attribute.name_range);
}

void ReportUnsupportedBlock(const Block& block, const SchemaIndex& index, diag::Diagnostics& diagnostics) {
  std::string detail = "Blocks of type \"" + block.type + "\" are not expected here.";
  if (index.HasAttribute(block.type)) {
    detail +=
        " Did you mean to define argument \"" + block.type + "\"? If so, use the equals sign to assign it a value.";
  } else if (const auto meant = diag::NameSuggestion(block.type, index.BlockTypes())) {
    detail += " Did you mean \"" + *meant + "\"?";
  }
  diagnostics.AddError("unsupported-block", "Unsupported block type", std::move(detail), block.type_range);
}

// False, with an error, if the block has other labels than it should.
bool CheckLabels(const Block& block, const BlockSchema& schema, diag::Diagnostics& diagnostics) {
  const std::vector<std::string>& names = schema.label_names;
  if (block.labels.size() > names.size()) {
    diagnostics.AddError("extraneous-label", "Extraneous label for " + block.type,
                         names.empty()
                             ? "No labels are expected for " + block.type + " blocks."
                             : "Only " + std::to_string(names.size()) + " labels (" + rolecall::Join(names, ", ") +
                                   ") are expected for " + block.type + " blocks.",
                         block.labels[names.size()].range);
    return false;
  }
  if (block.labels.size() < names.size()) {
    diagnostics.AddError("missing-label", "Missing " + names[block.labels.size()] + " for " + block.type,
                         "All " + block.type + " blocks must have " + std::to_string(names.size()) + " labels (" +
                             rolecall::Join(names, ", ") + ").",
                         block.open_brace_range.source != nullptr ? block.open_brace_range : block.type_range);
    return false;
  }
  return true;
}

void CheckRequired(const Content& content, const BodySchema& schema, diag::Diagnostics& diagnostics) {
  for (const AttributeSchema& attribute : schema.attributes) {
    if (!attribute.required || content.attributes.count(attribute.name) > 0) continue;
    diagnostics.AddError("missing-argument", "Missing required argument",
                         "The argument \"" + attribute.name + "\" is required, but no definition was found.",
                         content.missing_range);
  }
}

Content Decode(const Body& body, const BodySchema& schema, Body* remain, bool partial, diag::Diagnostics& diagnostics) {
  const SchemaIndex index(schema);
  Content content;
  content.missing_range = body.missing_range;
  for (const AttributePtr& attribute : body.attributes) {
    if (index.HasAttribute(attribute->name)) {
      content.attributes.emplace(attribute->name, attribute);
    } else if (!partial) {
      ReportUnsupportedAttribute(*attribute, index, body, diagnostics);
    } else if (remain != nullptr) {
      remain->attributes.push_back(attribute);
    }
  }
  for (const BlockPtr& block : body.blocks) {
    if (const BlockSchema* known = index.FindBlock(block->type)) {
      if (CheckLabels(*block, *known, diagnostics)) content.blocks.push_back(block);
    } else if (!partial) {
      ReportUnsupportedBlock(*block, index, diagnostics);
    } else if (remain != nullptr) {
      remain->blocks.push_back(block);
    }
  }
  CheckRequired(content, schema, diagnostics);
  return content;
}

// The type that a block stands for: that of the blocks that a `dynamic` makes.
std::string TypeOf(const Block& block) {
  return block.type == "dynamic" && !block.labels.empty() ? block.labels[0].text : block.type;
}

Content Merged(Content base, Content changes) {
  std::set<std::string> replaced;
  for (const BlockPtr& block : changes.blocks) replaced.insert(TypeOf(*block));
  const auto is_replaced = [&](const BlockPtr& block) { return replaced.count(TypeOf(*block)) > 0; };
  base.blocks.erase(std::remove_if(base.blocks.begin(), base.blocks.end(), is_replaced), base.blocks.end());
  base.blocks.insert(base.blocks.end(), changes.blocks.begin(), changes.blocks.end());
  for (auto& [name, attribute] : changes.attributes) base.attributes.insert_or_assign(name, attribute);
  return base;
}

// Nothing is required of one half: only of both together.
BodySchema WithoutRequired(BodySchema schema) {
  for (AttributeSchema& attribute : schema.attributes) attribute.required = false;
  return schema;
}

Content DecodeOverlaid(const OverlaidBody& body, const BodySchema& schema, Body* remain, bool partial,
                       diag::Diagnostics& diagnostics) {
  const BodySchema relaxed = WithoutRequired(schema);
  Body rests[2];
  const auto half = [&](const Body& one, Body* rest) {
    return partial ? DecodePartial(one, relaxed, rest, diagnostics) : DecodeContent(one, relaxed, diagnostics);
  };
  Content base = half(body.base, &rests[0]);
  Content merged = Merged(std::move(base), half(body.changes, &rests[1]));
  CheckRequired(merged, schema, diagnostics);
  if (remain != nullptr) *remain = Overlaid(rests[0], rests[1]);
  return merged;
}

// References of a body without those to iterators of the `dynamic` blocks around.
class BodyWalker {
 public:
  explicit BodyWalker(std::vector<const Traversal*>& found) : found_(found) {}

  void Visit(const Body& body) {
    if (body.overlaid != nullptr) {
      Visit(body.overlaid->base);
      return Visit(body.overlaid->changes);
    }
    if (body.json != nullptr) {
      for (const Traversal* traversal : JsonReferences(*body.json)) Keep(traversal);
      return;
    }
    for (const AttributePtr& attribute : body.attributes) VisitExpression(*attribute->expression);
    for (const BlockPtr& block : body.blocks) {
      if (block->type == "dynamic" && block->labels.size() == 1) {
        VisitDynamic(*block);
      } else {
        Visit(block->body);
      }
    }
  }

 private:
  void VisitExpression(const Expression& expression) {
    for (const Traversal* traversal : References(expression)) Keep(traversal);
  }

  void Keep(const Traversal* traversal) {
    if (std::find(iterators_.begin(), iterators_.end(), traversal->root) == iterators_.end()) {
      found_.push_back(traversal);
    }
  }

  void VisitDynamic(const Block& block) {
    std::string iterator = block.labels[0].text;
    for (const AttributePtr& attribute : block.body.attributes) {
      if (attribute->name == "iterator") {
        iterator = AsKeyword(*attribute->expression);
      } else if (attribute->name != "labels") {
        VisitExpression(*attribute->expression);
      }
    }
    iterators_.push_back(iterator);
    for (const AttributePtr& attribute : block.body.attributes) {
      if (attribute->name == "labels") VisitExpression(*attribute->expression);
    }
    for (const BlockPtr& content : block.body.blocks) Visit(content->body);
    iterators_.pop_back();
  }

  std::vector<const Traversal*>& found_;
  std::vector<std::string> iterators_;
};

}  // namespace

const Attribute* Content::Find(std::string_view name) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? nullptr : found->second.get();
}

std::vector<BlockPtr> Content::BlocksOf(std::string_view type) const {
  std::vector<BlockPtr> found;
  for (const BlockPtr& block : blocks) {
    if (block->type == type) found.push_back(block);
  }
  return found;
}

Body Overlaid(const Body& base, const Body& changes) {
  Body body;
  body.range = base.range;
  body.end_range = base.end_range;
  body.missing_range = base.missing_range;
  body.overlaid = std::make_shared<const OverlaidBody>(OverlaidBody{base, changes});
  return body;
}

Content DecodeContent(const Body& body, const BodySchema& schema, diag::Diagnostics& diagnostics) {
  if (body.overlaid != nullptr) return DecodeOverlaid(*body.overlaid, schema, nullptr, false, diagnostics);
  if (body.json != nullptr) return DecodeJson(body, schema, false, diagnostics);
  return Decode(body, schema, nullptr, false, diagnostics);
}

Content DecodePartial(const Body& body, const BodySchema& schema, Body* remain, diag::Diagnostics& diagnostics) {
  if (body.overlaid != nullptr) return DecodeOverlaid(*body.overlaid, schema, remain, true, diagnostics);
  if (body.json != nullptr) {
    Content content = DecodeJson(body, schema, true, diagnostics);
    if (remain != nullptr) *remain = JsonRemainder(body, schema);
    return content;
  }
  Body rest;
  rest.range = body.range;
  rest.end_range = body.end_range;
  rest.missing_range = body.missing_range;
  Content content = Decode(body, schema, &rest, true, diagnostics);
  if (remain != nullptr) *remain = std::move(rest);
  return content;
}

std::map<std::string, AttributePtr, std::less<>> DecodeAttributes(const Body& body, diag::Diagnostics& diagnostics) {
  if (body.overlaid != nullptr) {
    auto attributes = DecodeAttributes(body.overlaid->base, diagnostics);
    for (auto& [name, attribute] : DecodeAttributes(body.overlaid->changes, diagnostics)) {
      attributes.insert_or_assign(name, attribute);
    }
    return attributes;
  }
  if (body.json != nullptr) return DecodeJsonAttributes(body, diagnostics);
  std::map<std::string, AttributePtr, std::less<>> attributes;
  for (const AttributePtr& attribute : body.attributes) attributes.emplace(attribute->name, attribute);
  for (const BlockPtr& block : body.blocks) {
    diagnostics.AddError("unexpected-block", "Unexpected \"" + block->type + "\" block", "Blocks are not allowed here.",
                         block->type_range);
  }
  return attributes;
}

std::vector<const Traversal*> BodyReferences(const Body& body) {
  std::vector<const Traversal*> found;
  BodyWalker(found).Visit(body);
  return found;
}

}  // namespace rolecall::hcl
