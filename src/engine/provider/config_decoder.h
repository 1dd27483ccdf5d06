// ConfigDecoder: the body of a resource, data source or provider block as one value of its schema's type.
//
//   ConfigDecoder decoder(schema.block);                       // once for each type
//   value::Value config = decoder.Decode(block.body, scope, diagnostics);   // for each instance
//
// Expands `dynamic` blocks. Reports unknown and missing arguments, wrong types, values for attributes that cannot be
// set and too many or too few blocks, each with its place. The result keeps marks and unknowns and always is of the
// implied type (with errors: unknown where nothing better is known).
// Threads: immutable; any.
#ifndef ROLECALL_ENGINE_PROVIDER_CONFIG_DECODER_H_
#define ROLECALL_ENGINE_PROVIDER_CONFIG_DECODER_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/provider/provider.h"
#include "hcl/decode/dynamic.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/tree.h"
#include "value/value.h"

namespace rolecall::engine {

class ConfigDecoder {
 public:
  // The schema must outlive the decoder.
  explicit ConfigDecoder(const BlockSchema& schema);
  ~ConfigDecoder();

  value::Value Decode(const hcl::Body& body, const hcl::Scope& scope, diag::Diagnostics& diagnostics) const;

 private:
  // kOfUnknown: the body of a `dynamic` block of which nobody knows how many it makes. What is written in it is not
  // looked at, and unknown; what is not is null or empty, as in any other.
  enum class Body { kPlain, kOfUnknown };
  value::Value DecodeBody(const hcl::Body& body, Body kind, const hcl::Scope& scope,
                          diag::Diagnostics& diagnostics) const;
  value::Value Attribute(const std::string& name, const AttributeSchema& attribute, const hcl::ExpandedContent& content,
                         const hcl::Scope& scope, diag::Diagnostics& diagnostics) const;
  value::Value Blocks(const std::string& name, const NestedBlockSchema& nested, const ConfigDecoder& decoder,
                      const hcl::ExpandedContent& content, Body kind, const hcl::Scope& scope,
                      diag::Diagnostics& diagnostics) const;
  // Of the nesting that has one block at most.
  value::Value Single(const std::string& name, const NestedBlockSchema& nested, const ConfigDecoder& decoder,
                      const hcl::ExpandedContent& content, Body kind, const hcl::Scope& scope,
                      diag::Diagnostics& diagnostics) const;
  // One block, decoded by `decoder`.
  static value::Value Element(const hcl::ExpandedBlock& block, const ConfigDecoder& decoder, Body kind,
                              const hcl::Scope& scope, diag::Diagnostics& diagnostics);
  // An attribute of objects that is written as blocks, as the old SDK's providers allow (`ingress { … }`).
  struct AsBlocks;
  hcl::BodySchema SchemaFor(const hcl::Body& body) const;
  const AsBlocks* WrittenAsBlocks(const std::string& name, const hcl::Body& body) const;
  static value::Value Collect(const std::string& name, const NestedBlockSchema& nested, const value::Type& inner,
                              std::vector<value::Value> elements, const std::vector<const hcl::ExpandedBlock*>& blocks,
                              diag::Diagnostics& diagnostics);

  const BlockSchema& schema_;
  hcl::BodySchema body_schema_;
  std::map<std::string, std::unique_ptr<ConfigDecoder>> nested_;
  std::map<std::string, value::Type> nested_types_;  // of attributes with attributes: what is converted to
  std::map<std::string, std::unique_ptr<const AsBlocks>> as_blocks_;
  value::Type type_;
};

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_CONFIG_DECODER_H_
