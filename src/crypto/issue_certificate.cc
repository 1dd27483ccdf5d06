#include "crypto/issue_certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

using ExtensionPtr = OpensslPtr<X509_EXTENSION, X509_EXTENSION_free>;
using IntegerPtr = OpensslPtr<ASN1_INTEGER, ASN1_INTEGER_free>;

Error NotMade(const std::string& what) {
  ERR_clear_error();
  return {ErrorCode::kInternal, "a certificate could not be made: " + what};
}

PkeyPtr OpensslKey(const PrivateKey& key) {
  const Secret pem = key.ToPem();
  const BioPtr bio = ReadBio(pem.Reveal());
  return PkeyPtr(PEM_read_bio_PrivateKey(bio.get(), nullptr, &RefusePassword, nullptr));
}

PkeyPtr OpensslKey(const PublicKey& key) {
  const std::string pem = key.ToPem();
  const BioPtr bio = ReadBio(pem);
  return PkeyPtr(PEM_read_bio_PUBKEY(bio.get(), nullptr, &RefusePassword, nullptr));
}

X509Ptr OpensslCertificate(std::string_view pem) {
  const BioPtr bio = ReadBio(pem);
  return X509Ptr(PEM_read_bio_X509(bio.get(), nullptr, &RefusePassword, nullptr));
}

bool SetSerial(X509* certificate) {
  const BignumPtr number(BN_new());
  if (number == nullptr || BN_rand(number.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) != 1) return false;
  const IntegerPtr serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
  return serial != nullptr && X509_set_serialNumber(certificate, serial.get()) == 1;
}

bool AddExtension(X509* certificate, X509* issuer, int nid, const std::string& text) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// OpenSSL reads the names of a list: what could end one must not be in it.
Result<std::string> AlternativeNames(const NewCertificate& wanted) {
  const auto is_plain = [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view("-._:*").find(c) != std::string_view::npos;
  };
  std::string list;
  const auto add = [&](std::string_view kind, const std::string& name) {
    if (name.empty() || name.size() > 253 || !std::ranges::all_of(name, is_plain)) return false;
    list += (list.empty() ? "" : ",") + std::string(kind) + ":" + name;
    return true;
  };
  for (const std::string& name : wanted.dns_names) {
    if (!add("DNS", name)) return Error{ErrorCode::kInvalidArgument, "\"" + name + "\" is no name for a certificate"};
  }
  for (const std::string& address : wanted.ip_addresses) {
    if (!add("IP", address)) return Error{ErrorCode::kInvalidArgument, "\"" + address + "\" is no IP address"};
  }
  if (list.empty()) return Error{ErrorCode::kInvalidArgument, "a server's certificate needs a name"};
  return list;
}

// Version, serial number, dates, subject and key.
Result<X509Ptr> Begin(const NewCertificate& wanted, EVP_PKEY* key) {
  X509Ptr made(X509_new());
  const auto* const name = Bytes(wanted.common_name);
  const bool good = made != nullptr && key != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1 &&
                    SetSerial(made.get()) &&
                    ASN1_TIME_set(X509_getm_notBefore(made.get()), UnixSeconds(wanted.not_before)) != nullptr &&
                    ASN1_TIME_set(X509_getm_notAfter(made.get()), UnixSeconds(wanted.not_after)) != nullptr &&
                    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, name,
                                               static_cast<int>(wanted.common_name.size()), -1, 0) == 1 &&
                    X509_set_pubkey(made.get(), key) == 1;
  if (!good) return NotMade("its name, dates or key");
  return made;
}

Result<std::string> Sign(X509* certificate, EVP_PKEY* key) {
  if (X509_sign(certificate, key, EVP_sha256()) <= 0) return NotMade("its signature");
  const BioPtr out = MemoryBio();
  if (PEM_write_bio_X509(out.get(), certificate) != 1) return NotMade("its text");
  return BioText(out.get());
}

}  // namespace

Result<std::string> IssueCa(const NewCertificate& wanted, const PrivateKey& key) {
  const PkeyPtr own = OpensslKey(key);
  ROLECALL_TRY(const X509Ptr made, Begin(wanted, own.get()));
  X509* const ca = made.get();
  const bool good = X509_set_issuer_name(ca, X509_get_subject_name(ca)) == 1 &&
                    AddExtension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    AddExtension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    AddExtension(ca, ca, NID_subject_key_identifier, "hash");
  if (!good) return NotMade("its extensions");
  return Sign(ca, own.get());
}

Result<std::string> IssuePeer(const NewCertificate& wanted, const PrivateKey& key) {
  ROLECALL_TRY(const std::string names, AlternativeNames(wanted));
  const PkeyPtr own = OpensslKey(key);
  ROLECALL_TRY(const X509Ptr made, Begin(wanted, own.get()));
  X509* const peer = made.get();
  const bool good =
      X509_set_issuer_name(peer, X509_get_subject_name(peer)) == 1 &&
      AddExtension(peer, peer, NID_basic_constraints, "critical,CA:TRUE") &&
      AddExtension(peer, peer, NID_key_usage, "critical,digitalSignature,keyEncipherment,keyAgreement,keyCertSign") &&
      AddExtension(peer, peer, NID_ext_key_usage, "clientAuth,serverAuth") &&
      AddExtension(peer, peer, NID_subject_key_identifier, "hash") &&
      AddExtension(peer, peer, NID_subject_alt_name, names);
  if (!good) return NotMade("its extensions");
  return Sign(peer, own.get());
}

Result<std::string> IssueServer(const NewCertificate& wanted, const PublicKey& key, std::string_view ca,
                                const PrivateKey& ca_key) {
  ROLECALL_TRY(const std::string names, AlternativeNames(wanted));
  const X509Ptr issuer = OpensslCertificate(ca);
  const PkeyPtr signing = OpensslKey(ca_key);
  if (issuer == nullptr || signing == nullptr || X509_check_private_key(issuer.get(), signing.get()) != 1) {
    ERR_clear_error();
    return Error{ErrorCode::kInvalidArgument, "the CA's certificate and key do not belong together"};
  }
  const PkeyPtr own = OpensslKey(key);
  ROLECALL_TRY(const X509Ptr made, Begin(wanted, own.get()));
  X509* const server = made.get();
  const bool good = X509_set_issuer_name(server, X509_get_subject_name(issuer.get())) == 1 &&
                    AddExtension(server, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                    AddExtension(server, issuer.get(), NID_key_usage, "critical,digitalSignature,keyEncipherment") &&
                    AddExtension(server, issuer.get(), NID_ext_key_usage, "serverAuth") &&
                    AddExtension(server, issuer.get(), NID_subject_key_identifier, "hash") &&
                    AddExtension(server, issuer.get(), NID_authority_key_identifier, "keyid:always") &&
                    AddExtension(server, issuer.get(), NID_subject_alt_name, names);
  if (!good) return NotMade("its extensions");
  return Sign(server, signing.get());
}

}  // namespace rolecall::crypto
