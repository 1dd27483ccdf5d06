// SAML providers.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kSamlType = "aws_iam_saml_provider";

class SamlProviderTest : public ProviderTest {
 protected:
  Object ReadWith(const std::string& version) {
    Configure(version);
    aws_->Answer("GetSAMLProvider",
                 "<SAMLProviderUUID>ABC123</SAMLProviderUUID><SAMLMetadataDocument>m</SAMLMetadataDocument>"
                 "<ValidUntil>2126-01-02T03:04:05Z</ValidUntil>");
    return Wrap(kSamlType,
                Read(kSamlType, Config(kSamlType, {{"id", "arn:aws:iam::054000737513:saml-provider/people"}})));
  }
};

TEST_F(SamlProviderTest, ItIsReadWithItsIdentifier) {
  const Object state = ReadWith("6.28.0");
  EXPECT_EQ(state.Text("name"), "people");
  EXPECT_EQ(state.Text("saml_metadata_document"), "m");
  EXPECT_EQ(state.Text("valid_until"), "Wed, 02 Jan 2126 03:04:05 UTC");
  EXPECT_EQ(state.Text("saml_provider_uuid"), "ABC123");
  EXPECT_TRUE(
      provider_->IdentityOf(kSamlType, state.ToValue())->value.Same(value::Value::Object({{"arn", state.Get("arn")}})));
}

TEST_F(SamlProviderTest, OlderVersionsDoNotHaveTheIdentifier) {
  EXPECT_FALSE(ReadWith("6.27.0").Has("saml_provider_uuid"));
}

}  // namespace
}  // namespace rolecall::providers::aws
