#include "crypto/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <utility>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/distinguished_name.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::size_t kMaxCertificateBytes = 1u << 20;
constexpr std::size_t kMaxCertificates = 64;
using NamesPtr = OpensslPtr<GENERAL_NAMES, GENERAL_NAMES_free>;

Error Damaged(const char* what) {
  ERR_clear_error();
  return {ErrorCode::kInvalidArgument, what};
}

Result<Time> TimeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return Damaged("a date of the certificate is damaged");
  return FromUnixSeconds(timegm(&parts));
}

std::string SerialText(X509* certificate) {
  BignumPtr number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  char* text = number == nullptr ? nullptr : BN_bn2dec(number.get());
  std::string serial = text == nullptr ? "" : text;
  OPENSSL_free(text);
  return serial;
}

std::string SignatureName(int nid) {
  constexpr std::array<std::pair<int, const char*>, 9> kNames = {{
      {NID_md5WithRSAEncryption, "MD5-RSA"},
      {NID_sha1WithRSAEncryption, "SHA1-RSA"},
      {NID_sha256WithRSAEncryption, "SHA256-RSA"},
      {NID_sha384WithRSAEncryption, "SHA384-RSA"},
      {NID_sha512WithRSAEncryption, "SHA512-RSA"},
      {NID_ecdsa_with_SHA256, "ECDSA-SHA256"},
      {NID_ecdsa_with_SHA384, "ECDSA-SHA384"},
      {NID_ecdsa_with_SHA512, "ECDSA-SHA512"},
      {NID_ED25519, "Ed25519"},
  }};
  for (const auto& [known, name] : kNames) {
    if (known == nid) return name;
  }
  const char* name = OBJ_nid2ln(nid);
  return name == nullptr ? "" : name;
}

std::string KeyName(X509* certificate) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  int type = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  if (type == EVP_PKEY_RSA) return "RSA";
  if (type == EVP_PKEY_EC) return "ECDSA";
  if (type == EVP_PKEY_ED25519) return "Ed25519";
  const char* name = OBJ_nid2sn(type);
  return name == nullptr ? "" : name;
}

std::string AddressText(const ASN1_OCTET_STRING* address) {
  const unsigned char* bytes = ASN1_STRING_get0_data(address);
  int size = ASN1_STRING_length(address);
  std::string text;
  if (size == 4) {
    for (int i = 0; i < 4; ++i) text += (i > 0 ? "." : "") + std::to_string(bytes[i]);
  } else if (size == 16) {
    for (int i = 0; i < 16; i += 2) {
      char group[8];
      std::snprintf(group, sizeof(group), "%s%x", i > 0 ? ":" : "", bytes[i] << 8 | bytes[i + 1]);
      text += group;
    }
  }
  return text;
}

void ReadAlternativeNames(X509* x509, Certificate& certificate) {
  NamesPtr names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(x509, NID_subject_alt_name, nullptr, nullptr)));
  if (names == nullptr) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      certificate.dns_names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                         static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    } else if (name->type == GEN_IPADD) {
      certificate.ip_addresses.push_back(AddressText(name->d.iPAddress));
    }
  }
}

std::string DerOf(X509* x509) {
  int size = i2d_X509(x509, nullptr);
  ROLECALL_CHECK(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* out = Bytes(der);
  i2d_X509(x509, &out);
  return der;
}

std::string PemOf(X509* x509) {
  BioPtr bio = MemoryBio();
  ROLECALL_CHECK(PEM_write_bio_X509(bio.get(), x509) == 1);
  return BioText(bio.get());
}

Result<Certificate> Describe(X509* x509) {
  Certificate certificate;
  certificate.der = DerOf(x509);
  certificate.pem = PemOf(x509);
  certificate.sha1_fingerprint = Sha1Hex(certificate.der);
  certificate.subject = DistinguishedName(X509_get_subject_name(x509));
  certificate.issuer = DistinguishedName(X509_get_issuer_name(x509));
  certificate.serial_number = SerialText(x509);
  certificate.signature_algorithm = SignatureName(X509_get_signature_nid(x509));
  certificate.public_key_algorithm = KeyName(x509);
  certificate.version = static_cast<int>(X509_get_version(x509)) + 1;
  certificate.is_ca = (X509_get_extension_flags(x509) & EXFLAG_CA) != 0;
  ROLECALL_TRY(certificate.not_before, TimeOf(X509_get0_notBefore(x509)));
  ROLECALL_TRY(certificate.not_after, TimeOf(X509_get0_notAfter(x509)));
  ReadAlternativeNames(x509, certificate);
  ERR_clear_error();
  return certificate;
}

}  // namespace

Result<std::vector<Certificate>> ParseCertificates(std::string_view pem) {
  if (pem.size() > kMaxCertificateBytes) return Damaged("the PEM text is larger than 1 MiB");
  BioPtr bio = ReadBio(pem);
  std::vector<Certificate> certificates;
  while (X509Ptr x509{PEM_read_bio_X509(bio.get(), nullptr, RefusePassword, nullptr)}) {
    if (certificates.size() == kMaxCertificates) return Damaged("the PEM text has more than 64 certificates");
    ROLECALL_TRY(Certificate certificate, Describe(x509.get()));
    certificates.push_back(std::move(certificate));
  }
  bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) return Damaged("a certificate of the PEM text is damaged");
  if (certificates.empty()) return Damaged("the text has no PEM certificate");
  return certificates;
}

Result<Certificate> ParseCertificateDer(std::string_view der) {
  if (der.size() > kMaxCertificateBytes) return Damaged("the certificate is larger than 1 MiB");
  const unsigned char* in = Bytes(der);
  X509Ptr x509(d2i_X509(nullptr, &in, static_cast<long>(der.size())));
  if (x509 == nullptr || in != Bytes(der) + der.size()) return Damaged("the certificate is damaged");
  return Describe(x509.get());
}

bool IsIssuedBy(const Certificate& certificate, const Certificate& issuer) {
  const auto read = [](const std::string& der) {
    const unsigned char* in = Bytes(std::string_view(der));
    return X509Ptr(d2i_X509(nullptr, &in, static_cast<long>(der.size())));
  };
  const X509Ptr subject = read(certificate.der), signer = read(issuer.der);
  const bool good = subject != nullptr && signer != nullptr &&
                    X509_check_issued(signer.get(), subject.get()) == X509_V_OK &&
                    X509_verify(subject.get(), X509_get0_pubkey(signer.get())) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace rolecall::crypto
