// SchemaIndex: what a provider's answer to GetProviderSchema has, found but not read.
//
//   ROLECALL_TRY(SchemaIndex index, SchemaIndex::Of(bytes));
//   const std::string_view* bytes_of_type = index.Find(index.resources, "aws_vpc");
//   ROLECALL_TRY(engine::ResourceSchema schema, ReadSchema(*bytes_of_type, 5));
//
// A provider of 1,500 types answers with 20 MB; a directory uses a few of them. The bytes must outlive the index.
// Pure; any thread. Errors: kInvalidArgument, the answer is not one.
#ifndef ROLECALL_PLUGIN_WIRE_SCHEMA_INDEX_H_
#define ROLECALL_PLUGIN_WIRE_SCHEMA_INDEX_H_

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/provider/provider.h"

namespace rolecall::plugin {

using SchemaTable = std::map<std::string, std::string_view, std::less<>>;

struct SchemaIndex {
  static Result<SchemaIndex> Of(std::string_view answer);

  std::string_view provider, provider_meta;  // empty: none
  SchemaTable resources, data_sources, functions, ephemeral_resources;
  std::string_view capabilities;
  std::string_view diagnostics;  // the first; empty: none
};

// One schema of it, in the protocol's version (5 or 6). Errors name the attribute.
Result<engine::ResourceSchema> ReadSchema(std::string_view schema, int protocol);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_WIRE_SCHEMA_INDEX_H_
