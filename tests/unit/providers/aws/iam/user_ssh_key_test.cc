// SSH public keys of users: the resource, and the data source.
#include <gtest/gtest.h>

#include "tests/unit/providers/aws/harness.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kSshKeyType = "aws_iam_user_ssh_key";

class UserSshKeyTest : public ProviderTest {
 protected:
  void Start(const std::string& body = "ssh-rsa AAAA", const std::string& status = "Active") {
    Configure();
    Answer(body, status);
    for (const char* action : {"UpdateSSHPublicKey", "DeleteSSHPublicKey"}) aws_->Answer(action, "");
  }
  void Answer(const std::string& body, const std::string& status) {
    const std::string key = "<SSHPublicKey><UserName>ann</UserName><SSHPublicKeyId>APKA1</SSHPublicKeyId><Status>" +
                            status + "</Status><Fingerprint>a1:b2</Fingerprint><SSHPublicKeyBody>" + body +
                            "</SSHPublicKeyBody></SSHPublicKey>";
    aws_->Answer("UploadSSHPublicKey", key);
    aws_->Answer("GetSSHPublicKey", key);
  }
  Object Key(const std::string& text, const std::string& encoding = "SSH") const {
    return Config(kSshKeyType, {{"username", "ann"}, {"encoding", encoding}, {"public_key", text}});
  }
};

TEST_F(UserSshKeyTest, AKeyIsUploadedAsItIsAndReadInItsEncoding) {
  Start("ssh-rsa AAAA and a comment");
  const Object config = Key("ssh-rsa AAAA ann@example.org\n");
  const Object plan = Wrap(kSshKeyType, Plan(kSshKeyType, Nothing(kSshKeyType), config).planned);
  for (const char* name : {"fingerprint", "id", "ssh_public_key_id", "status"}) {
    EXPECT_TRUE(plan.IsUnknown(name)) << name;
  }
  const Object state = Create(kSshKeyType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["UploadSSHPublicKey"]["SSHPublicKeyBody"], "ssh-rsa AAAA ann@example.org\n");
  EXPECT_EQ(aws_->sent["GetSSHPublicKey"]["Encoding"], "SSH");
  EXPECT_EQ(aws_->sent["GetSSHPublicKey"]["SSHPublicKeyId"], "APKA1");
  EXPECT_FALSE(aws_->Called("UpdateSSHPublicKey"));
  EXPECT_EQ(state.Text("id"), "APKA1");
  EXPECT_EQ(state.Text("ssh_public_key_id"), "APKA1");
  EXPECT_EQ(state.Text("fingerprint"), "a1:b2");
  EXPECT_EQ(state.Text("status"), "Active");
  EXPECT_EQ(state.Text("public_key"), "ssh-rsa AAAA");
  EXPECT_TRUE(IsQuiet(kSshKeyType, state, config));
}

TEST_F(UserSshKeyTest, CommentsAndLineEndsMakeNoOtherKey) {
  Start();
  const Object state = Create(kSshKeyType, Key("ssh-rsa AAAA"));
  for (const char* same : {"ssh-rsa AAAA\n", "\nssh-rsa AAAA other comment", "ssh-rsa AAAA"}) {
    EXPECT_TRUE(IsQuiet(kSshKeyType, state, Key(same))) << same;
  }
  for (const char* other : {"ssh-rsa BBBB", "ssh-rsa  AAAA"}) {
    EXPECT_EQ(Replaces(kSshKeyType, state.ToValue(), Key(other)), std::vector<std::string>{"public_key"}) << other;
  }
  // The comment of PEM is text like any other; an encoding is another key's, and so is a user.
  EXPECT_EQ(Replaces(kSshKeyType, state.ToValue(), Key("ssh-rsa AAAA", "PEM")), std::vector<std::string>{"encoding"});
  EXPECT_EQ(Replaces(kSshKeyType, state.ToValue(), Key("ssh-rsa AAAA x", "PEM")),
            (std::vector<std::string>{"encoding", "public_key"}));
  Object config = Key("ssh-rsa AAAA");
  config.SetText("username", "bea");
  EXPECT_EQ(Replaces(kSshKeyType, state.ToValue(), config), std::vector<std::string>{"username"});
}

TEST_F(UserSshKeyTest, PemIsKeptAsIamWritesIt) {
  const std::string pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
  Start(pem);
  const Object state = Create(kSshKeyType, Key(pem, "PEM"));
  EXPECT_EQ(aws_->sent["GetSSHPublicKey"]["Encoding"], "PEM");
  EXPECT_EQ(state.Text("public_key"), pem);
  EXPECT_TRUE(IsQuiet(kSshKeyType, state, Key(pem + "\n", "PEM")));
}

TEST_F(UserSshKeyTest, AKeyIsSwitchedOffInPlace) {
  Start("ssh-rsa AAAA", "Inactive");
  Object config = Key("ssh-rsa AAAA");
  config.SetText("status", "Inactive");
  aws_->FailFirst(1, "UpdateSSHPublicKey", "NoSuchEntity", "not seen yet", "");
  const Object off = Create(kSshKeyType, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(aws_->sent["UpdateSSHPublicKey"]["Status"], "Inactive");
  EXPECT_EQ(aws_->Calls("UpdateSSHPublicKey"), 2);
  Answer("ssh-rsa AAAA", "Active");
  config.SetText("status", "Active");
  EXPECT_TRUE(Replaces(kSshKeyType, off.ToValue(), config).empty());
  EXPECT_EQ(Update(kSshKeyType, off, config).Text("status"), "Active");
  EXPECT_EQ(aws_->sent["UpdateSSHPublicKey"]["Status"], "Active");
  EXPECT_EQ(aws_->sent["UpdateSSHPublicKey"]["UserName"], "ann");
}

TEST_F(UserSshKeyTest, ItIsImportedByUserIdAndEncoding) {
  Start();
  const Object imported = Import(kSshKeyType, "ann:APKA1:SSH");
  EXPECT_EQ(imported.Text("ssh_public_key_id"), "APKA1");
  const Object state = Wrap(kSshKeyType, Read(kSshKeyType, imported));
  EXPECT_EQ(state.Text("id"), "APKA1");
  EXPECT_TRUE(IsQuiet(kSshKeyType, state, Key("ssh-rsa AAAA")));
  for (const char* wrong : {"APKA1", "ann:APKA1", "ann::SSH", ":APKA1:SSH", "ann:APKA1:"}) {
    Import(kSshKeyType, wrong);
    EXPECT_NE(TakeProblems().find("unexpected format of ID (\"" + std::string(wrong) +
                                  "\"), UserName:SSHPublicKeyId:Encoding"),
              std::string::npos);
  }
}

TEST_F(UserSshKeyTest, AKeyThatIsGoneIsGone) {
  Start();
  const Object state = Create(kSshKeyType, Key("ssh-rsa AAAA"));
  Destroy(kSshKeyType, state);
  EXPECT_EQ(aws_->sent["DeleteSSHPublicKey"]["SSHPublicKeyId"], "APKA1");
  for (const char* action : {"GetSSHPublicKey", "DeleteSSHPublicKey"}) aws_->Fail(action, 404, "NoSuchEntity", "none");
  EXPECT_TRUE(Read(kSshKeyType, state).IsNull());
  Destroy(kSshKeyType, state);
  EXPECT_FALSE(diagnostics_.HasErrors()) << Problems();
}

TEST_F(UserSshKeyTest, RefusalsAreTold) {
  Start();
  const Object config = Key("ssh-rsa AAAA"), state = Create(kSshKeyType, config);
  for (const char* action : {"UploadSSHPublicKey", "UpdateSSHPublicKey", "GetSSHPublicKey", "DeleteSSHPublicKey"}) {
    aws_->Fail(action, 403, "AccessDenied", "no");
  }
  EXPECT_TRUE(Apply(kSshKeyType, Nothing(kSshKeyType), config).IsNull());
  EXPECT_NE(TakeProblems().find("uploading IAM User SSH Key (ann): "), std::string::npos);
  Read(kSshKeyType, state);
  EXPECT_NE(TakeProblems().find("reading IAM User SSH Key (APKA1): "), std::string::npos);
  Destroy(kSshKeyType, state);
  EXPECT_NE(TakeProblems().find("deleting IAM User SSH Key (APKA1): "), std::string::npos);
  Object off = config;
  off.SetText("status", "Inactive");
  Update(kSshKeyType, state, off);
  EXPECT_NE(TakeProblems().find("updating IAM User SSH Key (APKA1): "), std::string::npos);
  for (const char* action : {"UploadSSHPublicKey", "GetSSHPublicKey"}) aws_->Answer(action, "");
  Apply(kSshKeyType, Nothing(kSshKeyType), config);
  EXPECT_NE(TakeProblems().find("no key in the answer"), std::string::npos);
  Read(kSshKeyType, state);
  EXPECT_NE(TakeProblems().find("empty result"), std::string::npos);
  EXPECT_NE(Validate(kSshKeyType, Key("x", "ssh")).find(R"(expected encoding to be one of ["SSH" "PEM"], got ssh)"),
            std::string::npos);
}

TEST_F(UserSshKeyTest, TheDataSourceReadsAKeyThatIsThere) {
  Start("ssh-rsa AAAA comment");
  const Object key = ReadData(kSshKeyType, {{"username", "ann"}, {"ssh_public_key_id", "APKA1"}, {"encoding", "SSH"}});
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(key.Text("id"), "APKA1");
  EXPECT_EQ(key.Text("public_key"), "ssh-rsa AAAA");
  EXPECT_EQ(key.Text("fingerprint"), "a1:b2");
  EXPECT_EQ(key.Text("status"), "Active");
  ReadData(kSshKeyType, {{"username", "ann"}, {"ssh_public_key_id", "APKA1"}, {"encoding", "DER"}});
  EXPECT_NE(TakeProblems().find("expected encoding to be one of"), std::string::npos);
  aws_->Fail("GetSSHPublicKey", 404, "NoSuchEntity", "none");
  ReadData(kSshKeyType, {{"username", "ann"}, {"ssh_public_key_id", "APKA1"}, {"encoding", "SSH"}});
  EXPECT_NE(TakeProblems().find("reading IAM User SSH Key: "), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::aws
