#include "engine/state/address.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

TEST(Address, PrintsWhatItParses) {
  for (const char* text : {"module.a[\"k\"].aws_iam_role.b[0]", "aws_iam_role.b", "data.aws_region.x",
                           "module.a.module.b[2].data.x_y.z[\"q\"]", "aws_iam_role.external-dns[\"a\\\"b\"]",
                           "aws_iam_role.b[\"$${x}\"]", "aws_iam_role.b[\"%hello\"]"}) {
    Result<ResourceAddress> address = ParseResourceAddress(text);
    ASSERT_TRUE(address.ok()) << text << ": " << address.error().message;
    EXPECT_EQ(address->Text(), text);
  }
  EXPECT_EQ(ParseModuleAddress("module.a[\"k\"].module.b")->Text(), "module.a[\"k\"].module.b");
}

TEST(Address, SaysWhatIsMissing) {
  EXPECT_EQ(ParseTarget("aws_instance").error().message,
            "Resource specification must include a resource type and name.");
  EXPECT_EQ(ParseTarget("module[\"baz\"]").error().message, "Prefix \"module.\" must be followed by a module name.");
  EXPECT_EQ(ParseTarget("aws_instance.foo.bar").error().message,
            "Resource instance key must be given in square brackets.");
  EXPECT_EQ(ParseTarget("").error().message, "Must begin with a variable name.");
  EXPECT_EQ(ParseTarget("a.").error().message, "Dot must be followed by attribute name.");
  EXPECT_EQ(ParseTarget("a b").error().message, "Expected an attribute access or an index operator.");
  EXPECT_EQ(ParseTarget("a.b[").error().message,
            "Index brackets must contain either a literal number or a literal string.");
  EXPECT_EQ(ParseTarget("a.b[0").error().message, "Index key must be followed by a closing bracket.");
  EXPECT_EQ(ParseTarget("a.b[\"k\"][0]").error().message, "Unexpected extra operators after address.");
  EXPECT_EQ(ParseTarget("a[0].b").error().message, "A resource name is required.");
  EXPECT_EQ(AddressSummary("Dot must be followed by attribute name."), "Attribute name required");
  EXPECT_EQ(AddressSummary("A resource name is required."), "Invalid address");
  for (const char* text : {"", ".", "a.", "a.b[", "a.b[\"x]", "a.b[1.5]", "a.b[-1]", "a.b[\"${x}\"]", "module.", "a.b]",
                           "module.a.", "1a.b"})
    EXPECT_FALSE(ParseTarget(text).ok()) << text;
}

TEST(Address, TargetContainsItsInstances) {
  auto contains = [](const char* target, const char* address) {
    return ParseTarget(target)->Contains(*ParseResourceAddress(address));
  };
  EXPECT_TRUE(contains("module.a", "module.a[\"k\"].module.b.x_y.z[0]"));
  EXPECT_TRUE(contains("x_y.z", "x_y.z[0]"));
  EXPECT_TRUE(contains("module.a[0].x_y.z", "module.a[0].x_y.z[\"q\"]"));
  EXPECT_FALSE(contains("x_y.z[1]", "x_y.z[0]"));
  EXPECT_FALSE(contains("module.a[0]", "module.a[1].x_y.z"));
  EXPECT_FALSE(contains("x_y.z", "module.a.x_y.z"));
  EXPECT_FALSE(contains("x_y.z", "data.x_y.z"));
}

TEST(Address, ProviderAddressesReadHostModuleAndAlias) {
  Result<ProviderAddress> address =
      ParseProviderAddress("module.a.provider[\"registry.terraform.io/hashicorp/aws\"].west");
  ASSERT_TRUE(address.ok());
  EXPECT_EQ(address->host, "registry.terraform.io");
  EXPECT_EQ(address->source, "hashicorp/aws");
  EXPECT_EQ(address->alias, "west");
  EXPECT_EQ(address->Text(), "module.a.provider[\"registry.terraform.io/hashicorp/aws\"].west");
  EXPECT_FALSE(ParseProviderAddress("provider[aws]").ok());
}

}  // namespace
}  // namespace rolecall::engine
