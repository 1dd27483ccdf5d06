#include "policy/reference/service_reference.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace rolecall::policy {
namespace {

std::vector<std::string> Names(const std::vector<const ResourceType*>& types) {
  std::vector<std::string> names;
  for (const ResourceType* type : types) names.emplace_back(type->name);
  return names;
}

bool Takes(const char* action, const char* lower_key) {
  const std::string text = action;
  const ServiceReference* service = FindService(text.substr(0, text.find(':')));
  const ServiceAction* found = FindServiceAction(action);
  if (service == nullptr || found == nullptr) return false;
  const std::vector<std::uint16_t> keys = service->KeysOf(*found);
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::uint16_t number) { return service->key(number).Covers(lower_key); });
}

TEST(ServiceReference, EveryServiceCanBeRead) {
  std::size_t actions = 0, resources = 0, keys = 0;
  for (const ServiceName& name : ServiceNames()) {
    const ServiceReference* service = FindService(name.prefix);
    ASSERT_NE(service, nullptr);
    EXPECT_EQ(service, FindService(name.prefix)) << "read once";
    EXPECT_EQ(LowerAscii(name.prefix), name.prefix);
    actions += service->actions().size();
    resources += service->resources().size();
    keys += service->keys().size();
    for (const ServiceAction& action : service->actions()) {
      EXPECT_EQ(service->FindAction(action.name), &action);
      EXPECT_EQ(action.required.size(), action.resources.size());
      for (const std::uint16_t number : action.resources) ASSERT_LT(number, service->resources().size());
      for (const std::uint16_t number : service->KeysOf(action)) ASSERT_LT(number, service->keys().size());
    }
    for (const ResourceType& type : service->resources()) EXPECT_EQ(type.pattern.find('$'), std::string::npos);
  }
  EXPECT_GE(ServiceNames().size(), 450U);
  EXPECT_GT(actions, 20000U);
  EXPECT_GT(resources, 2000U);
  EXPECT_GT(keys, 2500U);
}

TEST(ServiceReference, ActionsHaveTheirLevelAndResources) {
  const ServiceAction* get = FindServiceAction("S3:getobject");
  ASSERT_NE(get, nullptr);
  EXPECT_EQ(get->name, "GetObject");
  EXPECT_EQ(get->level, AccessLevel::kRead);
  EXPECT_EQ(FindServiceAction("s3:PutBucketPolicy")->level, AccessLevel::kPermissions);
  EXPECT_EQ(FindServiceAction("iam:TagRole")->level, AccessLevel::kTagging);
  EXPECT_EQ(FindServiceAction("s3:ListAllMyBuckets")->level, AccessLevel::kList);
  EXPECT_EQ(AccessLevelName(FindServiceAction("sqs:SendMessage")->level), "Write");
  EXPECT_EQ(Names(ActionResources("SQS", "sendmessage")), std::vector<std::string>{"queue"});
  EXPECT_EQ(ActionResources("sqs", "SendMessage").front()->arn,
            "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}");
  EXPECT_EQ(ActionResources("sqs", "SendMessage").front()->pattern, "arn:*:sqs:*:*:*");
  EXPECT_TRUE(FindServiceAction("sqs:SendMessage")->required.front());
  EXPECT_EQ(Names(ActionResources("s3", "GetObject")), (std::vector<std::string>{"accesspointobject", "object"}));
}

TEST(ServiceReference, WhatIsNotKnownIsNotFound) {
  for (const char* wrong : {"", "s3", "s3:", ":GetObject", "s3:GetObjct", "s4:GetObject", "s3:Get*", "*"}) {
    EXPECT_EQ(FindServiceAction(wrong), nullptr) << wrong;
  }
  EXPECT_EQ(FindService("S3"), nullptr);
  EXPECT_EQ(FindServiceName(""), nullptr);
  EXPECT_TRUE(ActionResources("s3", "ListAllMyBuckets").empty());
  EXPECT_TRUE(ActionResources("none", "GetObject").empty());
}

TEST(ServiceReference, KeysAreTheActionsAndItsResources) {
  EXPECT_TRUE(Takes("s3:ListBucket", "s3:prefix"));
  EXPECT_FALSE(Takes("s3:GetObject", "s3:prefix"));
  EXPECT_TRUE(Takes("s3:GetObject", "s3:existingobjecttag/team"));
  EXPECT_FALSE(Takes("s3:GetObject", "s3:existingobjecttag/"));
  EXPECT_TRUE(Takes("secretsmanager:GetSecretValue", "secretsmanager:versionstage"));
  EXPECT_TRUE(Takes("secretsmanager:GetSecretValue", "aws:resourcetag/team"));
  const ServiceReference* iam = FindService("iam");
  const auto keys = iam->keys();
  const auto passed =
      std::find_if(keys.begin(), keys.end(), [](const ReferenceKey& key) { return key.Covers("iam:passedtoservice"); });
  ASSERT_NE(passed, keys.end());
  EXPECT_EQ(passed->type, ReferenceKeyType::kString);
  EXPECT_FALSE(passed->multivalued);
}

TEST(ServiceReference, ServicesSayWhetherResourceControlPoliciesApply) {
  for (const char* service : {"s3", "sts", "kms", "sqs", "secretsmanager"}) {
    EXPECT_TRUE(FindServiceName(service)->resource_control) << service;
  }
  for (const char* service : {"iam", "ec2", "organizations"}) {
    EXPECT_FALSE(FindServiceName(service)->resource_control) << service;
  }
}

}  // namespace
}  // namespace rolecall::policy
