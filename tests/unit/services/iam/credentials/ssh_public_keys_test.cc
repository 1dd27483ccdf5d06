#include "tests/unit/services/iam/credentials/pem.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

class IamSshKeys : public IamTest {
 protected:
  IamSshKeys() { CreateUser("Ann"); }

  Reply Upload(const std::string& body, const std::string& user = "ann") {
    return Ask("UploadSSHPublicKey", {{"UserName", user}, {"SSHPublicKeyBody", body}});
  }
  static std::string FreshKey() {
    const crypto::PublicKey key = crypto::PrivateKey::Generate(crypto::KeyKind::kRsa2048)->public_key();
    return key.ToPem();
  }
};

TEST_F(IamSshKeys, AreKeptAndShownInBothEncodings) {
  Reply uploaded = Upload(std::string(kSshKeyOfTest) + " ann@laptop");
  ASSERT_EQ(uploaded.Outcome(), "200");
  EXPECT_EQ(uploaded.At("SSHPublicKey/UserName"), "Ann");
  EXPECT_EQ(uploaded.At("SSHPublicKey/Fingerprint"), kSshFingerprintOfTest);
  EXPECT_EQ(uploaded.At("SSHPublicKey/SSHPublicKeyBody"), std::string(kSshKeyOfTest) + " ann@laptop");
  EXPECT_EQ(uploaded.At("SSHPublicKey/Status"), "Active");
  EXPECT_EQ(uploaded.At("SSHPublicKey/UploadDate"), "2026-11-18T11:06:40Z");
  const std::string id = uploaded.At("SSHPublicKey/SSHPublicKeyId");
  EXPECT_EQ(id.size(), 21u);
  EXPECT_TRUE(id.starts_with("APKA"));
  const auto shown = [&](const char* encoding) {
    return Ask("GetSSHPublicKey", {{"UserName", "ann"}, {"SSHPublicKeyId", id}, {"Encoding", encoding}});
  };
  EXPECT_EQ(shown("SSH").At("SSHPublicKey/SSHPublicKeyBody"), kSshKeyOfTest);
  const std::string pem = shown("PEM").At("SSHPublicKey/SSHPublicKeyBody");
  EXPECT_TRUE(pem.starts_with("-----BEGIN PUBLIC KEY-----")) << pem;
  // The same key in the other encoding.
  EXPECT_EQ(Upload(pem).Outcome(),
            "400 DuplicateSSHPublicKey: The SSH public key is already associated with the specified IAM user.");
}

TEST_F(IamSshKeys, AreListedSwitchedOffAndDeleted) {
  const std::string id = Upload(kSshKeyOfTest).At("SSHPublicKey/SSHPublicKeyId");
  Do("UpdateSSHPublicKey", {{"UserName", "ann"}, {"SSHPublicKeyId", id}, {"Status", "Inactive"}});
  Reply listed = Ask("ListSSHPublicKeys", {{"UserName", "ann"}});
  EXPECT_EQ(listed.All("SSHPublicKeys/member/SSHPublicKeyId"), Names{id});
  EXPECT_EQ(listed.At("SSHPublicKeys/member/Status"), "Inactive");
  EXPECT_EQ(listed.At("SSHPublicKeys/member/UserName"), "Ann");
  EXPECT_EQ(listed.At("IsTruncated"), "false");
  EXPECT_EQ(Ask("DeleteUser", {{"UserName", "ann"}}).Outcome(),
            "409 DeleteConflict: Cannot delete entity, must remove referenced objects first.");
  Do("DeleteSSHPublicKey", {{"UserName", "ann"}, {"SSHPublicKeyId", id}});
  EXPECT_EQ(Ask("DeleteSSHPublicKey", {{"UserName", "ann"}, {"SSHPublicKeyId", id}}).Outcome(),
            "404 NoSuchEntity: The Public Key with id " + id + " cannot be found.");
  Do("DeleteUser", {{"UserName", "ann"}});
}

TEST_F(IamSshKeys, AreAtMostFive) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Upload(FreshKey()).Outcome(), "200");
  EXPECT_EQ(Upload(FreshKey()).Outcome(), "409 LimitExceeded: Cannot exceed quota for SSHPublicKeysPerUser: 5");
}

TEST_F(IamSshKeys, FollowTheirUserToANewNameAndAreNobodyElses) {
  const std::string id = Upload(kSshKeyOfTest).At("SSHPublicKey/SSHPublicKeyId");
  CreateUser("bob");
  EXPECT_EQ(Ask("GetSSHPublicKey", {{"UserName", "bob"}, {"SSHPublicKeyId", id}, {"Encoding", "SSH"}}).error_code,
            "NoSuchEntity");
  Do("UpdateUser", {{"UserName", "ann"}, {"NewUserName", "anna"}});
  EXPECT_EQ(Ask("ListSSHPublicKeys", {{"UserName", "anna"}}).At("SSHPublicKeys/member/UserName"), "anna");
  CreateUser("ann");
  EXPECT_EQ(Ask("ListSSHPublicKeys", {{"UserName", "ann"}}).All("SSHPublicKeys/member/SSHPublicKeyId"), Names{});
}

TEST_F(IamSshKeys, WhatIsNoKeyIsRefused) {
  const std::string unknown =
      "400 UnrecognizedPublicKeyEncoding: The public key encoding format is unsupported or unrecognized.";
  const std::string invalid = "400 InvalidPublicKey: The public key is malformed or otherwise invalid.";
  const std::string good = kSshKeyOfTest;
  EXPECT_EQ(Upload("hello").Outcome(), unknown);
  EXPECT_EQ(Upload("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ8").Outcome(), unknown);
  EXPECT_EQ(Upload(TestCertificate().pem).Outcome(), unknown);
  EXPECT_EQ(Upload("ssh-rsa").Outcome(), unknown);
  EXPECT_EQ(Upload("ssh-rsa !!!").Outcome(), invalid);
  EXPECT_EQ(Upload(good.substr(0, good.size() - 8)).Outcome(), invalid);
  EXPECT_EQ(Upload("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=").Outcome(), invalid);  // a modulus of one byte
  const crypto::PublicKey ec = crypto::PrivateKey::Generate(crypto::KeyKind::kP256)->public_key();
  EXPECT_EQ(Upload(ec.ToPem()).Outcome(), invalid);
  EXPECT_EQ(Upload(good, "none").Outcome(), "404 NoSuchEntity: The user with name none cannot be found.");
}

}  // namespace
}  // namespace rolecall::services::iam
