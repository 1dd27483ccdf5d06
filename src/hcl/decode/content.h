// A schema of bodies, and the content of a body that was matched with one (hcl/decode/decode.h does that). Values,
// except that arguments and blocks belong to the tree that they were parsed into, which they keep alive.
#ifndef ROLECALL_HCL_DECODE_CONTENT_H_
#define ROLECALL_HCL_DECODE_CONTENT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hcl/syntax/tree.h"

namespace rolecall::hcl {

struct AttributeSchema {
  std::string name;
  bool required = false;
};

struct BlockSchema {
  std::string type;
  std::vector<std::string> label_names;  // "type", "name"
};

struct BodySchema {
  std::vector<AttributeSchema> attributes;
  std::vector<BlockSchema> blocks;
};

struct Content {
  std::map<std::string, AttributePtr, std::less<>> attributes;
  std::vector<BlockPtr> blocks;  // in source order
  Span missing_range;            // where to report something missing

  // Null: not given.
  const Attribute* Find(std::string_view name) const;
  // The blocks of one type, in order.
  std::vector<BlockPtr> BlocksOf(std::string_view type) const;
};

}  // namespace rolecall::hcl

#endif  // ROLECALL_HCL_DECODE_CONTENT_H_
