#include "aws/sigv4/canonical.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"

namespace rolecall::aws {
namespace {

constexpr std::size_t kMaxQueryParameters = 1024;

// RFC 3986 dot segments and repeated slashes, as all services but s3 normalise paths.
std::string NormalizePath(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t at = 0; at <= path.size();) {
    std::size_t slash = std::min(path.find('/', at), path.size());
    std::string_view segment = path.substr(at, slash - at);
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!segment.empty() && segment != ".") {
      segments.push_back(segment);
    }
    at = slash + 1;
  }
  std::string out;
  for (std::string_view segment : segments) out.append("/").append(segment);
  if (out.empty() || path.back() == '/') out += '/';
  return out;
}

std::optional<std::string> CanonicalPath(std::string_view path, bool s3) {
  if (path.empty() || path == "/") return "/";
  if (!s3) return PercentEncode(NormalizePath(path), "/");
  std::optional<std::string> decoded = PercentDecode(path);
  if (!decoded) return std::nullopt;
  return PercentEncode(*decoded, "/");
}

std::optional<std::string> CanonicalQuery(std::string_view query) {
  if (query.empty()) return "";
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    std::size_t ampersand = query.find('&');
    std::string_view one = query.substr(0, ampersand);
    query = ampersand == std::string_view::npos ? std::string_view() : query.substr(ampersand + 1);
    if (one.empty()) continue;
    std::size_t equals = one.find('=');
    std::optional<std::string> name = PercentDecode(one.substr(0, equals), /*plus_is_space=*/true);
    std::optional<std::string> value("");
    if (equals != std::string_view::npos) value = PercentDecode(one.substr(equals + 1), /*plus_is_space=*/true);
    if (!name || !value || parameters.size() == kMaxQueryParameters) return std::nullopt;
    if (*name == "X-Amz-Signature") continue;
    parameters.emplace_back(PercentEncode(*name), PercentEncode(*value));
  }
  std::sort(parameters.begin(), parameters.end());
  std::string out;
  for (const auto& parameter : parameters) {
    if (!out.empty()) out += '&';
    out.append(parameter.first).append("=").append(parameter.second);
  }
  return out;
}

// Outer white space off, inner runs of spaces to one.
void AppendTrimmed(std::string& out, std::string_view value) {
  if (value.find(' ') == value.npos && value.find('\t') == value.npos) {
    out += value;
    return;
  }
  bool pending_space = false;
  bool any = false;
  for (char c : value) {
    if (c == ' ' || c == '\t') {
      pending_space = any;
      continue;
    }
    if (pending_space) out += ' ';
    pending_space = false;
    any = true;
    out += c;
  }
}

void AppendHeaders(std::string& out, const CanonicalParts& parts) {
  for (const std::string& name : parts.signed_headers) {
    out.append(name).append(":");
    bool first = true;
    for (const http::Header& header : parts.headers) {
      if (!EqualsIgnoringAsciiCase(header.name, name)) continue;
      if (!first) out += ',';
      first = false;
      AppendTrimmed(out, header.value);
    }
    out += '\n';
  }
}

}  // namespace

std::optional<std::string> CanonicalRequest(const CanonicalParts& parts) {
  std::optional<std::string> path = CanonicalPath(parts.path, parts.s3);
  std::optional<std::string> query = CanonicalQuery(parts.query);
  if (!path || !query) return std::nullopt;
  std::string out;
  out.reserve(1024);
  out.append(parts.method).append("\n").append(*path).append("\n").append(*query).append("\n");
  AppendHeaders(out, parts);
  out.append("\n").append(Join(parts.signed_headers, ";")).append("\n").append(parts.payload_hash);
  return out;
}

std::string CredentialScope(std::string_view date, std::string_view region, std::string_view service) {
  std::string out;
  out.reserve(64);
  out.append(date).append("/").append(region).append("/").append(service).append("/aws4_request");
  return out;
}

std::string StringToSign(std::string_view amz_date, std::string_view scope, std::string_view canonical_request) {
  std::string out;
  out.reserve(192);
  out.append(kSigningAlgorithm).append("\n").append(amz_date).append("\n").append(scope).append("\n");
  out.append(crypto::Sha256Hex(canonical_request));
  return out;
}

SigningKey DeriveSigningKey(std::string_view secret_key, std::string_view date, std::string_view region,
                            std::string_view service) {
  std::string key("AWS4");
  key.append(secret_key);
  for (std::string_view step : {date, region, service, std::string_view("aws4_request")}) {
    std::string next = crypto::HmacSha256(key, step);
    Wipe(key);
    key = std::move(next);
  }
  SigningKey out;
  std::memcpy(out.data(), key.data(), out.size());
  Wipe(key);
  return out;
}

std::string Sign(const SigningKey& key, std::string_view string_to_sign) {
  return crypto::HmacSha256Hex(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()), string_to_sign);
}

}  // namespace rolecall::aws
