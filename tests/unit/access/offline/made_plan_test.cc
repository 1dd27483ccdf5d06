#include "access/offline/made_plan.h"

#include <gtest/gtest.h>

#include <map>

#include "access/offline/offline_provider.h"
#include "tests/unit/access/directory_fixture.h"

namespace rolecall::access {
namespace {

using testing::Directory;

constexpr const char* kTrustOf = R"(jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow",
    Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::054000737513:root" } }] }))";

Directory MadeDirectory() {
  const std::string trust = std::string("  assume_role_policy = ") + kTrustOf + "\n";
  return Directory({{"main.tf", R"(provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "AKIAEXAMPLE"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
resource "aws_iam_policy" "known" {
  name   = "Known"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
resource "aws_iam_role" "known" {
  for_each = toset(["b", "a"])
  name     = each.key
)" + trust + R"(}
resource "aws_iam_role" "generated" {
  name_prefix = "app-"
)" + trust + R"(}
resource "aws_iam_role_policy_attachment" "refers" {
  role       = aws_iam_role.known["a"].name
  policy_arn = aws_iam_policy.known.arn
}
resource "aws_iam_role" "refers" {
  name = "Refers"
  inline_policy {
    name   = "in"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole",
      Resource = aws_iam_role.known["b"].arn }] })
  }
)" + trust + R"(}
resource "aws_iam_role" "dynamic" {
  name = "Dynamic"
  dynamic "inline_policy" {
    for_each = [aws_iam_policy.known.arn]
    content {
      name   = "in"
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:GetPolicy",
        Resource = inline_policy.value }] })
    }
  }
)" + trust + R"(}
resource "aws_iam_role" "checked" {
  name = "Checked"
)" + trust + R"(  lifecycle {
    postcondition {
      condition     = startswith(self.arn, "arn:")
      error_message = "It has no ARN."
    }
  }
}
)"},
                    {"more.tf.json", R"({"resource": {"aws_iam_policy": {"json": {"name": "Json",
  "policy": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}}}})"}});
}

// The directory planned by the real provider, without asking anybody.
struct Made {
  explicit Made(Directory& directory) : offline(directory.Plan()), request(directory.Request()) {
    engine::Engine engine(request.context);
    configuration = engine.Load(".", {}, diagnostics);
    engine::PlanOptions options;
    options.refresh = false;
    if (configuration != nullptr) plan = engine.MakePlan(*configuration, {}, {}, options, diagnostics);
    for (const diag::Diagnostic& one : diagnostics.list()) errors += one.summary + ": " + one.detail + "\n";
  }
  IdentityModel Predict() const { return PredictAfter(request.context, *configuration, {}, plan); }

  std::optional<OfflinePlan> offline;
  OfflineRequest request;
  diag::Diagnostics diagnostics;
  std::unique_ptr<engine::Configuration> configuration;
  engine::Plan plan;
  std::string errors;
};

TEST(MadePlan, ForetellsWhatRefersToNothingUnknown) {
  Directory directory = MadeDirectory();
  Made world(directory);
  ASSERT_EQ(world.errors, "");
  MadePlan made(world.plan);
  const OfflineCatalogue catalogue(*world.request.context.providers, {"054000737513", {}});
  engine::EngineContext context = world.request.context;
  context.providers = &catalogue;
  std::map<std::string, bool> foretold;
  engine::PlanOptions options;
  options.refresh = false;
  options.predicting = true;
  options.parallelism = 1;
  options.foretell = [&](const engine::ResourceAddress& address, const engine::ResourceBlock& block,
                         engine::Provider& provider) {
    std::optional<value::Value> value = made.Foretell(address, block, provider);
    foretold[address.Text()] = value.has_value();
    return value;
  };
  const engine::Plan predicted =
      engine::Engine(context).MakePlan(*world.configuration, {}, {}, options, world.diagnostics);
  const std::map<std::string, bool> expected = {
      {"aws_iam_policy.json", false},      {"aws_iam_policy.known", true},
      {"aws_iam_role.dynamic", false},     {"aws_iam_role.generated", true},
      {"aws_iam_role.known[\"a\"]", true}, {"aws_iam_role.known[\"b\"]", true},
      {"aws_iam_role.refers", false},      {"aws_iam_role_policy_attachment.refers", false}};
  EXPECT_EQ(foretold, expected);
  // Together they are the whole plan, in its order; what was foretold is no change of the second.
  EXPECT_EQ(predicted.changes.size(), 5u);
  const std::vector<PlannedObject> objects = made.With(predicted);
  ASSERT_EQ(objects.size(), world.plan.changes.size());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    EXPECT_EQ(objects[i].change->address, world.plan.changes[i].address);
    const value::Value* arn = objects[i].after.Find("arn");
    EXPECT_TRUE(arn == nullptr || arn->IsKnown()) << objects[i].change->address.Text();
  }
}

TEST(MadePlan, PredictsWhatAPlanOfAllPredicts) {
  Directory directory = MadeDirectory();
  directory.account_id = "054000737513";
  Made world(directory);
  ASSERT_EQ(world.errors, "");
  ASSERT_TRUE(world.offline) << directory.Errors();
  const IdentityModel& all = world.offline->model;
  const IdentityModel model = world.Predict();
  ASSERT_EQ(model.roles.size(), all.roles.size());
  for (std::size_t i = 0; i < all.roles.size(); ++i) {
    EXPECT_EQ(model.roles[i].arn, all.roles[i].arn);
    EXPECT_EQ(model.roles[i].name, all.roles[i].name);
    EXPECT_EQ(model.roles[i].trust.text, all.roles[i].trust.text);
    EXPECT_EQ(model.roles[i].origin.range.start.line, all.roles[i].origin.range.start.line);
    ASSERT_EQ(model.roles[i].inline_policies.size(), all.roles[i].inline_policies.size());
    for (std::size_t k = 0; k < all.roles[i].inline_policies.size(); ++k) {
      EXPECT_EQ(model.roles[i].inline_policies[k].text, all.roles[i].inline_policies[k].text);
    }
    ASSERT_EQ(model.roles[i].attached.size(), all.roles[i].attached.size());
    if (!all.roles[i].attached.empty()) {
      EXPECT_EQ(model.roles[i].attached[0].policy_arn, all.roles[i].attached[0].policy_arn);
    }
  }
  ASSERT_EQ(model.policies.size(), all.policies.size());
  for (const auto& [arn, policy] : all.policies) EXPECT_EQ(model.policies.at(arn).document.text, policy.document.text);
  EXPECT_EQ(model.gaps, all.gaps);
  EXPECT_EQ(directory.requests(), 0);
}

// A condition that only what is predicted breaks: without looking at it there would be a model.
TEST(MadePlan, LooksAtConditionsAllTheSame) {
  Directory good = MadeDirectory(), bad = MadeDirectory();
  std::string& text = bad.files["main.tf"];
  text.replace(text.find("\"arn:\""), 6, "\"no-arn\"");
  Made kept(good), broken(bad);
  ASSERT_EQ(kept.errors + broken.errors, "");
  EXPECT_FALSE(kept.Predict().roles.empty());
  EXPECT_TRUE(broken.Predict().roles.empty());
}

}  // namespace
}  // namespace rolecall::access
