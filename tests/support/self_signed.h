// Certificates for tests of TLS and of their reader: the product makes none.
#ifndef ROLECALL_TESTS_SUPPORT_SELF_SIGNED_H_
#define ROLECALL_TESTS_SUPPORT_SELF_SIGNED_H_

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "base/clock.h"
#include "crypto/key.h"

namespace rolecall {

// A self-signed server certificate in PEM. `names` as OpenSSL writes them: "DNS:a.test,IP:127.0.0.1".
inline std::string MakeSelfSigned(const crypto::PrivateKey& key, const std::string& names, Time not_before,
                                  Time not_after) {
  const Secret pem = key.ToPem();
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> in(
      BIO_new_mem_buf(pem.Reveal().data(), static_cast<int>(pem.Reveal().size())), &BIO_free_all);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> own(
      PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), &X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 4747);
  ASN1_TIME_set(X509_getm_notBefore(made.get()), UnixSeconds(not_before));
  ASN1_TIME_set(X509_getm_notAfter(made.get()), UnixSeconds(not_after));
  X509_NAME* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("rolecall"), -1, -1,
                             0);
  X509_set_issuer_name(made.get(), subject);
  X509_set_pubkey(made.get(), own.get());
  for (const auto& [kind, text] : {std::pair<int, std::string>{NID_basic_constraints, "critical,CA:TRUE"},
                                   std::pair<int, std::string>{NID_subject_alt_name, names}}) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, text.c_str());
    EXPECT_NE(extension, nullptr) << text;
    X509_add_ext(made.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  EXPECT_GT(X509_sign(made.get(), own.get(), EVP_sha256()), 0);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), &BIO_free_all);
  PEM_write_bio_X509(out.get(), made.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace rolecall

#endif  // ROLECALL_TESTS_SUPPORT_SELF_SIGNED_H_
