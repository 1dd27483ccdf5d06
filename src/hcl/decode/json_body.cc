#include "hcl/decode/json_body.h"

#include <algorithm>
#include <utility>

#include "hcl/evaluate/evaluate.h"

namespace rolecall::hcl {
namespace {

AttributePtr MakeAttribute(const JsonDocument& document, const json::Member& member, diag::Diagnostics& diagnostics) {
  auto attribute = std::make_shared<Attribute>();
  attribute->name = member.name;
  attribute->name_range = document.SpanOf(member.name_begin, member.name_end);
  attribute->equals_range = attribute->name_range;
  attribute->expression = JsonExpression(document, member.value, diagnostics);
  attribute->range = Join(attribute->name_range, attribute->expression->range);
  return attribute;
}

// Among those of the body so far. `duplicate`: what it is called if there is one of that name.
void AddAttribute(const JsonDocument& document, const json::Member& member, const char* duplicate,
                  std::map<std::string, AttributePtr, std::less<>>& attributes, diag::Diagnostics& diagnostics) {
  const auto earlier = attributes.find(member.name);
  if (earlier == attributes.end()) {
    attributes[member.name] = MakeAttribute(document, member, diagnostics);
    return;
  }
  diagnostics.AddError(
      "duplicate-argument", duplicate,
      "The argument \"" + member.name + "\" was already set at " + ShowRange(earlier->second->range) + ".",
      document.SpanOf(member.name_begin, member.name_end));
}

// What a body is made of beside objects.
void ReportOtherTypes(const JsonBody& json, diag::Diagnostics& diagnostics) {
  const auto report = [&](const json::Node& node, const char* detail) {
    diagnostics.AddError("incorrect-json-type", "Incorrect JSON value type", detail, json.document->StartOf(node));
  };
  for (const json::Node& item : json.whole->items) {
    if (!item.IsObject()) report(item, "A JSON object is required here, to define arguments and child blocks.");
  }
  const json::Node& whole = *json.whole;
  if (whole.IsObject() || whole.IsArray() || whole.kind == json::Node::Kind::kNull) return;
  report(whole,
         "Either a JSON object or JSON array of objects is required here, to define arguments and child blocks.");
}

// Makes the blocks that a member's value stands for: objects by label, then objects or arrays of them.
class BlockMaker {
 public:
  BlockMaker(const std::shared_ptr<const JsonDocument>& document, const BlockSchema& schema, const json::Member& member,
             diag::Diagnostics& diagnostics, std::vector<BlockPtr>& blocks)
      : document_(document), schema_(schema), member_(member), diagnostics_(diagnostics), blocks_(blocks) {}

  void Make(const json::Node& node) {
    if (labels_.size() < schema_.label_names.size()) return MakeLabelled(node);
    if (node.kind == json::Node::Kind::kNull) return;
    if (node.IsArray()) {
      // An item that is no object is told when its body is decoded.
      for (const json::Node& item : node.items) MakeOne(item, document_->StartOf(node));
    } else if (node.IsObject()) {
      MakeOne(node, document_->StartOf(node));
    } else {
      Refuse(node, "Either a JSON object or a JSON array is required, representing the contents of one or more \"" +
                       schema_.type + "\" blocks.");
    }
  }

 private:
  void Refuse(const json::Node& node, std::string detail) {
    diagnostics_.AddError("incorrect-json-type", "Incorrect JSON value type", std::move(detail),
                          document_->StartOf(node));
  }

  // The objects whose members' names are labels.
  std::vector<const json::Node*> LabelledObjects(const json::Node& node, const std::string& label) {
    if (node.IsObject()) return {&node};
    std::vector<const json::Node*> objects;
    for (const json::Node& item : node.items) {
      if (item.IsObject()) {
        objects.push_back(&item);
      } else {
        Refuse(item, "A JSON object is required here, to specify " + label + " labels for this block.");
      }
    }
    if (!node.IsArray() && node.kind != json::Node::Kind::kNull) {
      Refuse(node, "Either a JSON object or JSON array of objects is required here, to specify " + label +
                       " labels for this block.");
    }
    return objects;
  }

  void MakeLabelled(const json::Node& node) {
    const std::string& label = schema_.label_names[labels_.size()];
    bool any = false;
    for (const json::Node* object : LabelledObjects(node, label)) {
      for (const json::Member& member : object->members) {
        any = true;
        labels_.push_back({member.name, document_->SpanOf(member.name_begin, member.name_end)});
        Make(member.value);
        labels_.pop_back();
      }
    }
    if (any) return;
    diagnostics_.AddError("missing-label", "Missing block label",
                          "At least one object property is required, whose name represents the " + schema_.type +
                              " block's " + label + ".",
                          document_->StartOf(node));
  }

  void MakeOne(const json::Node& node, const Span& header) {
    auto block = std::make_shared<Block>();
    block->type = schema_.type;
    block->type_range = document_->SpanOf(member_.name_begin, member_.name_end);
    block->labels = labels_;
    block->body = MakeJsonBody(document_, node);
    block->header_range = header;
    block->open_brace_range = block->close_brace_range = block->body.end_range;
    block->range = block->body.range;
    blocks_.push_back(std::move(block));
  }

  const std::shared_ptr<const JsonDocument>& document_;
  const BlockSchema& schema_;
  const json::Member& member_;
  diag::Diagnostics& diagnostics_;
  std::vector<BlockPtr>& blocks_;
  std::vector<BlockLabel> labels_;
};

void ReportExtraneous(const JsonDocument& document, const json::Member& member, const BodySchema& schema,
                      diag::Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const AttributeSchema& attribute : schema.attributes) names.push_back(attribute.name);
  for (const BlockSchema& block : schema.blocks) names.push_back(block.type);
  std::string detail = "No argument or block type is named \"" + member.name + "\".";
  if (const auto meant = diag::NameSuggestion(member.name, names)) detail += " Did you mean \"" + *meant + "\"?";
  diagnostics.AddError("unsupported-argument", "Extraneous JSON object property", std::move(detail),
                       document.SpanOf(member.name_begin, member.name_end));
}

// Names of iterators that `dynamic` blocks anywhere below define: by their type, or as they say.
void CollectIterators(const json::Node& node, bool in_dynamic, std::set<std::string>& names) {
  for (const json::Node& item : node.items) CollectIterators(item, in_dynamic, names);
  for (const json::Member& member : node.members) {
    if (in_dynamic) names.insert(member.name);
    if (member.name == "iterator" && member.value.IsString()) names.insert(member.value.text);
    CollectIterators(member.value, member.name == "dynamic", names);
  }
}

}  // namespace

Body MakeJsonBody(const std::shared_ptr<const JsonDocument>& document, const json::Node& node) {
  auto json = std::make_shared<JsonBody>();
  json->document = document;
  json->whole = &node;
  if (node.IsObject()) json->objects.push_back(&node);
  for (const json::Node& item : node.items) {
    if (item.IsObject()) json->objects.push_back(&item);
  }
  Body body;
  body.range = document->SpanOf(node);
  body.end_range = document->SpanOf(node.end > node.begin ? node.end - 1 : node.end, node.end);
  body.missing_range = node.IsObject() ? body.end_range : document->StartOf(node);
  body.json = std::move(json);
  return body;
}

Content DecodeJson(const Body& body, const BodySchema& schema, bool partial, diag::Diagnostics& diagnostics) {
  const JsonBody& json = *body.json;
  const JsonDocument& document = *json.document;
  Content content;
  content.missing_range = body.missing_range;
  ReportOtherTypes(json, diagnostics);
  std::vector<const json::Member*> extraneous;
  for (const json::Node* object : json.objects) {
    for (const json::Member& member : object->members) {
      if (json.taken.count(member.name) > 0) continue;
      const auto attribute = std::find_if(schema.attributes.begin(), schema.attributes.end(),
                                          [&](const AttributeSchema& s) { return s.name == member.name; });
      const auto block = std::find_if(schema.blocks.begin(), schema.blocks.end(),
                                      [&](const BlockSchema& s) { return s.type == member.name; });
      if (attribute != schema.attributes.end()) {
        AddAttribute(document, member, "Duplicate argument", content.attributes, diagnostics);
      } else if (block != schema.blocks.end()) {
        BlockMaker(json.document, *block, member, diagnostics, content.blocks).Make(member.value);
      } else if (!partial && member.name != "//") {
        extraneous.push_back(&member);
      }
    }
  }
  for (const AttributeSchema& attribute : schema.attributes) {
    if (!attribute.required || content.attributes.count(attribute.name) > 0) continue;
    diagnostics.AddError("missing-argument", "Missing required argument",
                         "The argument \"" + attribute.name + "\" is required, but no definition was found.",
                         body.missing_range);
  }
  for (const json::Member* member : extraneous) ReportExtraneous(document, *member, schema, diagnostics);
  return content;
}

std::map<std::string, AttributePtr, std::less<>> DecodeJsonAttributes(const Body& body,
                                                                      diag::Diagnostics& diagnostics) {
  const JsonBody& json = *body.json;
  std::map<std::string, AttributePtr, std::less<>> attributes;
  if (!json.whole->IsObject()) {
    diagnostics.AddError("incorrect-json-type", "Incorrect JSON value type",
                         "A JSON object is required here, setting the arguments for this block.",
                         json.document->StartOf(*json.whole));
    return attributes;
  }
  for (const json::Member& member : json.whole->members) {
    if (member.name == "//" || json.taken.count(member.name) > 0) continue;
    AddAttribute(*json.document, member, "Duplicate attribute definition", attributes, diagnostics);
  }
  return attributes;
}

Body JsonRemainder(const Body& body, const BodySchema& schema) {
  auto rest = std::make_shared<JsonBody>();
  rest->document = body.json->document;
  rest->objects = body.json->objects;
  rest->taken = body.json->taken;
  rest->whole = body.json->whole;
  for (const AttributeSchema& attribute : schema.attributes) rest->taken.insert(attribute.name);
  for (const BlockSchema& block : schema.blocks) rest->taken.insert(block.type);
  Body remainder;
  remainder.range = body.range;
  remainder.end_range = body.end_range;
  remainder.missing_range = body.missing_range;
  remainder.json = std::move(rest);
  return remainder;
}

std::vector<const Traversal*> JsonReferences(const JsonBody& body) {
  std::call_once(body.references_made, [&] {
    diag::Diagnostics ignored;  // told when the expressions are decoded
    std::set<std::string> iterators;
    std::vector<const Traversal*> found;
    for (const json::Node* object : body.objects) {
      CollectIterators(*object, false, iterators);
      for (const json::Member& member : object->members) {
        if (member.name == "//" || body.taken.count(member.name) > 0) continue;
        body.expressions.push_back(JsonExpression(*body.document, member.value, ignored));
        AppendReferences(*body.expressions.back(), found);
      }
    }
    for (const Traversal* traversal : found) {
      if (iterators.count(traversal->root) == 0) body.references.push_back(traversal);
    }
  });
  return body.references;
}

}  // namespace rolecall::hcl
