// remote-exec and file, over stand-ins for ssh and scp: what is copied and run, and what those are told.
#include <gtest/gtest.h>

#include "engine/provision/provisioner.h"
#include "engine/provision/provisioner_schema.h"
#include "tests/unit/engine/provision/fake_ssh.h"

namespace rolecall::engine {
namespace {

using testing::FakeSsh;
using value::Type;
using value::Value;
using Members = std::map<std::string, Value>;

constexpr const char* kKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-key\n-----END OPENSSH PRIVATE KEY-----";

// An object of the schema: what is not given is null.
Value Of(const BlockSchema& schema, Members given) {
  for (const auto& [name, attribute] : schema.attributes) given.try_emplace(name, Value::Null(attribute.type));
  return Value::Object(std::move(given));
}

Value Connection(Members given) {
  given.try_emplace("host", Value::String("there"));
  return Of(ConnectionSchema(), std::move(given));
}

Value Lines(std::vector<std::string> lines) {
  std::vector<Value> values;
  for (std::string& line : lines) values.push_back(Value::String(line));
  return Value::List(Type::String(), std::move(values));
}

class RemoteTest : public ::testing::Test {
 protected:
  std::string Run(const std::string& type, Members config, const Value& connection) {
    const Value given = Of(*ProvisionerSchema(type), std::move(config));
    const auto failure =
        RunProvisioner(type, {given, connection, environment_, random_,
                              [this](const std::string& text) { told_ += text + "\n"; }, [this] { return !stopped_; }});
    return failure ? failure->summary + ": " + failure->detail : "";
  }
  std::string There(const std::string& name) const { return ssh_.folder() + "/" + name; }

  FakeSsh ssh_;
  FakeEnvironment environment_{{{"PATH", getenv("PATH")}}};
  SystemRandom random_;  // scripts lie in the machine's own /tmp: tests that run side by side must not share a name
  std::string told_;
  bool stopped_ = false;
};

TEST_F(RemoteTest, AScriptOfLinesRunsThereAndIsRemoved) {
  const Members config = {{"inline", Lines({"echo one", "echo two ${0##*/}", "exit 3"})}};
  const std::string failure =
      Run("remote-exec", config, Connection({{"script_path", Value::String(There("it's %RAND%.sh"))}}));
  EXPECT_NE(failure.find("remote-exec provisioner error: error executing \"" + There("it's ")), std::string::npos);
  EXPECT_TRUE(failure.ends_with(".sh\": Process exited with status 3")) << failure;
  EXPECT_NE(told_.find("Connecting to remote host via SSH...\n  Host: there\n  User: root\n  Password: false\n"),
            std::string::npos);
  EXPECT_NE(told_.find("Connected!\none\ntwo it's "), std::string::npos) << told_;
  for (const auto& entry : std::filesystem::directory_iterator(ssh_.folder())) {
    EXPECT_EQ(entry.path().string().find("it's"), std::string::npos) << "the script is left behind";
  }
}

TEST_F(RemoteTest, KeysAndPasswordsAreInPrivateFilesOnly) {
  const Value connection = Connection({{"user", Value::String("me")},
                                       {"password", Value::String("there-password")},
                                       {"private_key", Value::String(kKey)},
                                       {"certificate", Value::String("ssh-ed25519-cert-v01@openssh.com AAAA")},
                                       {"bastion_host", Value::String("hop")},
                                       {"bastion_password", Value::String("hop-password")},
                                       {"agent", Value::Bool(false)}});
  EXPECT_EQ(Run("remote-exec", {{"inline", Lines({"true"})}}, connection), "");
  const std::string calls = ssh_.Read("calls"), files = ssh_.Read("files"), modes = ssh_.Read("modes");
  for (const char* secret : {"there-password", "hop-password", "secret-key"}) {
    EXPECT_EQ(calls.find(secret), std::string::npos) << calls;
    EXPECT_EQ(told_.find(secret), std::string::npos) << told_;
    EXPECT_NE(files.find(secret), std::string::npos) << files;
  }
  EXPECT_TRUE(modes.ends_with("700\n")) << modes;
  EXPECT_EQ(modes.find("r--r--"), std::string::npos) << modes;
  // Each machine gets its own password.
  EXPECT_EQ(ssh_.Read("asked"), "there-password|force\nhop-password|force\n");
  for (const char* line : {"ProxyJump bastion", "HostName \"hop\"", "IdentityAgent none", "IdentitiesOnly yes",
                           "CertificateFile", "StrictHostKeyChecking no"}) {
    EXPECT_NE(files.find(line), std::string::npos) << line << "\n" << files;
  }
}

TEST_F(RemoteTest, AHostKeyIsChecked) {
  const Value connection =
      Connection({{"host_key", Value::String("ssh-ed25519 AAAAkey")}, {"port", Value::Number(2222)}});
  EXPECT_EQ(Run("remote-exec", {{"inline", Lines({"true"})}}, connection), "");
  const std::string files = ssh_.Read("files");
  EXPECT_NE(files.find("[there]:2222 ssh-ed25519 AAAAkey\n@cert-authority [there]:2222 ssh-ed25519 AAAAkey\n"),
            std::string::npos)
      << files;
  EXPECT_NE(files.find("StrictHostKeyChecking yes"), std::string::npos);
  EXPECT_NE(told_.find("Checking Host Key: true"), std::string::npos);
}

TEST_F(RemoteTest, AMachineThatDoesNotAnswerYetIsTriedAgain) {
  ssh_.FailFirst(1);
  EXPECT_EQ(Run("remote-exec", {{"inline", Lines({"echo here"})}}, Connection({})), "");
  EXPECT_NE(told_.find("here"), std::string::npos);
  ssh_.FailFirst(100);
  EXPECT_EQ(Run("file", {{"content", Value::String("x")}, {"destination", Value::String(There("x"))}},
                Connection({{"timeout", Value::String("1s")}})),
            "file provisioner error: timeout - last error: connect to host: Connection refused");
  stopped_ = true;
  EXPECT_NE(Run("remote-exec", {{"inline", Lines({"true"})}}, Connection({})), "");
}

TEST_F(RemoteTest, FilesAndFoldersAreCopied) {
  EXPECT_EQ(
      Run("file", {{"content", Value::String("text")}, {"destination", Value::String(There("a b"))}}, Connection({})),
      "");
  EXPECT_EQ(ssh_.Read("a b"), "text");
  std::filesystem::create_directories(There("from/deep"));
  std::filesystem::create_directories(There("to"));
  std::ofstream(There("from/deep/f")) << "f";
  const auto copy = [&](const std::string& source) {
    return Run("file", {{"source", Value::String(source)}, {"destination", Value::String(There("to"))}},
               Connection({}));
  };
  EXPECT_EQ(copy(There("from")), "");
  EXPECT_EQ(ssh_.Read("to/from/deep/f"), "f");
  EXPECT_EQ(copy(There("from") + "/"), "");
  EXPECT_EQ(ssh_.Read("to/deep/f"), "f");
  EXPECT_EQ(copy(There("nowhere")),
            "file provisioner error: Upload failed: stat " + There("nowhere") + ": no such file or directory");
}

// As in Terraform: the destination is the file's own name, never a folder to put it into; unless there is a slash.
TEST_F(RemoteTest, AFileDoesNotGoIntoAFolderOfItsName) {
  std::filesystem::create_directories(There("to"));
  std::ofstream(There("a")) << "text";
  const auto copy = [&](Members config, const std::string& destination) {
    config.emplace("destination", Value::String(destination));
    return Run("file", std::move(config), Connection({}));
  };
  const Members content = {{"content", Value::String("text")}};
  const Members source = {{"source", Value::String(There("a"))}};
  EXPECT_NE(copy(content, There("to")).find("Upload failed: "), std::string::npos);
  EXPECT_NE(copy(source, There("to")).find("Upload failed: "), std::string::npos);
  EXPECT_TRUE(std::filesystem::is_empty(There("to")));
  EXPECT_EQ(copy(source, There("to/b")), "");
  EXPECT_EQ(ssh_.Read("to/b"), "text");
  EXPECT_EQ(copy(content, There("to/")), "");
  EXPECT_EQ(ssh_.Read("to/to"), "text");
  EXPECT_NE(copy(content, There("nowhere/b")).find("Upload failed: "), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(There("nowhere")));
  for (const char* wrong : {"/", "..", "/tmp/.."}) {
    EXPECT_NE(copy(content, wrong).find("unexpected filename"), std::string::npos) << wrong;
  }
}

TEST_F(RemoteTest, WhatSshCannotBeToldIsRefused) {
  const auto refusal = [&](Members given) {
    return Run("remote-exec", {{"inline", Lines({"true"})}}, Connection(std::move(given)));
  };
  const auto has = [](const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  has(refusal({{"host", Value::String("")}}), "host for provisioner cannot be empty");
  has(refusal({{"host", Value::String("-oProxyCommand=x")}}), "must be a name or an address");
  has(refusal({{"host", Value::String("a\nProxyCommand x")}}), "must be a name or an address");
  has(refusal({{"user", Value::String("a\"\nProxyCommand x")}}), "cannot be in a user's name");
  has(refusal({{"private_key", Value::String("abc")}}), "Failed to read ssh private key: no key found");
  has(refusal({{"host_key", Value::String("a b\n* ssh-rsa x")}}), "must be one public key");
  has(refusal({{"port", Value::Number(70000)}}), "no port");
  has(refusal({{"timeout", Value::String("3x")}}), "must be a duration");
  has(refusal({{"type", Value::String("winrm")}}), "connection type \"winrm\" is not supported");
  has(refusal({{"target_platform", Value::String("windows")}}), "not supported");
  has(refusal({{"proxy_host", Value::String("p")}}), "proxy_host is not supported");
  const Value none = Value::Null(Type::Dynamic());
  has(Run("remote-exec", {{"inline", Lines({"true"})}}, none), "Missing connection configuration for provisioner.");
  EXPECT_EQ(ssh_.Read("calls"), "");
}

TEST(ProvisionerArguments, ThoseThatExcludeOrNeedEachOtherAreTold) {
  const auto problems = [](const std::string& type, Members given) {
    diag::Diagnostics diagnostics;
    CheckProvisioner(type, Of(*ProvisionerSchema(type), std::move(given)), {}, diagnostics);
    return diagnostics.empty() ? "" : diagnostics.list()[0].detail;
  };
  const Value text = Value::String("x");
  EXPECT_EQ(problems("remote-exec", {}), "One of \"inline\", \"script\", or \"scripts\" must be set.");
  EXPECT_EQ(problems("remote-exec", {{"script", text}, {"inline", Lines({"x"})}}),
            "Only one of \"inline\", \"script\", or \"scripts\" must be set.");
  EXPECT_EQ(problems("remote-exec", {{"script", Value::Unknown(Type::String())}}), "");
  EXPECT_EQ(problems("file", {}), "Must provide one of 'source' or 'content'.");
  EXPECT_EQ(problems("file", {{"source", text}, {"content", text}}), "Cannot set both 'source' and 'content'.");
  diag::Diagnostics diagnostics;
  CheckConnection(Connection({{"type", Value::String("winrm")}}), {}, diagnostics);
  EXPECT_TRUE(diagnostics.HasErrors());
}

}  // namespace
}  // namespace rolecall::engine
