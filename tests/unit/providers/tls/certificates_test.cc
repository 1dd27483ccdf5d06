#include "crypto/certificate.h"
#include "crypto/certificates/certificate_request.h"
#include "providers/tls/provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::tls {
namespace {

using value::Type;
using value::Value;

constexpr const char* kSelfSigned = "tls_self_signed_cert";
constexpr const char* kSigned = "tls_locally_signed_cert";

class TlsCertificatesTest : public ProviderHarness {
 protected:
  TlsCertificatesTest() {
    Use(MakeTlsProvider([](const PeerChainRequest&) -> Result<PeerChain> { return PeerChain(); }, clock_));
  }
  std::string NewKey() { return std::string(crypto::CertificateKey::GenerateEcdsa("P-256").value().ToPem().Reveal()); }
  void SetSubject(Object& config, const std::string& common_name) {
    const Type type = config.TypeOf("subject").element();
    Object subject(type, Value::Null(type));
    subject.SetText("common_name", common_name);
    config.Set("subject", Value::List(type, {subject.ToValue()}));
  }
  Object SelfSigned(std::int64_t hours) {
    Object config = Empty(kSelfSigned);
    config.SetText("private_key_pem", key_);
    config.SetInteger("validity_period_hours", hours);
    config.SetTexts("allowed_uses", {"server_auth", "cert_signing"});
    SetSubject(config, "a.example");
    return config;
  }
  std::string Request() {
    Object config = Empty("tls_cert_request");
    config.SetText("private_key_pem", NewKey());
    config.SetTexts("dns_names", {"b.example"});
    SetSubject(config, "b.example");
    return Create("tls_cert_request", config).Text("cert_request_pem");
  }

  FakeClock clock_{FromUnixSeconds(1795000000) + std::chrono::microseconds(250000)};
  std::string key_ = NewKey();
};

TEST_F(TlsCertificatesTest, ACertificateHasItsTimesAndSerialNumber) {
  const Object made = Create(kSelfSigned, SelfSigned(24));
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_EQ(made.Text("validity_start_time"), "2026-11-18T11:06:40.25Z");
  EXPECT_EQ(made.Text("validity_end_time"), "2026-11-19T11:06:40.25Z");
  EXPECT_EQ(made.Text("key_algorithm"), "ECDSA");
  EXPECT_TRUE(made.IsSet("ready_for_renewal"));
  EXPECT_FALSE(made.Flag("ready_for_renewal"));
  EXPECT_TRUE(made.Get("max_path_length").IsNull());
  const crypto::Certificate read = crypto::ParseCertificates(made.Text("cert_pem"))->front();
  EXPECT_EQ(read.serial_number, made.Text("id"));
  EXPECT_EQ(read.subject, "CN=a.example");
  EXPECT_TRUE(IsQuiet(kSelfSigned, made, SelfSigned(24)));
}

TEST_F(TlsCertificatesTest, WhatIsPlannedIsKnownWhereItCanBe) {
  const Object planned = Wrap(kSelfSigned, Plan(kSelfSigned, Nothing(kSelfSigned), SelfSigned(24)).planned);
  EXPECT_TRUE(planned.IsSet("ready_for_renewal"));
  EXPECT_TRUE(planned.IsUnknown("cert_pem"));
  EXPECT_TRUE(planned.IsUnknown("max_path_length"));
  EXPECT_EQ(planned.Integer("early_renewal_hours", -1), 0);
  Object unknown = SelfSigned(24);
  unknown.SetUnknown("validity_period_hours");
  EXPECT_TRUE(
      Wrap(kSelfSigned, Plan(kSelfSigned, Nothing(kSelfSigned), unknown).planned).IsUnknown("ready_for_renewal"));
}

TEST_F(TlsCertificatesTest, OneThatIsReadyIsReplaced) {
  Object config = SelfSigned(24);
  config.SetInteger("early_renewal_hours", 2);
  const Object made = Create(kSelfSigned, config);
  clock_.Advance(std::chrono::hours(21));
  EXPECT_TRUE(IsQuiet(kSelfSigned, Wrap(kSelfSigned, Read(kSelfSigned, made)), config));
  clock_.Advance(std::chrono::hours(1));
  const Object read = Wrap(kSelfSigned, Read(kSelfSigned, made));
  EXPECT_TRUE(read.Flag("ready_for_renewal"));
  EXPECT_EQ(Replaces(kSelfSigned, read.ToValue(), config), std::vector<std::string>{"ready_for_renewal"});
  // Not once it need not be ready so early.
  config.SetInteger("early_renewal_hours", 1);
  EXPECT_TRUE(Replaces(kSelfSigned, read.ToValue(), config).empty());
  EXPECT_FALSE(Apply(kSelfSigned, read.ToValue(), config).Flag("ready_for_renewal"));
}

TEST_F(TlsCertificatesTest, OneThatIsReadyAtOnceSaysSoInThePlan) {
  Object config = SelfSigned(0);
  EXPECT_TRUE(Wrap(kSelfSigned, Plan(kSelfSigned, Nothing(kSelfSigned), config).planned).Flag("ready_for_renewal"));
  const Object made = Create(kSelfSigned, config);
  EXPECT_TRUE(made.Flag("ready_for_renewal"));
  EXPECT_EQ(Replaces(kSelfSigned, made.ToValue(), config), std::vector<std::string>{"ready_for_renewal"});
}

TEST_F(TlsCertificatesTest, OtherNamesAndKeysReplaceButNotEarlyRenewal) {
  const Object made = Create(kSelfSigned, SelfSigned(24));
  Object config = SelfSigned(24);
  config.SetInteger("early_renewal_hours", 1);
  EXPECT_TRUE(Replaces(kSelfSigned, made.ToValue(), config).empty());
  config.SetText("private_key_pem", NewKey());
  config.SetTexts("uris", {"urn:a"});
  SetSubject(config, "other.example");
  EXPECT_EQ(Replaces(kSelfSigned, made.ToValue(), config),
            (std::vector<std::string>{"private_key_pem", "subject", "uris"}));
}

// Before its version 4 the provider kept a hash of the key.
TEST_F(TlsCertificatesTest, AHashOfAKeyIsNotReplaced) {
  Object made = Create(kSelfSigned, SelfSigned(24));
  made.SetText("private_key_pem", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_TRUE(Replaces(kSelfSigned, made.ToValue(), SelfSigned(24)).empty());
}

TEST_F(TlsCertificatesTest, AKeyThatIsNotKeptIsUsed) {
  Object config = SelfSigned(24);
  config.SetNull("private_key_pem");
  config.SetText("private_key_pem_wo", key_);
  config.SetInteger("private_key_pem_wo_version", 1);
  EXPECT_EQ(Validate(kSelfSigned, config), "");
  const Object made = Create(kSelfSigned, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  EXPECT_TRUE(made.Get("private_key_pem_wo").IsNull());
  config.SetInteger("private_key_pem_wo_version", 2);
  EXPECT_EQ(Replaces(kSelfSigned, made.ToValue(), config), std::vector<std::string>{"private_key_pem_wo_version"});
}

TEST_F(TlsCertificatesTest, WrongArgumentsAreToldBefore) {
  Object config = SelfSigned(-1);
  config.SetText("private_key_pem_wo", key_);
  config.SetTexts("allowed_uses", {"server_auth", "flying"});
  config.SetTexts("ip_addresses", {""});
  config.SetInteger("max_path_length", -2);
  const std::string problems = Validate(kSelfSigned, config);
  for (const char* part :
       {"Exactly one of these attributes must be configured: [private_key_pem,private_key_pem_wo]",
        "These attributes must be configured together: [private_key_pem_wo,private_key_pem_wo_version]",
        "Attribute validity_period_hours value must be at least 0, got: -1",
        "Attribute allowed_uses[1] value must be one of: [\"any_extended\" \"cert_signing\"",
        "Attribute ip_addresses[0] string length must be at least 1, got: 0",
        "Attribute max_path_length value must be at least -1, got: -2"}) {
    EXPECT_NE(problems.find(part), std::string::npos) << part << "\n" << problems;
  }
}

TEST_F(TlsCertificatesTest, ACaSignsWhatIsRequested) {
  Object ca_config = SelfSigned(48);
  ca_config.SetFlag("is_ca_certificate", true);
  const Object ca = Create(kSelfSigned, ca_config);
  Object config = Empty(kSigned);
  config.SetText("ca_cert_pem", ca.Text("cert_pem"));
  config.SetText("ca_private_key_pem", key_);
  config.SetText("cert_request_pem", Request());
  config.SetInteger("validity_period_hours", 12);
  config.SetTexts("allowed_uses", {"client_auth"});
  const Object made = Create(kSigned, config);
  ASSERT_FALSE(diagnostics_.HasErrors()) << Problems();
  const crypto::Certificate read = crypto::ParseCertificates(made.Text("cert_pem"))->front();
  EXPECT_EQ(read.subject, "CN=b.example");
  EXPECT_EQ(read.dns_names, std::vector<std::string>{"b.example"});
  EXPECT_TRUE(crypto::IsIssuedBy(read, crypto::ParseCertificates(ca.Text("cert_pem"))->front()));
  EXPECT_EQ(made.Text("ca_key_algorithm"), "ECDSA");
  EXPECT_TRUE(IsQuiet(kSigned, made, config));
  EXPECT_EQ(Problems(), "");
}

TEST_F(TlsCertificatesTest, AnIssuerThatIsNoCaIsWarnedOf) {
  Object config = Empty(kSigned);
  config.SetText("ca_cert_pem", Create(kSelfSigned, SelfSigned(48)).Text("cert_pem"));
  config.SetText("ca_private_key_pem", key_);
  config.SetText("cert_request_pem", Request());
  config.SetInteger("validity_period_hours", 12);
  config.SetTexts("allowed_uses", {});
  Create(kSigned, config);
  EXPECT_FALSE(diagnostics_.HasErrors());
  EXPECT_NE(Problems().find("Potentially Invalid Certificate Authority"), std::string::npos);
  config.SetText("cert_request_pem", "none");
  Create(kSigned, config);
  EXPECT_NE(Problems().find("Failed to parse certificate request PEM"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::tls
