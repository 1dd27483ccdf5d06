// A provider's schemas: found without being read, and read in both versions of the protocol.
#include "plugin/wire/schema_index.h"

#include <gtest/gtest.h>
#include <plugin/wire/provider.pb.h>

namespace rolecall::plugin {
namespace {

using engine::Nesting;
using value::Type;

std::string Attribute5(const std::string& name, const std::string& type) {
  wire::Attribute5 attribute;
  attribute.set_name(name);
  attribute.set_type(type);
  attribute.set_optional(true);
  attribute.set_write_only(true);
  return attribute.SerializeAsString();
}

TEST(SchemaIndex, FindsTypesWithoutReadingThem) {
  wire::GetProviderSchema::Response answer;
  (*answer.mutable_resource_schemas())["a_thing"] = "not a schema";
  (*answer.mutable_data_source_schemas())["a_look"] = "";
  answer.mutable_server_capabilities()->set_plan_destroy(true);
  const std::string bytes = answer.SerializeAsString();
  const Result<SchemaIndex> index = SchemaIndex::Of(bytes);
  ASSERT_TRUE(index.ok()) << index.error().message;
  EXPECT_EQ(index->resources.at("a_thing"), "not a schema");
  EXPECT_EQ(index->data_sources.count("a_look"), 1u);
  EXPECT_FALSE(index->capabilities.empty());
}

TEST(ReadSchema, RefusesABlockWithTheNameOfAnAttribute) {
  wire::Schema schema;
  schema.mutable_block()->add_attributes(Attribute5("rule", R"("string")"));
  auto& nested = *schema.mutable_block()->add_block_types();
  nested.set_type_name("rule");
  nested.set_nesting(wire::NESTING_LIST);
  const auto read = ReadSchema(schema.SerializeAsString(), 5);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message, "the provider's schema: .rule is a block and an attribute");
}

TEST(SchemaIndex, RefusesWhatIsCutOff) {
  wire::GetProviderSchema::Response answer;
  (*answer.mutable_resource_schemas())["a_thing"] = std::string(100, 'x');
  const std::string bytes = answer.SerializeAsString();
  for (std::size_t size : {std::size_t{1}, bytes.size() / 2, bytes.size() - 1}) {
    EXPECT_FALSE(SchemaIndex::Of(std::string_view(bytes).substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(SchemaIndex::Of(bytes + "\xff").ok()) << "within a tag";
  EXPECT_FALSE(SchemaIndex::Of("\xff\xff\xff\xff").ok());
}

TEST(ReadSchema, HasAttributesAndBlocksOfVersionFive) {
  wire::Schema schema;
  schema.set_version(3);
  schema.mutable_block()->add_attributes(Attribute5("names", R"(["set","string"])"));
  auto& nested = *schema.mutable_block()->add_block_types();
  nested.set_type_name("rule");
  nested.set_nesting(wire::NESTING_LIST);
  nested.set_max_items(1);
  nested.mutable_block()->add_attributes(Attribute5("port", "\"number\""));
  const auto read = ReadSchema(schema.SerializeAsString(), 5);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->version, 3);
  EXPECT_EQ(read->block.attributes.at("names").type, Type::Set(Type::String()));
  EXPECT_TRUE(read->block.attributes.at("names").write_only);
  EXPECT_EQ(read->block.blocks.at("rule").max_items, 1);
  EXPECT_EQ(read->block.blocks.at("rule").block->attributes.at("port").type, Type::Number());
}

TEST(ReadSchema, NestedAttributesOfVersionSixImplyTheirType) {
  wire::Attribute6 attribute;
  attribute.set_name("origins");
  attribute.set_optional(true);
  attribute.mutable_nested_type()->set_nesting(wire::NESTING_MAP);
  auto& inner = *attribute.mutable_nested_type()->add_attributes();
  inner.set_name("token");
  inner.set_type("\"string\"");
  inner.set_sensitive(true);
  wire::Schema schema;
  schema.mutable_block()->add_attributes(attribute.SerializeAsString());
  const auto read = ReadSchema(schema.SerializeAsString(), 6);
  ASSERT_TRUE(read.ok()) << read.error().message;
  const engine::AttributeSchema& origins = read->block.attributes.at("origins");
  EXPECT_EQ(origins.type, Type::Map(Type::Object({{"token", Type::String()}})));
  ASSERT_NE(origins.nested, nullptr);
  EXPECT_EQ(origins.nested->nesting, Nesting::kMap);
  EXPECT_TRUE(origins.nested->block->attributes.at("token").sensitive);
}

TEST(ReadSchema, HasWhatIsSaidOfBlocksAndWhatIsDeprecated) {
  wire::Schema schema;
  schema.mutable_block()->set_description("*all*");
  schema.mutable_block()->set_description_kind(1);
  schema.mutable_block()->set_deprecated(true);
  schema.mutable_block()->set_deprecation_message("gone soon");
  wire::Attribute6 attribute;
  attribute.set_name("old");
  attribute.set_type("\"string\"");
  attribute.set_deprecated(true);
  schema.mutable_block()->add_attributes(attribute.SerializeAsString());
  const auto read = ReadSchema(schema.SerializeAsString(), 6);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->block.description, "*all*");
  EXPECT_TRUE(read->block.is_markdown);
  EXPECT_TRUE(read->block.is_deprecated);
  EXPECT_EQ(read->block.deprecation_message, "gone soon");
  EXPECT_TRUE(read->block.attributes.at("old").IsDeprecated());
  EXPECT_EQ(read->block.attributes.at("old").deprecated, "");
}

TEST(ReadSchema, SaysWhatItDoesNotKnow) {
  wire::Schema schema;
  schema.mutable_block()->add_attributes(Attribute5("broken", "\"strnig\""));
  const auto wrong_type = ReadSchema(schema.SerializeAsString(), 5);
  ASSERT_FALSE(wrong_type.ok());
  EXPECT_NE(wrong_type.error().message.find(".broken"), std::string::npos);
  wire::Schema grouped;
  auto& nested = *grouped.mutable_block()->add_block_types();
  nested.set_type_name("together");
  nested.set_nesting(wire::NESTING_GROUP);
  const auto group = ReadSchema(grouped.SerializeAsString(), 5);
  ASSERT_FALSE(group.ok());
  EXPECT_NE(group.error().message.find(".together is nested in a way"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::plugin
