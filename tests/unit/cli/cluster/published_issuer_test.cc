// What AWS finds by an issuer's URL, and what is said of it.
#include "cli/cluster/published_issuer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_site.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kPublished[] = "https://oidc.test/id/A";
constexpr char kDocumentUrl[] = "https://oidc.test/id/A/.well-known/openid-configuration";
constexpr char kKeysUrl[] = "https://oidc.test/id/A/openid/v1/jwks";

class PublishedIssuer : public testing::Test {
 protected:
  PublishedIssuer() {
    site_.answers[kDocumentUrl].body =
        R"({"issuer":"https://oidc.test/id/A","jwks_uri":"https://oidc.test/id/A/openid/v1/jwks"})";
    site_.answers[kKeysUrl].body = keys_.ToJson();
  }
  std::string Why() { return WhyNotPublished(site_, kPublished, keys_); }

  FakeSite site_;
  crypto::KeySet keys_{{{"k1", crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key()}}};
};

TEST_F(PublishedIssuer, WhatIsPublishedAsItShouldBeIsTheKeysAndNothingIsSaid) {
  const access::IssuerFacts facts = ReadPublishedIssuer(site_, kPublished);
  EXPECT_EQ(facts.issuer, kPublished);
  EXPECT_EQ(facts.discovery_url, kDocumentUrl);
  ASSERT_TRUE(facts.keys.has_value());
  EXPECT_NE(facts.keys->Find("k1"), nullptr);
  EXPECT_FALSE(facts.unreachable.has_value() || facts.document.has_value());
  EXPECT_EQ(Why(), "");
}

TEST_F(PublishedIssuer, AKeyThatIsNotYetThereIsNamed) {
  const crypto::KeySet more(
      {keys_.keys()[0], {"k2", crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key()}});
  EXPECT_EQ(WhyNotPublished(site_, kPublished, more), "https://oidc.test/id/A does not publish key k2 yet");
}

TEST_F(PublishedIssuer, WhatCannotBeReadIsUnreachableAndNotWrong) {
  site_.failures[kDocumentUrl] = {{ErrorCode::kUnavailable, "no such host"}};
  EXPECT_EQ(ReadPublishedIssuer(site_, kPublished).unreachable, "no such host");
  site_.answers[kKeysUrl].status = 403;
  const access::IssuerFacts facts = ReadPublishedIssuer(site_, kPublished);
  EXPECT_EQ(facts.unreachable, "GET " + std::string(kKeysUrl) + ": status 403");
  EXPECT_FALSE(facts.document.has_value() || facts.keys.has_value());
  EXPECT_EQ(Why(), *facts.unreachable);
}

TEST_F(PublishedIssuer, WhatIsReadAndIsAnothersOrNoKeySetIsWrong) {
  site_.answers[kKeysUrl].body = "{}";
  EXPECT_THAT(ReadPublishedIssuer(site_, kPublished).document.value_or(""), HasSubstr(std::string(kKeysUrl) + ": "));
  site_.answers[kDocumentUrl].body =
      R"({"issuer":"https://oidc.test/id/A/","jwks_uri":"https://oidc.test/id/A/openid/v1/jwks"})";
  const access::IssuerFacts facts = ReadPublishedIssuer(site_, kPublished);
  EXPECT_THAT(facts.document.value_or(""), HasSubstr("does not name the issuer https://oidc.test/id/A"));
  EXPECT_FALSE(facts.unreachable.has_value() || facts.keys.has_value());
  EXPECT_EQ(Why(), *facts.document);
}

}  // namespace
}  // namespace rolecall::cli
