// The seed's kind of directory, whole: modules with for_each over a list, outputs that are whole modules, object keys
// that are function calls.
#include <gtest/gtest.h>

#include "engine/state/object_state.h"
#include "tests/unit/engine/workshop.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

std::map<std::string, std::string> SeedFiles() {
  return {{"main.tf", R"(
provider "aws" {
  region = var.region
  default_tags {
    tags = merge(var.tags, { Cluster = var.cluster })
  }
}
locals { path = "/${var.cluster}/" }
resource "aws_thing" "external-dns" {
  name   = "ExternalDns"
  policy = file("${path.module}/policy.json")
}
module "irsa-external-dns" {
  source         = "./modules/irsa"
  name           = "ExternalDnsRole"
  path           = local.path
  serviceaccount = "external-dns"
  oidc_url       = var.oidc_url
  policy_arns    = [aws_thing.external-dns.id]
}
module "irsa-secrets" {
  source         = "./modules/irsa"
  name           = "Secrets"
  path           = local.path
  serviceaccount = "secrets"
  oidc_url       = var.oidc_url
  policy_arns    = [aws_thing.external-dns.arn, "arn:fixed"]
}
)"},
          {"variables.tf", R"(
variable "cluster" { type = string }
variable "region" { type = string }
variable "oidc_url" { type = string }
variable "tags" {
  type    = map(string)
  default = {}
})"},
          {"outputs.tf", "output \"external-dns\" {\n  value = module.irsa-external-dns\n}"},
          {"policy.json", R"({"Version":"2012-10-17"})"},
          {"my.tfvars", "cluster = \"k8s-main\"\nregion = \"eu-central-1\"\noidc_url = \"oidc.example.com/id/1\"\n"},
          {"modules/irsa/main.tf", R"(
terraform { required_version = ">= 0.13" }
data "aws_who" "current" {}
resource "aws_thing" "role" {
  name   = var.name
  policy = jsonencode({
    Statement = [{
      Principal = { Federated = "arn:aws:iam::${data.aws_who.current.account_id}:oidc-provider/${var.oidc_url}" }
      Condition = { StringEquals = {
        format("%s:sub", var.oidc_url) = "system:serviceaccount:x:${var.serviceaccount}"
      } }
    }]
  })
}
resource "aws_thing" "attachment" {
  for_each = var.enabled ? { for key, val in var.policy_arns : key => val } : {}
  name     = "${var.name}-${each.key}"
  policy   = each.value
  tags     = { role = aws_thing.role.name }
}
)"},
          {"modules/irsa/variables.tf", R"(
variable "enabled" { default = true }
variable "name" {}
variable "path" { type = string }
variable "serviceaccount" {}
variable "oidc_url" {}
variable "policy_arns" { type = list(string) }
)"},
          {"modules/irsa/outputs.tf", R"(
output "name" { value = aws_thing.role.name }
output "arn" { value = aws_thing.role.arn }
)"}};
}

TEST(EngineSeed, FirstPlanAddsEverythingAndReadsDataAtOnce) {
  Workshop shop(SeedFiles());
  shop.inputs = {{VariableInput::Kind::kFile, "my.tfvars"}};
  Plan plan = shop.MakePlan();
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Count(plan).add, 6);
  EXPECT_EQ(Count(plan).change, 0);
  EXPECT_EQ(Count(plan).destroy, 0);
  EXPECT_EQ(shop.cloud.Count("data"), 2);
  EXPECT_EQ(shop.cloud.Count("create"), 0);
  const ResourceChange* role = Workshop::Find(plan, "module.irsa-secrets.aws_thing.role");
  ASSERT_NE(role, nullptr);
  EXPECT_EQ(
      role->after.Get("policy").AsString(),
      R"({"Statement":[{"Condition":{"StringEquals":{"oidc.example.com/id/1:sub":"system:serviceaccount:x:secrets"}},)"
      R"("Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/1"}}]})");
  const ResourceChange* attachment = Workshop::Find(plan, "module.irsa-external-dns.aws_thing.attachment[\"0\"]");
  ASSERT_NE(attachment, nullptr);
  EXPECT_FALSE(attachment->after.Get("policy").IsKnown());
  ASSERT_EQ(plan.outputs.size(), 1u);
  EXPECT_EQ(plan.outputs[0].action, Action::kCreate);
  EXPECT_EQ(plan.outputs[0].after.Get("name").AsString(), "ExternalDnsRole");
  EXPECT_FALSE(plan.outputs[0].after.Get("arn").IsKnown());
}

TEST(EngineSeed, ApplyMakesEverythingInOrderAndASecondPlanIsEmpty) {
  Workshop shop(SeedFiles());
  shop.inputs = {{VariableInput::Kind::kFile, "my.tfvars"}};
  ApplyResult result = shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.added, 6);
  EXPECT_LT(shop.cloud.Place("create ExternalDns"), shop.cloud.Place("create ExternalDnsRole-0"));
  EXPECT_LT(shop.cloud.Place("create ExternalDnsRole"), shop.cloud.Place("create ExternalDnsRole-0"));
  ASSERT_EQ(result.state.outputs.count("external-dns"), 1u);
  EXPECT_EQ(result.state.outputs.at("external-dns").value_json,
            R"({"arn":"arn:id-ExternalDnsRole","name":"ExternalDnsRole"})");
  const Instance* attachment = result.state.FindInstance(
      {"module.irsa-external-dns", ResourceMode::kManaged, "aws_thing", "attachment"}, std::string("0"));
  ASSERT_NE(attachment, nullptr);
  EXPECT_EQ(attachment->dependencies,
            (std::vector<std::string>{"aws_thing.external-dns", "module.irsa-external-dns.aws_thing.role",
                                      "module.irsa-external-dns.data.aws_who.current"}));
  EXPECT_EQ(attachment->private_bytes, "private");

  Plan again = shop.MakePlan();
  ASSERT_FALSE(again.errored) << shop.Errors();
  EXPECT_FALSE(again.HasChanges());
  EXPECT_EQ(again.changes.size(), 6u);
}

TEST(EngineSeed, DestroyGoesBackwardsAndLeavesNothing) {
  Workshop shop(SeedFiles());
  shop.inputs = {{VariableInput::Kind::kFile, "my.tfvars"}};
  shop.PlanAndApply();
  PlanOptions options;
  options.mode = PlanMode::kDestroy;
  Plan plan = shop.MakePlan(options);
  ASSERT_FALSE(plan.errored) << shop.Errors();
  EXPECT_EQ(Count(plan).destroy, 6);
  ApplyResult result = shop.Apply(plan);
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(result.destroyed, 6);
  EXPECT_TRUE(result.state.empty());
  EXPECT_TRUE(shop.cloud.things.empty());
  EXPECT_GT(shop.cloud.Place("delete id-ExternalDns"), shop.cloud.Place("delete id-ExternalDnsRole-0"));
  EXPECT_GT(shop.cloud.Place("delete id-ExternalDnsRole"), shop.cloud.Place("delete id-ExternalDnsRole-0"));
}

TEST(EngineSeed, MissingVariableIsNamed) {
  Workshop shop(SeedFiles());
  Plan plan = shop.MakePlan();
  EXPECT_TRUE(plan.errored);
  EXPECT_NE(shop.Errors().find("\"cluster\" is not set"), std::string::npos) << shop.Errors();
  EXPECT_EQ(MissingVariables(*shop.configuration, shop.variables),
            (std::vector<std::string>{"cluster", "oidc_url", "region"}));
}

TEST(EngineSeed, WhollyUnknownForEachIsRefusedWithAdvice) {
  auto files = SeedFiles();
  files["main.tf"] +=
      "module \"u\" {\n source = \"./modules/irsa\"\n name = \"u\"\n path = \"/\"\n serviceaccount = \"s\"\n"
      " oidc_url = \"o\"\n policy_arns = split(\",\", aws_thing.external-dns.id)\n}\n";
  Workshop shop(files);
  shop.inputs = {{VariableInput::Kind::kFile, "my.tfvars"}};
  Plan plan = shop.MakePlan();
  EXPECT_TRUE(plan.errored);
  EXPECT_NE(shop.Errors().find("Invalid for_each argument"), std::string::npos) << shop.Errors();
}

}  // namespace
}  // namespace rolecall::engine
