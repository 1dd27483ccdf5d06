#include "http/tls_context.h"

#include <openssl/ssl.h>
#include <sys/stat.h>

namespace rolecall::http {
namespace {

namespace ssl = boost::asio::ssl;

// Of TLS 1.2 the suites with an ephemeral key exchange and an AEAD (RFC 9325 section 4.2): what was recorded cannot be
// read with a key that is stolen later. TLS 1.3 has no others.
constexpr const char* kCiphersOfTls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string IdentityOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return "missing";
  return std::to_string(info.st_ino) + "," + std::to_string(info.st_size) + "," + std::to_string(info.st_mtim.tv_sec) +
         "," + std::to_string(info.st_mtim.tv_nsec);
}

Error Refused(const std::string& path, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "TLS: " + path + ": " + why};
}

// Only HTTP/1.1 is spoken here, whatever else the client would like.
int SelectProtocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                   unsigned int in_size, void*) {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, out_size, kHttp11, sizeof(kHttp11) - 1, in, in_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = selected;
  return SSL_TLSEXT_ERR_OK;
}

// Only who follows another node has a certificate: it is asked for, and not demanded.
Result<void> AskClients(ssl::context& context, const std::string& ca_file) {
  if (ca_file.empty()) return {};
  boost::system::error_code error;
  context.load_verify_file(ca_file, error);
  STACK_OF(X509_NAME)* names = error ? nullptr : SSL_load_client_CA_file(ca_file.c_str());
  if (names == nullptr) return Refused(ca_file, "no readable PEM certificates of a CA");
  SSL_CTX_set_client_CA_list(context.native_handle(), names);
  constexpr unsigned char kSessions[] = "rolecall";
  SSL_CTX_set_session_id_context(context.native_handle(), kSessions, sizeof(kSessions) - 1);
  context.set_verify_mode(ssl::verify_peer, error);
  if (error) return Refused(ca_file, error.message());
  return {};
}

Result<std::shared_ptr<ssl::context>> MakeContext(const std::string& cert_file, const std::string& key_file,
                                                  const std::string& client_ca_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                           ssl::context::no_compression | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE,
                       error);
  if (!error && SSL_CTX_set_cipher_list(context->native_handle(), kCiphersOfTls12) != 1) {
    return Error{ErrorCode::kInternal, "TLS: this OpenSSL has none of the cipher suites"};
  }
  if (!error) context->use_certificate_chain_file(cert_file, error);
  if (error) return Refused(cert_file, "no readable PEM certificate chain (" + error.message() + ")");
  context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); });
  context->use_private_key_file(key_file, ssl::context::pem, error);
  if (error) return Refused(key_file, "no readable PEM private key for that certificate (" + error.message() + ")");
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return Refused(key_file, "is not the certificate's key");
  }
  SSL_CTX_set_alpn_select_cb(context->native_handle(), &SelectProtocol, nullptr);
  ROLECALL_RETURN_IF_ERROR(AskClients(*context, client_ca_file));
  return context;
}

}  // namespace

std::string TlsContext::Identity() const {
  return IdentityOf(cert_file_) + ";" + IdentityOf(key_file_) + ";" +
         (client_ca_file_.empty() ? "" : IdentityOf(client_ca_file_));
}

Result<std::unique_ptr<TlsContext>> TlsContext::Load(std::string cert_file, std::string key_file,
                                                     std::string client_ca_file) {
  std::unique_ptr<TlsContext> tls(new TlsContext(std::move(cert_file), std::move(key_file), std::move(client_ca_file)));
  tls->identity_ = tls->Identity();
  ROLECALL_TRY(tls->context_, MakeContext(tls->cert_file_, tls->key_file_, tls->client_ca_file_));
  return tls;
}

std::shared_ptr<ssl::context> TlsContext::Current() {
  std::lock_guard lock(mutex_);
  std::string identity = Identity();
  if (identity != identity_) {
    Result<std::shared_ptr<ssl::context>> changed = MakeContext(cert_file_, key_file_, client_ca_file_);
    if (changed.ok()) {
      context_ = *std::move(changed);
      identity_ = std::move(identity);
    }
  }
  return context_;
}

}  // namespace rolecall::http
