// What the provider computes from what a change in place may change is not known in the plan: what refers to it would
// else keep the old value for one apply.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

bool IsPlainText(const engine::AttributeSchema& attribute) {
  return attribute.type == value::Type::String() && !attribute.write_only;
}

bool IsConfigured(const engine::AttributeSchema& attribute) {
  return (attribute.required || attribute.optional) && IsPlainText(attribute);
}

class MovedAttributesTest : public ProviderTest {
 protected:
  // An object all of whose configured texts are tokens, and whose computed ones hold the tokens of its name and path.
  Object Prior(const std::string& type) const {
    Object prior = Empty(type);
    std::string name, path;
    for (const auto& [attribute, schema] : provider_->schema().resources.at(type).block.attributes) {
      if (IsPlainText(schema)) prior.SetText(attribute, Token(attribute));
    }
    if (prior.Has("name")) name = prior.Text("name");
    if (prior.Has("path")) path = prior.Text("path");
    for (const auto& [attribute, schema] : provider_->schema().resources.at(type).block.attributes) {
      const bool is_computed = schema.computed && !schema.optional && IsPlainText(schema);
      if (attribute == "arn" && is_computed) prior.SetText(attribute, "arn:aws:x::1:y" + path + name);
    }
    if (prior.Has("id") && !name.empty()) prior.SetText("id", name);
    return prior;
  }
  static std::string Token(const std::string& attribute) { return "/token-of-" + attribute + "/"; }

  // As the configuration has it: what is not only computed.
  Object ConfigOf(const std::string& type, const Object& prior) const {
    Object config = Empty(type);
    for (const auto& [attribute, schema] : provider_->schema().resources.at(type).block.attributes) {
      if (IsConfigured(schema) && attribute != "id") {
        config.Set(attribute, prior.Get(attribute));
      }
    }
    return config;
  }
};

TEST_F(MovedAttributesTest, OfEveryTypeWhatHoldsAChangedTextIsNotKnown) {
  Configure("6.47.1");
  std::set<std::string> moved;
  for (const auto& [type, schema] : provider_->schema().resources) {
    const Object prior = Prior(type);
    for (const char* changed : {"name", "path"}) {
      const auto attribute = schema.block.attributes.find(changed);
      if (attribute == schema.block.attributes.end() || !IsConfigured(attribute->second)) continue;
      Object config = ConfigOf(type, prior);
      config.SetText(changed, "/other/");
      const engine::PlannedResource planned = Plan(type, prior.ToValue(), config);
      if (!planned.requires_replace.empty()) continue;
      for (const char* holder : {"arn", "id"}) {
        const bool holds = prior.Has(holder) && prior.Text(holder).find(prior.Text(changed)) != std::string::npos;
        if (!holds) continue;
        EXPECT_FALSE(planned.planned.Get(holder).IsKnown())
            << type << "." << holder << " after a change of " << changed;
        moved.insert(type);
      }
    }
    diagnostics_ = diag::Diagnostics();
  }
  EXPECT_EQ(moved, (std::set<std::string>{"aws_iam_group", "aws_iam_user"}));
}

struct Follows {
  const char *type, *changed, *moved;
};

TEST_F(MovedAttributesTest, WhatAwsComputesAnewFollowsItsSource) {
  Configure("6.47.1");
  for (const Follows& one : {Follows{"aws_iam_saml_provider", "saml_metadata_document", "valid_until"},
                             Follows{"aws_kms_alias", "target_key_id", "target_key_arn"},
                             Follows{"aws_ssm_parameter", "value", "version"}}) {
    const Object prior = Prior(one.type);
    Object config = ConfigOf(one.type, prior);
    EXPECT_TRUE(Plan(one.type, prior.ToValue(), config).planned.Get(one.moved).Same(prior.Get(one.moved))) << one.type;
    config.SetText(one.changed, "another");
    EXPECT_FALSE(Plan(one.type, prior.ToValue(), config).planned.Get(one.moved).IsKnown()) << one.type;
  }
}

}  // namespace
}  // namespace rolecall::providers::aws
