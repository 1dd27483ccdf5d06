#include "engine/modules/load.h"

#include <gtest/gtest.h>

#include "engine/config/version_constraint.h"
#include "engine/render/render_value.h"
#include "hcl/syntax/parser.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::string LoadErrors(std::map<std::string, std::string> files) {
  Workshop shop(std::move(files));
  shop.Load();
  if (shop.configuration && !shop.diagnostics.HasErrors()) shop.engine->Validate(*shop.configuration, shop.diagnostics);
  return shop.Errors();
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(Load, ReportsSeveralMistakesAtOnce) {
  std::string errors = LoadErrors({{"a.tf", "variable \"x\" {}\nvariable \"x\" {}\nresourc \"a\" \"b\" {}\n"},
                                   {"b.tf", "output \"o\" {\n  valu = 1\n}\n"}});
  EXPECT_SAYS(errors, "a.tf:2");
  EXPECT_SAYS(errors, "Duplicate variable");
  EXPECT_SAYS(errors, "a.tf:3");
  EXPECT_SAYS(errors, "b.tf:2");
}

TEST(Load, UndeclaredNamesGetASuggestion) {
  std::string errors =
      LoadErrors({{"a.tf",
                   "variable \"region\" {}\nlocals {\n  a = var.regoin\n  b = local.z\n  c = module.m.x\n}\n"
                   "output \"d\" { value = aws_thing.nope.id }\n"}});
  EXPECT_SAYS(errors, "Did you mean \"region\"?");
  EXPECT_SAYS(errors, "local value with the name \"z\"");
  EXPECT_SAYS(errors, "No module call named \"m\"");
  EXPECT_SAYS(errors, "There is no managed resource \"aws_thing\" \"nope\" definition in the root module");
}

TEST(Load, CyclesAreNamedInOrder) {
  std::string errors = LoadErrors({{"a.tf", "locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}\n"}});
  EXPECT_SAYS(errors, "Cycle: local.a (expand), local.b (expand), local.c (expand)");
}

TEST(Load, ModuleCallsAreChecked) {
  std::string errors = LoadErrors(
      {{"main.tf", "module \"m\" {\n  source = \"./m\"\n  nam = 1\n}\n"}, {"m/m.tf", "variable \"name\" {}\n"}});
  EXPECT_SAYS(errors, "Did you mean \"name\"?");
  EXPECT_SAYS(errors, "The argument \"name\" is required");
}

TEST(Load, ModulesThatAreNotThereAreToldAtTheirCalls) {
  std::string errors = LoadErrors({{"main.tf",
                                    "module \"r\" { source = \"terraform-aws-modules/vpc/aws\" }\n"
                                    "module \"gone\" { source = \"./gone\" }\n"}});
  EXPECT_SAYS(errors, "main.tf:1  Module not installed: This module is not yet installed. Run \"rolecall init\"");
  EXPECT_SAYS(errors, "main.tf:2  Module not installed: This module is not yet installed. Run \"rolecall init\"");
  errors = LoadErrors(
      {{"main.tf", "module \"gone\" { source = \"./gone\" }\n"},
       {".terraform/modules/modules.json", R"({"Modules":[{"Key":"gone","Source":"./gone","Dir":"gone"}]})"}});
  EXPECT_SAYS(errors, "Module not installed: This module's local cache directory gone could not be read.");
}

TEST(Load, ModuleThatCallsItselfIsRefused) {
  EXPECT_SAYS(LoadErrors({{"main.tf", "module \"m\" { source = \"./m\" }\n"},
                          {"m/m.tf", "module \"m\" { source = \"../m\" }\n"}}),
              "m -> m");
}

TEST(Load, InstalledModulesComeFromTheManifest) {
  Workshop shop({{"main.tf", "module \"r\" { source = \"a/b/c\" }\noutput \"o\" { value = module.r.x }\n"},
                 {".terraform/modules/modules.json",
                  R"({"Modules":[{"Key":"r","Source":"a/b/c","Dir":".terraform/modules/r"}]})"},
                 {".terraform/modules/r/m.tf", "output \"x\" { value = path.module }\n"}});
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(plan.outputs[0].after.AsString(), ".terraform/modules/r");
}

TEST(Load, OverrideFilesAndTofuFilesWin) {
  Workshop shop({{"a.tf", "locals { v = \"tf\" }\n"},
                 {"a.tofu", "locals { v = \"tofu\" }\noutput \"o\" { value = local.v }\noutput \"p\" { value = 1 }\n"},
                 {"x_override.tf", "output \"p\" { value = 2 }\n"}});
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(plan.outputs[0].after.AsString(), "tofu");
  EXPECT_EQ(plan.outputs[1].after.AsNumber().Text(), "2");
}

TEST(Load, OverrideFilesMayBeJson) {
  Workshop shop(
      {{"main.tf",
        "resource \"aws_thing\" \"a\" {\n  name = \"plain\"\n  tags = { k = \"kept\" }\n}\nvariable \"v\" {\n  type = "
        "string\n}\noutput \"o\" { value = var.v }\nlocals { l = 1 }\n"},
       {"override.tf.json",
        R"({"resource":{"aws_thing":{"a":{"name":"${upper(var.v)}"}}},"variable":{"v":{"default":"json"}},
            "locals":{"l":2}})"},
       {"z_override.tf", "output \"o\" { value = \"${var.v}${local.l}\" }\n"}});
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(plan.outputs[0].after.AsString(), "json2");
  const ResourceChange* change = Workshop::Find(plan, "aws_thing.a");
  ASSERT_NE(change, nullptr);
  EXPECT_EQ(change->after.Get("name").AsString(), "JSON");
  EXPECT_EQ(change->after.Get("tags").Get("k").AsString(), "kept");
}

TEST(Load, JsonFilesMayBeOverridden) {
  Workshop shop({{"main.tf.json", R"({"resource":{"aws_thing":{"a":{"name":"json"}}}})"},
                 {"override.tf", "resource \"aws_thing\" \"a\" { name = \"native\" }\n"}});
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Workshop::Find(plan, "aws_thing.a")->after.Get("name").AsString(), "native");
}

TEST(Load, JsonStringsAreTextWhereNothingCanBeReferredTo) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf.json",
       R"({"variable":{"v":{"default":"${x} %{y}"}},"locals":{"l":"${var.v}!"},"output":{"o":{"value":"${local.l}"}}})"}});
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(plan.outputs[0].after.AsString(), "${x} %{y}!");
}

TEST(Load, SpecialNamesOutOfPlaceAreExplained) {
  std::string errors =
      LoadErrors({{"a.tf",
                   "locals {\n  a = each.key\n  b = count.index\n  c = self.id\n  d = path.nope\n  e = "
                   "var\n  f = lonely\n  g = data.x\n  h = terraform.env\n  i = ephemeral.a.b\n}\n"}});
  EXPECT_SAYS(errors, "Reference to \"each\" in context without for_each");
  EXPECT_SAYS(errors, "Reference to \"count\" in non-counted context");
  EXPECT_SAYS(errors, "The \"self\" object is not available in this context");
  EXPECT_SAYS(errors, "The \"path\" object does not have an attribute named \"nope\"");
  EXPECT_SAYS(errors, "The \"var\" object cannot be accessed directly");
  EXPECT_SAYS(errors, "A reference to a resource type must be followed by at least one attribute access");
  EXPECT_SAYS(errors, "The \"data\" object must be followed by two attribute names");
  EXPECT_SAYS(errors, "The terraform.env attribute was deprecated");
  EXPECT_SAYS(errors, "There is no ephemeral resource \"a\" \"b\" definition in the root module");
}

TEST(Load, VariablesComeInTheirOrder) {
  std::string declarations;
  for (const char* name : {"a", "b", "c", "d"})
    declarations += std::string("variable \"") + name + "\" { default = 0 }\n";
  Workshop shop({{"main.tf", declarations},
                 {"terraform.tfvars", "b = 1\nc = 1\nd = 1\n"},
                 {"z.auto.tfvars", "c = 2\nd = 2\n"},
                 {"f.tfvars", "d = 3\nunknown = 1\n"}});
  shop.environment.Set("TF_VAR_a", "env");
  shop.environment.Set("TF_VAR_b", "env");
  shop.environment.Set("TF_VAR_nobody", "env");
  shop.inputs = {{VariableInput::Kind::kFile, "f.tfvars"}};
  shop.Load();
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_SAYS(shop.Errors(), "Value for undeclared variable");
  EXPECT_EQ(shop.variables["a"].value.AsString(), "env");
  EXPECT_EQ(shop.variables["b"].value.AsNumber().Text(), "1");
  EXPECT_EQ(shop.variables["c"].value.AsNumber().Text(), "2");
  EXPECT_EQ(shop.variables["d"].value.AsNumber().Text(), "3");
  shop.inputs = {{VariableInput::Kind::kAssignment, "nobody=1"}};
  shop.Load();
  EXPECT_TRUE(shop.diagnostics.HasErrors());
}

TEST(Load, WrongTypesAndUnknownArgumentsAreFoundWithoutState) {
  std::string errors =
      LoadErrors({{"main.tf", "resource \"aws_thing\" \"a\" {\n  nam = \"x\"\n  tags = \"no\"\n  arn = \"x\"\n}\n"}});
  EXPECT_SAYS(errors, "nam");
  EXPECT_SAYS(errors, "Inappropriate value for attribute \"tags\"");
  EXPECT_SAYS(errors, "Value for unconfigurable attribute");
}

TEST(Load, BackendArgumentsMayUseVariables) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf",
       "variable \"b\" { default = \"bucket\" }\nterraform {\n  backend \"s3\" {\n    bucket = var.b\n"
       "    key = \"k\"\n    assume_role {\n      role_arn = \"r\"\n    }\n  }\n}\n"}});
  shop.Load();
  value::Value arguments = shop.engine->BackendArguments(*shop.configuration, shop.variables, shop.diagnostics);
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(arguments.Get("bucket").AsString(), "bucket");
  EXPECT_EQ(arguments.Get("assume_role").Get("role_arn").AsString(), "r");
}

TEST(Load, ConsoleSeesStateAndExtraNames) {
  Workshop shop(Workshop::FileTexts{
      {"main.tf", "resource \"aws_thing\" \"a\" { name = \"a\" }\nlocals { l = \"${aws_thing.a.id}!\" }\n"}});
  shop.PlanAndApply();
  shop.Load();
  auto console = shop.engine->OpenConsole(*shop.configuration, shop.variables, shop.state,
                                          value::Value::Object({{"extra", value::Value::Int(41)}}), shop.diagnostics);
  diag::Diagnostics problems;
  EXPECT_EQ(console->Evaluate("local.l", problems).value.AsString(), "id-a!");
  EXPECT_EQ(console->Evaluate("extra + 1", problems).value.AsNumber().Text(), "42");
  EXPECT_FALSE(problems.HasErrors());
  console->Evaluate("local.nope", problems);
  EXPECT_TRUE(problems.HasErrors());
}

TEST(Load, TheConsoleTellsTypes) {
  Workshop shop(Workshop::FileTexts{{"main.tf", ""}});
  shop.Load();
  auto console =
      shop.engine->OpenConsole(*shop.configuration, {}, shop.state, value::Value::Object({}), shop.diagnostics);
  diag::Diagnostics problems;
  const Engine::Console::Answer answer = console->Evaluate("type({ a = [1], b = tolist([{}]) })", problems);
  EXPECT_TRUE(answer.is_type_question);
  EXPECT_EQ(RenderType(answer.value.type()),
            "object({\n    a: tuple([\n        number,\n    ]),\n    b: list(\n        object({}),\n    ),\n})");
  EXPECT_FALSE(problems.HasErrors());
  console->Evaluate("[type(1)]", problems);
  EXPECT_TRUE(problems.HasErrors());
}

// What loading says, with these options.
std::string SaysOnLoad(std::map<std::string, std::string> texts, const LoadOptions& options = {}) {
  const MemoryFileSystem files(std::move(texts));
  diag::Diagnostics diagnostics;
  LoadConfiguration(files, ".", options, diagnostics);
  std::string said;
  for (const diag::Diagnostic& one : diagnostics.list()) {
    said += (one.severity == diag::Severity::kError ? "error " : "warning ") + one.summary + ": " + one.detail + "\n";
  }
  return said;
}

TEST(Load, RequiredVersionsOfTofuFilesAreChecked) {
  const auto required = [](const std::string& constraint, const std::string& file, bool passes_over = false) {
    return SaysOnLoad({{file, "terraform {\n  required_version = \"" + constraint + "\"\n}\n"}},
                      {.language_version = "1.12.6", .passes_over = passes_over});
  };
  EXPECT_EQ(required(">= 1.6", "main.tofu"), "");
  EXPECT_SAYS(required("about 1", "main.tofu"), "error Invalid version constraint: ");
  EXPECT_SAYS(required(">= 1.6.0-beta1", "main.tofu"),
              "error Invalid required_version constraint: Prerelease version constraints are not supported: >= "
              "1.6.0-beta1.");
  EXPECT_SAYS(required(">= 99", "main.tofu"),
              "error Incompatible module: This module is not compatible with OpenTofu v1.12.6.\n\nTo proceed, either "
              "choose another supported OpenTofu version or update this version constraint. ");
  const std::string other =
      SaysOnLoad({{"main.tofu", "terraform {\n  required_version = \">= 99\"\n}\nfrom_there {}\n"}},
                 {.language_version = "1.12.6"});
  EXPECT_EQ(other.find("from_there"), std::string::npos) << other;
  EXPECT_SAYS(required(">= 99", "main.tofu", true), "warning Incompatible module: ");
  EXPECT_EQ(required(">= 99", "main.tf"), "") << "is meant for Terraform";
}

TEST(Load, FilesThatCannotBeReadAreTold) {
  const std::string said = SaysOnLoad({{"a.tf", std::string(hcl::kMaxSourceBytes + 1, ' ')}, {"b.tf", "nonsense\n"}});
  EXPECT_SAYS(said, "error Failed to read file: The file a.tf cannot be read: ");
  EXPECT_SAYS(said, "error Argument or block definition required: ");  // the others are read
  const MemoryFileSystem files(std::map<std::string, std::string>{{"dir/main.tf", ""}});
  diag::Diagnostics diagnostics;
  EXPECT_EQ(LoadConfiguration(files, "gone", {}, diagnostics), nullptr);
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_EQ(diagnostics.list()[0].summary, "Failed to read module directory");
}

TEST(Load, ModulesAreNotNestedWithoutEnd) {
  std::map<std::string, std::string> texts = {{"main.tf", "module \"m\" { source = \"./m0\" }\n"}};
  for (int i = 0; i < 60; ++i) {
    texts["m" + std::to_string(i) + "/main.tf"] = "module \"m\" { source = \"../m" + std::to_string(i + 1) + "\" }\n";
  }
  EXPECT_EQ(SaysOnLoad(texts), "error Too many nested modules: Modules may be nested 40 deep.\n");
  texts.erase("m20/main.tf");
  texts["m20/other.txt"] = "";
  EXPECT_EQ(SaysOnLoad(texts), "");
}

TEST(Load, ModulesAreNotCalledWithoutEnd) {
  std::map<std::string, std::string> texts;
  const auto calls = [](const std::string& source) {
    std::string text;
    for (int i = 0; i < 28; ++i) text += "module \"m" + std::to_string(i) + "\" { source = \"" + source + "\" }\n";
    return text;
  };
  EXPECT_EQ(
      SaysOnLoad({{"main.tf", calls("./a")}, {"a/a.tf", calls("../b")}, {"b/b.tf", calls("../c")}, {"c/c.tf", ""}}),
      "error Too many modules: A configuration may call 20000 modules altogether. Those after this call are left "
      "out.\n");
}

TEST(Load, DeprecatedAndConstantVariablesOfModulesAreTold) {
  const std::string call =
      "variable \"v\" { default = 1 }\nresource \"aws_thing\" \"t\" {}\nmodule \"m\" {\n  source = \"./m\"\n  old = "
      "1\n  "
      "fixed = ";
  const std::string module =
      "variable \"old\" {\n  default = 0\n  deprecated = \"Use new.\"\n}\nvariable \"fixed\" {\n  const = true\n}\n";
  const std::string deprecated =
      "warning Variable marked as deprecated by the module author: Variable \"old\" is marked as deprecated with the "
      "following message:\nUse new.\n";
  EXPECT_EQ(SaysOnLoad({{"main.tf", call + "var.v\n}\n"}, {"m/m.tofu", module}}), deprecated);
  const std::string said = SaysOnLoad({{"main.tf", call + "aws_thing.t.id\n}\n"}, {"m/m.tofu", module}});
  EXPECT_SAYS(said, deprecated);
  EXPECT_SAYS(
      said,
      "error Unable to use aws_thing.t.id in static context: The variable \"fixed\" is constant: its value must "
      "be known before anything is planned, so it may only refer to variables and locals.");
}

TEST(Load, WhatOnlyARootMayHaveIsToldOfAChild) {
  const std::string said =
      SaysOnLoad({{"main.tf", "module \"m\" { source = \"./m\" }\n"},
                  {"m/m.tf",
                   "terraform {\n  backend \"local\" {}\n}\nresource \"aws_thing\" \"t\" {}\nimport {\n  to = "
                   "aws_thing.t\n  id = \"x\"\n}\n"}});
  EXPECT_SAYS(said, "warning Backend configuration ignored: ");
  EXPECT_SAYS(said, "error Invalid import configuration: An import block was detected in \"module.m\".");
}

TEST(Load, AnalysisPassesOverWhatItCannotKnow) {
  const std::map<std::string, std::string> texts = {{"main.tf",
                                                     "variable \"names\" {\n  type = set(string)\n}\nprovider \"aws\" "
                                                     "{\n  alias = \"by\"\n  for_each = var.names\n}\n"
                                                     "module \"m\" { source = \"a/b/aws\" }\n"}};
  const std::string strict = SaysOnLoad(texts);
  EXPECT_SAYS(strict,
              "error Unable to compute static value: provider.aws.by.for_each depends on var.names which is not "
              "available");
  EXPECT_EQ(strict.find("Module not installed"), std::string::npos) << "the root module's mistakes are told alone";
  const std::string lax = SaysOnLoad(texts, {.passes_over = true});
  EXPECT_SAYS(lax, "warning Module not installed: ");
  EXPECT_SAYS(lax, "warning Unable to compute static value: provider.aws.by.for_each depends on var.names");
  EXPECT_EQ(lax.find("error "), std::string::npos) << lax;
  EXPECT_EQ(SaysOnLoad(texts, {.depth = LoadDepth::kBlocks}), "");
}

TEST(Load, AWalkTellsOfModulesBesideSourcesThatMeanNothing) {
  std::map<std::string, std::string> texts = {{"main.tf",
                                               "module \"bad\" {\n  source = \"no such source\"\n}\n"
                                               "module \"gone\" {\n  source = \"a/b/aws\"\n}\n"
                                               "module \"m\" {\n  source = \"./m\"\n}\n"},
                                              {"m/main.tf", "nonsense {}\n"}};
  const auto count = [&](const char* summary, LoadOptions options) {
    const std::string said = SaysOnLoad(texts, std::move(options));
    std::size_t found = 0;
    for (std::size_t at = 0; (at = said.find(summary, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  EXPECT_EQ(count("Module not installed", {}), 0U);
  EXPECT_EQ(count("Unsupported block type", {}), 0U);
  EXPECT_EQ(count("Invalid module source address", {.goes_on = true}), 1U);
  EXPECT_EQ(count("Module not installed", {.goes_on = true}), 2U) << "nothing is there of the bad one either";
  EXPECT_EQ(count("Unsupported block type", {.goes_on = true}), 1U);
  const std::string sound = texts["main.tf"];
  texts["main.tf"] += "output \"o\" { value = 1 }\noutput \"o\" { value = 1 }\n";
  EXPECT_EQ(count("Module not installed", {}), 0U);
  EXPECT_EQ(count("Module not installed", {.goes_on = true}), 2U) << "names that are declared twice";
  EXPECT_EQ(count("Duplicate output definition", {.goes_on = true}), 1U);
  texts["main.tf"] += "variable \"v\" {}\nvariable \"v\" {}\n";
  EXPECT_EQ(count("Module not installed", {.goes_on = true}), 0U) << "but for values";
  EXPECT_EQ(count("Duplicate output definition", {.goes_on = true}), 0U);
  EXPECT_EQ(count("Duplicate variable declaration", {.goes_on = true}), 1U);
  texts["main.tf"] = sound + "nonsense {}\n";
  EXPECT_EQ(count("Module not installed", {.goes_on = true}), 0U) << "mistakes of blocks are told alone everywhere";
  EXPECT_EQ(count("Unsupported block type", {.goes_on = true}), 1U);
  EXPECT_EQ(count("Invalid module source address", {.goes_on = true}), 0U);
}

TEST(VersionConstraint, NewestOfAList) {
  const std::vector<std::string> versions = {"1.9.0", "1.10.0", "2.0.0", "3.0.0-beta1", "junk"};
  EXPECT_EQ(**NewestVersion(versions, ""), "2.0.0");
  EXPECT_EQ(**NewestVersion(versions, "~> 1.9"), "1.10.0");
  EXPECT_EQ(**NewestVersion(versions, "3.0.0-beta1"), "3.0.0-beta1");
  EXPECT_FALSE(NewestVersion(versions, "> 5")->has_value());
  EXPECT_FALSE(NewestVersion(versions, "what").ok());
}

TEST(VersionConstraint, Terms) {
  auto fits = [](const char* version, const char* constraint) { return *VersionSatisfies(version, constraint); };
  EXPECT_TRUE(fits("1.12.0", ">= 0.13"));
  EXPECT_TRUE(fits("1.5.7", ">= 1.5.7, < 2"));
  EXPECT_FALSE(fits("2.0.0", ">= 1.5.7, < 2"));
  EXPECT_TRUE(fits("5.99.0", "~> 5.31"));
  EXPECT_FALSE(fits("6.0.0", "~> 5.31"));
  EXPECT_FALSE(fits("5.32.0", "~> 5.31.1"));
  EXPECT_TRUE(fits("4.22.0", "4.22.0"));
  EXPECT_FALSE(fits("4.22.0", "!= 4.22"));
  EXPECT_FALSE(VersionSatisfies("1.0", "about 1").ok());
}

}  // namespace
}  // namespace rolecall::engine
