// What validation says of module calls and of import blocks.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

#define EXPECT_CONTAINS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

std::string ValidationOf(Workshop::FileTexts files) {
  Workshop shop(std::move(files));
  shop.Load();
  if (!shop.diagnostics.HasErrors()) shop.engine->Validate(*shop.configuration, shop.diagnostics);
  return shop.Errors();
}

TEST(ModuleCall, MustPassTheProvidersThatItsModuleAsksFor) {
  const std::string child =
      "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n"
      "      configuration_aliases = [aws.x, aws.y]\n    }\n  }\n}\n";
  const std::string call = "module \"m\" {\n  source = \"./m\"\n  providers = { aws.x = aws";
  const std::string missing =
      ValidationOf({{"main.tf", "provider \"aws\" {}\n" + call + " }\n}\n"}, {"m/m.tf", child}});
  EXPECT_CONTAINS(missing,
                  "Missing required provider configuration: The child module requires an additional "
                  "configuration for provider hashicorp/aws, with the local name \"aws.y\".");
  EXPECT_EQ(missing.find("\"aws.x\""), std::string::npos) << missing;
  EXPECT_EQ(ValidationOf({{"main.tf", "provider \"aws\" {\n  region = \"x\"\n}\n" + call + ", aws.y = aws }\n}\n"},
                          {"m/m.tf", child}}),
            "");
}

TEST(ModuleCall, ThatIsCountedByItsOwnModuleIsACycle) {
  for (const char* argument : {"count = length(module.m) + 1", "for_each = module.m.ids", "depends_on = [module.m]"}) {
    EXPECT_CONTAINS(
        ValidationOf({{"main.tf", "module \"m\" {\n  source = \"./m\"\n  " + std::string(argument) + "\n}\n"},
                      {"m/m.tf", "output \"ids\" { value = {} }\n"}}),
        "Cycle");
  }
}

TEST(ImportBlock, IsValidatedAsFarAsItIsKnown) {
  const auto with = [](const std::string& arguments) {
    return ValidationOf({{"main.tf",
                          "variable \"secret\" {\n  default = \"x\"\n  sensitive = true\n}\n"
                          "resource \"aws_thing\" \"b\" {\n  name = \"b\"\n}\n"
                          "resource \"aws_thing\" \"a\" {\n  count = 2\n  name = \"a\"\n}\nimport {\n" +
                              arguments + "\n}\n"}});
  };
  EXPECT_EQ(with("  to = aws_thing.a[0]\n  id = aws_thing.b.id"), "") << "the plan will know";
  EXPECT_EQ(with("  for_each = [\"x\", \"y\"]\n  to = aws_thing.a[each.key]\n  id = each.value"), "");
  EXPECT_CONTAINS(with("  to = aws_thing.a[0]\n  id = null"), "The import id cannot be null.");
  EXPECT_CONTAINS(with("  to = aws_thing.a[0]\n  id = \"\""), "evaluates to an empty string");
  EXPECT_CONTAINS(with("  to = aws_thing.a[0]\n  id = sensitive(\"x\")"), "The import id cannot be sensitive.");
  EXPECT_EQ(with("  to = aws_thing.a[0]\n  id = var.secret"), "") << "its value is not known";
  EXPECT_CONTAINS(with("  to = aws_thing.a[0]\n  id = local.nope"), "Reference to undeclared local value");
  EXPECT_CONTAINS(with("  to = aws_thing.a[0]\n  identity = \"x\""), "The import identity must be an object.");
  EXPECT_CONTAINS(with("  for_each = toset([sensitive(\"x\")])\n  to = aws_thing.a[0]\n  id = each.key"),
                  "Sensitive values, or values derived from sensitive values");
  EXPECT_CONTAINS(with("  for_each = 5\n  to = aws_thing.a[0]\n  id = each.key"), "map, set of strings, or a tuple");
}

}  // namespace
}  // namespace rolecall::engine
