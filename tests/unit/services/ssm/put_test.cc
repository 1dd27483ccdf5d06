// PutParameter: names, types, tiers, patterns, what stays, quotas.
#include <gmock/gmock.h>

#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

using SsmPut = SsmTest;

TEST_F(SsmPut, AnswersVersionAndTier) {
  const Reply first = TryPut("/app/db", "one");
  EXPECT_EQ(first.At("Version"), "1");
  EXPECT_EQ(first.At("Tier"), "Standard");
  ExpectError(
      TryPut("/app/db", "two"), 400, "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
  EXPECT_EQ(TryPut("/app/db", "two", {{"Overwrite", true}}).At("Version"), "2");
  EXPECT_EQ(Value("/app/db"), "two");
}

struct NameCase {
  const char* name;
  const char* outcome;
};

TEST_F(SsmPut, NamesAreAsAwsWantsThem) {
  constexpr char kPlainReserved[] =
      "400 ValidationException: Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).";
  const std::string bad = std::string("400 ValidationException: ") + kBadName;
  const NameCase cases[] = {
      {"a", "200"},
      {"/a", "200"},
      {"/a.b-c_d/E9", "200"},
      {"/d9d01087-4a3f-49e0-b0b4-d568d7826553/ssm/x", "200"},
      {"a/b", "400 ValidationException: Parameter name must be a fully qualified name."},
      {"awsome", kPlainReserved},
      {"/AWS", kPlainReserved},
      {"ssm.x", kPlainReserved},
      {"/aws/x", "400 AccessDeniedException: No access to reserved parameter name: aws/x."},
      {"/AwsThing/x", "400 AccessDeniedException: No access to reserved parameter name: AwsThing/x."},
      {"/Ssm/x", bad.c_str()},
      {"/a//b", bad.c_str()},
      {"/a/", bad.c_str()},
      {"/", bad.c_str()},
      {"/a b", bad.c_str()},
      {"a:1", bad.c_str()},
      {"/\xC3\xA4", bad.c_str()},
      {"arn:aws:ssm:eu-central-1:054000737513:parameter/a", bad.c_str()}};
  for (const NameCase& each : cases) EXPECT_EQ(TryPut(each.name, "x").Outcome(), each.outcome) << each.name;
}

TEST_F(SsmPut, HierarchiesHaveFifteenLevels) {
  std::string name;
  for (int i = 0; i < 15; ++i) name += "/l";
  Put(name);
  EXPECT_EQ(TryPut(name + "/l", "x").error_code, "HierarchyLevelLimitExceededException");
}

TEST_F(SsmPut, ANameWithItsArnHas1011Characters) {
  const std::string longest = "/" + std::string(1011 - std::string(kArnPrefix).size() - 1, 'n');
  Put(longest);
  EXPECT_EQ(TryPut(longest + "n", "x").error_code, "ValidationException");
}

TEST_F(SsmPut, ANewParameterNeedsATypeAndAnOldOneHasOne) {
  ExpectValidation(Ask("PutParameter", {{"Name", "/a"}, {"Value", "x"}}),
                   "A parameter type is required when you create a parameter.");
  ExpectValidation(TryPut("/a", "x", {{"Type", "Text"}}),
                   "1 validation error detected: Value 'Text' at 'type' failed to satisfy constraint: Member must "
                   "satisfy enum value set: [SecureString, StringList, String]");
  Put("/a", "x", {{"Type", "SecureString"}});
  EXPECT_EQ(Ask("PutParameter", {{"Name", "/a"}, {"Value", "y"}, {"Overwrite", true}}).status, 200);
  EXPECT_EQ(Ask("GetParameter", {{"Name", "/a"}}).At("Parameter/Type"), "SecureString");
  // As AWS, which the acceptance tests of Terraform's provider show.
  Overwrite("/a", "z");
  EXPECT_EQ(Ask("GetParameter", {{"Name", "/a"}}).At("Parameter/Value"), "z");
  EXPECT_EQ(Record("/a")->current().kms_key_id, "");
}

TEST_F(SsmPut, AnEmptyValueIsNoneAndIsNotRepeated) {
  ExpectValidation(
      TryPut("/a", ""),
      "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length "
      "greater than or equal to 1");
}

TEST_F(SsmPut, TheStandardTierHolds4KilobytesAndTheAdvanced8) {
  Put("/four", std::string(4096, 'v'));
  EXPECT_THAT(TryPut("/more", std::string(4097, 'v')).error_message,
              ::testing::StartsWith("Standard tier parameters support a maximum parameter value of 4096 characters."));
  EXPECT_EQ(TryPut("/eight", std::string(8192, 'v'), {{"Tier", "Advanced"}}).At("Tier"), "Advanced");
  ExpectValidation(TryPut("/x", std::string(8193, 'v'), {{"Tier", "Advanced"}}),
                   "Advanced tier parameters support a maximum parameter value of 8192 characters.");
}

TEST_F(SsmPut, IntelligentTieringIsTheTierThatIsNeeded) {
  const bj::object smart{{"Tier", "Intelligent-Tiering"}, {"Overwrite", true}};
  EXPECT_EQ(TryPut("/a", "small", smart).At("Tier"), "Standard");
  EXPECT_EQ(TryPut("/a", std::string(5000, 'v'), smart).At("Tier"), "Advanced");
  EXPECT_EQ(TryPut("/a", "small", smart).At("Tier"), "Advanced");
}

TEST_F(SsmPut, NothingGoesBackToTheStandardTier) {
  Put("/a", "x", {{"Tier", "Advanced"}});
  ExpectValidation(TryPut("/a", "x", {{"Tier", "Standard"}, {"Overwrite", true}}),
                   "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
                   "advanced-parameter tier "
                   "to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate "
                   "it as a standard "
                   "parameter.");
  EXPECT_EQ(TryPut("/a", "x", {{"Overwrite", true}}).At("Tier"), "Advanced");
}

TEST_F(SsmPut, TheWholeValueMatchesThePattern) {
  Put("/n", "100", {{"AllowedPattern", "\\d{1,4}"}});
  // The pattern stays.
  ExpectError(TryPut("/n", "100,000", {{"Overwrite", true}}), 400, "ParameterPatternMismatchException",
              "Parameter value, cannot be validated against allowedPattern: \\d{1,4}");
  Overwrite("/n", "anything", {{"AllowedPattern", ""}});
  EXPECT_EQ(TryPut("/m", "x", {{"AllowedPattern", "("}}).error_code, "InvalidAllowedPatternException");
  EXPECT_EQ(TryPut("/m", "x", {{"AllowedPattern", "(?=x)x"}}).error_code, "InvalidAllowedPatternException");
  // Of a list each item.
  Put("/l", "a,b", {{"Type", "StringList"}, {"AllowedPattern", "[a-z]"}});
  EXPECT_EQ(TryPut("/l", "a,BB", {{"Type", "StringList"}, {"Overwrite", true}}).error_code,
            "ParameterPatternMismatchException");
}

// A regular expression that others' engines take exponential time for.
TEST_F(SsmPut, PatternsTakeLinearTime) {
  EXPECT_EQ(TryPut("/n", std::string(4000, 'a') + "!", {{"AllowedPattern", "(a+)+$"}}).error_code,
            "ParameterPatternMismatchException");
  EXPECT_EQ(TryPut("/n", "x", {{"AllowedPattern", "((a{100}){100}){100}"}}).error_code,
            "InvalidAllowedPatternException");
}

TEST_F(SsmPut, DataTypesAreThoseOfAws) {
  ExpectValidation(TryPut("/d", "x", {{"DataType", "Text"}}),
                   "The following data type is not supported: Text (Data type names are all lowercase.)");
  Put("/i", "ami-0123456789abcdef0", {{"DataType", "aws:ec2:image"}});
  EXPECT_EQ(TryPut("/j", "image", {{"DataType", "aws:ec2:image"}}).error_code, "ValidationException");
  EXPECT_EQ(TryPut("/k", "x", {{"DataType", "aws:ssm:integration"}}).error_code, "ValidationException");
  Put("/k", "x", {{"DataType", "aws:ssm:integration"}, {"Type", "SecureString"}});
  EXPECT_EQ(Ask("GetParameter", {{"Name", "/k"}}).At("Parameter/DataType"), "aws:ssm:integration");
}

TEST_F(SsmPut, WhatIsLeftOutStaysAsItWas) {
  Put("/a", "x", {{"Description", "d"}, {"AllowedPattern", "x|y"}});
  Overwrite("/a", "y");
  EXPECT_EQ(Record("/a")->current().description, "d");
  EXPECT_EQ(Record("/a")->current().allowed_pattern, "x|y");
  Overwrite("/a", "y", {{"Description", ""}});
  EXPECT_EQ(Record("/a")->current().description, "");
  EXPECT_EQ(Record("/a")->versions.front().description, "d");
}

TEST_F(SsmPut, TagsComeWithNewParametersOnly) {
  const bj::array tags{bj::object{{"Key", "team"}, {"Value", "a"}}};
  Put("/a", "x", {{"Tags", tags}});
  ExpectValidation(
      TryPut("/a", "x", {{"Tags", tags}, {"Overwrite", true}}),
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove "
      "overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
      "RemoveTagsFromResource.");
  EXPECT_EQ(TryPut("/b", "x", {{"Tags", bj::array{bj::object{{"Key", "aws:x"}, {"Value", "a"}}}}}).error_code,
            "ValidationException");
}

TEST_F(SsmPut, OnlyTheKeysOfSecureStringsHaveAPlace) {
  ExpectValidation(TryPut("/a", "x", {{"KeyId", "alias/mine"}}),
                   "KeyId is required for SecureString type parameter only.");
  ExpectValidation(
      TryPut("/a", "x", {{"KeyId", "a b"}}),
      "1 validation error detected: Value 'a b' at 'keyId' failed to satisfy constraint: Member must satisfy "
      "regular expression pattern: ^([a-zA-Z0-9:/_-]+)$");
}

TEST_F(SsmPut, AHundredVersionsAreKeptAndLabelsHoldTheOldest) {
  Put("/a", "v1");
  for (int i = 2; i <= 100; ++i) Overwrite("/a", "v" + std::to_string(i));
  Ask("LabelParameterVersion", {{"Name", "/a"}, {"ParameterVersion", 1}, {"Labels", bj::array{"keep"}}});
  ExpectError(
      TryPut("/a", "v101", {{"Overwrite", true}}), 400, "ParameterMaxVersionLimitExceeded",
      "You attempted to create a new version of /a by calling the PutParameter API with the overwrite flag. "
      "Version 1, the oldest version, can't be deleted because it has a label associated with it. Move the label "
      "to another version of the parameter, and try again.");
  EXPECT_EQ(Value("/a"), "v100");
  Ask("LabelParameterVersion", {{"Name", "/a"}, {"ParameterVersion", 50}, {"Labels", bj::array{"keep"}}});
  EXPECT_EQ(TryPut("/a", "v101", {{"Overwrite", true}}).At("Version"), "101");
  EXPECT_EQ(Record("/a")->versions.size(), 100u);
  EXPECT_EQ(Record("/a")->versions.front().number, 2);
}

TEST_F(SsmPut, TenThousandStandardParametersAreThereAtMost) {
  for (int begin = 0; begin < 10000; begin += 500) {
    Write([&](directory::Transaction& transaction) {
      for (int i = begin; i < begin + 500; ++i) {
        directory::ParameterRecord record{
            .account = testing::kAccount, .region = testing::kRegion, .name = "/n/" + std::to_string(i)};
        record.versions.push_back({.type = "String", .tier = "Standard"});
        transaction.Put(std::move(record));
      }
    });
  }
  EXPECT_EQ(TryPut("/one-more", "x").error_code, "ParameterLimitExceeded");
  EXPECT_EQ(TryPut("/n/1", "x", {{"Overwrite", true}}).status, 200);
  EXPECT_EQ(TryPut("/advanced", "x", {{"Tier", "Advanced"}}).status, 200);
  set_region("eu-west-1");
  EXPECT_EQ(TryPut("/elsewhere", "x").status, 200);
}

TEST_F(SsmPut, TwoAtOnceMakeTwoVersionsOrOneParameter) {
  Put("/a", "one");
  HoldSnapshot();
  EXPECT_EQ(TryPut("/a", "two", {{"Overwrite", true}}).At("Version"), "2");
  EXPECT_EQ(TryPut("/a", "three", {{"Overwrite", true}}).At("Version"), "3");
  Put("/b", "one");
  EXPECT_EQ(TryPut("/b", "two").error_code, "ParameterAlreadyExists");
  ReleaseSnapshot();
  EXPECT_EQ(Value("/a"), "three");
  EXPECT_EQ(Value("/b"), "one");
}

}  // namespace
}  // namespace rolecall::services::ssm
