// What the configuration's own mistakes are called, and where: one row for each.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

// "FILE:LINE … summary: detail" of everything that loading, validating and planning have to say.
std::string Problems(Workshop::FileTexts files) {
  Workshop shop(std::move(files));
  shop.Load();
  if (shop.configuration && !shop.diagnostics.HasErrors()) shop.engine->Validate(*shop.configuration, shop.diagnostics);
  if (shop.diagnostics.HasErrors()) return shop.Errors();
  shop.MakePlan();
  return shop.Errors();
}

struct Mistake {
  std::string text;     // of main.tf
  std::string message;  // part of what is said
};

void ExpectTold(const std::vector<Mistake>& mistakes) {
  for (const Mistake& one : mistakes) {
    const std::string problems = Problems({{"main.tf", one.text}, {"m/main.tf", "output \"id\" { value = 1 }\n"}});
    EXPECT_NE(problems.find(one.message), std::string::npos) << one.text << "\n-> " << problems;
  }
}

const std::string kThing = "resource \"aws_thing\" \"t\" {\n  name = \"t\"\n";

TEST(ConfigMistakes, SettingsOfAModule) {
  ExpectTold({
      {"terraform {\n  backend \"local\" {}\n  backend \"s3\" {}\n}\n", "main.tf:3  Duplicate 'backend' configuration"},
      {"terraform {\n  cloud {}\n}\n", "The \"cloud\" block is not supported: Use a backend block"},
      {"terraform {\n  encryption {}\n}\n", "State and plan encryption are not supported"},
      {"terraform {\n  required_providers {\n    aws = { source = 7 }\n  }\n}\n", "This must be a string without"},
      {"terraform {\n  required_providers {\n    aws = { source = \"a/b/c/d\" }\n  }\n}\n",
       "Invalid provider source string"},
      {"provider \"aws\" {\n  for_each = {}\n}\n", "Provider for_each is not supported"},
      {"provider \"aws\" {}\nprovider \"aws\" {}\n", "main.tf:2  Duplicate provider configuration"},
  });
}

TEST(ConfigMistakes, VariablesOutputsAndLocals) {
  ExpectTold({
      {"variable \"1x\" {}\n", "Invalid variable name: A name must start with a letter"},
      {"variable \"source\" {}\n", "main.tf:1 "},
      {"variable \"v\" {}\nvariable \"v\" {}\n", "main.tf:2  Duplicate variable"},
      {"variable \"v\" {\n  type = number\n  default = \"x\"\n}\n",
       "not compatible with the variable's type constraint"},
      {"variable \"v\" {\n  nullable = false\n  default = null\n}\n", "A null default value is not valid"},
      {"variable \"v\" {\n  description = []\n}\n", "The argument \"description\" requires a string"},
      {"variable \"v\" {\n  sensitive = \"perhaps\"\n}\n", "The argument \"sensitive\" requires true or false"},
      {"variable \"v\" {\n  validation {\n    condition = true\n    error_message = \"No.\"\n  }\n}\n",
       "must refer to var.v in order to test incoming values"},
      {"output \"o\" {\n  value = 1\n  postcondition {\n    condition = true\n    error_message = \"No.\"\n  }\n}\n",
       "Output values can only have preconditions"},
      {"output \"o\" { value = 1 }\noutput \"o\" { value = 2 }\n", "main.tf:2  Duplicate output"},
      {"locals { a = 1 }\nlocals { a = 2 }\n", "main.tf:2  Duplicate local value"},
  });
}

TEST(ConfigMistakes, ResourcesAndTheirMetaArguments) {
  ExpectTold({
      {"resource \"aws_thing\" \"1t\" {}\n", "Invalid resource name"},
      {kThing + "}\n" + kThing + "}\n",
       "main.tf:4  Duplicate resource declaration: A resource named \"aws_thing.t\" was already declared at main.tf:1"},
      {kThing + "  count = 1\n  for_each = {}\n}\n", "mutually-exclusive, only one should be used"},
      {kThing + "  provider = aws.a.b\n}\n", "A provider is named by its local name"},
      {kThing + "  provisioner \"local-exec\" {}\n}\n", "The \"provisioner\" block is not supported"},
      {kThing + "  lifecycle {\n    destroy = false\n  }\n}\n", "The lifecycle argument \"destroy\" is not supported"},
      {"data \"aws_who\" \"w\" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n",
       "The lifecycle argument \"prevent_destroy\" is defined only for managed resources"},
      {kThing + "  count = null\n}\n", "The given \"count\" argument value is null. An integer is required."},
      {kThing + "  count = -1\n}\n", "a whole number that is not negative is required"},
      {kThing + "  count = 1.5\n}\n", "a whole number that is not negative is required"},
      {kThing + "  for_each = [1]\n}\n", "you have provided a value of type tuple"},
      {kThing + "  for_each = null\n}\n", "the given \"for_each\" argument value is null"},
      {kThing + "  for_each = toset([1])\n}\n", "you have provided a set containing type number"},
      {"variable \"k\" {\n  default = { a = 1 }\n  sensitive = true\n}\n" + kThing + "  for_each = var.k\n}\n",
       "Sensitive values, or values derived from sensitive values, cannot be used as for_each"},
  });
}

TEST(ConfigMistakes, ReferencesToWhatIsNotThere) {
  const std::string many = "resource \"aws_thing\" \"many\" {\n  count = 2\n  name = \"t${count.index}\"\n}\n";
  ExpectTold({
      {many + "output \"o\" { value = aws_thing.many.arn }\n",
       "its attributes must be accessed on specific instances.\n\nFor example, to correlate with indices of a "
       "referring resource, use:\n    aws_thing.many[count.index]"},
      {kThing + "  for_each = { a = each.kay }\n}\n", "each"},
      {kThing + "  for_each = { a = 1 }\n  policy = each.kay\n}\n",
       "The supported attributes are each.key and each.value"},
      {kThing + "  count = 1\n  policy = count.idx\n}\n", "The only supported attribute is count.index"},
      {"module \"m\" { source = \"./m\" }\noutput \"o\" { value = module.m.ide }\n",
       "does not have an attribute named \"ide\": the module has no such output. Did you mean \"id\"?"},
  });
}

TEST(ConfigMistakes, ModulesMovesImportsAndChecks) {
  ExpectTold({
      {"module \"m\" { source = \"./m\" }\nmodule \"m\" { source = \"./m\" }\n", "main.tf:2  Duplicate module call"},
      {"module \"m\" {\n  source = \"./m\"\n  count = 1\n  for_each = {}\n}\n", "mutually-exclusive."},
      {"moved {\n  from = aws_thing.a\n  to = module.m\n}\n", "must either both refer to resources or both refer to"},
      {"moved {\n  from = data\n  to = aws_thing.a\n}\n", "Invalid address"},
      {"removed {\n  from = aws_thing.a[0]\n}\n", "Resource instance address with keys is not allowed"},
      {"removed {\n  from = aws_thing.a\n  provisioner \"local-exec\" {}\n}\n", "Provisioners are not run"},
      {"import {\n  to = aws_thing.a\n}\n", "An import block needs an id"},
      {"check \"c\" {}\n", "Check blocks must have at least one assert block"},
      {"check \"c\" {\n  assert {\n    condition = true\n    error_message = \"No.\"\n  }\n}\ncheck \"c\" {}\n",
       "Duplicate check block"},
  });
}

TEST(ConfigMistakes, AnOverrideNeedsSomethingToOverride) {
  for (const char* block : {"variable \"v\" {}", "output \"o\" { value = 1 }", "resource \"aws_thing\" \"t\" {}",
                            "module \"m\" { source = \"./m\" }", "locals { l = 1 }"}) {
    const std::string problems = Problems({{"main.tf", ""}, {"x_override.tf", block}, {"m/main.tf", ""}});
    EXPECT_NE(problems.find("x_override.tf:1"), std::string::npos) << problems;
    EXPECT_NE(problems.find("An override file can only override a block that was already defined"), std::string::npos)
        << block << "\n-> " << problems;
  }
}

}  // namespace
}  // namespace rolecall::engine
