// The section `configuration` of `show -json`, and `providers schema -json`: what was written, as programs read it.
#include "engine/plan_json/configuration.h"

#include <gtest/gtest.h>

#include "engine/plan_json/schemas_json.h"
#include "json/document.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

class ConfigurationJsonTest : public ::testing::Test {
 protected:
  // The text of the member that these names lead to; "nothing" if there is none.
  static std::string At(const std::string& text, const std::vector<std::string>& names) {
    const json::ParseResult parsed = json::Parse(text, {});
    EXPECT_EQ(parsed.error, "") << text;
    const json::Node* node = &parsed.root;
    for (const std::string& name : names) {
      const bool is_index = node->IsArray();
      if (is_index) {
        const std::size_t index = std::stoul(name);
        node = index < node->items.size() ? &node->items[index] : nullptr;
      } else {
        node = node->Find(name);
      }
      if (node == nullptr) return "nothing";
    }
    return text.substr(node->begin, node->end - node->begin);
  }

  std::string Json(Workshop::FileTexts files) {
    shop_ = std::make_unique<Workshop>(std::move(files));
    shop_->Load();
    EXPECT_FALSE(shop_->diagnostics.HasErrors()) << shop_->Errors();
    return ConfigurationToJson(*shop_->configuration, shop_->engine->schemas());
  }

  // The expression of an output, as the section has it.
  std::string Expression(const std::string& written) {
    const std::string json = Json({{"main.tf",
                                    "variable \"v\" { default = {} }\nlocals { l = 1 }\ndata \"aws_who\" \"w\" {}\n"
                                    "resource \"aws_thing\" \"t\" { name = \"t\" }\noutput \"o\" { value = " +
                                        written + " }\n"}});
    return At(json, {"root_module", "outputs", "o", "expression"});
  }

  std::unique_ptr<Workshop> shop_;
};

TEST_F(ConfigurationJsonTest, ConstantsAreValuesAndNamesAreReferencesTheMostSpecificFirst) {
  EXPECT_EQ(Expression("[1, \"a\"]"), R"({"constant_value":[1,"a"]})");
  EXPECT_EQ(Expression("timestamp()"), "{}");
  EXPECT_EQ(Expression("local.l && false"), R"({"constant_value":false,"references":["local.l"]})");
  EXPECT_EQ(Expression("{a = local.l, b = 1}.b"), R"({"references":["local.l"]})");
  EXPECT_EQ(Expression("aws_thing.t.arn"), R"({"references":["aws_thing.t.arn","aws_thing.t"]})");
  EXPECT_EQ(Expression("data.aws_who.w.id"), R"({"references":["data.aws_who.w.id","data.aws_who.w"]})");
  EXPECT_EQ(Expression("ephemeral.aws_token.e.secret"),
            R"({"references":["ephemeral.aws_token.e.secret","ephemeral.aws_token.e"]})");
  EXPECT_EQ(Expression("\"${var.v.x}${local.l}\""), R"({"references":["var.v.x","var.v","local.l"]})");
  EXPECT_EQ(Expression("[aws_thing.t, aws_thing.t]"), R"({"references":["aws_thing.t","aws_thing.t"]})")
      << "each mention counts";
}

TEST_F(ConfigurationJsonTest, ResourcesHaveTheirArgumentsBlocksAndProvider) {
  const std::string json = Json({{"main.tf", R"(
provider "aws" {
  alias  = "west"
  region = "eu-west-1"
}
resource "aws_thing" "t" {
  provider = aws.west
  for_each = toset(["a"])
  name     = each.key
  rule { port = 1 }
  rule { port = 2 }
  depends_on = [data.aws_who.w]
}
resource "aws_thing" "n" {
  count = 2
  name  = "n${count.index}"
  dynamic "rule" {
    for_each = [1]
    content { port = rule.value }
  }
}
data "aws_who" "w" {}
)"}});
  const auto resource = [&](const std::string& place, std::vector<std::string> names) {
    names.insert(names.begin(), {"root_module", "resources", place});
    return At(json, names);
  };
  EXPECT_EQ(resource("0", {"address"}), "\"aws_thing.n\"");
  EXPECT_EQ(resource("0", {"provider_config_key"}), "\"aws\"");
  EXPECT_EQ(resource("0", {"count_expression"}), R"({"constant_value":2})");
  EXPECT_EQ(resource("0", {"expressions", "rule"}), "nothing") << "what a dynamic block makes is not known";
  EXPECT_EQ(resource("1", {"address"}), "\"aws_thing.t\"");
  EXPECT_EQ(resource("1", {"provider_config_key"}), "\"aws.west\"");
  EXPECT_EQ(resource("1", {"expressions"}), R"({"name":{"references":["each.key"]},"rule":[)"
                                            R"({"port":{"constant_value":1}},{"port":{"constant_value":2}}]})");
  EXPECT_EQ(resource("1", {"for_each_expression"}), "nothing") << "neither a constant nor a reference";
  EXPECT_EQ(resource("1", {"depends_on"}), R"(["data.aws_who.w"])");
  EXPECT_EQ(resource("2", {"mode"}), "\"data\"") << "data sources after what is managed";
  EXPECT_EQ(At(json, {"provider_config", "aws.west", "expressions"}), R"({"region":{"constant_value":"eu-west-1"}})");
  EXPECT_EQ(At(json, {"provider_config", "aws.west", "alias"}), "\"west\"");
  EXPECT_EQ(At(json, {"provider_config", "aws", "expressions"}), "nothing") << "implied: there is no block";
}

// JSON bodies tell arguments and blocks apart by the schema only.
TEST_F(ConfigurationJsonTest, FunctionsOfProvidersAreReferencesAndEphemeralVariablesAreNamed) {
  EXPECT_EQ(Expression("provider::aws::arn_parse(var.v)"), R"({"references":["var.v","provider::aws::arn_parse"]})");
  const std::string json = Json({{"main.tf", "variable \"e\" {\n  type      = string\n  ephemeral = true\n}\n"}});
  EXPECT_EQ(At(json, {"root_module", "variables", "e", "ephemeral"}), "true");
}

TEST_F(ConfigurationJsonTest, EphemeralResourcesStandLast) {
  const std::string json = Json({{"main.tf",
                                  "ephemeral \"aws_token\" \"e\" { seed = \"s\" }\ndata \"aws_who\" \"w\" {}\n"
                                  "resource \"aws_thing\" \"t\" { name = \"t\" }\n"}});
  EXPECT_EQ(At(json, {"root_module", "resources", "1", "mode"}), "\"data\"");
  const auto ephemeral = [&](const char* name) { return At(json, {"root_module", "resources", "2", name}); };
  EXPECT_EQ(ephemeral("address"), "\"ephemeral.aws_token.e\"");
  EXPECT_EQ(ephemeral("mode"), "\"ephemeral\"");
  EXPECT_EQ(ephemeral("provider_config_key"), "\"aws\"");
  EXPECT_EQ(ephemeral("expressions"), R"({"seed":{"constant_value":"s"}})");
  const std::string schemas = SchemasToJson(*shop_->configuration, shop_->engine->schemas());
  EXPECT_EQ(At(schemas, {"provider_schemas", "registry.opentofu.org/hashicorp/aws", "ephemeral_resource_schemas",
                         "aws_token", "block", "attributes", "secret"}),
            R"({"type":"string","description_kind":"plain","computed":true,"sensitive":true})");
}

TEST_F(ConfigurationJsonTest, JsonFilesHaveTheSameExpressions) {
  const std::string json = Json({{"main.tf.json",
                                  R"({"resource": {"aws_thing": {"t": {"name": "${var.v}", "rule": [{"port": 1}]}}},
                                      "variable": {"v": {"type": "string", "default": null}}})"}});
  EXPECT_EQ(At(json, {"root_module", "resources", "0", "expressions"}),
            R"({"name":{"constant_value":"${var.v}","references":["var.v"]},"rule":[{"port":{"constant_value":1}}]})");
  EXPECT_EQ(At(json, {"root_module", "variables", "v"}), R"({"type":"string","default":null})");
}

TEST_F(ConfigurationJsonTest, ProviderConstraintsAreInTheirNormalForm) {
  const std::string json = Json({{"main.tf",
                                  "terraform {\n  required_providers {\n    aws = { version = \"< 7, >= 5.1,~> 5.2, >= "
                                  "5.1.0\" }\n  }\n}\nprovider \"aws\" {}\n"}});
  EXPECT_EQ(At(json, {"provider_config", "aws", "version_constraint"}),
            R"("\u003e= 5.1.0, ~\u003e 5.2, \u003c 7.0.0")");
}

TEST_F(ConfigurationJsonTest, ModulesNestWithVariablesAndOutputs) {
  const std::string json = Json({{"main.tf", R"(
module "m" {
  source     = "./m"
  count      = 1
  name       = "x"
  depends_on = [aws_thing.t]
}
module "e" {
  source   = "./m"
  for_each = { a = 1 }
  name     = each.key
}
module "p" { source = "./p" }
resource "aws_thing" "t" { name = module.m[0].id }
)"},
                                 {"m/main.tf", R"(
variable "name" { description = "Its name" }
variable "size" {
  default    = 3
  sensitive  = true
  deprecated = "Use more."
}
variable "none" { default = null }
output "id" {
  value       = var.name
  description = "What it is"
  sensitive   = true
  depends_on  = [aws_thing.u]
}
resource "aws_thing" "u" { name = var.name }
)"},
                                 {"p/main.tf", R"(
provider "aws" { region = "eu-west-1" }
resource "aws_thing" "u" { name = "u" }
)"}});
  const auto call = [&](const std::string& name, std::vector<std::string> names) {
    names.insert(names.begin(), {"root_module", "module_calls", name});
    return At(json, names);
  };
  EXPECT_EQ(call("m", {"source"}), "\"./m\"");
  EXPECT_EQ(call("m", {"count_expression"}), R"({"constant_value":1})");
  EXPECT_EQ(call("m", {"expressions"}), R"({"name":{"constant_value":"x"}})");
  EXPECT_EQ(call("m", {"depends_on"}), R"(["aws_thing.t"])");
  EXPECT_EQ(call("e", {"for_each_expression"}), R"({"constant_value":{"a":1}})");
  EXPECT_EQ(
      call("m", {"module", "variables"}),
      R"({"name":{"required":true,"description":"Its name"},"none":{"default":null},"size":{"default":3,"sensitive":true,)"
      R"("deprecated":"Use more."}})");
  EXPECT_EQ(call("m", {"module", "outputs", "id"}),
            R"({"sensitive":true,"expression":{"references":["var.name"]},"description":"What it is",)"
            R"("depends_on":["aws_thing.u"]})");
  EXPECT_EQ(call("p", {"module", "resources", "0", "provider_config_key"}), "\"module.p:aws\"");
  EXPECT_EQ(At(json, {"provider_config", "module.p:aws", "module_address"}), "\"module.p\"");
  EXPECT_EQ(At(json, {"root_module", "resources", "0", "expressions", "name"}),
            R"({"references":["module.m[0].id","module.m[0]"]})");
}

// Whatever local name it has, and also where all its configurations have an alias.
TEST_F(ConfigurationJsonTest, ProvidersHaveAnEntryForTheirDefaultConfiguration) {
  const std::string other =
      Json({{"main.tf",
             "terraform {\n  required_providers {\n    mine = { source = \"hashicorp/aws\" }\n  }\n}\n"
             "resource \"aws_thing\" \"t\" {\n  provider = mine\n  name = \"t\"\n}\n"}});
  EXPECT_EQ(At(other, {"provider_config", "mine", "name"}), "\"mine\"");
  EXPECT_EQ(At(other, {"provider_config", "aws", "full_name"}), "\"registry.opentofu.org/hashicorp/aws\"");
  const std::string aliased = Json({{"main.tf",
                                     "provider \"aws\" {\n  alias = \"west\"\n}\nresource \"aws_thing\" \"t\" {\n"
                                     "  provider = aws.west\n  name = \"t\"\n}\n"}});
  EXPECT_EQ(At(aliased, {"provider_config", "aws", "name"}), "\"aws\"");
  EXPECT_EQ(At(aliased, {"provider_config", "aws.west", "alias"}), "\"west\"");
}

// The outermost module that names the provider, without a gap, has its entry.
TEST_F(ConfigurationJsonTest, ProvidersOfModulesBelongToWhoNamesThem) {
  const std::string call = "module \"m\" { source = \"./m\" }\n",
                    thing = "resource \"aws_thing\" \"t\" { name = \"t\" }\n";
  const auto key = [&](const std::string& json) {
    return At(json, {"root_module", "module_calls", "m", "module", "resources", "0", "provider_config_key"});
  };
  const std::string named = Json({{"main.tf", call + thing}, {"m/main.tf", thing}});
  EXPECT_EQ(key(named), "\"aws\"");
  EXPECT_EQ(At(named, {"provider_config", "module.m:aws"}), "nothing");
  const std::string alone = Json({{"main.tf", call}, {"m/main.tf", thing}});
  EXPECT_EQ(key(alone), "\"module.m:aws\"");
  EXPECT_EQ(At(alone, {"provider_config", "module.m:aws", "name"}), "\"aws\"");
  EXPECT_EQ(At(alone, {"provider_config", "aws"}), "nothing");
  const std::string passed = Json({{"main.tf",
                                    "provider \"aws\" {\n  alias = \"w\"\n}\nmodule \"m\" {\n  source = "
                                    "\"./m\"\n  providers = {\n    aws = aws.w\n  }\n}\n"},
                                   {"m/main.tf", thing}});
  EXPECT_EQ(key(passed), "\"aws.w\"");
}

TEST_F(ConfigurationJsonTest, ProvisionersHaveTheirArguments) {
  const std::string json =
      Json({{"main.tf",
             "variable \"v\" {}\nresource \"aws_thing\" \"t\" {\n  name = \"t\"\n  provisioner "
             "\"local-exec\" {\n    when = destroy\n    command = \"echo ${self.name}\"\n  }\n  "
             "provisioner \"file\" {\n    content = var.v\n    destination = \"/x\"\n    connection "
             "{\n      host = \"h\"\n    }\n  }\n}\n"}});
  EXPECT_EQ(At(json, {"root_module", "resources", "0", "provisioners"}),
            R"([{"type":"local-exec","expressions":{"command":{"references":["self.name","self"]}}},)"
            R"({"type":"file","expressions":{"content":{"references":["var.v"]},)"
            R"("destination":{"constant_value":"/x"}}}])");
}

TEST_F(ConfigurationJsonTest, SchemasHaveEveryTypeOfTheRequiredProviders) {
  Json({{"main.tf", "resource \"aws_thing\" \"t\" { name = \"t\" }\nmodule \"m\" { source = \"./m\" }\n"},
        {"m/main.tf", "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\" }\n  }\n}\n"}});
  const std::string json = SchemasToJson(*shop_->configuration, shop_->engine->schemas());
  const std::string provider = "registry.opentofu.org/hashicorp/aws";
  EXPECT_EQ(At(json, {"format_version"}), "\"1.0\"");
  const auto thing = [&](std::vector<std::string> names) {
    names.insert(names.begin(), {"provider_schemas", provider, "resource_schemas", "aws_thing", "block"});
    return At(json, names);
  };
  EXPECT_EQ(thing({"attributes", "name"}), R"({"type":"string","description_kind":"plain","required":true})");
  EXPECT_EQ(thing({"attributes", "arn"}), R"({"type":"string","description_kind":"plain","computed":true})");
  EXPECT_EQ(thing({"attributes", "secret"}),
            R"({"type":"string","description_kind":"plain","optional":true,"sensitive":true})");
  EXPECT_EQ(thing({"attributes", "tags", "type"}), R"(["map","string"])");
  EXPECT_EQ(thing({"block_types", "rule", "nesting_mode"}), "\"list\"");
  EXPECT_EQ(At(json, {"provider_schemas", provider, "provider", "block", "block_types", "default_tags", "max_items"}),
            "1");
  EXPECT_NE(At(json, {"provider_schemas", provider, "data_source_schemas", "aws_who"}), "nothing");
}

}  // namespace
}  // namespace rolecall::engine
