// An identity provider for tests: signs responses whose texts are canonical as they stand, so that what is signed here
// does not depend on the canonicalization under test.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_SAML_SAML_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_SAML_SAML_FIXTURE_H_

#include <string>

#include "base/encoding.h"
#include "base/secret.h"
#include "crypto/digest.h"
#include "crypto/key.h"
#include "tests/support/self_signed.h"

namespace rolecall::services::saml::testing {

inline constexpr char kEntity[] = "https://idp.example.com/saml";

inline std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

class Idp {
 public:
  Idp()
      : key_(*crypto::PrivateKey::Generate(crypto::KeyKind::kRsa2048)),
        certificate_(
            MakeSelfSigned(key_, "DNS:idp.example.com", FromUnixSeconds(1700000000), FromUnixSeconds(1800000000))) {}

  crypto::PublicKey public_key() const { return key_.public_key(); }

  std::string Metadata() const {
    std::string certificate =
        Replaced(Replaced(certificate_, "-----BEGIN CERTIFICATE-----", ""), "-----END CERTIFICATE-----", "");
    return R"(<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID=")" +
           std::string(kEntity) +
           R"("><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">)"
           R"(<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>)"
           "<ds:X509Certificate>" +
           certificate +
           "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:IDPSSODescriptor>"
           "</md:EntityDescriptor>";
  }

  // A Signature element over `canonical`, the text of the element with this ID, without the signature.
  std::string Sign(const std::string& canonical, const std::string& id) const {
    return Sign(canonical, id, kTransforms, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
  }
  std::string Sign(const std::string& canonical, const std::string& id, const std::string& transforms,
                   const std::string& method) const {
    const std::string info =
        R"(<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod )"
        R"(Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod><ds:SignatureMethod )"
        R"(Algorithm=")" +
        method + R"("></ds:SignatureMethod><ds:Reference URI="#)" + id + R"(">)" + transforms +
        R"(<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>)" +
        Base64Encode(crypto::Sha256(canonical)) + "</ds:DigestValue></ds:Reference></ds:SignedInfo>";
    const std::string value = Base64Encode(*key_.Sign(crypto::SignatureAlgorithm::kRs256, info));
    return R"(<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">)" +
           Replaced(info, R"(<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">)", "<ds:SignedInfo>") +
           "<ds:SignatureValue>" + value + "</ds:SignatureValue></ds:Signature>";
  }

  static constexpr char kTransforms[] =
      R"(<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>)"
      R"(<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform></ds:Transforms>)";

 private:
  crypto::PrivateKey key_;
  std::string certificate_;  // PEM
};

// What an assertion says; times as SAML writes them.
struct Said {
  std::string id = "_a1";
  std::string issuer = kEntity, subject = "ann";
  std::string issued = "2026-11-18T11:06:40Z", ends = "2026-11-18T11:11:40Z";
  std::string recipient = "https://signin.aws.amazon.com/saml", audience = "https://signin.aws.amazon.com/saml";
  std::string session_ends = "";  // empty: not stated
  std::string attributes = R"(<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><saml:AttributeValue>)"
                           "arn:aws:iam::054000737513:role/people,arn:aws:iam::054000737513:saml-provider/idp"
                           R"(</saml:AttributeValue></saml:Attribute>)"
                           R"(<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName">)"
                           "<saml:AttributeValue>ann@example.com</saml:AttributeValue></saml:Attribute>";
};

inline std::string AttributeXml(const std::string& name, const std::string& value) {
  return R"(<saml:Attribute Name=")" + name + R"("><saml:AttributeValue>)" + value +
         "</saml:AttributeValue></saml:Attribute>";
}

// The assertion in canonical form; SIGNATURE is where its signature goes.
inline std::string AssertionXml(const Said& said) {
  return R"(<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID=")" + said.id +
         R"(" IssueInstant=")" + said.issued + R"(" Version="2.0"><saml:Issuer>)" + said.issuer +
         "</saml:Issuer>SIGNATURE" +
         R"(<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">)" + said.subject +
         R"(</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">)"
         R"(<saml:SubjectConfirmationData NotOnOrAfter=")" +
         said.ends + R"(" Recipient=")" + said.recipient +
         R"("></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=")" +
         said.issued + R"(" NotOnOrAfter=")" + said.ends + R"("><saml:AudienceRestriction><saml:Audience>)" +
         said.audience + "</saml:Audience></saml:AudienceRestriction></saml:Conditions>" +
         (said.session_ends.empty()
              ? "<saml:AuthnStatement></saml:AuthnStatement>"
              : R"(<saml:AuthnStatement SessionNotOnOrAfter=")" + said.session_ends + R"("></saml:AuthnStatement>)") +
         "<saml:AttributeStatement>" + said.attributes + "</saml:AttributeStatement></saml:Assertion>";
}

inline std::string Signed(const Idp& idp, const Said& said) {
  const std::string assertion = AssertionXml(said);
  return Replaced(assertion, "SIGNATURE", idp.Sign(Replaced(assertion, "SIGNATURE", ""), said.id));
}

inline std::string ResponseXml(const std::string& content,
                               const std::string& status = "urn:oasis:names:tc:SAML:2.0:status:Success") {
  return R"(<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0"><samlp:Status>)"
         R"(<samlp:StatusCode Value=")" +
         status + R"("></samlp:StatusCode></samlp:Status>)" + content + "</samlp:Response>";
}

}  // namespace rolecall::services::saml::testing

#endif  // ROLECALL_TESTS_UNIT_SERVICES_SAML_SAML_FIXTURE_H_
