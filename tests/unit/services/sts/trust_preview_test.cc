#include "services/sts/trust_preview.h"

#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

class TrustPreviewTest : public StsTest {
 protected:
  Preview Of(const std::string& subject = kSubject, const std::string& role = kRoleArn,
             const std::string& audience = "sts.amazonaws.com", const std::string& issuer = kIssuer) {
    return PreviewTrust(*directory().snapshot(), {"https://" + issuer, subject, audience, role});
  }
};

TEST_F(TrustPreviewTest, AgreesWithWhatTheExchangeAnswers) {
  EXPECT_EQ(Of().verdict, PreviewVerdict::kAssumable);
  EXPECT_TRUE(Exchange(Token(Claims())).ok());
  Trust(R"("StringEquals":{"ISS:sub":"system:serviceaccount:other:app"})");
  const Preview refused = Of();
  EXPECT_EQ(refused.verdict, PreviewVerdict::kRefused);
  EXPECT_NE(refused.why.find("system:serviceaccount:other:app"), std::string::npos) << refused.why;
  EXPECT_FALSE(Exchange(Token(Claims())).ok());
}

TEST_F(TrustPreviewTest, NamesWhatIsMissing) {
  const auto why = [](const Preview& preview) {
    EXPECT_EQ(preview.verdict, PreviewVerdict::kRefused);
    return preview.why;
  };
  EXPECT_EQ(why(Of(kSubject, "arn:aws:iam::054000737513:role/none")),
            "there is no role arn:aws:iam::054000737513:role/none");
  EXPECT_EQ(why(Of(kSubject, "ExternalSecrets")), "\"ExternalSecrets\" is not the ARN of a role");
  EXPECT_EQ(
      why(Of(kSubject, kRoleArn, "other")),
      "the provider arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A1 does not list the audience other");
  EXPECT_EQ(why(Of(kSubject, kRoleArn, "sts.amazonaws.com", "oidc.example.com/id/B2")),
            "account 054000737513 has no OpenID Connect provider for https://oidc.example.com/id/B2");
}

// What depends on the call, or on what only the token says, cannot be told before.
TEST_F(TrustPreviewTest, IsSureOnlyOfWhatIsSettled) {
  for (const char* conditions :
       {R"("StringEquals":{"ISS:sub":"x"},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"})",
        R"("StringEquals":{"ISS:sub":"SUB"},"StringLike":{"sts:RoleSessionName":"web-*"})",
        R"("StringEquals":{"ISS:amr":"x"})", R"("StringEquals":{"ISS:sub":"${aws:username}"})"}) {
    Trust(conditions);
    EXPECT_EQ(Of().verdict, PreviewVerdict::kUnknown) << conditions;
  }
  // No token of this issuer has another's claims.
  Trust(R"("StringEquals":{"oidc.example.com/id/B2:sub":"SUB"})");
  EXPECT_EQ(Of().verdict, PreviewVerdict::kRefused);
  EXPECT_EQ(Of(kSubject, "arn:aws:iam::999999999999:role/far").verdict, PreviewVerdict::kUnknown);
}

}  // namespace
}  // namespace rolecall::services::sts
