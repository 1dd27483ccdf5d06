#include "engine/config/provider_source.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

TEST(ProviderPart, IsLowerCaseLettersDigitsAndDashes) {
  EXPECT_EQ(NormalProviderPart("aws").text, "aws");
  EXPECT_EQ(NormalProviderPart("AWS-2").text, "aws-2");
  EXPECT_EQ(NormalProviderPart("\u00C9tat").text, "\u00E9tat");
  EXPECT_EQ(NormalProviderPart("").problem, "must have at least one character");
  EXPECT_EQ(NormalProviderPart("a.b").problem, "dots are not allowed");
  EXPECT_EQ(NormalProviderPart("a--b").problem, "cannot use multiple consecutive dashes");
  for (const char* wrong : {"a_b", "-a", "a-", "a b", "a/b", "\xff"}) {
    EXPECT_EQ(NormalProviderPart(wrong).problem,
              "must contain only letters, digits, and dashes, and may not use leading or trailing dashes")
        << wrong;
  }
}

SourceParts Parts(const char* source) {
  const auto parsed = ParseSourceParts(source);
  EXPECT_TRUE(std::holds_alternative<SourceParts>(parsed)) << source;
  return std::holds_alternative<SourceParts>(parsed) ? std::get<SourceParts>(parsed) : SourceParts();
}

std::string Problem(const std::string& source) {
  const auto parsed = ParseSourceParts(source);
  if (!std::holds_alternative<SourceProblem>(parsed)) return "none";
  return std::get<SourceProblem>(parsed).summary + ": " + std::get<SourceProblem>(parsed).detail;
}

TEST(ProviderSource, HasOneToThreeParts) {
  EXPECT_EQ(Parts("aws").name_space, "hashicorp");
  EXPECT_EQ(Parts("aws").host, "");
  EXPECT_EQ(Parts("Me/AWS").name_space, "me");
  EXPECT_EQ(Parts("Me/AWS").type, "aws");
  EXPECT_EQ(Parts("Example.com:8080/me/aws").host, "example.com:8080");
  EXPECT_EQ(Parts("-/aws").name_space, "-");
  EXPECT_EQ(Parts("terraform-provider-x").type, "terraform-provider-x");
}

TEST(ProviderSource, SaysWhatIsWrong) {
  for (const char* source : {"", "a//b", "a/b/c/d", "/a", "a/"}) {
    EXPECT_EQ(Problem(source),
              "Invalid provider source string: The \"source\" attribute must be in the format "
              "\"[hostname/][namespace/]name\"")
        << source;
  }
  EXPECT_EQ(Problem("x/a.b"),
            "Invalid provider type: Invalid provider type \"a.b\" in source \"x/a.b\": dots are not allowed\"");
  EXPECT_EQ(Problem("a--b/x").substr(0, 26), "Invalid provider namespace");
  EXPECT_EQ(Problem("bad_host/a/b").substr(0, 32), "Invalid provider source hostname");
  EXPECT_EQ(Problem("x.com:99999/a/b").substr(0, 32), "Invalid provider source hostname");
  EXPECT_EQ(Problem("x.com:port/a/b").substr(0, 32), "Invalid provider source hostname");
  EXPECT_EQ(Problem("example.com/-/x"),
            "Invalid provider namespace: The legacy provider namespace \"-\" can be used only with hostname "
            "registry.opentofu.org.");
  EXPECT_NE(Problem("h.com/x/terraform-provider-y").find("Did you mean \"h.com/x/y\"?"), std::string::npos);
  EXPECT_NE(Problem("x/terraform-y").find("\"registry.opentofu.org/x/terraform-y\" has a type with the prefix"),
            std::string::npos);
  EXPECT_NE(Problem(std::string(2000, 'a')), "none");
}

}  // namespace
}  // namespace rolecall::engine
