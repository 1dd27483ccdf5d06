// Certificates of certificate_request.h.
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <utility>

#include "crypto/certificates/certificate_request.h"
#include "crypto/certificates/pem_block.h"
#include "crypto/certificates/signing_digest.h"
#include "crypto/digest.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

constexpr std::int64_t kEndOfYear9999 = 253402300799;

using NamesPtr = OpensslPtr<GENERAL_NAMES, GENERAL_NAMES_free>;
using IntegerPtr = OpensslPtr<ASN1_INTEGER, ASN1_INTEGER_free>;
using OctetsPtr = OpensslPtr<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using BitsPtr = OpensslPtr<ASN1_BIT_STRING, ASN1_BIT_STRING_free>;
using UsagesPtr = OpensslPtr<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;
using ConstraintsPtr = OpensslPtr<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>;
using AuthorityPtr = OpensslPtr<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;

Error NotMade(const char* what) {
  ERR_clear_error();
  return {ErrorCode::kInternal, std::string("a certificate could not be made: ") + what};
}
Error BadCertificate(std::string what) {
  ERR_clear_error();
  return {ErrorCode::kInvalidArgument, std::move(what)};
}

bool Add(X509* certificate, int nid, void* content, bool is_critical) {
  return content != nullptr &&
         X509_add1_ext_i2d(certificate, nid, content, is_critical ? 1 : 0, X509V3_ADD_DEFAULT) == 1;
}

bool AddKeyUsages(X509* certificate, const std::vector<int>& usages) {
  if (usages.empty()) return true;
  const BitsPtr bits(ASN1_BIT_STRING_new());
  for (const int usage : usages) {
    if (bits == nullptr || ASN1_BIT_STRING_set_bit(bits.get(), usage, 1) != 1) return false;
  }
  return Add(certificate, NID_key_usage, bits.get(), true);
}

bool AddExtendedUsages(X509* certificate, const std::vector<std::string>& usages) {
  if (usages.empty()) return true;
  const UsagesPtr list(EXTENDED_KEY_USAGE_new());
  for (const std::string& usage : usages) {
    ASN1_OBJECT* const object = OBJ_txt2obj(usage.c_str(), 1);
    if (object == nullptr || sk_ASN1_OBJECT_push(list.get(), object) <= 0) return false;
  }
  return Add(certificate, NID_ext_key_usage, list.get(), false);
}

bool AddConstraints(X509* certificate, const WantedCertificate& wanted) {
  const ConstraintsPtr constraints(BASIC_CONSTRAINTS_new());
  if (constraints == nullptr) return false;
  constraints->ca = wanted.is_ca ? 0xff : 0;
  if (wanted.max_path_length) {
    constraints->pathlen = ASN1_INTEGER_new();
    if (ASN1_INTEGER_set_int64(constraints->pathlen, *wanted.max_path_length) != 1) return false;
  }
  return Add(certificate, NID_basic_constraints, constraints.get(), true);
}

OctetsPtr Octets(std::string_view bytes) {
  OctetsPtr octets(ASN1_OCTET_STRING_new());
  if (octets == nullptr || ASN1_OCTET_STRING_set(octets.get(), Bytes(bytes), static_cast<int>(bytes.size())) != 1) {
    return nullptr;
  }
  return octets;
}

// SHA-1 of the public numbers; of Ed25519 with the header that Go's asn1.Marshal puts before them.
std::string SubjectKeyId(X509* certificate, const CertificateKey& key) {
  const ASN1_BIT_STRING* bits = X509_get0_pubkey_bitstr(certificate);
  std::string bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(bits)),
                    static_cast<std::size_t>(ASN1_STRING_length(bits)));
  if (key.kind() != CertificateKey::Kind::kEd25519) return Sha1(bytes);
  const OctetsPtr octets = Octets(bytes);
  const int size = octets == nullptr ? 0 : i2d_ASN1_OCTET_STRING(octets.get(), nullptr);
  std::string der(static_cast<std::size_t>(size > 0 ? size : 0), '\0');
  unsigned char* out = Bytes(der);
  if (size > 0) i2d_ASN1_OCTET_STRING(octets.get(), &out);
  return Sha1(der);
}

bool AddSubjectKeyId(X509* certificate, const std::string& id) {
  return Add(certificate, NID_subject_key_identifier, Octets(id).get(), false);
}

bool AddAuthorityKeyId(X509* certificate, std::string_view id) {
  const AuthorityPtr authority(AUTHORITY_KEYID_new());
  if (authority == nullptr) return false;
  authority->keyid = Octets(id).release();
  return authority->keyid != nullptr && Add(certificate, NID_authority_key_identifier, authority.get(), false);
}

Result<void> AddNames(X509* certificate, const RequestedNames& names) {
  const NamesPtr list(GENERAL_NAMES_new());
  if (list == nullptr) return NotMade("its names");
  ROLECALL_RETURN_IF_ERROR(SetAlternativeNames(names, list.get()));
  if (sk_GENERAL_NAME_num(list.get()) == 0) return {};
  // Where there is no subject, they are all there is.
  const bool is_all = X509_NAME_entry_count(X509_get_subject_name(certificate)) == 0;
  if (!Add(certificate, NID_subject_alt_name, list.get(), is_all)) return NotMade("its names");
  return {};
}

Result<std::string> SetSerial(X509* certificate) {
  const BignumPtr limit(BN_new()), number(BN_new());
  const bool good = limit != nullptr && number != nullptr && BN_set_bit(limit.get(), 128) == 1 &&
                    BN_rand_range(number.get(), limit.get()) == 1;
  const IntegerPtr serial(good ? BN_to_ASN1_INTEGER(number.get(), nullptr) : nullptr);
  char* text = serial == nullptr ? nullptr : BN_bn2dec(number.get());
  if (text == nullptr || X509_set_serialNumber(certificate, serial.get()) != 1) {
    OPENSSL_free(text);
    return NotMade("its serial number");
  }
  std::string decimal(text);
  OPENSSL_free(text);
  return decimal;
}

// Version, dates, subject and key.
Result<X509Ptr> Begin(const WantedCertificate& wanted, const RequestedNames& names, const CertificateKey& key) {
  if (UnixSeconds(wanted.not_after) > kEndOfYear9999) {
    return BadCertificate("a certificate must end before the year 10000");
  }
  if (wanted.max_path_length && !wanted.is_ca) {
    return BadCertificate("x509: only CAs are allowed to specify MaxPathLen");
  }
  X509Ptr made(X509_new());
  const bool good = made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1 &&
                    ASN1_TIME_set(X509_getm_notBefore(made.get()), UnixSeconds(wanted.not_before)) != nullptr &&
                    ASN1_TIME_set(X509_getm_notAfter(made.get()), UnixSeconds(wanted.not_after)) != nullptr &&
                    X509_set_pubkey(made.get(), key.get()) == 1;
  if (!good) return NotMade("its dates or key");
  ROLECALL_RETURN_IF_ERROR(SetSubject(names, X509_get_subject_name(made.get())));
  return made;
}

// What a certificate is made of beside what `made` already has: `authority_id` "" for none.
Result<IssuedCertificate> Finish(X509* made, const WantedCertificate& wanted, const RequestedNames& names,
                                 const std::string& subject_id, const std::string& authority_id,
                                 const CertificateKey& signing) {
  IssuedCertificate issued;
  ROLECALL_TRY(issued.serial_number, SetSerial(made));
  const bool good = AddKeyUsages(made, wanted.key_usages) && AddExtendedUsages(made, wanted.extended_usages) &&
                    AddConstraints(made, wanted) && (subject_id.empty() || AddSubjectKeyId(made, subject_id)) &&
                    (authority_id.empty() || AddAuthorityKeyId(made, authority_id));
  if (!good) return NotMade("its extensions");
  ROLECALL_RETURN_IF_ERROR(AddNames(made, names));
  if (X509_sign(made, signing.get(), SigningDigest(signing)) <= 0) return NotMade("its signature");
  const BioPtr out = MemoryBio();
  if (PEM_write_bio_X509(out.get(), made) != 1) return NotMade("its text");
  issued.pem = BioText(out.get());
  return issued;
}

Result<X509Ptr> ReadCertificate(std::string_view pem) {
  ROLECALL_TRY(const PemBlock block, FirstPemBlock(pem));
  if (block.label != "CERTIFICATE") {
    return BadCertificate("invalid PEM type - expected \"CERTIFICATE\", got \"" + block.label + "\"");
  }
  const std::string_view der = block.der.Reveal();
  const unsigned char* in = Bytes(der);
  X509Ptr read(d2i_X509(nullptr, &in, static_cast<long>(der.size())));
  if (read == nullptr || in != Bytes(der) + der.size()) return BadCertificate("failed to parse certificate");
  return read;
}

}  // namespace

Result<IssuedCertificate> IssueToOneself(const WantedCertificate& wanted, const RequestedNames& names,
                                         const CertificateKey& key) {
  ROLECALL_TRY(const X509Ptr made, Begin(wanted, names, key));
  const bool has_id = wanted.is_ca || wanted.has_subject_key_id;
  if (wanted.is_ca && X509_NAME_entry_count(X509_get_subject_name(made.get())) == 0) {
    return BadCertificate(
        "Invalid Certificate Subject: Must contain at least one Distinguished Name when creating Certificate Authority "
        "(CA)");
  }
  if (wanted.has_authority_key_id && !has_id) {
    return BadCertificate("Invalid Certificate Authority: Could not determine Authority Key Identifier");
  }
  if (X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) != 1) return NotMade("its issuer");
  const std::string id = has_id ? SubjectKeyId(made.get(), key) : "";
  return Finish(made.get(), wanted, names, id, wanted.has_authority_key_id ? id : "", key);
}

Result<IssuedCertificate> IssueByCa(const WantedCertificate& wanted, const CertificateRequest& request,
                                    std::string_view ca, const CertificateKey& ca_key) {
  ROLECALL_TRY(const X509Ptr issuer, ReadCertificate(ca));
  if (X509_check_private_key(issuer.get(), ca_key.get()) != 1) {
    return BadCertificate("x509: provided PrivateKey doesn't match parent's PublicKey");
  }
  ROLECALL_TRY(const X509Ptr made, Begin(wanted, request.names, request.key));
  if (wanted.is_ca && request.names.subject.empty()) {
    return BadCertificate(
        "Invalid Certificate Subject: Must contain at least one Distinguished Name when creating Certificate Authority "
        "(CA)");
  }
  const X509_NAME* const issuer_name = X509_get_subject_name(issuer.get());
  if (X509_set_issuer_name(made.get(), issuer_name) != 1) return NotMade("its issuer");
  const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(issuer.get());
  std::string authority;
  if (id != nullptr && X509_NAME_cmp(issuer_name, X509_get_subject_name(made.get())) != 0) {
    authority.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)),
                     static_cast<std::size_t>(ASN1_STRING_length(id)));
  }
  const std::string subject_id = wanted.is_ca || wanted.has_subject_key_id ? SubjectKeyId(made.get(), request.key) : "";
  return Finish(made.get(), wanted, request.names, subject_id, authority, ca_key);
}

Result<bool> IsCaCertificate(std::string_view pem) {
  ROLECALL_TRY(const X509Ptr read, ReadCertificate(pem));
  const ConstraintsPtr constraints(
      static_cast<BASIC_CONSTRAINTS*>(X509_get_ext_d2i(read.get(), NID_basic_constraints, nullptr, nullptr)));
  ERR_clear_error();
  return constraints != nullptr && constraints->ca != 0;
}

}  // namespace rolecall::crypto
