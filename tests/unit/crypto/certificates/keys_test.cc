#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/certificates/certificate_key.h"
#include "crypto/certificates/pem_block.h"
#include "crypto/certificates/ssh_key.h"

namespace rolecall::crypto {
namespace {

// Made by OpenSSL; their lines and fingerprints are ssh-keygen's.
constexpr const char* kEc = R"(-----BEGIN EC PRIVATE KEY-----
MHcCAQEEINCksIhSWBds225vKod8+cw1uPvSNanpAUfBfm2SQ1QioAoGCCqGSM49
AwEHoUQDQgAE42MYGUdotjWhq2KYY91Bli/ynIKjuCcWcE3SjlyS5arqZZybtiy+
+S6M0p+/54rTpls9yudj+WWtmz0ACntHgA==
-----END EC PRIVATE KEY-----
)";
constexpr const char* kRsa = R"(-----BEGIN RSA PRIVATE KEY-----
MIICXAIBAAKBgQCgPRQqbYhcfnWp07UzQofulCNH4QjG3ypee1h73Th6+fGojOGF
FD/kbHXq6zRkJSoVkXhwI9nXtSsNBKw9joIpO5dGGw7cEwFBcPuuUbyWGga6FX8z
J615XrpW3EIpOgZ2iJAfV7sh21VAK2hTqiWn29F0nQXI6+SXyMmgYnCWkQIDAQAB
AoGAaFS8f4+HvKl+FRBKJ9EGzplXi2KDI3GElbX7+9IjBzccWGE6KTrxCtpvwIBa
QWZNS3PHFkTRfvhvym8jcoUKS6S+dQthDVe9FoG61nrknwD6dGaD+mMqyEAUlLfK
+DUzy+jLSAe7csnEVlwqTu3ZHhdwLoFrd2fu0g/mPkqhkAECQQDOKzrm6TfTrfKS
b1DzwTTmR0dugeQmcHiVRuvXrL8nVbnhXmfRDzoC7SeKvlqr8AQtP/a5nWW0PhxQ
ljJipB8BAkEAxvfllqgNUOIP5pwChqUs0V+CY43XLBEiDeq6qFbBt5JU0vh6TuX2
8cuYZ9VugIvHbEX+6eGbNprlwy3waKIHkQJBAM3nlPs7Xvs1Vfdz32iixJ9b/vZa
Ga9eUr/bxf1v1LWHQ47Wx16fE3QKwJwrwsjHfJRotpPoo8Og6Ix/hTDI8wECQA1i
tg5ppeOwIbO5AS5/xEEdtM7vxu8PBAR9qysSExw/evdqggf2zqM7uDgcEsARJ0xw
dRLU+7UzvIth9s+DPxECQGVMyhfGC3GRClpklEwFjLgfIe5BTdYoDe3gbVSTrcPO
hvNHUuJSHNLjDUyvMxmVcWEdplvFg/RIOi4jNnRPQDk=
-----END RSA PRIVATE KEY-----
)";
// Made by ssh-keygen.
constexpr const char* kOpenssh = R"(-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAiAAAABNlY2RzYS
1zaGEyLW5pc3RwMzg0AAAACG5pc3RwMzg0AAAAYQR29nFMP/mX08lcF8GK99hdKnseFydr
9mhUlN0dbMnG/Nv5LTz8DrWfhQe+rt6TWg1GiUPqBV/VHfaIaqSeEt9aN54UqbKYyhYzn6
3pQ73kdRA1yxQqB7icjgA5gWWktfwAAADQg/RWu4P0VrsAAAATZWNkc2Etc2hhMi1uaXN0
cDM4NAAAAAhuaXN0cDM4NAAAAGEEdvZxTD/5l9PJXBfBivfYXSp7Hhcna/ZoVJTdHWzJxv
zb+S08/A61n4UHvq7ek1oNRolD6gVf1R32iGqknhLfWjeeFKmymMoWM5+t6UO95HUQNcsU
Kge4nI4AOYFlpLX8AAAAMQCRGEm1oFmw+7otIhUKvHiToo80pHR2biHNqt8B0TAqaFZRvi
LvaFJk1VyGcF4NYb8AAAAAAQIDBAUGBw==
-----END OPENSSH PRIVATE KEY-----
)";
constexpr const char* kLocked = R"(-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABD0lEFo4L
nZWozXQUtSIB73AAAAAQAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIMHjSXXx+W8+pu9L
8+u1dinyA7vBD9+l1bEU2PZhE+p5AAAAkBS4EThFDpAj4VJQ2QEcKX6rpdsISBWK4XjpRr
h8QAuAUK+tMZkAA0/KfMu2Ihd7Rb1c+SXgC/2qQx89mg3M6T+E1NePZOyFrCt9cN7wbeYn
eYecT/53gtCMPMHBnvN7yWLoDytXthGp6mTZ3DFvdhlpOjSZ/kBsZxh8jzEJ2CXsDKEfxY
4IaAalMyDnPmuqfA==
-----END OPENSSH PRIVATE KEY-----
)";

CertificateKey Read(const std::string& pem) { return CertificateKey::FromPem(Secret(pem)).value(); }

TEST(CertificateKey, AnEcKeyHasItsLineAndFingerprints) {
  const CertificateKey key = Read(kEc);
  EXPECT_EQ(key.curve(), "P-256");
  EXPECT_EQ(key.ToPem().Reveal(), kEc);
  EXPECT_EQ(AuthorizedKey(key),
            "ecdsa-sha2-nistp256 "
            "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBONjGBlHaLY1oatimGPdQZYv8pyCo7gnFnBN0o5ckuWq6mWcm7Ysvv"
            "kujNKfv+eK06ZbPcrnY/llrZs9AAp7R4A=\n");
  EXPECT_EQ(Md5Fingerprint(key), "ac:4a:75:44:2d:75:7f:03:df:7b:72:3a:f5:f5:89:a5");
  EXPECT_EQ(Sha256Fingerprint(key), "SHA256:lyUT76IPtoFKbjy7yUmP9QKTAhrvtb9RdPr7HFK0mAk");
}

TEST(CertificateKey, AnRsaKeyHasItsLineAndFingerprints) {
  const CertificateKey key = Read(kRsa);
  EXPECT_EQ(key.ToPem().Reveal(), kRsa);
  EXPECT_EQ(AuthorizedKey(key),
            "ssh-rsa "
            "AAAAB3NzaC1yc2EAAAADAQABAAAAgQCgPRQqbYhcfnWp07UzQofulCNH4QjG3ypee1h73Th6+fGojOGFFD/"
            "kbHXq6zRkJSoVkXhwI9nXtSsNBKw9joIpO5dGGw7cEwFBcPuuUbyWGga6FX8zJ615XrpW3EIpOgZ2iJAfV7sh21VAK2hTqiWn29F0nQXI6"
            "+SXyMmgYnCWkQ==\n");
  EXPECT_EQ(Md5Fingerprint(key), "39:a3:aa:d9:9c:d1:c7:6a:e6:01:73:a3:cd:73:e4:a1");
  EXPECT_EQ(Sha256Fingerprint(key), "SHA256:HmgXCo6w7h3+jZtSfJMovbHRjmaEhdNmfD2ktA1uYXU");
}

TEST(CertificateKey, EveryKindIsMadeAndReadAgainInEveryForm) {
  std::vector<CertificateKey> keys = {CertificateKey::GenerateRsa(1024).value(),
                                      CertificateKey::GenerateEd25519().value()};
  for (const char* curve : {"P-224", "P-256", "P-384", "P-521"}) {
    keys.push_back(CertificateKey::GenerateEcdsa(curve).value());
    EXPECT_EQ(keys.back().curve(), curve);
  }
  for (const CertificateKey& key : keys) {
    EXPECT_EQ(CertificateKey::FromPem(key.ToPem()).value().PublicDer(), key.PublicDer());
    EXPECT_EQ(CertificateKey::FromPem(key.ToPkcs8Pem()).value().PublicDer(), key.PublicDer());
    EXPECT_TRUE(key.ToPkcs8Pem().Reveal().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_EQ(FirstPemBlock(key.PublicPem())->der.Reveal(), key.PublicDer());
    if (!HasSshForm(key)) continue;
    EXPECT_EQ(AuthorizedKey(PublicKeyOfOpensshPem(OpensshPem(key)).value()), AuthorizedKey(key));
  }
  EXPECT_TRUE(keys[0].ToPem().Reveal().starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
  EXPECT_TRUE(keys[1].ToPem().Reveal().starts_with("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_TRUE(keys[2].ToPem().Reveal().starts_with("-----BEGIN EC PRIVATE KEY-----\n"));
}

TEST(CertificateKey, SshHasNoP224) {
  const CertificateKey key = CertificateKey::GenerateEcdsa("P-224").value();
  EXPECT_EQ(AuthorizedKey(key) + Md5Fingerprint(key) + Sha256Fingerprint(key), "");
  EXPECT_TRUE(OpensshPem(key).empty());
}

TEST(CertificateKey, SizesHaveBounds) {
  EXPECT_EQ(CertificateKey::GenerateRsa(512).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(CertificateKey::GenerateRsa(-1).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(CertificateKey::GenerateRsa(1 << 20).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(CertificateKey::GenerateEcdsa("secp256k1").error().code, ErrorCode::kInvalidArgument);
}

TEST(CertificateKey, WhatIsNoKeyIsRefused) {
  for (const std::string& wrong :
       {std::string("no PEM"), std::string(kEc).substr(0, 80), PemText("CERTIFICATE", "x"),
        PemText("EC PRIVATE KEY", "x"), PemText("EC PARAMETERS", "\x06\x08") + kEc, std::string(100000, 'x')}) {
    const auto read = CertificateKey::FromPem(Secret(wrong));
    ASSERT_FALSE(read.ok()) << wrong;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_NE(CertificateKey::FromPem(Secret(PemText("FOO", "x"))).error().message.find("type: FOO"), std::string::npos);
}

TEST(SshKey, WhatSshKeygenMadeIsRead) {
  EXPECT_EQ(AuthorizedKey(PublicKeyOfOpensshPem(Secret(kOpenssh)).value()),
            "ecdsa-sha2-nistp384 "
            "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBHb2cUw/+ZfTyVwXwYr32F0qex4XJ2v2aFSU3R1sycb82/"
            "ktPPwOtZ+FB76u3pNaDUaJQ+oFX9Ud9ohqpJ4S31o3nhSpspjKFjOfrelDveR1EDXLFCoHuJyOADmBZaS1/A==\n");
  EXPECT_EQ(AuthorizedKey(PublicKeyOfOpensshPem(Secret(kEc)).value()), AuthorizedKey(Read(kEc)));
}

TEST(SshKey, APassphraseIsToldOf) {
  const auto read = PublicKeyOfOpensshPem(Secret(kLocked));
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("passphrase protected"), std::string::npos);
}

// Every way in which the text can end too early, or lie about a length.
TEST(SshKey, DamageIsAnError) {
  const std::string bytes(FirstPemBlock(kOpenssh)->der.Reveal());
  for (std::size_t size = 1; size < 150; ++size) {
    EXPECT_FALSE(PublicKeyOfOpensshPem(Secret(PemText("OPENSSH PRIVATE KEY", bytes.substr(0, size)))).ok()) << size;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0xff);
    (void)PublicKeyOfOpensshPem(Secret(PemText("OPENSSH PRIVATE KEY", changed)));
  }
}

TEST(PemBlock, TheFirstOfTheTextCounts) {
  const std::string text = "before\n" + PemText("A", "one") + PemText("B", "two");
  const auto block = FirstPemBlock(text);
  ASSERT_TRUE(block.ok());
  EXPECT_EQ(block->label, "A");
  EXPECT_EQ(block->der.Reveal(), "one");
  EXPECT_FALSE(FirstPemBlock("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nb25l\n-----END A-----\n").ok());
}

}  // namespace
}  // namespace rolecall::crypto
