#include "crypto/certificates/certificate_request.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>

#include "crypto/certificate.h"
#include "crypto/certificates/pem_block.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

const Time kBegin = FromUnixSeconds(1795000000);

CertificateKey NewKey() { return CertificateKey::GenerateEcdsa("P-256").value(); }

WantedCertificate Wanted() {
  WantedCertificate wanted;
  wanted.not_before = kBegin;
  wanted.not_after = kBegin + std::chrono::hours(24);
  return wanted;
}

RequestedNames Names(const std::string& common_name) {
  RequestedNames names;
  names.subject["CN"] = {common_name};
  return names;
}

// What OpenSSL prints of a certificate.
std::string Printed(const std::string& pem) {
  const BioPtr in = ReadBio(pem);
  const X509Ptr read(PEM_read_bio_X509(in.get(), nullptr, RefusePassword, nullptr));
  const BioPtr out(BIO_new(BIO_s_mem()));
  X509_print_ex(out.get(), read.get(), XN_FLAG_RFC2253, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP);
  return BioText(out.get());
}
std::string PrintedRequest(const std::string& pem) {
  const BioPtr in = ReadBio(pem);
  const OpensslPtr<X509_REQ, X509_REQ_free> read(PEM_read_bio_X509_REQ(in.get(), nullptr, RefusePassword, nullptr));
  EXPECT_EQ(X509_REQ_verify(read.get(), X509_REQ_get0_pubkey(read.get())), 1);
  const BioPtr out(BIO_new(BIO_s_mem()));
  X509_REQ_print_ex(out.get(), read.get(), XN_FLAG_RFC2253, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP);
  return BioText(out.get());
}
bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CertificateRequest, NamesAreWrittenInGosOrderAndReadAgain) {
  RequestedNames names;
  names.subject = {{"CN", {"a.example"}},
                   {"O", {"Example, Inc."}},
                   {"OU", {"Unit"}},
                   {"street", {"1 A", "2 B"}},
                   {"L", {"Köln"}},
                   {"ST", {"NRW"}},
                   {"C", {"DE"}},
                   {"postalCode", {"50667"}},
                   {"serialNumber", {"42"}},
                   {"emailAddress", {"a@b.c"}}};
  names.dns_names = {"a.example", "*.a.example"};
  names.ip_addresses = {"127.0.0.1", "::1", "::ffff:10.0.0.1"};
  names.uris = {"spiffe://example/a"};
  const auto made = MakeCertificateRequest(names, NewKey());
  ASSERT_TRUE(made.ok()) << made.error().message;
  const std::string printed = PrintedRequest(made->pem);
  EXPECT_TRUE(Has(printed, "emailAddress=a@b.c,serialNumber=42,CN=a.example,postalCode=50667,street=2 B+street=1 A") ||
              Has(printed, "emailAddress=a@b.c,serialNumber=42,CN=a.example,postalCode=50667,street=1 A+street=2 B"))
      << printed;
  EXPECT_TRUE(Has(printed,
                  "DNS:a.example, DNS:*.a.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, "
                  "IP Address:10.0.0.1, URI:spiffe://example/a"))
      << printed;
  const auto read = ReadCertificateRequest(made->pem);
  ASSERT_TRUE(read.ok()) << read.error().message;
  names.subject.erase("emailAddress");
  EXPECT_EQ(read->names.subject, names.subject);
  EXPECT_EQ(read->names.dns_names, names.dns_names);
  EXPECT_EQ(read->names.ip_addresses, (std::vector<std::string>{"127.0.0.1", "::1", "10.0.0.1"}));
  EXPECT_EQ(read->names.uris, names.uris);
}

TEST(CertificateRequest, WithoutNamesItHasNoExtensions) {
  const auto made = MakeCertificateRequest({}, CertificateKey::GenerateEd25519().value());
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_FALSE(Has(PrintedRequest(made->pem), "Alternative"));
  EXPECT_TRUE(ReadCertificateRequest(made->pem)->names.subject.empty());
}

TEST(CertificateRequest, WhatIsNoNameIsRefused) {
  for (const char* wrong : {"1.2.3", "", "::1%eth0", "10.0.0.0/8"}) {
    RequestedNames names;
    names.ip_addresses = {wrong};
    EXPECT_EQ(MakeCertificateRequest(names, NewKey()).error().code, ErrorCode::kInvalidArgument) << wrong;
  }
  for (const char* wrong : {"", ":a", "a b", "\x01"}) {
    RequestedNames names;
    names.uris = {wrong};
    EXPECT_EQ(MakeCertificateRequest(names, NewKey()).error().code, ErrorCode::kInvalidArgument) << wrong;
  }
  RequestedNames names;
  names.dns_names = {"kö.example"};
  EXPECT_FALSE(MakeCertificateRequest(names, NewKey()).ok());
}

TEST(IssueToOneself, ACaHasItsExtensions) {
  WantedCertificate wanted = Wanted();
  wanted.is_ca = true;
  wanted.max_path_length = 0;
  wanted.has_authority_key_id = true;
  wanted.key_usages = {5, 6, 8};
  wanted.extended_usages = {"1.3.6.1.5.5.7.3.1", "1.3.6.1.4.1.311.61.1.1"};
  const auto issued = IssueToOneself(wanted, Names("a CA"), NewKey());
  ASSERT_TRUE(issued.ok()) << issued.error().message;
  const std::string printed = Printed(issued->pem);
  EXPECT_TRUE(Has(printed, "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign, Decipher Only"));
  EXPECT_TRUE(Has(printed, "TLS Web Server Authentication, 1.3.6.1.4.1.311.61.1.1")) << printed;
  EXPECT_TRUE(Has(printed, "Basic Constraints: critical\n                CA:TRUE, pathlen:0"));
  EXPECT_TRUE(Has(printed, "Subject Key Identifier") && Has(printed, "Authority Key Identifier"));
  const Certificate read = ParseCertificates(issued->pem)->front();
  EXPECT_EQ(read.serial_number, issued->serial_number);
  EXPECT_EQ(read.not_after, wanted.not_after);
  EXPECT_TRUE(IsIssuedBy(read, read));
  EXPECT_TRUE(IsCaCertificate(issued->pem).value());
}

TEST(IssueToOneself, TheDigestFitsTheKey) {
  const auto algorithm = [](const Result<CertificateKey>& key) {
    return ParseCertificates(IssueToOneself(Wanted(), Names("a"), *key)->pem)->front().signature_algorithm;
  };
  EXPECT_EQ(algorithm(CertificateKey::GenerateEcdsa("P-224")), "ECDSA-SHA256");
  EXPECT_EQ(algorithm(CertificateKey::GenerateEcdsa("P-384")), "ECDSA-SHA384");
  EXPECT_EQ(algorithm(CertificateKey::GenerateEcdsa("P-521")), "ECDSA-SHA512");
  EXPECT_EQ(algorithm(CertificateKey::GenerateRsa(1024)), "SHA256-RSA");
  EXPECT_EQ(algorithm(CertificateKey::GenerateEd25519()), "Ed25519");
}

TEST(IssueToOneself, NamesAreCriticalWhereThereIsNoSubject) {
  RequestedNames names;
  names.dns_names = {"a.example"};
  EXPECT_TRUE(Has(Printed(IssueToOneself(Wanted(), names, NewKey())->pem), "Alternative Name: critical"));
  names.subject["CN"] = {"a"};
  EXPECT_FALSE(Has(Printed(IssueToOneself(Wanted(), names, NewKey())->pem), "Alternative Name: critical"));
}

TEST(IssueToOneself, WhatMakesNoSenseIsRefused) {
  WantedCertificate ca = Wanted();
  ca.is_ca = true;
  EXPECT_TRUE(Has(IssueToOneself(ca, {}, NewKey()).error().message, "at least one Distinguished Name"));
  WantedCertificate authority = Wanted();
  authority.has_authority_key_id = true;
  EXPECT_TRUE(Has(IssueToOneself(authority, Names("a"), NewKey()).error().message, "Authority Key Identifier"));
  WantedCertificate limited = Wanted();
  limited.max_path_length = 1;
  EXPECT_TRUE(Has(IssueToOneself(limited, Names("a"), NewKey()).error().message, "only CAs"));
  WantedCertificate late = Wanted();
  late.not_after = FromUnixSeconds(253402300800);
  EXPECT_TRUE(Has(IssueToOneself(late, Names("a"), NewKey()).error().message, "year 10000"));
}

TEST(IssueByCa, ACertificateIsTheCasAndNamesItsKey) {
  const CertificateKey ca_key = NewKey(), key = CertificateKey::GenerateEd25519().value();
  WantedCertificate of_ca = Wanted();
  of_ca.is_ca = true;
  const auto ca = IssueToOneself(of_ca, Names("a CA"), ca_key);
  RequestedNames names = Names("a server");
  names.dns_names = {"a.example"};
  const auto request = ReadCertificateRequest(MakeCertificateRequest(names, key)->pem);
  WantedCertificate wanted = Wanted();
  wanted.has_subject_key_id = true;
  const auto issued = IssueByCa(wanted, *request, ca->pem, ca_key);
  ASSERT_TRUE(issued.ok()) << issued.error().message;
  const Certificate server = ParseCertificates(issued->pem)->front();
  EXPECT_TRUE(IsIssuedBy(server, ParseCertificates(ca->pem)->front()));
  EXPECT_EQ(server.subject, "CN=a server");
  EXPECT_EQ(server.dns_names, names.dns_names);
  EXPECT_TRUE(Has(Printed(issued->pem), "Authority Key Identifier"));
  EXPECT_FALSE(IsCaCertificate(issued->pem).value());
  EXPECT_TRUE(Has(IssueByCa(wanted, *request, ca->pem, key).error().message, "doesn't match"));
  EXPECT_FALSE(IssueByCa(wanted, *request, PemText("CERTIFICATE", "x"), ca_key).ok());
  EXPECT_FALSE(ReadCertificateRequest(ca->pem).ok());
}

}  // namespace
}  // namespace rolecall::crypto
