#include "hcl/decode/dynamic.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/show_value.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"
#include "value/operations.h"

namespace rolecall::hcl {
namespace {

using value::Type;
using value::Value;

const BodySchema& DynamicSchema(bool has_labels) {
  static const BodySchema kPlain{{{"for_each", true}, {"iterator", false}}, {{"content", {}}}};
  static const BodySchema kLabelled{{{"for_each", true}, {"iterator", false}, {"labels", true}}, {{"content", {}}}};
  return has_labels ? kLabelled : kPlain;
}

Value UnknownValue() { return Value::Unknown(Type::Dynamic()); }

// Expands one `dynamic` block.
class Expander {
 public:
  Expander(const BlockPtr& dynamic, const BlockSchema& schema, const Scope& scope, diag::Diagnostics& diagnostics)
      : dynamic_(dynamic), schema_(schema), scope_(scope), diagnostics_(diagnostics) {}

  void Run(std::vector<ExpandedBlock>& blocks) {
    const std::size_t before = diagnostics_.size();
    spec_ = DecodeContent(dynamic_->body, DynamicSchema(!schema_.label_names.empty()), diagnostics_);
    if (diagnostics_.size() > before || !FindIterator()) return;
    const Attribute& for_each = *spec_.Find("for_each");
    diag::Diagnostics found;
    const Value each = Evaluate(*for_each.expression, scope_, found);
    diagnostics_.Append(found);
    if (found.HasErrors() || !CanExpand(for_each, each.Unmark()) || !CheckLabelCount() || !FindContent()) return;
    Expand(each, blocks);
  }

 private:
  bool FindContent() {
    const std::vector<BlockPtr> contents = spec_.BlocksOf("content");
    if (contents.size() == 1) {
      content_ = contents.front();
      return true;
    }
    if (contents.empty()) {
      diagnostics_.AddError("missing-content-block", "Missing dynamic content block",
                            "A dynamic block must have a nested block of type \"content\" to describe the body of each "
                            "generated block.",
                            spec_.missing_range);
    } else {
      diagnostics_.AddError("extraneous-content-block", "Extraneous dynamic content block",
                            "Only one nested content block is allowed for each dynamic block.",
                            contents[1]->header_range);
    }
    return false;
  }

  bool FindIterator() {
    iterator_ = dynamic_->labels[0].text;
    const Attribute* iterator = spec_.Find("iterator");
    if (iterator == nullptr) return true;
    iterator_ = AsKeyword(*iterator->expression);
    if (!iterator_.empty()) return true;
    diagnostics_.AddError("invalid-iterator", "Invalid dynamic iterator name",
                          "Dynamic iterator must be a single variable name.", iterator->expression->range);
    return false;
  }

  bool CheckLabelCount() {
    const Attribute* labels = spec_.Find("labels");
    if (labels == nullptr) return true;
    const auto items = AsStaticList(*labels->expression, diagnostics_);
    if (!items) return false;
    label_expressions_ = *items;
    const std::size_t wanted = schema_.label_names.size();
    if (items->size() == wanted) return true;
    const bool is_more = items->size() > wanted;
    diagnostics_.AddError("wrong-label-count",
                          is_more ? "Extraneous dynamic block label" : "Insufficient dynamic block labels",
                          "Blocks of type \"" + schema_.type + "\" require " + std::to_string(wanted) + " label(s).",
                          is_more ? (*items)[wanted]->range : labels->expression->range);
    return false;
  }

  bool CanExpand(const Attribute& for_each, const Value& each) {
    const auto refuse = [&](std::string detail) {
      diagnostics_.AddError("invalid-dynamic-for-each", "Invalid dynamic for_each value", std::move(detail),
                            for_each.expression->range);
      diagnostics_.list().back().values = ShownValues(*for_each.expression, scope_);
      return false;
    };
    if (each.IsKnown() && each.IsNull()) return refuse("Cannot use a null value in for_each.");
    if (each.type().IsDynamic() || value::CanIterate(each.type())) return true;
    return refuse("Cannot use a " + each.type().FriendlyName() +
                  " value in for_each. An iterable collection is required.");
  }

  void Expand(const Value& raw, std::vector<ExpandedBlock>& blocks) {
    const Value each = raw.Unmark();
    if (!each.IsKnown() || each.type().IsDynamic()) {
      AddBlock(UnknownValue(), UnknownValue(), true, raw.marks(), blocks);
      return;
    }
    for (const value::KeyedElement& element : value::Iterate(each)) {
      if (!AddBlock(element.key, element.element, false, raw.marks(), blocks)) return;
    }
  }

  bool AddBlock(const Value& key, const Value& element, bool unknown, const value::Marks& marks,
                std::vector<ExpandedBlock>& blocks) {
    auto scope = std::make_shared<Scope>(&scope_);
    scope->Set(iterator_, Value::Object({{"key", key.WithMarks(marks)}, {"value", element.WithMarks(marks)}}));
    auto block = std::make_shared<Block>();
    for (const Expression* expression : label_expressions_) {
      std::optional<std::string> label = LabelText(*expression, *scope);
      if (!label) return false;
      block->labels.push_back({std::move(*label), expression->range});
    }
    block->type = schema_.type;
    block->type_range = dynamic_->labels[0].range;
    block->header_range = dynamic_->header_range;
    block->open_brace_range = content_->open_brace_range;
    block->close_brace_range = content_->close_brace_range;
    block->range = dynamic_->range;
    block->body = content_->body;
    ExpandedBlock expanded;
    expanded.block = std::move(block);
    expanded.scope = std::move(scope);
    expanded.unknown = unknown;
    expanded.marks = marks;
    blocks.push_back(std::move(expanded));
    return true;
  }

  std::optional<std::string> LabelText(const Expression& expression, const Scope& scope) {
    diag::Diagnostics found;
    const Value label = Evaluate(expression, scope, found);
    diagnostics_.Append(found);
    if (found.HasErrors()) return std::nullopt;
    std::string problem;
    const value::Conversion text = value::Convert(label, Type::String());
    if (!text.ok()) {
      problem = "Cannot use this value as a dynamic block label: " + text.error().Text() + ".";
    } else if (text->IsKnown() && text->IsNull()) {
      problem = "Cannot use a null value as a dynamic block label.";
    } else if (!text->IsKnown()) {
      problem = "This value is not yet known. Dynamic block labels must be immediately-known values.";
    } else if (text->IsMarked()) {
      problem = "This value has dynamic marks that make it unsuitable for use as a block label.";
    }
    if (problem.empty()) return text->AsString();
    diagnostics_.AddError("invalid-dynamic-label", "Invalid dynamic block label", problem, expression.range);
    return std::nullopt;
  }

  const BlockPtr& dynamic_;
  const BlockSchema& schema_;
  const Scope& scope_;
  diag::Diagnostics& diagnostics_;
  Content spec_;
  BlockPtr content_;
  std::string iterator_;
  std::vector<const Expression*> label_expressions_;
};

}  // namespace

const Attribute* ExpandedContent::Find(std::string_view name) const {
  const auto found = attributes.find(name);
  return found == attributes.end() ? nullptr : found->second.get();
}

ExpandedContent DecodeExpanded(const Body& body, const BodySchema& schema, const Scope& scope,
                               diag::Diagnostics& diagnostics) {
  BodySchema extended = schema;
  extended.blocks.push_back({"dynamic", {"type"}});
  Content content = DecodeContent(body, extended, diagnostics);
  ExpandedContent expanded;
  expanded.attributes = std::move(content.attributes);
  expanded.missing_range = content.missing_range;
  for (const BlockPtr& block : content.blocks) {
    if (block->type != "dynamic") {
      ExpandedBlock plain;
      plain.block = block;
      expanded.blocks.push_back(std::move(plain));
      continue;
    }
    const std::string& type = block->labels[0].text;
    const auto wanted = std::find_if(schema.blocks.begin(), schema.blocks.end(),
                                     [&](const BlockSchema& candidate) { return candidate.type == type; });
    if (wanted == schema.blocks.end()) {
      diagnostics.AddError("unsupported-block", "Unsupported block type",
                           "Blocks of type \"" + type + "\" are not expected here.", block->labels[0].range);
      continue;
    }
    Expander(block, *wanted, scope, diagnostics).Run(expanded.blocks);
  }
  return expanded;
}

}  // namespace rolecall::hcl
