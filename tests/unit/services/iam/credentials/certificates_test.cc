// Signing certificates of users, and server certificates.
#include "tests/unit/services/iam/credentials/pem.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

using services::testing::kEverything;

using services::testing::kNow;

const std::string kNotPem =
    "400 MalformedCertificate: Unable to parse certificate. Please ensure the certificate is in PEM format.";

TestPem Fresh() { return MakeTestCertificate(FromUnixSeconds(kNow - 1000), FromUnixSeconds(kNow + 1000)); }

class IamSigningCertificates : public IamTest {
 protected:
  IamSigningCertificates() { CreateUser("Ann"); }
  Reply Upload(const std::string& pem, const std::string& user = "ann") {
    return Ask("UploadSigningCertificate", {{"UserName", user}, {"CertificateBody", pem}});
  }
};

TEST_F(IamSigningCertificates, AreKeptListedSwitchedOffAndDeleted) {
  const TestPem pem = Fresh();
  Reply uploaded = Upload(pem.pem);
  ASSERT_EQ(uploaded.Outcome(), "200");
  EXPECT_EQ(uploaded.At("Certificate/UserName"), "Ann");
  EXPECT_EQ(uploaded.At("Certificate/CertificateBody"), pem.pem);
  EXPECT_EQ(uploaded.At("Certificate/Status"), "Active");
  const std::string id = uploaded.At("Certificate/CertificateId");
  EXPECT_EQ(id.size(), 32u);
  Do("UpdateSigningCertificate", {{"UserName", "ann"}, {"CertificateId", id}, {"Status", "Inactive"}});
  EXPECT_EQ(Ask("ListSigningCertificates", {{"UserName", "ann"}}).At("Certificates/member/Status"), "Inactive");
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).error_code, "DeleteConflict");
  Do("DeleteSigningCertificate", {{"UserName", "ann"}, {"CertificateId", id}});
  for (const QueryParameterList& more : {QueryParameterList{}, QueryParameterList{{"Status", "Active"}}}) {
    QueryParameterList parameters{{"UserName", "ann"}, {"CertificateId", id}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    EXPECT_EQ(Ask(more.empty() ? "DeleteSigningCertificate" : "UpdateSigningCertificate", parameters).Outcome(),
              "404 NoSuchEntity: The Certificate with id " + id + " cannot be found.");
  }
  Do("DeleteUser", {{"UserName", "ann"}});
}

TEST_F(IamSigningCertificates, AreTheCallersOwnWithoutAName) {
  Do("UploadSigningCertificate", {{"CertificateBody", Fresh().pem}});
  EXPECT_EQ(Ask("ListSigningCertificates").All("Certificates/member/UserName"), Names{""});
  Caller bob = NewUser("bob", AllowDocument("iam:*", Arn("user/bob")));
  EXPECT_EQ(AskAs(bob, "UploadSigningCertificate", {{"CertificateBody", Fresh().pem}}).At("Certificate/UserName"),
            "bob");
  EXPECT_EQ(AskAs(NewRoleSession("app", kEverything), "ListSigningCertificates").Outcome(),
            "400 ValidationError: Must specify userName when calling with non-User credentials");
}

TEST_F(IamSigningCertificates, AreAtMostTwoAndNoneTwice) {
  const TestPem first = Fresh();
  EXPECT_EQ(Upload(first.pem).Outcome(), "200");
  EXPECT_EQ(Upload(first.pem).Outcome(),
            "409 DuplicateCertificate: The same certificate is associated with an IAM user in the account.");
  EXPECT_EQ(Upload(Fresh().pem).Outcome(), "200");
  EXPECT_EQ(Upload(Fresh().pem).Outcome(), "409 LimitExceeded: Cannot exceed quota for SigningCertificatesPerUser: 2");
}

TEST_F(IamSigningCertificates, MustBeOneGoodCertificate) {
  EXPECT_EQ(Upload("hello").Outcome(), kNotPem);
  EXPECT_EQ(Upload("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").Outcome(), kNotPem);
  EXPECT_EQ(Upload(Fresh().pem + Fresh().pem).error_code, "MalformedCertificate");
  const TestPem old = MakeTestCertificate(FromUnixSeconds(kNow - 1000), FromUnixSeconds(kNow - 1));
  EXPECT_EQ(Upload(old.pem).error_code, "MalformedCertificate");
  EXPECT_EQ(Ask("ListSigningCertificates", {{"UserName", "ann"}}).All("Certificates/member/CertificateId"), Names{});
}

class IamServerCertificates : public IamTest {
 protected:
  Reply Upload(const std::string& name, const TestPem& pem, const QueryParameterList& more = {}) {
    QueryParameterList parameters{
        {"ServerCertificateName", name}, {"CertificateBody", pem.pem}, {"PrivateKey", pem.key}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return Ask("UploadServerCertificate", parameters);
  }
  Reply Get(const std::string& name) { return Ask("GetServerCertificate", {{"ServerCertificateName", name}}); }
};

TEST_F(IamServerCertificates, AreKeptWithoutTheirKey) {
  const TestPem pem = Fresh();
  Reply uploaded =
      Upload("web", pem, {{"Path", "/cloudfront/"}, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}});
  ASSERT_EQ(uploaded.Outcome(), "200");
  const std::string metadata = "ServerCertificateMetadata/";
  EXPECT_EQ(uploaded.At(metadata + "Arn"), Arn("server-certificate/cloudfront/web"));
  EXPECT_EQ(uploaded.At(metadata + "Path"), "/cloudfront/");
  EXPECT_TRUE(uploaded.At(metadata + "ServerCertificateId").starts_with("ASCA"));
  EXPECT_EQ(uploaded.At(metadata + "Expiration"), FormatIso8601(FromUnixSeconds(kNow + 1000)));
  EXPECT_EQ(uploaded.All("Tags/member/Key"), Names{"k"});
  Reply got = Get("WEB");
  EXPECT_EQ(got.At("ServerCertificate/CertificateBody"), pem.pem);
  EXPECT_EQ(got.At("ServerCertificate/ServerCertificateMetadata/ServerCertificateName"), "web");
  EXPECT_EQ(got.At("ServerCertificate/CertificateChain"), "(none)");
  EXPECT_EQ(got.body.find("PRIVATE KEY"), std::string::npos);
  const std::string stored = store().Scan("directory/server-certificate/", "", 10)->front().value;
  EXPECT_EQ(stored.find("PRIVATE"), std::string::npos);
}

TEST_F(IamServerCertificates, TheKeyMustBeTheCertificates) {
  const TestPem pem = Fresh();
  EXPECT_EQ(Upload("web", {pem.pem, Fresh().key}).Outcome(),
            "400 KeyPairMismatch: The public key certificate and the private key do not match.");
  EXPECT_EQ(Upload("web", {pem.pem, "no key"}).Outcome(), "400 MalformedCertificate: Invalid Private Key.");
  EXPECT_EQ(Upload("web", {"no certificate", pem.key}).Outcome(), kNotPem);
  EXPECT_EQ(Get("web").Outcome(), "404 NoSuchEntity: The Server Certificate with name web cannot be found.");
}

TEST_F(IamServerCertificates, TheChainMustLeadFromTheCertificate) {
  const TestPem pem = Fresh();  // self-signed: its own issuer
  EXPECT_EQ(Upload("web", pem, {{"CertificateChain", pem.pem}}).Outcome(), "200");
  EXPECT_EQ(Get("web").At("ServerCertificate/CertificateChain"), pem.pem);
  const std::string broken =
      "400 MalformedCertificate: Unable to validate certificate chain. The certificate chain must start with the "
      "immediate signing certificate, followed by any intermediaries in order. The index within the chain of the "
      "invalid certificate is: ";
  // Of the issuer's name, but not signed with its key.
  EXPECT_EQ(Upload("b", pem, {{"CertificateChain", Fresh().pem}}).Outcome(), broken + "0");
  EXPECT_EQ(Upload("b", pem, {{"CertificateChain", pem.pem + Fresh().pem}}).Outcome(), broken + "1");
  EXPECT_EQ(Upload("b", pem, {{"CertificateChain", "x"}}).error_code, "MalformedCertificate");
}

TEST_F(IamServerCertificates, AreListedByPathRenamedAndDeleted) {
  EXPECT_EQ(Upload("a", Fresh(), {{"Path", "/x/"}}).Outcome(), "200");
  EXPECT_EQ(Upload("b", Fresh()).Outcome(), "200");
  EXPECT_EQ(Upload("A", Fresh()).Outcome(),
            "409 EntityAlreadyExists: The Server Certificate with name A already exists.");
  const std::string names = "ServerCertificateMetadataList/member/ServerCertificateName";
  EXPECT_EQ(Ask("ListServerCertificates").All(names), (Names{"a", "b"}));
  EXPECT_EQ(Ask("ListServerCertificates", {{"PathPrefix", "/x/"}}).All(names), Names{"a"});
  EXPECT_EQ(Ask("ListServerCertificates", {{"MaxItems", "1"}}).At("IsTruncated"), "true");
  const QueryParameterList to_b{{"ServerCertificateName", "a"}, {"NewServerCertificateName", "b"}};
  EXPECT_EQ(Ask("UpdateServerCertificate", to_b).error_code, "EntityAlreadyExists");
  Do("UpdateServerCertificate",
     {{"ServerCertificateName", "a"}, {"NewServerCertificateName", "c"}, {"NewPath", "/y/"}});
  EXPECT_EQ(Get("c").At("ServerCertificate/ServerCertificateMetadata/Arn"), Arn("server-certificate/y/c"));
  EXPECT_EQ(Get("a").error_code, "NoSuchEntity");
  Do("DeleteServerCertificate", {{"ServerCertificateName", "c"}});
  EXPECT_EQ(Ask("DeleteServerCertificate", {{"ServerCertificateName", "c"}}).error_code, "NoSuchEntity");
}

TEST_F(IamServerCertificates, HaveTags) {
  EXPECT_EQ(Upload("web", Fresh()).Outcome(), "200");
  const std::pair<std::string, std::string> web{"ServerCertificateName", "web"};
  Do("TagServerCertificate", {web, {"Tags.member.1.Key", "k"}, {"Tags.member.1.Value", "v"}});
  EXPECT_EQ(Ask("ListServerCertificateTags", {web}).All("Tags/member/Key"), Names{"k"});
  Do("UntagServerCertificate", {web, {"TagKeys.member.1", "k"}});
  EXPECT_EQ(Ask("ListServerCertificateTags", {web}).All("Tags/member/Key"), Names{});
}

TEST_F(IamServerCertificates, TheNewNameMustBeAllowedToo) {
  EXPECT_EQ(Upload("web", Fresh()).Outcome(), "200");
  Caller ann = NewUser("ann", AllowDocument("iam:UpdateServerCertificate", Arn("server-certificate/web")));
  services::testing::ExpectDenied(
      AskAs(ann, "UpdateServerCertificate", {{"ServerCertificateName", "web"}, {"NewServerCertificateName", "w"}}),
      "iam:UpdateServerCertificate");
}

TEST_F(IamServerCertificates, AreAtMostTwenty) {
  Write([](directory::Transaction& transaction) {
    for (int i = 0; i < 20; ++i) {
      transaction.Put(directory::ServerCertificate{.account = kAccount, .name = "c" + std::to_string(i)});
    }
  });
  EXPECT_EQ(Upload("web", Fresh()).Outcome(),
            "409 LimitExceeded: Cannot exceed quota for ServerCertificatesPerAccount: 20");
}

}  // namespace
}  // namespace rolecall::services::iam
