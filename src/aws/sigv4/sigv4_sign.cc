#include <algorithm>

#include "aws/sigv4/canonical.h"
#include "aws/sigv4/sign_often.h"
#include "aws/sigv4/sigv4.h"
#include "aws/wire/url.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace rolecall::aws {
namespace {

// Proxies and the HTTP client itself may add or change these.
constexpr std::string_view kNeverSigned[] = {"authorization",   "user-agent", "x-amzn-trace-id",
                                             "expect",          "connection", "content-length",
                                             "accept-encoding", "accept",     "transfer-encoding"};

std::vector<std::string> HeadersToSign(const http::Headers& headers) {
  std::vector<std::string> names;
  for (const http::Header& header : headers) {
    std::string name = LowerAscii(header.name);
    if (std::find(std::begin(kNeverSigned), std::end(kNeverSigned), name) == std::end(kNeverSigned)) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string Signature(const CanonicalParts& parts, const Credentials& credentials, const SigningScope& scope,
                      const std::string& amz_date, SigningKeys* keys = nullptr) {
  std::optional<std::string> canonical = CanonicalRequest(parts);
  // Our own clients build their URLs with PercentEncode: a malformed one is a bug of ours.
  ROLECALL_CHECK(canonical.has_value());
  std::string date = amz_date.substr(0, 8);
  const std::string_view secret = credentials.secret_access_key.Reveal();
  const SigningKey key = keys != nullptr ? keys->Get(secret, date, scope.region, scope.service)
                                         : DeriveSigningKey(secret, date, scope.region, scope.service);
  return Sign(key, StringToSign(amz_date, CredentialScope(date, scope.region, scope.service), *canonical));
}

void AddSignature(http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope, Time now,
                  const std::string& payload_hash, SigningKeys* keys) {
  std::optional<UrlParts> url = SplitUrl(request.url);
  ROLECALL_CHECK(url.has_value());
  bool s3 = scope.service == "s3";
  std::string amz_date = FormatAmzDate(now);
  if (request.headers.Find("host") == nullptr) request.headers.Set("Host", HostHeader(*url));
  request.headers.Set("X-Amz-Date", amz_date);
  if (!credentials.session_token.empty()) {
    request.headers.Set("X-Amz-Security-Token", std::string(credentials.session_token.Reveal()));
  }
  if (s3) request.headers.Set("X-Amz-Content-Sha256", payload_hash);

  std::vector<std::string> names = HeadersToSign(request.headers);
  std::string signature = Signature({request.method, url->path, url->query, request.headers, names, payload_hash, s3},
                                    credentials, scope, amz_date, keys);
  std::string authorization(kSigningAlgorithm);
  authorization.append(" Credential=").append(credentials.access_key_id).append("/");
  authorization.append(CredentialScope(amz_date.substr(0, 8), scope.region, scope.service));
  authorization.append(", SignedHeaders=").append(Join(names, ";"));
  authorization.append(", Signature=").append(signature);
  request.headers.Set("Authorization", std::move(authorization));
}

}  // namespace

void SignHeaders(http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope, Time now,
                 PayloadHash payload) {
  std::string payload_hash(kUnsignedPayload);
  if (scope.service != "s3" || payload == PayloadHash::kComputed) payload_hash = crypto::Sha256Hex(request.body);
  SignHeaders(request, credentials, scope, now, std::move(payload_hash));
}

void SignHeaders(http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope, Time now,
                 std::string payload_hash) {
  AddSignature(request, credentials, scope, now, payload_hash, nullptr);
}

void SignHeaders(http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope, Time now,
                 std::string payload_hash, SigningKeys& keys) {
  AddSignature(request, credentials, scope, now, payload_hash, &keys);
}

std::string PresignUrl(const http::ClientRequest& request, const Credentials& credentials, const SigningScope& scope,
                       Time now, std::chrono::seconds expires) {
  std::optional<UrlParts> url = SplitUrl(request.url);
  ROLECALL_CHECK(url.has_value());
  bool s3 = scope.service == "s3";
  std::string amz_date = FormatAmzDate(now);
  http::Headers headers = request.headers;
  if (headers.Find("host") == nullptr) headers.Set("Host", HostHeader(*url));
  std::vector<std::string> names = HeadersToSign(headers);

  std::string query(url->query);
  auto add = [&query](std::string_view name, std::string_view value) {
    if (!query.empty()) query += '&';
    query.append(name).append("=").append(PercentEncode(value));
  };
  add("X-Amz-Algorithm", kSigningAlgorithm);
  add("X-Amz-Credential",
      credentials.access_key_id + "/" + CredentialScope(amz_date.substr(0, 8), scope.region, scope.service));
  add("X-Amz-Date", amz_date);
  add("X-Amz-Expires", std::to_string(expires.count()));
  if (!credentials.session_token.empty()) add("X-Amz-Security-Token", credentials.session_token.Reveal());
  add("X-Amz-SignedHeaders", Join(names, ";"));

  std::string payload_hash = s3 ? std::string(kUnsignedPayload) : crypto::Sha256Hex(request.body);
  std::string path = url->path.empty() ? "/" : std::string(url->path);
  add("X-Amz-Signature",
      Signature({request.method, path, query, headers, names, payload_hash, s3}, credentials, scope, amz_date));
  return std::string(url->scheme) + "://" + std::string(url->authority) + path + "?" + query;
}

}  // namespace rolecall::aws
