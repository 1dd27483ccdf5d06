#include "errors/error_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "embedded/files.h"

namespace rolecall::errors {
namespace {

std::string NameFor(const std::string& message) {
  const ErrorPage* page = PageOfMessage(message);
  return page == nullptr ? "" : std::string(page->name);
}

std::string NameOfCause(const std::string& code) {
  const ErrorPage* page = PageOfCause(code);
  return page == nullptr ? "" : std::string(page->name);
}

// Every page is of the right form, and every text of it leads to it and to no other.
TEST(ErrorPages, EachIsReadAndFoundByItsTexts) {
  ASSERT_GE(embedded::ErrorPageFiles().all().size(), 40U);
  for (const embedded::File& file : embedded::ErrorPageFiles().all()) {
    const Result<ErrorPage> page = ParseErrorPage(file.name, file.text);
    ASSERT_TRUE(page.ok()) << page.error().message;
    for (const std::string_view text : page->texts) EXPECT_EQ(NameFor(std::string(text)), page->name) << text;
  }
}

TEST(ErrorPages, AreFoundByMessagesAsClientsPrintThem) {
  EXPECT_EQ(NameFor("An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not "
                    "authorized to perform sts:AssumeRoleWithWebIdentity"),
            "not-authorized-web-identity");
  EXPECT_EQ(NameFor("InvalidIdentityToken: No OpenIDConnect provider found in your account for "
                    "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC"),
            "token-no-provider");
  EXPECT_EQ(NameFor("User: arn:aws:sts::111122223333:assumed-role/app/s is not authorized to perform: s3:GetObject on "
                    "resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action"),
            "no-identity-policy");
  EXPECT_EQ(NameFor("User: arn:aws:sts::1:assumed-role/app/s is not authorized to perform: kms:Decrypt on resource: x "
                    "with an explicit deny in a service control policy"),
            "explicit-deny");
  EXPECT_EQ(NameFor("WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: Not authorized to "
                    "perform sts:AssumeRoleWithWebIdentity\n\tstatus code: 403"),
            "not-authorized-web-identity");
  EXPECT_EQ(NameFor("You must specify a region. You can also configure your region by running \"aws configure\"."),
            "no-region");
  EXPECT_EQ(NameFor("the sky is blue"), "");
}

TEST(ErrorPages, CausesOfExplainLeadToWhatAwsAnswersThen) {
  EXPECT_EQ(NameOfCause("trust-subject-namespace"), "not-authorized-web-identity");
  EXPECT_EQ(NameOfCause("trust-deny"), "explicit-deny");
  EXPECT_EQ(NameOfCause("issuer-trailing-slash"), "token-no-provider");
  EXPECT_EQ(NameOfCause("token-audiences"), "token-several-audiences");
  EXPECT_EQ(NameOfCause("token-audience"), "token-audience");
  EXPECT_EQ(NameOfCause("identity-policy"), "no-identity-policy");
  EXPECT_EQ(NameOfCause("nothing-of-the-kind"), "");
}

TEST(ErrorPages, AreFoundByAPartOfATextInAnyCase) {
  const std::vector<const ErrorPage*> pages = PagesWith("openidconnect PROVIDER");
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_EQ(CommandFor(*pages.front()), "rolecall errors token-no-provider");
  EXPECT_TRUE(PagesWith("no such words").empty());
}

TEST(ErrorPages, NamesAreNotThoseOfChecks) {
  for (const ErrorPage& page : ErrorPages()) {
    EXPECT_EQ(embedded::RulePages().Find(std::string(page.name) + ".md"), std::nullopt) << page.name;
  }
  EXPECT_EQ(FindErrorPage("nobody"), nullptr);
}

}  // namespace
}  // namespace rolecall::errors
