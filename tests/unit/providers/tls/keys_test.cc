#include "base/encoding.h"
#include "crypto/certificates/ssh_key.h"
#include "crypto/digest.h"
#include "engine/provider/ephemeral.h"
#include "providers/tls/provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::tls {
namespace {

using value::Value;

class TlsKeysTest : public ProviderHarness {
 protected:
  TlsKeysTest() {
    Use(MakeTlsProvider([](const PeerChainRequest&) -> Result<PeerChain> { return PeerChain(); }, clock_));
  }
  Object Config(const std::string& algorithm) {
    Object config = Empty("tls_private_key");
    config.SetText("algorithm", algorithm);
    return config;
  }
  Object Public(const std::string& attribute, const std::string& key) {
    const value::Type type = engine::ImpliedType(provider_->schema().data_sources.at("tls_public_key").block);
    Object config(type, Value::Null(type));
    config.SetText(attribute, key);
    return Object(type, provider_->ReadDataSource("tls_public_key", config.ToValue(), diagnostics_));
  }

  FakeClock clock_{FromUnixSeconds(1795000000)};
};

TEST_F(TlsKeysTest, EachAlgorithmHasItsForms) {
  const std::map<std::string, std::string> labels = {
      {"RSA", "RSA PRIVATE KEY"}, {"ECDSA", "EC PRIVATE KEY"}, {"ED25519", "PRIVATE KEY"}};
  for (const auto& [algorithm, label] : labels) {
    Object config = Config(algorithm);
    config.SetText("ecdsa_curve", "P384");
    const Object made = Create("tls_private_key", config);
    ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
    EXPECT_TRUE(made.Text("private_key_pem").starts_with("-----BEGIN " + label + "-----\n")) << algorithm;
    EXPECT_TRUE(made.Text("private_key_pem_pkcs8").starts_with("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_TRUE(made.Text("private_key_openssh").starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
    EXPECT_EQ(made.Integer("rsa_bits"), 2048);
    EXPECT_EQ(made.Text("id").size(), 40u);
    EXPECT_TRUE(IsQuiet("tls_private_key", made, config));
    for (const char* form : {"private_key_pem", "private_key_openssh"}) {
      const Object read = Public(form, made.Text(form));
      EXPECT_EQ(read.Text("algorithm"), algorithm);
      for (const char* name : {"id", "public_key_pem", "public_key_openssh", "public_key_fingerprint_md5",
                               "public_key_fingerprint_sha256"}) {
        EXPECT_EQ(read.Text(name), made.Text(name)) << name;
      }
    }
  }
}

TEST_F(TlsKeysTest, AnEphemeralKeyIsAnotherOneEachTime) {
  const value::Type type = engine::ImpliedType(provider_->FindEphemeral("tls_private_key")->block);
  auto& ephemeral = dynamic_cast<engine::EphemeralResources&>(*provider_);
  Object config(type, Value::Null(type));
  config.SetText("algorithm", "ECDSA");
  config.SetText("ecdsa_curve", "P256");
  const auto open = [&] {
    return Object(type, ephemeral.Open("tls_private_key", config.ToValue(), diagnostics_).result);
  };
  const Object one = open(), other = open();
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_NE(one.Text("private_key_pem"), other.Text("private_key_pem"));
  EXPECT_EQ(Public("private_key_pem", one.Text("private_key_pem")).Text("public_key_openssh"),
            one.Text("public_key_openssh"));
  EXPECT_EQ(one.Integer("rsa_bits"), 2048);
  config.SetText("algorithm", "DSA");
  ephemeral.ValidateEphemeral("tls_private_key", config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("algorithm"), std::string::npos);
}

TEST_F(TlsKeysTest, TheDefaultCurveHasNoSshForm) {
  const Object made = Create("tls_private_key", Config("ECDSA"));
  EXPECT_EQ(made.Text("ecdsa_curve"), "P224");
  for (const char* name : {"private_key_openssh", "public_key_openssh", "public_key_fingerprint_md5"}) {
    EXPECT_TRUE(made.IsSet(name)) << name;
    EXPECT_EQ(made.Text(name), "") << name;
  }
}

TEST_F(TlsKeysTest, EveryArgumentReplaces) {
  const Object made = Create("tls_private_key", Config("ED25519"));
  Object config = Config("ECDSA");
  config.SetText("ecdsa_curve", "P256");
  config.SetInteger("rsa_bits", 3072);
  EXPECT_EQ(Replaces("tls_private_key", made.ToValue(), config),
            (std::vector<std::string>{"algorithm", "ecdsa_curve", "rsa_bits"}));
}

TEST_F(TlsKeysTest, WhatIsSecretIsMarked) {
  const auto& attributes = provider_->schema().resources.at("tls_private_key").block.attributes;
  for (const auto& [name, attribute] : attributes) EXPECT_EQ(attribute.sensitive, name.starts_with("private_key"));
}

TEST_F(TlsKeysTest, WrongArgumentsAreToldBefore) {
  Object config = Config("DSA");
  config.SetText("ecdsa_curve", "P-256");
  const std::string problems = Validate("tls_private_key", config);
  EXPECT_NE(problems.find(R"(Attribute algorithm value must be one of: ["RSA" "ECDSA" "ED25519"], got: "DSA")"),
            std::string::npos)
      << problems;
  EXPECT_NE(problems.find("ecdsa_curve value must be one of"), std::string::npos);
  Object small = Config("RSA");
  small.SetInteger("rsa_bits", 512);
  diagnostics_ = diag::Diagnostics();
  EXPECT_FALSE(Create("tls_private_key", small).IsSet("id"));
  EXPECT_NE(Problems().find("512-bit keys are insecure"), std::string::npos);
}

TEST_F(TlsKeysTest, AStateOfOldGetsItsNewForms) {
  const Object made = Create("tls_private_key", Config("ED25519"));
  std::string pem;
  for (const char c : made.Text("private_key_pem")) pem += c == '\n' ? std::string("\\n") : std::string(1, c);
  const Object raised =
      Wrap("tls_private_key", provider_->UpgradeState("tls_private_key", 0,
                                                      R"({"algorithm":"ED25519","ecdsa_curve":"P224","rsa_bits":2048,)"
                                                      R"("private_key_pem":")" +
                                                          pem + "\"}",
                                                      diagnostics_));
  EXPECT_EQ(raised.Text("public_key_openssh"), made.Text("public_key_openssh"));
  EXPECT_EQ(raised.Text("private_key_pem_pkcs8"), made.Text("private_key_pem_pkcs8"));
  EXPECT_EQ(raised.Text("id"), made.Text("id"));
}

TEST_F(TlsKeysTest, NothingIsImported) {
  EXPECT_FALSE(Import("tls_private_key", "x").IsSet("id"));
  EXPECT_NE(Problems().find("does not support import"), std::string::npos);
}

TEST_F(TlsKeysTest, OneKeyIsReadNotTwo) {
  const value::Type type = engine::ImpliedType(provider_->schema().data_sources.at("tls_public_key").block);
  Object config(type, Value::Null(type));
  provider_->ValidateDataSource("tls_public_key", config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("No attribute specified when one (and only one) of"), std::string::npos);
  config.SetText("private_key_pem", "a");
  config.SetText("private_key_openssh", "b");
  provider_->ValidateDataSource("tls_public_key", config.ToValue(), diagnostics_);
  EXPECT_NE(Problems().find("2 attributes specified"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  Public("private_key_pem", "no key");
  EXPECT_NE(Problems().find("Unable to parse private key"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::tls
