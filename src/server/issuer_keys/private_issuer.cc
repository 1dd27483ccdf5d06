#include "server/issuer_keys/private_issuer.h"

#include "base/secret.h"
#include "base/text.h"
#include "http/client.h"
#include "server/issuer_keys/discovery_document.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostDocumentBytes = 512u << 10;
constexpr std::size_t kMostFileBytes = 1u << 20;

// Scheme, host and port.
std::string_view OriginOf(std::string_view url) {
  const std::size_t host = url.find("://");
  return host == url.npos ? url : url.substr(0, url.find_first_of("/?#", host + 3));
}

class Asker {
 public:
  Asker(const PrivateIssuer& issuer, std::string ca_pem, Secret token, std::chrono::milliseconds time)
      : issuer_(issuer),
        token_(std::move(token)),
        end_(std::chrono::steady_clock::now() + time),
        http_(http::ClientOptions{.ca_pem = std::move(ca_pem)}) {}

  Result<std::string> Get(const std::string& url) {
    http::ClientRequest request{.url = url};
    request.headers.Add("Accept", "application/jwk-set+json, application/json");
    const bool is_vouched_for = url == issuer_.keys_url || OriginOf(url) == OriginOf(issuer_.issuer);
    if (!token_.empty() && is_vouched_for) {
      request.headers.Add("Authorization", "Bearer " + std::string(token_.Reveal()));
    }
    request.timeout = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
    if (request.timeout.count() <= 0) return Error{ErrorCode::kDeadlineExceeded, "GET " + url + ": no time is left"};
    request.connect_timeout = request.timeout;
    request.max_response_bytes = kMostDocumentBytes;
    ROLECALL_TRY(http::Response answer, http_.Send(request));
    if (answer.status == 200) return std::move(answer.body);
    std::string why = "GET " + url + ": status " + std::to_string(answer.status);
    if (answer.status == 401 || answer.status == 403) {
      why += token_.empty() ? " (a cluster gives its keys to who may read them: name a token with --oidc-token)"
             : is_vouched_for
                 ? ""
                 : " (the token is not sent where a discovery document points: name this URL with --oidc-keys)";
    }
    return Error{ErrorCode::kUnavailable, why};
  }

 private:
  const PrivateIssuer& issuer_;
  const Secret token_;
  const std::chrono::steady_clock::time_point end_;
  http::CurlClient http_;
};

Result<std::string> FileOrNothing(const std::string& path, const FileSystem& files) {
  if (path.empty()) return std::string();
  return files.Read(path, kMostFileBytes);
}

}  // namespace

Result<std::string> FetchPrivateKeys(const PrivateIssuer& issuer, const FileSystem& files,
                                     std::chrono::milliseconds time) {
  ROLECALL_TRY(std::string ca_pem, FileOrNothing(issuer.ca_file, files));
  if (!issuer.ca_file.empty() && ca_pem.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return Error{ErrorCode::kInvalidArgument, issuer.ca_file + ": there is no certificate in it"};
  }
  ROLECALL_TRY(std::string token, FileOrNothing(issuer.token_file, files));
  Asker asker(issuer, std::move(ca_pem), Secret(std::string(Trim(token))), time);
  Wipe(token);
  if (!issuer.keys_url.empty()) return asker.Get(issuer.keys_url);
  ROLECALL_TRY(const std::string document, asker.Get(DiscoveryUrl(issuer.issuer)));
  ROLECALL_TRY(const std::string keys_url, KeysUrlOf(document, issuer.issuer));
  return asker.Get(keys_url);
}

}  // namespace rolecall::server
