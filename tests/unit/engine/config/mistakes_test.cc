// What the configuration's own mistakes are called, and where: one row for each.
#include <gtest/gtest.h>

#include <string>

#include "hcl/syntax/traversal.h"
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

TEST(ConfigMistakes, ThereIsNoneInExpressionsOfJsonStrings) {
  const std::string problems = Problems(
      {{"main.tf.json",
        R"({"resource": {"aws_thing": {"a": {"count": 1, "name": "a"}, "b": {"count": 1, "name": "b", "lifecycle":
            {"replace_triggered_by": ["aws_thing.a[count.index].name"]}}}}})"}});
  EXPECT_EQ(problems, "");
  const std::string wrong = Problems({{"main.tf.json", R"({"resource": {"aws_thing": {"b": {"name": "b", "lifecycle":
            {"replace_triggered_by": ["aws_thing.none.name"]}}}}})"}});
  EXPECT_NE(wrong.find("main.tf.json:2  Reference to undeclared resource"), std::string::npos) << wrong;
}

// What is told of a combination points into one file, also where its parts stand in two.
TEST(ConfigMistakes, ACombinationWithAnOverrideIsToldInOneFile) {
  Workshop shop({{"main.tf", kThing + "  count = 1\n}\n"},
                 {"a_override.tf", std::string(500, '\n') + kThing + "  lifecycle {\n    enabled = true\n  }\n}\n"}});
  shop.Load();
  ASSERT_EQ(shop.diagnostics.size(), 1u) << shop.Errors();
  const diag::Range& subject = shop.diagnostics.list()[0].subject;
  EXPECT_EQ(shop.diagnostics.list()[0].summary, "Invalid combination of \"count\" and \"enabled\"");
  EXPECT_EQ(subject.file_name(), "main.tf");
  EXPECT_EQ(subject.end.line, 3);
}

TEST(ConfigMistakes, ValuesThatALiteralGivesInVainAreToldOf) {
  ExpectTold({
      {"variable \"v\" {\n  type    = object({ b = list(object({ x = optional(string) })) })\n"
       "  default = { b = [{ y = 1 }] }\n}\n",
       "main.tf:3  Object attribute is ignored: The object type for .b[0] does not include an attribute named \"y\", "
       "so "
       "this definition is unused."},
      {"variable \"v\" {\n  type    = object({ size = optional(number) })\n  default = { sise = 1 }\n}\n",
       "The object type for this variable does not include an attribute named \"sise\", so this definition is unused. "
       "Did "
       "you mean to set attribute \"size\" instead?"},
  });
  Workshop shop({{"main.tf", "module \"m\" {\n  source = \"./m\"\n  v = { for k in [1] : k => { y = 1 } }\n}\n"},
                 {"m/main.tf", "variable \"v\" {\n  type = map(object({ x = optional(number) }))\n}\n"}});
  shop.Load();
  shop.engine->Validate(*shop.configuration, shop.diagnostics);
  EXPECT_NE(
      shop.Errors().find("main.tf:3  Object attribute is ignored: The object type for input variable \"v\" nested "
                         "value [(not yet known)] does not include an attribute named \"y\""),
      std::string::npos)
      << shop.Errors();
}

TEST(ConfigMistakes, ModulesTakeNoBlocks) {
  ExpectTold({{"module \"m\" {\n  source = \"./m\"\n  thing {}\n}\n",
               "main.tf:3  Unsupported block type: Blocks of type \"thing\" are not expected here."}});
}

TEST(ConfigMistakes, ADefaultMustFitAnOverriddenType) {
  const std::string problems =
      Problems({{"main.tf", "variable \"v\" {\n  type    = list(string)\n  default = [\"a\"]\n}\n"},
                {"override.tf", "variable \"v\" {\n  type = string\n}\n"}});
  EXPECT_NE(
      problems.find("override.tf:1  Invalid default value for variable: Overriding this variable's type constraint "
                    "has made its default value invalid: string required, but have list of string."),
      std::string::npos)
      << problems;
}

// They point to where it begins, or to the names of arguments that exclude each other.
TEST(ConfigMistakes, ConstantsOfAWrongTypeAndCombinationsHaveTheirPlaces) {
  const auto place = [](const std::string& text) {
    Workshop shop({{"main.tf", text}});
    shop.Load();
    return hcl::ShowRange(shop.diagnostics.list().at(0).subject);
  };
  EXPECT_EQ(place("variable \"v\" {\n  sensitive = \"123\"\n}\n"), "main.tf:2,16-19");
  EXPECT_EQ(place(kThing + "  count = 1\n  for_each = {}\n}\n"), "main.tf:3,3-4,11");
  EXPECT_EQ(place(kThing + "  lifecycle {\n    enabled = true\n  }\n  count = 1\n}\n"), "main.tf:4,5-6,8");
  EXPECT_EQ(
      place(kThing + "  provisioner \"local-exec\" {\n    when    = destroy\n    command = \"a ${local.x}\"\n  }\n}\n"),
      "main.tf:5,15-29");
}

TEST(ConfigMistakes, AQuotedProviderMayBeCalledNull) {
  const std::string problems =
      Problems({{"main.tf",
                 "terraform {\n  required_providers {\n    null = { source = \"hashicorp/aws\" }\n  }\n}\n"
                 "provider \"null\" {\n  alias = \"east\"\n}\n" +
                     kThing + "  provider = \"null.east\"\n}\n"}});
  EXPECT_NE(problems.find("Quoted references are deprecated"), std::string::npos) << problems;
  EXPECT_EQ(problems.find("Invalid"), std::string::npos) << problems;
}

TEST(ConfigMistakes, SettingsOfAModule) {
  ExpectTold({
      {"terraform {\n  backend \"local\" {}\n  backend \"s3\" {}\n}\n", "main.tf:3  Duplicate backend configuration"},
      {"terraform {\n  cloud {}\n  cloud {}\n}\n",
       "main.tf:3  Duplicate cloud configurations: A module may have only one 'cloud' block configuring a cloud "
       "backend. "
       "A cloud backend was previously configured at main.tf:2,3-8."},
      {"terraform {\n  provider_meta \"chunky_bacon\" {\n    a = 1\n  }\n}\n",
       "main.tf:2  Invalid provider local name: chunky_bacon is an invalid provider local name: must contain only "
       "letters, digits, and dashes, and may not use leading or trailing dashes"},
      {"terraform {\n  cloud {}\n  backend \"local\" {}\n}\n",
       "main.tf:3  Both a backend and a cloud configuration are present"},
      {"terraform {\n  encryption {}\n  encryption {}\n}\n", "main.tf:3  Duplicate encryption configuration"},
      {"terraform {\n  encryption {\n    states {}\n  }\n}\n", "Unsupported block type"},
      {"terraform {\n  required_providers {\n    aws = { source = 7 }\n  }\n}\n",
       "Source must be specified as a string"},
      {"terraform {\n  required_providers {\n    aws = { source = \"a/b/c/d\" }\n  }\n}\n",
       "Invalid provider source string"},
      {"terraform {\n  required_providers {\n    aws = { source = \"me/terraform-provider-aws\" }\n  }\n}\n",
       "Did you mean \"me/aws\"?"},
      {"provider \"a_b\" {}\n", "Invalid provider local name"},
      {"provider \"aws\" {\n  alias = \"1\"\n}\n", "Invalid provider configuration alias: An alias must be a valid"},
      {"provider \"aws\" {\n  for_each = {}\n}\n", "Alias required when using \"for_each\""},
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
      {"variable \"v\" {\n  description = []\n}\n",
       "Unsuitable value type: Unsuitable value: string required, but have tuple"},
      {"variable \"v\" {\n  description = null\n}\n", "Unsuitable value: null value is not allowed"},
      {"variable \"v\" {\n  sensitive = \"perhaps\"\n}\n", "Unsuitable value: a bool is required"},
      {"variable \"v\" {\n  validation {\n    condition = true\n    error_message = \"No.\"\n  }\n}\n",
       "The condition for variable \"v\" must refer to var.v"},
      {"variable \"v\" {\n  validation {\n    condition = var.w\n    error_message = \"No.\"\n  }\n}\nvariable \"w\" "
       "{}\n",
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
       "main.tf:4  Duplicate resource \"aws_thing\" configuration: A aws_thing resource named \"t\" was already "
       "declared at "
       "main.tf:1"},
      {kThing + "  count = 1\n  for_each = {}\n}\n",
       "mutually-exclusive. Only one may be used to be explicit about the number of resources"},
      {kThing + "  provider = aws.a.b\n}\n", "Provider name must either stand alone or be followed by a period"},
      {kThing + "  provisioner \"chef\" {}\n}\n", "The \"chef\" provisioner has been removed"},
      {kThing + "  provisioner \"shell\" {}\n}\n",
       "Missing required provisioner plugin: This configuration requires provisioner plugin \"shell\""},
      {kThing + "  provisioner \"local-exec\" {\n    command = \"x\"\n    when = \"soon\"\n  }\n}\n",
       "Invalid \"when\" keyword"},
      {kThing + "  lifecycle {\n    ignore_changes = [\"*\", \"name\"]\n  }\n}\n",
       "Invalid ignore_changes ruleset: Cannot mix wildcard string"},
      {kThing + "  lifecycle {\n    replace_triggered_by = [nothing]\n  }\n}\n",
       "Invalid reference: A reference to a resource type must be followed by at least one attribute access"},
      {kThing + "  lifecycle {\n    prevent_destroy = \"perhaps\"\n  }\n}\n",
       "Invalid value for prevent_destroy: Resource instance aws_thing.t has an invalid value for its prevent_destroy "
       "argument: a bool is required."},
      {kThing + "  provider = a.b.c\n}\n", "Provider name must either stand alone or be followed by a period"},
      {kThing + "  provider = 1\n}\n", "The provider argument requires a provider type name, optionally followed by"},
      {kThing + "  provider = AWS\n}\n", "Provider names must be normalized. Replace \"AWS\" with \"aws\""},
      {kThing + "  provider = a_b\n}\n", "a_b is an invalid provider local name: must contain only letters, digits"},
      {kThing + "}\n" + kThing + "  lifecycle {\n    ignore_changes = 1\n  }\n}\n",
       "main.tf:7  Invalid expression"},  // a second block's own mistakes are told, too
      {"variable \"v\" {}\n" + kThing + "  lifecycle {\n    destroy = var.v\n  }\n}\n",
       "The lifecycle destroy expression must be a boolean constant."},
      {"data \"aws_who\" \"w\" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n",
       "The lifecycle argument \"prevent_destroy\" is defined only for managed resources"},
      {kThing + "  count = null\n}\n", "The given \"count\" argument value is null. An integer is required."},
      {kThing + "  count = -1\n}\n", "must be greater than or equal to zero"},
      {kThing + "  count = 1.5\n}\n", "value must be a whole number, between"},
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
       "Unsupported attribute: This object does not have an attribute named \"ide\"."},
      {"output \"o\" { value = path.rot }\n", "does not have an attribute named \"rot\". Did you mean \"root\"?"},
      {"output \"o\" { value = terraform.env }\n", "The terraform.env attribute was deprecated in v0.10"},
      {"output \"o\" { value = terraform.foo }\n", "The only supported attribute is terraform.workspace"},
      {"output \"o\" { value = var[\"x\"] }\n", "The \"var\" object does not support this operation."},
      {"output \"o\" { value = data.a[\"b\"] }\n", "A reference to a data source must be followed by at least one"},
      {"output \"o\" { value = lazy.x }\n", "Reserved symbol name: The symbol name \"lazy\" is reserved"},
      {kThing + "}\noutput \"o\" { value = data.aws_thing.t }\n",
       "There is no data resource \"aws_thing\" \"t\" definition in the root module.\n\nDid you mean the managed "
       "resource aws_thing.t?"},
  });
}

TEST(ConfigMistakes, ModulesMovesImportsAndChecks) {
  ExpectTold({
      {"module \"m\" { source = \"./m\" }\nmodule \"m\" { source = \"./m\" }\n", "main.tf:2  Duplicate module call"},
      {"module \"m#\" {}\n", "Missing required argument: The argument \"source\" is required"},
      {"module \"m\" {\n  source = \"./m\"\n  count = 1\n  for_each = {}\n}\n",
       "Only one should be used to be explicit about the number of module instances"},
      {"moved {\n  from = data\n  to = aws_thing.a\n}\n",
       "Invalid \"moved\" address: The resource referenced by the \"from\" attribute is not allowed to be moved."},
      {"import {\n  to = aws_thing.a + 1\n  id = \"x\"\n}\n", "Invalid import address expression"},
      {"import {\n  to = aws_thing\n  id = \"x\"\n}\n",
       "Invalid address: Resource specification must include a resource type and name."},
      {"import {\n  for_each = {}\n  to = module.m[each.key]\n  id = \"x\"\n}\n", "main.tf:3  Invalid address: "},
      {"check \"c\" {\n  assert {\n    condition = 1\n    error_message = \"No.\"\n  }\n}\n", "Zero assert blocks"},
      {"moved {\n  from = aws_thing.a\n  to = module.m\n}\n", "must either both refer to resources or both refer to"},
      {"moved {\n  from = data\n  to = aws_thing.a\n}\n", "Invalid address"},
      {"removed {\n  from = aws_thing.a[0]\n}\n", "Resource instance address with keys is not allowed"},
      {"removed {\n  from = aws_thing.a\n  provisioner \"local-exec\" {}\n}\n",
       "\"removed\" blocks can only contain destroy provisioners."},
      {"import {\n  to = aws_thing.a\n}\n", "Missing required import argument: One of 'id' or 'identity'"},
      {"check \"c\" {}\n", "Check blocks must have at least one assert block"},
      {"check \"c\" {\n  assert {\n    condition = path.root != 1\n    error_message = \"No.\"\n  }\n}\ncheck \"c\" "
       "{}\n",
       "Duplicate check \"c\" configuration"},
  });
}

// Texts of blocks that may be there once only, and of names that the language keeps for itself.
TEST(ConfigMistakes, WhatIsThereTwiceOrReserved) {
  const std::string twice = "  lifecycle {}\n  lifecycle {}\n}\n";
  ExpectTold({
      {kThing + twice,
       "main.tf:4  Duplicate lifecycle block: This resource already has a lifecycle block at main.tf:3,3"},
      {"data \"aws_who\" \"w\" {\n" + twice, "Duplicate lifecycle block"},
      {"module \"m\" {\n  source = \"./m\"\n" + twice, "Duplicate lifecycle block"},
      {"removed {\n  from = aws_thing.a\n" + twice, "The removed block already has a lifecycle block at"},
      {kThing + "  _ {}\n  _ {}\n}\n", "Duplicate escaping block"},
      {kThing + "  locals {}\n}\n", "Reserved block type name in resource block"},
      {"provider \"aws\" {\n  count = 1\n}\n", "The provider argument name \"count\" is reserved"},
      {"provider \"aws\" {\n  depends_on = []\n}\n", "The provider argument name \"depends_on\" is reserved"},
      {"provider \"aws\" {\n  source = \"x\"\n}\n", "The provider argument name \"source\" is reserved"},
      {"provider \"aws\" {\n  lifecycle {}\n}\n", "The block type name \"lifecycle\" is reserved"},
      {"terraform {\n  required_providers {}\n}\nterraform {\n  required_providers {}\n}\n",
       "main.tf:5  Duplicate required providers configuration"},
      {"required_providers {}\n", "must be nested inside a \"terraform\" block"},
      {"terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\", region = 1 }\n  }\n}\n",
       "required_providers objects can only contain \"version\", \"source\" and \"configuration_aliases\""},
      {"terraform {\n  required_providers {\n    aws = { version = \"newest\" }\n  }\n}\n",
       "This string does not use correct version constraint syntax."},
      {"terraform {\n  required_providers {\n    aws = { configuration_aliases = [gcp.x] }\n  }\n}\n",
       "Expected \"aws\", but found \"gcp\"."},
      {"terraform {\n  required_providers {\n    aws = { configuration_aliases = [aws[0]] }\n  }\n}\n",
       "Configuration aliases can only contain references to local provider configuration names"},
      {"terraform {\n  provider_meta \"aws\" {\n    x = var.y\n  }\n}\n", "Variables not allowed"},
      {"terraform {\n  provider_meta \"aws\" {}\n  provider_meta \"aws\" {}\n}\n", "Duplicate provider_meta block"},
      {"language {\n  experiments = [fast]\n}\n", "There is no current experiment with the keyword \"fast\"."},
      {"variable \"v\" {\n  default = 1\n  deprecated = \" \"\n}\n", "Invalid `deprecated` value"},
      {"output \"o\" {\n  value = 1\n  deprecated = \"\"\n}\n", "Invalid `deprecated` attribute"},
  });
}

TEST(ConfigMistakes, RulesThatCheckNothingOrThemselves) {
  const std::string constant = "    condition = 1 == 1\n    error_message = \"No.\"\n  }\n";
  const std::string about_itself = "    condition = aws_thing.t.name == \"x\"\n    error_message = \"No.\"\n  }\n";
  ExpectTold({
      {"variable \"v\" {\n  validation {\n" + constant + "}\n", "Invalid validation expression"},
      {"output \"o\" {\n  value = 1\n  precondition {\n" + constant + "}\n", "Invalid precondition expression"},
      {"check \"c\" {\n  assert {\n" + constant + "}\n", "Invalid assert expression"},
      {kThing + "  lifecycle {\n  postcondition {\n" + constant + "}}\n", "Invalid postcondition expression"},
      {kThing + "  lifecycle {\n  precondition {\n" + about_itself + "}}\n",
       "Invalid reference in precondition: Configuration for aws_thing.t may not refer to itself."},
  });
}

TEST(ConfigMistakes, NamesThatLifecyclesAndDependsOnCannotTake) {
  const std::string lifecycle = kThing + "  lifecycle {\n    ";
  const std::string other = "resource \"aws_thing\" \"other\" {\n  name = \"o\"\n}\n";
  ExpectTold({
      {lifecycle + "replace_triggered_by = [var.v]\n  }\n}\nvariable \"v\" { default = 1 }\n",
       "Only resources, count.index, and each.key may be used in replace_triggered_by."},
      {lifecycle + "replace_triggered_by = [aws_thing.other, each.value]\n  }\n}\n" + other,
       "Only each.key may be used in replace_triggered_by."},
      {lifecycle + "replace_triggered_by = [aws_thing.other.nam]\n  }\n}\n" + other,
       "This object has no argument, nested block, or exported attribute named \"nam\". Did you mean \"name\"?"},
      {lifecycle + "ignore_changes = [nam]\n  }\n}\n", "exported attribute named \"nam\". Did you mean \"name\"?"},
      {lifecycle + "ignore_changes = [\"*\"]\n  }\n}\n", "Use \"ignore_changes = all\" to ignore changes to all"},
      {kThing + "  depends_on = [aws_thing.other.name]\n}\n" + other,
       "References in depends_on must be to a whole object (resource, etc), not to an attribute of an object."},
      {"import {\n  to = aws_thing.t\n  id = \"a\"\n}\nimport {\n  to = aws_thing.t\n  id = \"b\"\n}\n" + kThing +
           "}\n",
       "main.tf:5  Duplicate import configuration for \"aws_thing.t\""},
      {"import {\n  for_each = { a = 1, b = 1 }\n  to = aws_thing.t[each.value]\n  id = each.key\n}\n" + kThing +
           "  count = 2\n}\n",
       "Duplicate import configuration for \"aws_thing.t[1]\""},
      {"removed {\n  from = aws_thing.t\n}\n" + kThing + "}\n", "Removed resource block still exists"},
      {"removed {\n  from = module.m\n}\nmodule \"m\" { source = \"./m\" }\n", "Removed module block still exists"},
      {"check \"c\" {\n  data \"aws_who\" \"a\" {}\n  data \"aws_who\" \"b\" {}\n}\n", "Multiple data resource blocks"},
      {"check \"c\" {\n  data \"aws_who\" \"a\" {\n    count = 1\n  }\n}\n",
       "The \"count\" meta-argument is not supported within nested data blocks."},
  });
}

TEST(ConfigMistakes, WhatOnlyARootModuleMayHave) {
  const std::string problems =
      Problems({{"main.tf", "module \"m\" { source = \"./m\" }\n"},
                {"m/main.tf", "import {\n  to = aws_thing.t\n  id = \"a\"\n}\nterraform {\n  backend \"s3\" {}\n}\n"}});
  EXPECT_NE(problems.find("Import blocks are only allowed in the root module."), std::string::npos) << problems;
  EXPECT_NE(problems.find("Backend configuration ignored"), std::string::npos) << problems;
}

TEST(ConfigMistakes, JsonBlocksNeedTheirLabels) {
  for (const char* text : {"{\"resource\": []}", "{\"resource\": [{\"aws_thing\": []}]}", "{\"variable\": {}}"}) {
    const std::string problems = Problems({{"main.tf.json", text}});
    EXPECT_NE(problems.find("Missing block label"), std::string::npos) << text << "\n-> " << problems;
  }
}

// Versions 0.11 and before wanted quotes around references.
TEST(ConfigMistakes, QuotedReferencesStillWorkWithAWarning) {
  Workshop shop({{"main.tf", "resource \"aws_thing\" \"a\" {\n  name = \"a\"\n}\n" + kThing +
                                 "  provider = \"aws\"\n  depends_on = [\"aws_thing.a\"]\n"
                                 "  lifecycle {\n    ignore_changes = [\"name\"]\n  }\n}\n"}});
  const Plan plan = shop.MakePlan();
  EXPECT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(shop.diagnostics.size(), 3u) << shop.Errors();
  EXPECT_NE(shop.Errors().find("Quoted references are deprecated"), std::string::npos);
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.t")->dependencies, std::vector<std::string>{"aws_thing.a"});
}

TEST(ConfigMistakes, OnlyConstraintsForOpenTofuAreLookedAt) {
  const std::string old = "terraform {\n  required_version = \">= 99\"\n}\n";
  EXPECT_EQ(Problems({{"main.tf", old}}), "") << "that is Terraform's";
  EXPECT_EQ(Problems({{"main.tf", "terraform {\n  required_version = var.x\n}\n"}}), "");
  EXPECT_NE(Problems({{"main.tofu", old}}).find("not compatible with OpenTofu"), std::string::npos);
  EXPECT_NE(Problems({{"main.tofu", "terraform {\n  required_version = \"1.13.0-beta1\"\n}\n"}}).find("Prerelease"),
            std::string::npos);
  EXPECT_EQ(Problems({{"main.tf", old}, {"v.tofu", "terraform {\n  required_version = \">= 1.12.6\"\n}\n"}}), "");
  EXPECT_EQ(Problems({{"main.tf", old + "language {\n  compatible_with {\n    opentofu = \">= 1.12\"\n  }\n}\n"}}), "");
  EXPECT_NE(Problems({{"main.tf", "language {\n  compatible_with {\n    opentofu = \">= 99\"\n  }\n}\n"}})
                .find("Incompatible module"),
            std::string::npos);
  EXPECT_NE(Problems({{"main.tf", "language {\n  edition = TF2021\n}\n"}}).find("Unsupported language edition"),
            std::string::npos);
}

TEST(ConfigMistakes, AVersionInAProviderBlockCountsAndIsWarnedAbout) {
  Workshop shop(Workshop::FileTexts{{"main.tf", "provider \"aws\" {\n  version = \"~> 4.0\"\n}\n"}});
  shop.Load();
  EXPECT_EQ(shop.configuration->root->Requirement("aws").constraint, "~> 4.0");
  EXPECT_NE(shop.Errors().find("Version constraints inside provider configuration blocks are deprecated"),
            std::string::npos);
}

TEST(ConfigMistakes, AnOverrideNeedsSomethingToOverride) {
  for (const char* block : {"variable \"v\" {}", "output \"o\" { value = 1 }", "resource \"aws_thing\" \"t\" {}",
                            "module \"m\" { source = \"./m\" }", "locals { l = 1 }"}) {
    const std::string problems = Problems({{"main.tf", ""}, {"x_override.tf", block}, {"m/main.tf", ""}});
    EXPECT_NE(problems.find("x_override.tf:1"), std::string::npos) << problems;
    EXPECT_NE(problems.find("An override file can only override a"), std::string::npos) << block << "\n-> " << problems;
  }
}

TEST(ConfigMistakes, WhatCannotBeOverridden) {
  for (const char* block : {"moved {\n  from = aws_thing.a\n  to = aws_thing.t\n}", "removed { from = aws_thing.a }",
                            "import {\n  to = aws_thing.t\n  id = \"a\"\n}", "check \"c\" {}"}) {
    const std::string problems = Problems({{"main.tf", kThing + "}\n"}, {"override.tf", block}});
    EXPECT_NE(problems.find("override"), std::string::npos) << block << "\n-> " << problems;
    EXPECT_NE(problems.find("override.tf:1"), std::string::npos) << block << "\n-> " << problems;
  }
}

}  // namespace
}  // namespace rolecall::engine
