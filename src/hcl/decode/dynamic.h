// Expansion of `dynamic` blocks: a body's content with every `dynamic "x" { for_each, iterator, labels, content }`
// replaced by the blocks that it makes.
//
//   hcl::ExpandedContent content = hcl::DecodeExpanded(body, schema, scope, diagnostics);
//   for (const hcl::ExpandedBlock& block : content.blocks) {
//     const hcl::Scope& inner = block.ScopeOr(scope);
//     … hcl::DecodeExpanded(block.block->body, nested_schema, inner, diagnostics)
//     … hcl::Evaluate(*attribute.expression, inner, diagnostics)
//   }
#ifndef ROLECALL_HCL_DECODE_DYNAMIC_H_
#define ROLECALL_HCL_DECODE_DYNAMIC_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "hcl/decode/decode.h"
#include "hcl/evaluate/scope.h"

namespace rolecall::hcl {

struct ExpandedBlock {
  BlockPtr block;  // as written, or made from the `content` of a dynamic block
  // Evaluate the block's body in this: has the iterators. Null: in the scope given to DecodeExpanded, which
  // must outlive it in any case.
  std::shared_ptr<const Scope> scope;
  // for_each is not known yet: this one block stands for any number of them; iterators are unknown.
  bool unknown = false;
  // Marks of for_each: whatever is made of the blocks carries them.
  value::Marks marks;

  const Scope& ScopeOr(const Scope& outer) const { return scope ? *scope : outer; }
};

struct ExpandedContent {
  std::map<std::string, AttributePtr, std::less<>> attributes;
  std::vector<ExpandedBlock> blocks;
  Span missing_range;

  const Attribute* Find(std::string_view name) const;
};

// As DecodeContent; `dynamic` blocks may make any block type of the schema.
ExpandedContent DecodeExpanded(const Body& body, const BodySchema& schema, const Scope& scope,
                               diag::Diagnostics& diagnostics);

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_DECODE_DYNAMIC_H_
