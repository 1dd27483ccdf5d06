#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class OpenIdConnectProviderTest : public ProviderTest {};

TEST_F(OpenIdConnectProviderTest, TheSchemeOfAnOidcUrlIsNoChange) {
  Configure();
  aws_->Answer("CreateOpenIDConnectProvider",
               "<OpenIDConnectProviderArn>arn:aws:iam::1:oidc-provider/oidc.example/id/X</OpenIDConnectProviderArn>");
  aws_->Answer("GetOpenIDConnectProvider",
               "<Url>oidc.example/id/X</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>"
               "<ThumbprintList/>");
  Object config = Empty("aws_iam_openid_connect_provider");
  config.SetText("url", "https://oidc.example/id/X");
  config.SetTexts("client_id_list", {"sts.amazonaws.com"});
  Value state = Apply("aws_iam_openid_connect_provider", Nothing("aws_iam_openid_connect_provider"), config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(Wrap("aws_iam_openid_connect_provider", state).Text("url"), "oidc.example/id/X");
  EXPECT_TRUE(Plan("aws_iam_openid_connect_provider", state, config).planned.Same(state));
  config.SetText("url", "https://oidc.example/id/Y");
  EXPECT_EQ(Plan("aws_iam_openid_connect_provider", state, config).requires_replace.size(), 1u);
}

TEST_F(OpenIdConnectProviderTest, ClientsAndThumbprintsChangeInPlace) {
  Configure();
  const char* kType = "aws_iam_openid_connect_provider";
  const std::string old_print(40, 'a');
  const std::string new_print(40, 'b');
  aws_->Answer("GetOpenIDConnectProvider",
               "<Url>i.example</Url><ClientIDList><member>new</member></ClientIDList><ThumbprintList><member>" +
                   new_print + "</member></ThumbprintList>");
  for (const char* action : {"UpdateOpenIDConnectProviderThumbprint", "AddClientIDToOpenIDConnectProvider",
                             "RemoveClientIDFromOpenIDConnectProvider"}) {
    aws_->Answer(action, "");
  }
  Object state = Config(kType, {{"id", "arn:p"}, {"arn", "arn:p"}, {"url", "i.example"}});
  state.SetTexts("client_id_list", {"old"});
  state.SetTexts("thumbprint_list", {old_print});
  Object config = Config(kType, {{"url", "https://i.example"}});
  config.SetTexts("client_id_list", {"new"});
  config.SetTexts("thumbprint_list", {new_print});
  EXPECT_TRUE(Replaces(kType, state.ToValue(), config).empty());
  Object updated = Update(kType, state, config);
  EXPECT_EQ(updated.Texts("client_id_list"), std::vector<std::string>{"new"});
  EXPECT_EQ(aws_->sent["UpdateOpenIDConnectProviderThumbprint"]["ThumbprintList.member.1"], new_print);
  EXPECT_EQ(aws_->sent["AddClientIDToOpenIDConnectProvider"]["ClientID"], "new");
  EXPECT_EQ(aws_->sent["RemoveClientIDFromOpenIDConnectProvider"]["ClientID"], "old");
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  for (const char* action : {"RemoveClientIDFromOpenIDConnectProvider", "AddClientIDToOpenIDConnectProvider",
                             "UpdateOpenIDConnectProviderThumbprint"}) {
    aws_->Fail(action, 403, "AccessDenied", "no");
    Update(kType, state, config);
    EXPECT_NE(TakeProblems().find("updating IAM OIDC Provider (arn:p)"), std::string::npos) << action;
  }
  Destroy(kType, state);
  EXPECT_EQ(aws_->sent["DeleteOpenIDConnectProvider"]["OpenIDConnectProviderArn"], "arn:p");
}

TEST_F(OpenIdConnectProviderTest, UrlsAndThumbprintsAreChecked) {
  Configure();
  const char* kType = "aws_iam_openid_connect_provider";
  Object config = Config(kType, {{"url", "http://i.example"}});
  config.SetTexts("client_id_list", {"a"});
  config.SetTexts("thumbprint_list", {"xyz"});
  std::string problems = Validate(kType, config);
  EXPECT_NE(problems.find("the scheme https, got http://i.example"), std::string::npos) << problems;
  EXPECT_NE(problems.find("40 hexadecimal digits, got xyz"), std::string::npos) << problems;
}

TEST_F(OpenIdConnectProviderTest, RefusalsAreTold) {
  Configure();
  const char* kType = "aws_iam_openid_connect_provider";
  Object config = Config(kType, {{"url", "https://i.example"}});
  config.SetTexts("client_id_list", {"a"});
  aws_->Fail("CreateOpenIDConnectProvider", 409, "EntityAlreadyExists", "exists");
  EXPECT_TRUE(Apply(kType, Nothing(kType), config).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM OIDC Provider (https://i.example): "), std::string::npos);
  Object state = Config(kType, {{"id", "arn:p"}});
  EXPECT_TRUE(Read(kType, state).IsNull());
  aws_->Fail("GetOpenIDConnectProvider", 403, "AccessDenied", "no");
  Read(kType, state);
  EXPECT_NE(TakeProblems().find("reading IAM OIDC Provider (arn:p): "), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
