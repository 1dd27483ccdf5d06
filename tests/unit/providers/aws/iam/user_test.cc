// Users and their access keys.
#include <gtest/gtest.h>

#include "tests/support/openpgp_owner.h"
#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

class IamUserTest : public ProviderTest {};

TEST_F(IamUserTest, AUserIsRenamedInPlace) {
  Configure();
  aws_->Answer("CreateUser", "<User><UserName>ann</UserName></User>");
  aws_->Answer("UpdateUser", "");
  aws_->handlers["GetUser"] = [](const FakeAws::Parameters& given) {
    return rolecall::aws::QueryResponse(
        "GetUser", rolecall::aws::kIamNamespace,
        "<User><UserName>" + given.at("UserName") + "</UserName><Path>/</Path><Arn>arn:u</Arn></User>", "id");
  };
  Object config = Empty("aws_iam_user");
  config.SetText("name", "ann");
  Value state = Apply("aws_iam_user", Nothing("aws_iam_user"), config);
  config.SetText("name", "bea");
  EXPECT_TRUE(Plan("aws_iam_user", state, config).requires_replace.empty());
  Object renamed = Wrap("aws_iam_user", Apply("aws_iam_user", state, config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(renamed.Text("id"), "bea");
  EXPECT_EQ(aws_->sent["UpdateUser"]["NewUserName"], "bea");
}

TEST_F(IamUserTest, AUsersKeysAreDeletedOnlyByForce) {
  Configure();
  aws_->Answer("ListGroupsForUser", "<Groups/>");
  aws_->Answer("DeleteUser", "");
  Object state = Empty("aws_iam_user");
  state.SetText("id", "ann");
  Destroy("aws_iam_user", state.ToValue());
  EXPECT_FALSE(aws_->Called("ListAccessKeys"));
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId></member></AccessKeyMetadata>");
  aws_->Answer("DeleteAccessKey", "");
  state.SetFlag("force_destroy", true);
  Destroy("aws_iam_user", state.ToValue());
  EXPECT_EQ(aws_->sent["DeleteAccessKey"]["AccessKeyId"], "AKIA1");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(IamUserTest, AnAccessKeysSecretStaysAfterReadsAndIsSensitive) {
  Configure();
  aws_->Answer("CreateAccessKey",
               "<AccessKey><AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey></AccessKey>");
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status></member>"
               "</AccessKeyMetadata>");
  Object config = Empty("aws_iam_access_key");
  config.SetText("user", "ann");
  Object state = Wrap("aws_iam_access_key", Apply("aws_iam_access_key", Nothing("aws_iam_access_key"), config));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(state.Text("secret"), "hidden");
  EXPECT_FALSE(state.Text("ses_smtp_password_v4").empty());
  EXPECT_TRUE(provider_->schema().resources.at("aws_iam_access_key").block.attributes.at("secret").sensitive);
  EXPECT_TRUE(Plan("aws_iam_access_key", state.ToValue(), config).planned.Same(state.ToValue()));
}

TEST_F(IamUserTest, OnlyKeybaseIsRefusedByThePlanOfANewKey) {
  Configure();
  Object config = Config("aws_iam_access_key", {{"user", "ann"}});
  for (const char* key : {"", "unknown", "mQENBF", "keybase:ann"}) {
    config.SetText("pgp_key", key);
    if (std::string_view(key) == "unknown") config.SetUnknown("pgp_key");
    EXPECT_EQ(Validate("aws_iam_access_key", config), "");
    Plan("aws_iam_access_key", Nothing("aws_iam_access_key"), config);
    EXPECT_EQ(diagnostics_.HasErrors(), std::string_view(key) == "keybase:ann") << Problems();
  }
  EXPECT_NE(TakeProblems().find("creating IAM Access Key (ann): retrieving Public Key (keybase:ann): rolecall asks no"),
            std::string::npos);
  Object state = config;
  state.SetText("id", "AKIA1");
  state.SetText("status", "Active");
  EXPECT_TRUE(IsQuiet("aws_iam_access_key", state, config));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(IamUserTest, ASecretForAPgpKeyIsReadByItsOwnerAlone) {
  Configure();
  aws_->Answer("CreateAccessKey",
               "<AccessKey><AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey></AccessKey>");
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status></member>"
               "</AccessKeyMetadata>");
  KeyOwner ann;
  Object config = Config("aws_iam_access_key", {{"user", "ann"}});
  const std::string smtp_password = Create("aws_iam_access_key", config).Text("ses_smtp_password_v4");
  config.SetText("pgp_key", ann.public_key());
  const Object state = Create("aws_iam_access_key", config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(state.Get("secret").IsNull());
  EXPECT_TRUE(state.Get("ses_smtp_password_v4").IsNull());
  EXPECT_EQ(ann.Decrypt(state.Text("encrypted_secret")), "hidden");
  EXPECT_EQ(ann.Decrypt(state.Text("encrypted_ses_smtp_password_v4")), smtp_password);
  EXPECT_EQ(state.Text("key_fingerprint"), ann.fingerprint());
  EXPECT_TRUE(IsQuiet("aws_iam_access_key", state, config));
  config.SetText("pgp_key", "other");
  EXPECT_EQ(Replaces("aws_iam_access_key", state.ToValue(), config), std::vector<std::string>{"pgp_key"});
}

TEST_F(IamUserTest, WithAPgpKeyThatIsNoneNoKeyIsMade) {
  Configure();
  aws_->Answer("CreateAccessKey",
               "<AccessKey><AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>hidden</SecretAccessKey></AccessKey>");
  const Object config = Config("aws_iam_access_key", {{"user", "ann"}, {"pgp_key", "aGVsbG8="}});
  EXPECT_TRUE(Apply("aws_iam_access_key", Nothing("aws_iam_access_key"), config).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM Access Key (ann): encrypting IAM Access Key Secret: parsing given PGP "
                                "key: openpgp: invalid data: tag byte does not have MSB set"),
            std::string::npos);
  EXPECT_FALSE(aws_->Called("CreateAccessKey"));
}

TEST_F(IamUserTest, AnImportedKeyIsFoundByWhoseItIs) {
  Configure();
  aws_->Answer("GetAccessKeyLastUsed", "<UserName>ci</UserName>");
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIAX</AccessKeyId><Status>Active</Status></member>"
               "</AccessKeyMetadata>");
  auto imported = provider_->Import("aws_iam_access_key", "AKIAX", diagnostics_);
  ASSERT_EQ(imported.size(), 1u);
  Object state =
      Wrap("aws_iam_access_key", provider_->Read("aws_iam_access_key", imported[0].state, diagnostics_).value);
  EXPECT_EQ(state.Text("user"), "ci");
  EXPECT_TRUE(state.Get("secret").IsNull());
  aws_->Fail("GetAccessKeyLastUsed", 403, "AccessDenied", "no");
  EXPECT_TRUE(provider_->Read("aws_iam_access_key", imported[0].state, diagnostics_).value.IsNull());
}

TEST_F(IamUserTest, TheBoundaryIsPutAndTakenAway) {
  Configure("4.67.0");
  aws_->Answer("CreateUser", "<User/>");
  aws_->Answer("GetUser", "<User><UserName>ann</UserName><Path>/</Path></User>");
  Object config = Config("aws_iam_user", {{"name", "ann"}, {"permissions_boundary", "arn:b"}});
  Object state = Create("aws_iam_user", config);
  EXPECT_EQ(aws_->sent["CreateUser"]["PermissionsBoundary"], "arn:b");
  // The API says that there is none: it is put again, and in version 4 none is null.
  EXPECT_TRUE(state.Get("permissions_boundary").IsNull());
  aws_->Answer("PutUserPermissionsBoundary", "");
  Update("aws_iam_user", state, config);
  EXPECT_EQ(aws_->sent["PutUserPermissionsBoundary"]["PermissionsBoundary"], "arn:b");
  state.SetText("permissions_boundary", "arn:b");
  config.SetNull("permissions_boundary");
  aws_->Answer("DeleteUserPermissionsBoundary", "");
  Update("aws_iam_user", state, config);
  EXPECT_TRUE(aws_->Called("DeleteUserPermissionsBoundary"));
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(IamUserTest, TagsThatChangeAreSetAndRemoved) {
  Configure();
  aws_->Answer("GetUser", "<User><UserName>ann</UserName><Path>/</Path></User>");
  aws_->Answer("TagUser", "");
  aws_->Answer("UntagUser", "");
  Object prior = Config("aws_iam_user", {{"id", "ann"}, {"name", "ann"}, {"path", "/"}});
  prior.SetTextMap("tags", {{"old", "1"}, {"kept", "1"}});
  prior.SetTextMap("tags_all", {{"old", "1"}, {"kept", "1"}});
  Object config = Config("aws_iam_user", {{"name", "ann"}});
  config.SetTextMap("tags", {{"new", "2"}, {"kept", "1"}});
  Update("aws_iam_user", prior, config);
  EXPECT_EQ(aws_->sent["UntagUser"]["TagKeys.member.1"], "old");
  EXPECT_EQ(aws_->sent["TagUser"]["Tags.member.1.Key"], "new");
  EXPECT_FALSE(aws_->sent["TagUser"].contains("Tags.member.2.Key"));
  aws_->Fail("TagUser", 403, "AccessDenied", "no");
  Update("aws_iam_user", prior, config);
  EXPECT_NE(TakeProblems().find("updating tags for IAM User (ann)"), std::string::npos);
  aws_->Fail("UntagUser", 403, "AccessDenied", "no");
  Update("aws_iam_user", prior, config);
  EXPECT_NE(TakeProblems().find("updating tags for IAM User (ann)"), std::string::npos);
}

TEST_F(IamUserTest, ForceTakesAwayEverythingThatHoldsAUser) {
  Configure();
  struct Thing {
    const char *list, *answer, *remove, *parameter, *value;
  };
  const Thing things[] = {
      {"ListGroupsForUser", "<Groups><member><GroupName>g</GroupName></member></Groups>", "RemoveUserFromGroup",
       "GroupName", "g"},
      {"ListUserPolicies", "<PolicyNames><member>p</member></PolicyNames>", "DeleteUserPolicy", "PolicyName", "p"},
      {"ListAttachedUserPolicies", "<AttachedPolicies><member><PolicyArn>a</PolicyArn></member></AttachedPolicies>",
       "DetachUserPolicy", "PolicyArn", "a"},
      {"ListSSHPublicKeys", "<SSHPublicKeys><member><SSHPublicKeyId>k</SSHPublicKeyId></member></SSHPublicKeys>",
       "DeleteSSHPublicKey", "SSHPublicKeyId", "k"},
      {"ListSigningCertificates", "<Certificates><member><CertificateId>c</CertificateId></member></Certificates>",
       "DeleteSigningCertificate", "CertificateId", "c"},
      {"ListServiceSpecificCredentials",
       "<ServiceSpecificCredentials><member><ServiceSpecificCredentialId>s</ServiceSpecificCredentialId></member>"
       "</ServiceSpecificCredentials>",
       "DeleteServiceSpecificCredential", "ServiceSpecificCredentialId", "s"},
      {"ListMFADevices", "<MFADevices><member><SerialNumber>m</SerialNumber></member></MFADevices>",
       "DeactivateMFADevice", "SerialNumber", "m"}};
  for (const Thing& thing : things) {
    aws_->Answer(thing.list, thing.answer);
    aws_->Answer(thing.remove, "");
  }
  aws_->Answer("DeleteUser", "");
  Object state = Config("aws_iam_user", {{"id", "ann"}});
  state.SetFlag("force_destroy", true);
  Destroy("aws_iam_user", state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  for (const Thing& thing : things) EXPECT_EQ(aws_->sent[thing.remove][thing.parameter], thing.value) << thing.remove;
  EXPECT_EQ(aws_->calls.back(), "DeleteUser");
}

TEST_F(IamUserTest, RefusalsAreToldWithTheUsersName) {
  Configure();
  Object config = Config("aws_iam_user", {{"name", "ann"}});
  aws_->Fail("CreateUser", 409, "EntityAlreadyExists", "exists");
  EXPECT_TRUE(Apply("aws_iam_user", Nothing("aws_iam_user"), config).IsNull());
  EXPECT_NE(TakeProblems().find("creating IAM User (ann): "), std::string::npos);
  Object state = Config("aws_iam_user", {{"id", "ann"}, {"name", "ann"}, {"path", "/"}});
  aws_->Answer("GetUser", "");
  Read("aws_iam_user", state);
  EXPECT_NE(TakeProblems().find("reading IAM User (ann): the answer has no User"), std::string::npos);
  aws_->Fail("GetUser", 403, "AccessDenied", "no");
  Read("aws_iam_user", state);
  EXPECT_NE(TakeProblems().find("reading IAM User (ann): "), std::string::npos);
  config.SetText("path", "/new/");
  aws_->Fail("UpdateUser", 403, "AccessDenied", "no");
  Update("aws_iam_user", state, config);
  EXPECT_NE(TakeProblems().find("updating IAM User (ann): "), std::string::npos);
  aws_->Fail("ListGroupsForUser", 403, "AccessDenied", "no");
  Destroy("aws_iam_user", state);
  EXPECT_NE(TakeProblems().find("deleting IAM User (ann): RemoveUserFromGroup"), std::string::npos);
  EXPECT_NE(Validate("aws_iam_user", Config("aws_iam_user", {{"name", "a b"}})).find("must only contain"),
            std::string::npos);
}

TEST_F(IamUserTest, AKeyIsSwitchedOffInPlace) {
  Configure();
  aws_->Answer("CreateAccessKey",
               "<AccessKey><AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey></AccessKey>");
  aws_->Answer("UpdateAccessKey", "");
  aws_->Answer("ListAccessKeys",
               "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId><Status>Inactive</Status></member>"
               "</AccessKeyMetadata>");
  Object config = Config("aws_iam_access_key", {{"user", "ann"}, {"status", "Inactive"}});
  Object state = Create("aws_iam_access_key", config);
  EXPECT_EQ(aws_->sent["UpdateAccessKey"]["Status"], "Inactive");
  config.SetText("status", "Active");
  EXPECT_TRUE(Replaces("aws_iam_access_key", state.ToValue(), config).empty());
  Update("aws_iam_access_key", state, config);
  EXPECT_EQ(aws_->sent["UpdateAccessKey"]["Status"], "Active");
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
  aws_->Fail("UpdateAccessKey", 403, "AccessDenied", "no");
  Update("aws_iam_access_key", state, config);
  EXPECT_NE(TakeProblems().find("updating IAM Access Key (AKIA1)"), std::string::npos);
  aws_->Answer("ListAccessKeys", "<AccessKeyMetadata/>");
  EXPECT_TRUE(Read("aws_iam_access_key", state).IsNull());
  aws_->Fail("ListAccessKeys", 403, "AccessDenied", "no");
  Read("aws_iam_access_key", state);
  EXPECT_NE(TakeProblems().find("reading IAM Access Key (AKIA1)"), std::string::npos);
  Destroy("aws_iam_access_key", state);
  EXPECT_EQ(aws_->sent["DeleteAccessKey"]["AccessKeyId"], "AKIA1");
  config.SetText("status", "Off");
  EXPECT_NE(Validate("aws_iam_access_key", config)
                .find(R"(expected status to be one of ["Active" "Inactive" "Expired"], got Off)"),
            std::string::npos);
  config.SetText("status", "");
  EXPECT_NE(Validate("aws_iam_access_key", config).find(R"("Expired"], got )"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
