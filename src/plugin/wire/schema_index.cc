#include "plugin/wire/schema_index.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/wire_format_lite.h>
#include <plugin/wire/provider.pb.h>

#include <limits>
#include <utility>

#include "value/json.h"

namespace rolecall::plugin {
namespace {

using google::protobuf::internal::WireFormatLite;

Error Broken(const std::string& what) { return {ErrorCode::kInvalidArgument, "the provider's schema: " + what}; }

// What is wrong with a message is our answer to say, not the library's on standard error.
void QuietLibrary() {
  static const auto* const before = reinterpret_cast<const void*>(google::protobuf::SetLogHandler(nullptr));
  (void)before;
}

// The fields of one message, in order. `take` gets the number and the bytes of those that have bytes.
template <typename Take>
bool EachField(std::string_view message, Take take) {
  if (message.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(message.data()),
                                            static_cast<int>(message.size()));
  while (const std::uint32_t tag = in.ReadTag()) {
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) return false;
      continue;
    }
    std::uint32_t size = 0;
    if (!in.ReadVarint32(&size)) return false;
    const auto at = static_cast<std::size_t>(in.CurrentPosition());
    if (size > message.size() - at || !in.Skip(static_cast<int>(size))) return false;
    if (!take(WireFormatLite::GetTagFieldNumber(tag), message.substr(at, size))) return false;
  }
  return in.ConsumedEntireMessage();  // not: ends within a tag
}

bool AddEntry(std::string_view entry, SchemaTable& table) {
  std::string name;
  std::string_view value;
  const bool good = EachField(entry, [&](int number, std::string_view bytes) {
    if (number == 1) name = std::string(bytes);
    if (number == 2) value = bytes;
    return true;
  });
  if (good) table.insert_or_assign(std::move(name), value);
  return good;
}

// ---- one schema ----

Result<engine::Nesting> NestingOf(int nesting, const std::string& name) {
  switch (nesting) {
    case wire::NESTING_SINGLE: return engine::Nesting::kSingle;
    case wire::NESTING_LIST: return engine::Nesting::kList;
    case wire::NESTING_SET: return engine::Nesting::kSet;
    case wire::NESTING_MAP: return engine::Nesting::kMap;
    default: return Broken("." + name + " is nested in a way that this program does not know");
  }
}

Result<void> AddAttribute6(const wire::Attribute6& from, engine::BlockSchema& block);

constexpr int kMarkdown = 1;  // StringKind

template <typename Attribute>
void CopyRules(const Attribute& from, engine::AttributeSchema& to) {
  to.required = from.required();
  to.optional = from.optional();
  to.computed = from.computed();
  to.sensitive = from.sensitive();
  to.write_only = from.write_only();
  to.description = from.description();
  to.is_markdown = from.description_kind() == kMarkdown;
  to.tells_deprecation = from.deprecated();
  if (from.deprecated()) to.deprecated = from.deprecation_message();
}

Result<value::Type> TypeOf(const std::string& json, const std::string& name) {
  auto type = value::TypeFromJson(json);
  if (!type.ok()) return Broken("the type of ." + name + ": " + type.error().message);
  return *type;
}

Result<void> AddAttribute5(const wire::Attribute5& from, engine::BlockSchema& block) {
  engine::AttributeSchema attribute;
  ROLECALL_TRY(attribute.type, TypeOf(from.type(), from.name()));
  CopyRules(from, attribute);
  block.attributes.insert_or_assign(from.name(), std::move(attribute));
  return {};
}

Result<std::shared_ptr<const engine::NestedBlockSchema>> ReadObject(const wire::Object& from, const std::string& name) {
  auto nested = std::make_shared<engine::NestedBlockSchema>();
  ROLECALL_TRY(nested->nesting, NestingOf(from.nesting(), name));
  auto block = std::make_shared<engine::BlockSchema>();
  for (const wire::Attribute6& attribute : from.attributes()) {
    ROLECALL_RETURN_IF_ERROR(AddAttribute6(attribute, *block));
  }
  // OpenTofu shows that one of them is deprecated, and not with what words.
  for (auto& [attribute_name, attribute] : block->attributes) attribute.deprecated.clear();
  nested->block = std::move(block);
  return std::shared_ptr<const engine::NestedBlockSchema>(std::move(nested));
}

Result<void> AddAttribute6(const wire::Attribute6& from, engine::BlockSchema& block) {
  engine::AttributeSchema attribute;
  if (from.has_nested_type()) {
    ROLECALL_TRY(attribute.nested, ReadObject(from.nested_type(), from.name()));
    attribute.type = engine::ImpliedType(*attribute.nested);
  } else {
    ROLECALL_TRY(attribute.type, TypeOf(from.type(), from.name()));
  }
  CopyRules(from, attribute);
  block.attributes.insert_or_assign(from.name(), std::move(attribute));
  return {};
}

Result<void> AddAttributeBytes(const std::string& bytes, int protocol, engine::BlockSchema& block) {
  if (protocol == 5) {
    wire::Attribute5 attribute;
    return attribute.ParseFromString(bytes) ? AddAttribute5(attribute, block) : Broken("an attribute is cut off");
  }
  wire::Attribute6 attribute;
  return attribute.ParseFromString(bytes) ? AddAttribute6(attribute, block) : Broken("an attribute is cut off");
}

Result<engine::BlockSchema> ReadBlock(const wire::Schema::Block& from, int protocol) {
  engine::BlockSchema block;
  block.description = from.description();
  block.is_markdown = from.description_kind() == kMarkdown;
  block.is_deprecated = from.deprecated();
  block.deprecation_message = from.deprecation_message();
  for (const std::string& attribute : from.attributes()) {
    ROLECALL_RETURN_IF_ERROR(AddAttributeBytes(attribute, protocol, block));
  }
  for (const wire::Schema::NestedBlock& one : from.block_types()) {
    if (block.attributes.count(one.type_name()) > 0) {
      return Broken("." + one.type_name() + " is a block and an attribute");
    }
    engine::NestedBlockSchema nested;
    ROLECALL_TRY(nested.nesting, NestingOf(one.nesting(), one.type_name()));
    ROLECALL_TRY(engine::BlockSchema inner, ReadBlock(one.block(), protocol));
    nested.block = std::make_shared<engine::BlockSchema>(std::move(inner));
    nested.min_items = static_cast<int>(one.min_items());
    nested.max_items = static_cast<int>(one.max_items());
    block.blocks.insert_or_assign(one.type_name(), std::move(nested));
  }
  return block;
}

}  // namespace

Result<SchemaIndex> SchemaIndex::Of(std::string_view answer) {
  QuietLibrary();
  SchemaIndex index;
  const bool good = EachField(answer, [&](int number, std::string_view bytes) {
    switch (number) {
      case 1: index.provider = bytes; return true;
      case 2: return AddEntry(bytes, index.resources);
      case 3: return AddEntry(bytes, index.data_sources);
      case 4:
        if (index.diagnostics.empty()) index.diagnostics = bytes;
        return true;
      case 5: index.provider_meta = bytes; return true;
      case 6: index.capabilities = bytes; return true;
      case 7: return AddEntry(bytes, index.functions);
      case 8: return AddEntry(bytes, index.ephemeral_resources);
      default: return true;  // list resources, actions, state stores
    }
  });
  if (!good) return Broken("the answer is cut off or not well-formed");
  return index;
}

Result<engine::ResourceSchema> ReadSchema(std::string_view bytes, int protocol) {
  QuietLibrary();
  wire::Schema message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Broken("a schema is cut off");
  engine::ResourceSchema schema;
  schema.version = message.version();
  ROLECALL_TRY(schema.block, ReadBlock(message.block(), protocol));
  return schema;
}

}  // namespace rolecall::plugin
