#include <algorithm>
#include <map>

#include "aws/sigv4/sigv4.h"
#include "aws/wire/http_date.h"
#include "base/text.h"

namespace rolecall::aws {
namespace {

constexpr std::size_t kMaxAuthorizationBytes = 8192;
constexpr std::size_t kMaxSignedHeaders = 256;
constexpr std::size_t kMaxTokenBytes = 16384;

AuthFailure Malformed(AuthProblem problem, std::string detail) { return {problem, std::move(detail)}; }

bool IsDigits(std::string_view text, std::size_t length) {
  return text.size() == length && std::all_of(text.begin(), text.end(), IsAsciiDigit);
}

bool ReadCredential(std::string_view credential, Claim& claim) {
  std::vector<std::string_view> parts = Split(credential, '/');
  if (parts.size() != 5 || parts[4] != "aws4_request" || !IsDigits(parts[1], 8)) return false;
  if (parts[0].empty() || parts[0].size() > 128 || parts[2].empty() || parts[3].empty()) return false;
  claim.access_key_id = parts[0];
  claim.date = parts[1];
  claim.region = parts[2];
  claim.service = parts[3];
  return true;
}

bool ReadSignedHeaders(std::string_view list, Claim& claim) {
  std::vector<std::string_view> names = Split(list, ';');
  if (names.size() > kMaxSignedHeaders) return false;
  claim.signed_headers.reserve(names.size());
  for (std::string_view name : names) {
    bool lower = std::none_of(name.begin(), name.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c <= ' '; });
    if (name.empty() || !lower) return false;
    claim.signed_headers.emplace_back(name);
  }
  return true;
}

bool ReadSignature(std::string_view signature, Claim& claim) {
  claim.signature = signature;
  const auto is_digit = [](char c) { return IsAsciiDigit(c) || (c >= 'a' && c <= 'f'); };
  return signature.size() == 64 && std::all_of(signature.begin(), signature.end(), is_digit);
}

std::optional<AuthFailure> ReadDate(std::string_view amz_date, AuthProblem problem, Claim& claim) {
  std::optional<Time> time = ParseAmzDate(amz_date);
  // A Date header may also have HTTP's form; the string to sign has the other one all the same.
  std::optional<Time> http_time = time ? std::nullopt : ParseHttpDate(amz_date);
  if (http_time) return ReadDate(FormatAmzDate(*http_time), problem, claim);
  if (!time) return Malformed(problem, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  claim.amz_date = amz_date;
  claim.time = *time;
  return std::nullopt;
}

// The parts of an Authorization header; null where it has none.
struct HeaderParts {
  std::optional<std::string_view> credential, signature, signed_headers;
};

// Of a part that is there twice the last counts.
HeaderParts ReadHeaderParts(std::string_view parameters) {
  HeaderParts parts;
  for (std::string_view one : Split(parameters, ',')) {
    one = Trim(one, " \t");
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = one.substr(0, equals), value = one.substr(equals + 1);
    if (name == "Credential") parts.credential = value;
    if (name == "Signature") parts.signature = value;
    if (name == "SignedHeaders") parts.signed_headers = value;
  }
  return parts;
}

// What AWS says for each part that the header lacks.
std::string MissingParts(const HeaderParts& parts, bool has_date) {
  std::string detail;
  const auto require = [&](bool is_there, std::string_view name) {
    if (!is_there) detail.append("Authorization header requires '").append(name).append("' parameter. ");
  };
  require(parts.credential.has_value(), "Credential");
  require(parts.signature.has_value(), "Signature");
  require(parts.signed_headers.has_value(), "SignedHeaders");
  if (!has_date) detail.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  return detail;
}

std::optional<AuthFailure> ParseHeaderClaim(const http::Request& request, std::string_view authorization,
                                            Claim& claim) {
  if (authorization.size() > kMaxAuthorizationBytes) {
    return Malformed(AuthProblem::kIncomplete, "Authorization is too long");
  }
  std::size_t space = authorization.find(' ');
  if (authorization.substr(0, space) != kSigningAlgorithm) {
    return Malformed(AuthProblem::kUnsupportedAlgorithm,
                     "Unsupported AWS 'algorithm': only AWS4-HMAC-SHA256 is supported");
  }
  const HeaderParts parts =
      ReadHeaderParts(space == std::string_view::npos ? std::string_view() : authorization.substr(space + 1));
  std::string_view amz_date = request.headers.Get("x-amz-date");
  if (amz_date.empty()) amz_date = request.headers.Get("date");
  std::string missing = MissingParts(parts, !amz_date.empty());
  if (!missing.empty()) return Malformed(AuthProblem::kIncomplete, missing);
  if (!ReadCredential(*parts.credential, claim)) {
    return Malformed(AuthProblem::kIncomplete,
                     "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term");
  }
  if (!ReadSignedHeaders(*parts.signed_headers, claim)) {
    return Malformed(AuthProblem::kIncomplete, "SignedHeaders must be lower-case header names separated by ';'");
  }
  if (!ReadSignature(*parts.signature, claim)) {
    return Malformed(AuthProblem::kSignatureMismatch, "the signature is not 64 lower-case hexadecimal digits");
  }
  std::string_view token = request.headers.Get("x-amz-security-token");
  if (token.size() > kMaxTokenBytes) return Malformed(AuthProblem::kInvalidToken, "the session token is too long");
  claim.session_token = token;
  return ReadDate(amz_date, AuthProblem::kIncomplete, claim);
}

// A presigned URL of s3 is good for the time that it says, of a week at most. All other services take theirs for 15
// minutes at most; STS for exactly that, whatever the URL says (the tokens of EKS say 60 seconds and are good for 15
// minutes).
std::chrono::seconds BoundedExpiry(std::string_view service, std::chrono::seconds wanted) {
  if (service == "s3") return wanted;
  return service == "sts" ? kMaxServicePresignExpiry : std::min(wanted, kMaxServicePresignExpiry);
}

std::optional<AuthFailure> ReadExpires(const std::string* text, Claim& claim) {
  claim.expires = kMaxServicePresignExpiry;
  if (text == nullptr) {
    if (claim.service != "s3") return std::nullopt;
    return Malformed(AuthProblem::kIncompleteQuery, "X-Amz-Expires is missing");
  }
  const std::optional<long long> seconds = ParseInt<long long>(*text);
  if (!seconds) {
    return Malformed(AuthProblem::kExpiresTooLong, "X-Amz-Expires should be a number");
  }
  if (*seconds < 0) return Malformed(AuthProblem::kExpiresTooLong, "X-Amz-Expires must be non-negative");
  if (*seconds > kMaxPresignExpiry.count()) {
    return Malformed(
        AuthProblem::kExpiresTooLong,
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less "
        "than 604800 seconds");
  }
  if (*seconds == 0 && claim.service == "s3") {
    return Malformed(AuthProblem::kExpiresTooLong, "X-Amz-Expires must be between 1 and 604800 seconds");
  }
  claim.expires = BoundedExpiry(claim.service, std::chrono::seconds(*seconds));
  return std::nullopt;
}

std::optional<AuthFailure> ParseQueryClaim(const http::Request& request, Claim& claim) {
  claim.presigned = true;
  std::optional<http::QueryParameters> parameters = http::ParseQuery(request.query());
  if (!parameters) return Malformed(AuthProblem::kIncompleteQuery, "the query cannot be read");
  std::map<std::string_view, const std::string*> found;
  for (const auto& parameter : *parameters) {
    if (!parameter.first.starts_with("X-Amz-")) continue;
    if (!found.emplace(parameter.first, &parameter.second).second) {
      return Malformed(AuthProblem::kIncompleteQuery, parameter.first + " is given twice");
    }
  }
  for (std::string_view name :
       {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
    if (!found.contains(name)) return Malformed(AuthProblem::kIncompleteQuery, std::string(name) + " is missing");
  }
  if (*found["X-Amz-Algorithm"] != kSigningAlgorithm) {
    return Malformed(AuthProblem::kUnsupportedAlgorithm, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
  }
  if (!ReadCredential(*found["X-Amz-Credential"], claim)) {
    return Malformed(AuthProblem::kIncompleteQuery,
                     "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
                     "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  }
  if (!ReadSignedHeaders(*found["X-Amz-SignedHeaders"], claim)) {
    return Malformed(AuthProblem::kIncompleteQuery, "X-Amz-SignedHeaders must be lower-case header names");
  }
  if (!ReadSignature(*found["X-Amz-Signature"], claim)) {
    return Malformed(AuthProblem::kSignatureMismatch, "the signature is not 64 lower-case hexadecimal digits");
  }
  auto token = found.find("X-Amz-Security-Token");
  if (token != found.end()) claim.session_token = *token->second;
  if (claim.session_token.size() > kMaxTokenBytes) {
    return Malformed(AuthProblem::kInvalidToken, "the session token is too long");
  }
  if (auto failure = ReadDate(*found["X-Amz-Date"], AuthProblem::kIncompleteQuery, claim)) return failure;
  auto expires = found.find("X-Amz-Expires");
  return ReadExpires(expires == found.end() ? nullptr : expires->second, claim);
}

bool HasParameter(std::string_view query, std::string_view name_and_equals) {
  for (std::size_t at = query.find(name_and_equals); at != query.npos; at = query.find(name_and_equals, at + 1)) {
    if (at == 0 || query[at - 1] == '&') return true;
  }
  return false;
}

bool HasQueryClaim(const http::Request& request) {
  const std::string_view query = request.query();
  return HasParameter(query, "X-Amz-Algorithm=") || HasParameter(query, "X-Amz-Signature=") ||
         HasParameter(query, "X-Amz-Credential=");
}

// Signature version 2 in a URL: what boto3 presigns for us-east-1 unless it is told otherwise.
bool HasOldQueryClaim(const http::Request& request) {
  const std::string_view query = request.query();
  return HasParameter(query, "AWSAccessKeyId=") || HasParameter(query, "Signature=");
}

}  // namespace

bool HasClaim(const http::Request& request) {
  return request.headers.Find("authorization") != nullptr || HasQueryClaim(request) || HasOldQueryClaim(request);
}

std::optional<AuthFailure> ParseClaim(const http::Request& request, Claim& claim) {
  claim = Claim();
  int authorizations = 0;
  std::string_view authorization;
  for (const http::Header& header : request.headers) {
    if (!EqualsIgnoringAsciiCase(header.name, "authorization")) continue;
    authorization = header.value;
    ++authorizations;
  }
  if (authorizations + (HasQueryClaim(request) ? 1 : 0) > 1) {
    return Malformed(authorizations > 1 ? AuthProblem::kIncomplete : AuthProblem::kIncompleteQuery,
                     "Only one auth mechanism allowed");
  }
  if (authorizations == 1) return ParseHeaderClaim(request, authorization, claim);
  if (HasQueryClaim(request)) return ParseQueryClaim(request, claim);
  if (HasOldQueryClaim(request)) {
    return Malformed(AuthProblem::kUnsupportedAlgorithm, "Signature version 2 is not supported, only AWS4-HMAC-SHA256");
  }
  return Malformed(AuthProblem::kMissing, "the request has no signature");
}

const char* AuthProblemName(AuthProblem problem) {
  switch (problem) {
    case AuthProblem::kMissing: return "missing";
    case AuthProblem::kIncomplete: return "incomplete";
    case AuthProblem::kIncompleteQuery: return "incomplete_query";
    case AuthProblem::kUnsupportedAlgorithm: return "unsupported_algorithm";
    case AuthProblem::kExpiresTooLong: return "expires_too_long";
    case AuthProblem::kScopeDate: return "scope_date";
    case AuthProblem::kScopeService: return "scope_service";
    case AuthProblem::kScopeRegion: return "scope_region";
    case AuthProblem::kUnknownAccessKey: return "unknown_access_key";
    case AuthProblem::kInactiveAccessKey: return "inactive_access_key";
    case AuthProblem::kInvalidToken: return "invalid_token";
    case AuthProblem::kExpiredToken: return "expired_token";
    case AuthProblem::kTooOld: return "too_old";
    case AuthProblem::kTooNew: return "too_new";
    case AuthProblem::kPresignedExpired: return "presigned_expired";
    case AuthProblem::kUnsignedHeader: return "unsigned_header";
    case AuthProblem::kMissingContentHash: return "missing_content_hash";
    case AuthProblem::kContentHashMismatch: return "content_hash_mismatch";
    case AuthProblem::kSignatureMismatch: return "signature_mismatch";
    case AuthProblem::kChunkSignatureMismatch: return "chunk_signature_mismatch";
    case AuthProblem::kMalformedChunks: return "malformed_chunks";
    case AuthProblem::kChunkTooSmall: return "chunk_too_small";
    case AuthProblem::kMissingDecodedLength: return "missing_decoded_length";
    case AuthProblem::kMalformedTrailer: return "malformed_trailer";
  }
  return "unknown";
}

}  // namespace rolecall::aws
