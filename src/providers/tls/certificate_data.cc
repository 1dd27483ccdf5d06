// data tls_certificate
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "providers/framework/schema_build.h"
#include "providers/tls/resources.h"

namespace rolecall::providers::tls {
namespace {

using value::Type;
using value::Value;

Type CertificateType() {
  return Type::Object({{"cert_pem", Type::String()},
                       {"is_ca", Type::Bool()},
                       {"issuer", Type::String()},
                       {"max_path_length", Type::Number()},
                       {"not_after", Type::String()},
                       {"not_before", Type::String()},
                       {"public_key_algorithm", Type::String()},
                       {"serial_number", Type::String()},
                       {"sha1_fingerprint", Type::String()},
                       {"signature_algorithm", Type::String()},
                       {"subject", Type::String()},
                       {"version", Type::Number()}});
}

engine::BlockSchema CertificateSchema() {
  engine::BlockSchema block;
  block.attributes["certificates"] = Attribute(Type::List(CertificateType()), Use::kComputed);
  block.attributes["content"] = TextAttribute(Use::kOptional);
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["url"] = TextAttribute(Use::kOptional);
  block.attributes["verify_chain"] = FlagAttribute(Use::kOptional);
  return block;
}

// The limit of a CA's chain: -1 for none, 0 also where the certificate says nothing about CAs.
std::int64_t MaxPathLength(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  std::unique_ptr<X509, decltype(&X509_free)> certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())),
                                                          X509_free);
  if (certificate == nullptr || X509_get_ext_by_NID(certificate.get(), NID_basic_constraints, -1) < 0) return 0;
  return X509_get_pathlen(certificate.get());
}

Value CertificateValue(const crypto::Certificate& certificate) {
  return Value::Object({{"cert_pem", Value::String(certificate.pem)},
                        {"is_ca", Value::Bool(certificate.is_ca)},
                        {"issuer", Value::String(certificate.issuer)},
                        {"max_path_length", Value::Int(MaxPathLength(certificate.der))},
                        {"not_after", Value::String(FormatIso8601(certificate.not_after))},
                        {"not_before", Value::String(FormatIso8601(certificate.not_before))},
                        {"public_key_algorithm", Value::String(certificate.public_key_algorithm)},
                        {"serial_number", Value::String(certificate.serial_number)},
                        {"sha1_fingerprint", Value::String(certificate.sha1_fingerprint)},
                        {"signature_algorithm", Value::String(certificate.signature_algorithm)},
                        {"subject", Value::String(certificate.subject)},
                        {"version", Value::Int(certificate.version)}});
}

// As Go's %q writes it, as far as texts of certificates go.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return quoted + "\"";
}

// A certificate as Go's %v writes the provider's record of it.
std::string WordsOf(const Value& certificate) {
  std::string words;
  for (const char* name : {"signature_algorithm", "public_key_algorithm", "serial_number", "is_ca", "max_path_length",
                           "version", "issuer", "subject", "not_before", "not_after", "sha1_fingerprint", "cert_pem"}) {
    const Value& value = certificate.Get(name);
    const bool is_text = value.type().kind() == Type::Kind::kString;
    words += (words.empty() ? "" : " ") + (is_text ? Quoted(value.AsString()) : TextOf(value));
  }
  return "{" + words + "}";
}

// "https://HOST[:PORT]/…" or "tls://HOST:PORT".
Result<PeerChainRequest> ReadUrl(const std::string& url) {
  bool is_https = url.starts_with("https://");
  if (!is_https && !url.starts_with("tls://")) {
    return Error{ErrorCode::kInvalidArgument, "the URL must begin with https:// or tls://, got \"" + url + "\""};
  }
  std::string rest = url.substr(is_https ? 8 : 6);
  rest.resize(std::min(rest.size(), rest.find_first_of("/?#")));
  if (std::size_t user = rest.rfind('@'); user != std::string::npos) rest.erase(0, user + 1);
  std::size_t bracket = rest.starts_with('[') ? rest.find(']') : 0;
  std::size_t colon = bracket == std::string::npos ? std::string::npos : rest.find(':', bracket);
  PeerChainRequest request;
  request.host = rest.substr(0, colon);
  if (request.host.starts_with('[')) request.host = request.host.substr(1, request.host.size() - 2);
  request.port = colon == std::string::npos ? "" : rest.substr(colon + 1);
  if (request.port.empty() && is_https) request.port = "443";
  if (request.port.empty()) return Error{ErrorCode::kInvalidArgument, "port missing from URL: " + url};
  if (request.host.empty()) return Error{ErrorCode::kInvalidArgument, "the URL has no host: \"" + url + "\""};
  return request;
}

class CertificateData final : public DataSource {
 public:
  explicit CertificateData(FetchPeerChain fetch) : DataSource(CertificateSchema()), fetch_(std::move(fetch)) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (config.Get("url").IsNull() == config.Get("content").IsNull()) {
      problems.push_back({"url", "Exactly one of these attributes must be configured: [url, content]"});
    }
    if (!config.Get("content").IsNull() && !config.Get("verify_chain").IsNull()) {
      problems.push_back({"verify_chain", "verify_chain can be given with url only"});
    }
    if (!config.IsSet("url")) return;
    Result<PeerChainRequest> read = ReadUrl(config.Text("url"));
    if (!read.ok()) problems.push_back({"url", read.error().message});
  }

  Result<void> Read(const Call&, Object& state) const override {
    std::vector<crypto::Certificate> certificates;
    if (!state.IsSet("verify_chain")) state.SetFlag("verify_chain", true);
    if (state.IsSet("content")) {
      ROLECALL_TRY(certificates, crypto::ParseCertificates(state.Text("content")));
      // As the real provider: the first of the text only.
      certificates.resize(1);
    } else {
      ROLECALL_TRY(certificates, OfServer(state));
    }
    std::vector<Value> values;
    std::string words;
    for (const crypto::Certificate& certificate : certificates) {
      values.push_back(CertificateValue(certificate));
      words += (words.empty() ? "" : " ") + WordsOf(values.back());
    }
    state.Set("certificates", Value::List(CertificateType(), std::move(values)));
    // The real provider hashes what Go prints of its list.
    state.SetText("id", crypto::Sha1Hex("[" + words + "]"));
    return {};
  }

 private:
  // The root first: its thumbprint is what IAM wants.
  Result<std::vector<crypto::Certificate>> OfServer(Object& state) const {
    ROLECALL_TRY(PeerChainRequest request, ReadUrl(state.Text("url")));
    request.verify = state.Flag("verify_chain");
    ROLECALL_TRY(PeerChain chain, fetch_(request));
    std::vector<crypto::Certificate> certificates;
    for (auto der = chain.rbegin(); der != chain.rend(); ++der) {
      ROLECALL_TRY(crypto::Certificate certificate, crypto::ParseCertificateDer(*der));
      certificates.push_back(std::move(certificate));
    }
    return certificates;
  }

  FetchPeerChain fetch_;
};

}  // namespace

std::unique_ptr<const DataSource> MakeCertificateData(FetchPeerChain fetch) {
  return std::make_unique<CertificateData>(std::move(fetch));
}

}  // namespace rolecall::providers::tls
