// What counts as signed: the element that is read, or nothing.
#include "services/saml/assertion.h"

#include <gtest/gtest.h>

#include "services/saml/metadata.h"
#include "tests/unit/services/saml/saml_fixture.h"

namespace rolecall::services::saml {
namespace {

using testing::AssertionXml;
using testing::Idp;
using testing::Replaced;
using testing::ResponseXml;
using testing::Said;
using testing::Signed;

// One for all tests: an RSA key takes long to make.
const Idp& TheIdp() {
  static const auto* const kIdp = new Idp();
  return *kIdp;
}

// Whose subject is read, or why nothing is.
std::string SubjectOf(const std::string& xml, const std::vector<crypto::PublicKey>& keys = {TheIdp().public_key()}) {
  const auto read = ReadResponse(xml, keys);
  if (read.ok()) return read->subject;
  return read.error() == Problem::kMalformed ? "malformed" : "unsigned";
}

TEST(SamlResponse, ASignedAssertionIsRead) {
  const auto read = ReadResponse(ResponseXml(Signed(TheIdp(), Said())), {TheIdp().public_key()});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->subject, "ann");
  EXPECT_EQ(read->subject_format, "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
  EXPECT_EQ(read->issuer, testing::kEntity);
  EXPECT_EQ(read->recipient, "https://signin.aws.amazon.com/saml");
  EXPECT_EQ(read->audiences, std::vector<std::string>{"https://signin.aws.amazon.com/saml"});
  EXPECT_TRUE(read->success);
  EXPECT_EQ(read->issued, 1795000000000);
  EXPECT_EQ(read->attributes.size(), 2u);
}

TEST(SamlResponse, ASignedResponseCountsForItsAssertion) {
  const std::string assertion = Replaced(AssertionXml(Said()), "SIGNATURE", "");
  const std::string plain = ResponseXml(assertion);
  const std::string signature = TheIdp().Sign(plain, "_r1");
  EXPECT_EQ(SubjectOf(Replaced(plain, "<samlp:Status>", signature + "<samlp:Status>")), "ann");
  EXPECT_EQ(SubjectOf(Replaced(Replaced(plain, "<samlp:Status>", signature + "<samlp:Status>"), ">ann<", ">eve<")),
            "unsigned");
}

TEST(SamlResponse, AnyChangeBreaksTheSignature) {
  const std::string good = ResponseXml(Signed(TheIdp(), Said()));
  EXPECT_EQ(SubjectOf(good), "ann");
  EXPECT_EQ(SubjectOf(Replaced(good, ">ann<", ">eve<")), "unsigned");
  EXPECT_EQ(SubjectOf(Replaced(good, "role/people", "role/admins")), "unsigned");
  EXPECT_EQ(SubjectOf(Replaced(good, "Recipient=\"https", "Recipient=\"http")), "unsigned");
  EXPECT_EQ(SubjectOf(good, {Idp().public_key()}), "unsigned");
  EXPECT_EQ(SubjectOf(good, {}), "unsigned");
  EXPECT_EQ(SubjectOf(ResponseXml(Replaced(AssertionXml(Said()), "SIGNATURE", ""))), "unsigned");
}

// What XML means the same is the same: line ends, quotes, the place of declarations, empty elements.
TEST(SamlResponse, TheFormOfTheXmlDoesNotMatter) {
  std::string same = ResponseXml(Signed(TheIdp(), Said()));
  same = Replaced(same, "></samlp:StatusCode>", "/>");
  same = Replaced(same, "></saml:SubjectConfirmationData>", " />");
  same = Replaced(same, "Version=\"2.0\"", "  Version='2.0'\n");
  same = Replaced(same, R"(xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" )", "");
  same = Replaced(same, "<samlp:Response ", R"(<samlp:Response xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" )");
  EXPECT_EQ(SubjectOf("<?xml version=\"1.0\"?>\n" + same), "ann");
}

// A comment inside of a name ends nothing: the whole is signed, and the whole is read.
TEST(SamlResponse, ACommentDoesNotCutAName) {
  Said said;
  said.subject = "ann@example.com.evil.org";
  const std::string xml = Replaced(ResponseXml(Signed(TheIdp(), said)), "example.com.evil", "example.com<!-- -->.evil");
  EXPECT_EQ(SubjectOf(xml), "ann@example.com.evil.org");
}

class Wrapping : public ::testing::Test {
 protected:
  const std::string good_ = Signed(TheIdp(), Said());
  static std::string Evil(const std::string& id = "_evil") {
    Said said;
    said.id = id;
    said.subject = "eve";
    return Replaced(AssertionXml(said), "SIGNATURE", "");
  }
};

// Signature wrapping (XSW): the signed assertion is kept somewhere, and another is put where readers look.
TEST_F(Wrapping, ASecondAssertionIsRefusedWhereverItStands) {
  const std::string evil = Evil();
  const std::string signature =
      good_.substr(good_.find("<ds:Signature"), good_.find("</ds:Signature>") + 15 - good_.find("<ds:Signature"));
  const std::string without = Replaced(good_, signature, "");
  for (const std::string& content :
       {evil + good_, good_ + evil,
        // the good one inside of the evil one, of its signature, of extensions
        Replaced(evil, "</saml:Assertion>", good_ + "</saml:Assertion>"),
        Replaced(evil, "<saml:Subject>",
                 Replaced(signature, "</ds:Signature>", "<ds:Object>" + without + "</ds:Object></ds:Signature>") +
                     "<saml:Subject>"),
        "<samlp:Extensions>" + good_ + "</samlp:Extensions>" + evil,
        Replaced(evil, "<saml:Subject>", signature + "<saml:Subject>"),
        evil + Replaced(good_, "<saml:AttributeStatement>", "<saml:AttributeStatement>" + evil)}) {
    EXPECT_NE(SubjectOf(ResponseXml(content)), "eve") << content;
    EXPECT_NE(SubjectOf(ResponseXml(content)), "ann") << content;
  }
}

TEST_F(Wrapping, ASignatureCountsOnlyInTheElementThatItNames) {
  // The same ID twice
  EXPECT_EQ(SubjectOf(Replaced(ResponseXml(good_), "ID=\"_r1\"", "ID=\"_a1\"")), "malformed");
  // The signature moved out of the assertion
  const std::string signature =
      good_.substr(good_.find("<ds:Signature"), good_.find("</ds:Signature>") + 15 - good_.find("<ds:Signature"));
  EXPECT_EQ(SubjectOf(ResponseXml(signature + Replaced(good_, signature, ""))), "unsigned");
  // A reference to nothing, to the whole document, to something else
  for (const char* uri : {"URI=\"\"", "URI=\"#_r1\"", "URI=\"#xpointer(/)\""}) {
    EXPECT_EQ(SubjectOf(ResponseXml(Replaced(good_, "URI=\"#_a1\"", uri))), "unsigned") << uri;
  }
  // Two signatures, of which one is good
  EXPECT_EQ(SubjectOf(ResponseXml(Replaced(good_, "<saml:Subject>", signature + "<saml:Subject>"))), "unsigned");
}

TEST_F(Wrapping, OnlyTheTransformsAndAlgorithmsThatWeKnowAreTaken) {
  const std::string assertion = AssertionXml(Said()), canonical = Replaced(assertion, "SIGNATURE", "");
  const auto subject = [&](const std::string& transforms, const std::string& method) {
    return SubjectOf(
        ResponseXml(Replaced(assertion, "SIGNATURE", TheIdp().Sign(canonical, "_a1", transforms, method))));
  };
  const std::string rsa = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  EXPECT_EQ(subject(Idp::kTransforms, rsa), "ann");
  EXPECT_EQ(subject(Idp::kTransforms, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"), "unsigned");
  EXPECT_EQ(subject(Idp::kTransforms, "http://www.w3.org/2000/09/xmldsig#hmac-sha1"), "unsigned");
  EXPECT_EQ(subject(Idp::kTransforms, ""), "unsigned");
  for (const char* transform :
       {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2000/09/xmldsig#base64"}) {
    EXPECT_EQ(subject(Replaced(Idp::kTransforms, "http://www.w3.org/2001/10/xml-exc-c14n#", transform), rsa),
              "unsigned");
  }
  EXPECT_EQ(subject("", rsa), "unsigned");
}

TEST(SamlResponse, WhatIsNoSuchResponseIsMalformed) {
  const std::string good = Signed(TheIdp(), Said());
  for (const std::string& xml :
       {std::string(), std::string("x"), good, "<!DOCTYPE x>" + ResponseXml(good), ResponseXml(""),
        ResponseXml(R"(<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>)" + good),
        Replaced(ResponseXml(good), "urn:oasis:names:tc:SAML:2.0:protocol", "urn:other")}) {
    EXPECT_EQ(SubjectOf(xml), "malformed") << xml;
  }
}

TEST(SamlMetadata, GivesTheEntityAndItsSigningKeys) {
  const auto metadata = ReadMetadata(TheIdp().Metadata());
  ASSERT_TRUE(metadata.ok());
  EXPECT_EQ(metadata->entity_id, testing::kEntity);
  ASSERT_EQ(metadata->keys.size(), 1u);
  EXPECT_EQ(metadata->keys[0].ToPem(), TheIdp().public_key().ToPem());
  EXPECT_FALSE(ReadMetadata(Replaced(TheIdp().Metadata(), "use=\"signing\"", "use=\"encryption\"")).ok());
  EXPECT_FALSE(ReadMetadata(Replaced(TheIdp().Metadata(), testing::kEntity, "")).ok());
  EXPECT_FALSE(ReadMetadata("<a/>").ok());
}

}  // namespace
}  // namespace rolecall::services::saml
