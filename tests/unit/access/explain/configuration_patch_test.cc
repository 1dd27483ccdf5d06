// Changes of a document, made in the expression that writes it.
#include "access/explain/configuration_patch.h"

#include <gtest/gtest.h>

namespace rolecall::access {
namespace {

// The text after the patch, applied where `at` begins; "no patch" if there is none.
std::string Patched(const std::string& text, const std::string& at, const std::string& patch) {
  const std::size_t place = text.find(at);
  EXPECT_NE(place, std::string::npos);
  return PatchConfiguration(text, place, patch).value_or("no patch");
}

std::string Replace(const std::string& path, const std::string& value) {
  return R"([{"op":"replace","path":")" + path + R"(","value":)" + value + "}]";
}
std::string Add(const std::string& path, const std::string& value) {
  return R"([{"op":"add","path":")" + path + R"(","value":)" + value + "}]";
}

constexpr char kEncoded[] =
    "resource \"aws_iam_role\" \"a\" {\n"
    "  assume_role_policy = jsonencode({\n"
    "    Statement = [{\n"
    "      Action = \"sts:AssumeRole\"   # kept as it is\n"
    "      \"Resource\" = [\"a\", \"b\"]\n"
    "      Condition = { StringEquals = { \"x:sub\" = local.subject } }\n"
    "    }]\n"
    "  })\n"
    "}\n";

TEST(PatchConfiguration, OneValueOfJsonencodeIsReplacedAndNothingElse) {
  std::string expected = kEncoded;
  expected.replace(expected.find("\"sts:AssumeRole\""), 16, "\"sts:*\"");
  EXPECT_EQ(Patched(kEncoded, "assume_role_policy", Replace("/Statement/0/Action", "\"sts:*\"")), expected);
}

TEST(PatchConfiguration, AListGetsOneMoreAndAnObjectOneMoreKey) {
  EXPECT_NE(
      Patched(kEncoded, "assume_role_policy", Add("/Statement/0/Resource/-", "\"c\"")).find("[\"a\", \"b\", \"c\"]"),
      std::string::npos);
  EXPECT_NE(Patched(kEncoded, "assume_role_policy", Add("/Statement/0/Condition/StringEquals/x:aud", "\"s\""))
                .find("{ \"x:sub\" = local.subject, \"x:aud\": \"s\" }"),
            std::string::npos);
  EXPECT_NE(Patched(kEncoded, "assume_role_policy", Add("/Statement/-", R"({"Effect":"Allow"})"))
                .find("    }, {\"Effect\":\"Allow\"}]"),
            std::string::npos);
}

TEST(PatchConfiguration, OneValueThatBecomesTwoKeepsTheWayItIsWritten) {
  EXPECT_NE(Patched(kEncoded, "assume_role_policy",
                    Replace("/Statement/0/Condition/StringEquals/x:sub", R"(["computed","${other}"])"))
                .find("\"x:sub\" = [local.subject, \"$${other}\"]"),
            std::string::npos)
      << "and what looks like a template is none";
}

TEST(PatchConfiguration, SeveralChangesAreMadeTogether) {
  const std::string text = Patched(kEncoded, "assume_role_policy",
                                   R"([{"op":"replace","path":"/Statement/0/Action","value":"x"},)"
                                   R"({"op":"add","path":"/Statement/0/Resource/-","value":"c"}])");
  EXPECT_NE(text.find("Action = \"x\""), std::string::npos) << text;
  EXPECT_NE(text.find("[\"a\", \"b\", \"c\"]"), std::string::npos) << text;
}

TEST(PatchConfiguration, JsonInAHereDocumentIsChangedThere) {
  const std::string text =
      "locals {\n  policy = <<EOT\n{\n  \"Statement\": [{\"Action\": \"a\", \"Resource\": [\"r\"]}]\n}\nEOT\n}\n";
  EXPECT_EQ(
      Patched(text, "policy", Replace("/Statement/0/Action", "\"b\"")),
      "locals {\n  policy = <<EOT\n{\n  \"Statement\": [{\"Action\": \"b\", \"Resource\": [\"r\"]}]\n}\nEOT\n}\n");
  EXPECT_EQ(Patched("locals {\n  policy = <<EOT\nno JSON\nEOT\n}\n", "policy", Replace("/a", "1")), "no patch");
}

TEST(PatchConfiguration, ADocumentOfBlocksGetsOneMoreStatement) {
  const std::string text = "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    actions = [\"a\"]\n  }\n}\n";
  const std::string added =
      R"({"Effect":"Allow","Action":"s3:GetObject","Resource":["r1","r2"],"Principal":{"AWS":"arn:aws:iam::1:root"},)"
      R"("Condition":{"StringEquals":{"aws:x":"y"}}})";
  EXPECT_EQ(
      Patched(text, "data", Add("/Statement/-", added)),
      "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    actions = [\"a\"]\n  }\n"
      "\n  statement {\n    effect = \"Allow\"\n    actions = [\"s3:GetObject\"]\n    resources = [\"r1\",\"r2\"]\n"
      "    principals {\n      type = \"AWS\"\n      identifiers = [\"arn:aws:iam::1:root\"]\n    }\n"
      "    condition {\n      test = \"StringEquals\"\n      variable = \"aws:x\"\n      values = [\"y\"]\n    }\n"
      "  }\n}\n");
  EXPECT_EQ(Patched(text, "data", Replace("/Statement/0/Action", "\"b\"")), "no patch") << "only whole statements";
  EXPECT_EQ(Patched("data \"aws_who\" \"d\" {\n}\n", "data", Add("/Statement/-", added)), "no patch");
}

TEST(PatchConfiguration, WhatIsComputedOnTheWayIsLeftAlone) {
  const auto patch = [](const std::string& value) {
    return Patched("locals {\n  p = " + value + "\n}\n", "p =", Replace("/Statement/0/Action", "\"b\""));
  };
  EXPECT_EQ(patch("jsonencode({ Statement = local.statements })"), "no patch");
  EXPECT_EQ(patch("jsonencode({ Statement = [] })"), "no patch");
  EXPECT_EQ(patch("jsonencode({ Other = 1 })"), "no patch");
  EXPECT_EQ(patch("merge({}, {})"), "no patch") << "another function";
  EXPECT_EQ(Patched("locals {\n  p = jsonencode({ A = [] })\n}\n", "p =", Add("/A/-", "1")), "no patch")
      << "an empty list has no style to follow";
  EXPECT_EQ(Patched("locals {\n  p = jsonencode({ A = {} })\n}\n", "p =", Add("/A/k", "1")), "no patch");
}

TEST(PatchConfiguration, APatchThatIsNoneOrAPlaceWithNothingChangesNothing) {
  EXPECT_EQ(Patched(kEncoded, "assume_role_policy", "no JSON"), "no patch");
  EXPECT_EQ(Patched(kEncoded, "assume_role_policy", "[]"), "no patch");
  EXPECT_EQ(Patched(kEncoded, "assume_role_policy", Replace("", "1")), "no patch");
  EXPECT_EQ(Patched(kEncoded, "Statement", Replace("/Statement/0/Action", "1")), "no patch");
}

}  // namespace
}  // namespace rolecall::access
