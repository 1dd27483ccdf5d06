#include <algorithm>

#include "base/text.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamSamlProviders : public IamTest {
 protected:
  Reply Create(const std::string& name = "people", QueryParameterList more = {}) {
    more.emplace_back("Name", name);
    more.emplace_back("SAMLMetadataDocument", SamlMetadata("first"));
    return Ask("CreateSAMLProvider", more);
  }
  Reply On(const std::string& action, QueryParameterList more = {}) {
    more.emplace_back("SAMLProviderArn", kSamlArn);
    return Ask(action, more);
  }
};

TEST_F(IamSamlProviders, AreShownAsTheyWereMade) {
  Reply created = Create("people", TagParameters({{"team", "a"}}));
  ASSERT_EQ(created.Outcome(), "200");
  EXPECT_EQ(created.At("SAMLProviderArn"), kSamlArn);
  EXPECT_EQ(created.At("Tags/member/Key"), "team");
  Reply found = On("GetSAMLProvider");
  EXPECT_EQ(found.At("SAMLMetadataDocument"), SamlMetadata("first"));
  EXPECT_EQ(found.At("CreateDate"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(found.At("ValidUntil").substr(0, 4), "2126");
  EXPECT_EQ(found.At("Tags/member/Value"), "a");
  const std::string uuid = found.At("SAMLProviderUUID");
  EXPECT_EQ(uuid.size(), 32u);
  EXPECT_TRUE(std::ranges::all_of(uuid, [](char c) { return IsAsciiUpper(c) || IsAsciiDigit(c); })) << uuid;
  EXPECT_EQ(On("GetSAMLProvider").At("SAMLProviderUUID"), uuid);
  EXPECT_EQ(Ask("ListSAMLProviders").All("SAMLProviderList/member/Arn"), Names{kSamlArn});
}

TEST_F(IamSamlProviders, NamesAreWordsAndTakenOnce) {
  ASSERT_EQ(Create().Outcome(), "200");
  EXPECT_EQ(Create().Outcome(), "409 EntityAlreadyExists: Provider with name people already exists.");
  EXPECT_EQ(Create("a.b_c-D9").Outcome(), "200");
  for (const char* name : {"a b", "a/b", "a@b"}) EXPECT_EQ(Create(name).error_code, "ValidationError") << name;
}

TEST_F(IamSamlProviders, MetadataIsThatOfAnIdentityProvider) {
  ASSERT_EQ(Create().Outcome(), "200");
  const std::string padding(1000, ' ');
  for (const std::string& document :
       {"no XML" + padding, "<a/>" + padding, "<EntityDescriptor/>" + padding,
        "<EntityDescriptor><SPSSODescriptor/></EntityDescriptor>" + padding, "<EntityDescriptor>" + padding}) {
    EXPECT_EQ(On("UpdateSAMLProvider", {{"SAMLMetadataDocument", document}}).Outcome(),
              "400 InvalidInput: Could not parse metadata");
  }
  EXPECT_EQ(On("UpdateSAMLProvider", {{"SAMLMetadataDocument", "<EntityDescriptor/>"}}).error_code, "ValidationError");
  EXPECT_EQ(On("GetSAMLProvider").At("SAMLMetadataDocument"), SamlMetadata("first"));
  EXPECT_EQ(On("UpdateSAMLProvider", {{"SAMLMetadataDocument", SamlMetadata("second")}}).At("SAMLProviderArn"),
            kSamlArn);
  EXPECT_EQ(On("GetSAMLProvider").At("SAMLMetadataDocument"), SamlMetadata("second"));
}

TEST_F(IamSamlProviders, EncryptedAssertionsAreRefused) {
  EXPECT_EQ(Create("people", {{"AddPrivateKey", "-----BEGIN"}}).error_code, "InvalidInput");
  ASSERT_EQ(Create().Outcome(), "200");
  EXPECT_EQ(On("UpdateSAMLProvider", {{"AssertionEncryptionMode", "Required"}}).error_code, "InvalidInput");
}

TEST_F(IamSamlProviders, AreTaggedAndDeleted) {
  ASSERT_EQ(Create().Outcome(), "200");
  ASSERT_EQ(On("TagSAMLProvider", TagParameters({{"team", "b"}})).Outcome(), "200");
  EXPECT_EQ(On("ListSAMLProviderTags").At("Tags/member/Value"), "b");
  ASSERT_EQ(On("UntagSAMLProvider", {{"TagKeys.member.1", "team"}}).Outcome(), "200");
  EXPECT_EQ(On("ListSAMLProviderTags").All("Tags/member/Key"), Names{});
  ASSERT_EQ(On("DeleteSAMLProvider").Outcome(), "200");
  for (const char* action : {"GetSAMLProvider", "DeleteSAMLProvider", "UpdateSAMLProvider", "ListSAMLProviderTags"}) {
    EXPECT_EQ(On(action).Outcome(), std::string("404 NoSuchEntity: Manifest not found for arn ") + kSamlArn) << action;
  }
}

TEST_F(IamSamlProviders, AHundredFitIntoAnAccount) {
  for (int i = 0; i < 100; ++i) ASSERT_EQ(Create("p" + std::to_string(i)).Outcome(), "200");
  EXPECT_EQ(Create("more").Outcome(), "409 LimitExceeded: Cannot exceed quota for SAMLProvidersPerAccount: 100");
}

}  // namespace
}  // namespace rolecall::services::iam
