#include "crypto/certificates/certificate_request.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <utility>

#include "crypto/certificates/pem_block.h"
#include "crypto/certificates/signing_digest.h"
#include "crypto/openssl.h"

namespace rolecall::crypto {
namespace {

using RequestPtr = OpensslPtr<X509_REQ, X509_REQ_free>;
using NamesPtr = OpensslPtr<GENERAL_NAMES, GENERAL_NAMES_free>;
struct FreeExtensions {
  void operator()(X509_EXTENSIONS* list) const { sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free); }
};
using ExtensionsPtr = std::unique_ptr<X509_EXTENSIONS, FreeExtensions>;

Error Failed(ErrorCode code, const char* what) {
  ERR_clear_error();
  return {code, what};
}

// The one extension that is asked for: other names.
Result<void> AddNames(X509_REQ* request, const RequestedNames& names) {
  const NamesPtr list(GENERAL_NAMES_new());
  if (list == nullptr) return Failed(ErrorCode::kInternal, "a request could not be made");
  ROLECALL_RETURN_IF_ERROR(SetAlternativeNames(names, list.get()));
  if (sk_GENERAL_NAME_num(list.get()) == 0) return {};
  X509_EXTENSIONS* made = nullptr;
  const bool good = X509V3_add1_i2d(&made, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) == 1;
  const ExtensionsPtr extensions(made);
  if (good && X509_REQ_add_extensions(request, extensions.get()) == 1) return {};
  return Failed(ErrorCode::kInternal, "the names of a request could not be written");
}

std::string DerOf(X509_REQ* request) {
  const int size = i2d_X509_REQ(request, nullptr);
  std::string der(static_cast<std::size_t>(size > 0 ? size : 0), '\0');
  unsigned char* out = Bytes(der);
  if (size > 0) i2d_X509_REQ(request, &out);
  return der;
}

}  // namespace

Result<MadeRequest> MakeCertificateRequest(const RequestedNames& names, const CertificateKey& key) {
  const RequestPtr request(X509_REQ_new());
  if (request == nullptr || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
      X509_REQ_set_pubkey(request.get(), key.get()) != 1) {
    return Failed(ErrorCode::kInternal, "a request could not be made");
  }
  ROLECALL_RETURN_IF_ERROR(SetSubject(names, X509_REQ_get_subject_name(request.get())));
  ROLECALL_RETURN_IF_ERROR(AddNames(request.get(), names));
  if (X509_REQ_sign(request.get(), key.get(), SigningDigest(key)) <= 0) {
    return Failed(ErrorCode::kInternal, "a request could not be signed");
  }
  MadeRequest made;
  made.der = DerOf(request.get());
  made.pem = PemText("CERTIFICATE REQUEST", made.der);
  return made;
}

Result<CertificateRequest> ReadCertificateRequest(std::string_view pem) {
  ROLECALL_TRY(const PemBlock block, FirstPemBlock(pem));
  if (block.label != "CERTIFICATE REQUEST") {
    return Error{ErrorCode::kInvalidArgument,
                 "invalid PEM type - expected \"CERTIFICATE REQUEST\", got \"" + block.label + "\""};
  }
  const auto* in = Bytes(block.der.Reveal());
  const RequestPtr request(d2i_X509_REQ(nullptr, &in, static_cast<long>(block.der.Reveal().size())));
  if (request == nullptr) return Failed(ErrorCode::kInvalidArgument, "failed to parse certificate request");
  Result<CertificateKey> key = CertificateKey::Own(X509_REQ_get_pubkey(request.get()));
  if (!key.ok()) return key.error();
  CertificateRequest read{{}, *std::move(key)};
  ReadSubject(X509_REQ_get_subject_name(request.get()), read.names);
  const ExtensionsPtr extensions(X509_REQ_get_extensions(request.get()));
  const NamesPtr list(
      static_cast<GENERAL_NAMES*>(X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
  ReadAlternativeNames(list.get(), read.names);
  ERR_clear_error();
  return read;
}

}  // namespace rolecall::crypto
