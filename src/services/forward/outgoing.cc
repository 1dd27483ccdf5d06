#include "services/forward/outgoing.h"

#include <algorithm>
#include <array>

#include "aws/sigv4/chunked.h"
#include "aws/sigv4/sign_often.h"
#include "base/encoding.h"
#include "base/text.h"
#include "base/utf8.h"
#include "crypto/digest.h"
#include "http/hop_by_hop.h"

namespace rolecall::services::forward {
namespace {

// Of the signature, of this end alone, or made anew. Sorted.
constexpr std::array<std::string_view, 14> kNotSent = {"authorization",
                                                       "content-length",
                                                       "cookie",
                                                       "expect",
                                                       "forwarded",
                                                       "host",
                                                       "via",
                                                       "x-amz-date",
                                                       "x-amz-security-token",
                                                       "x-http-method",
                                                       "x-http-method-override",
                                                       "x-method-override",
                                                       "x-original-url",
                                                       "x-rewrite-url"};
static_assert(std::ranges::is_sorted(kNotSent));

// What emulators and proxies take as orders: accounts, regions, addresses.
constexpr std::string_view kNotSentStarts[] = {"x-forwarded-", "x-localstack-", "x-moto-", "x-rolecall-"};

// Parameters of a presigned URL that end here. Sorted, lower case.
constexpr std::array<std::string_view, 8> kSigningParameters = {
    "x-amz-algorithm", "x-amz-content-sha256", "x-amz-credential", "x-amz-date",
    "x-amz-expires",   "x-amz-security-token", "x-amz-signature",  "x-amz-signedheaders"};
static_assert(std::ranges::is_sorted(kSigningParameters));

bool IsSent(std::string_view lower_name, const http::ConnectionFields& of_connection) {
  if (of_connection.Has(lower_name) || std::ranges::binary_search(kNotSent, lower_name)) return false;
  return std::ranges::none_of(kNotSentStarts, [&](std::string_view start) { return lower_name.starts_with(start); });
}

// The query as it was written, without the signature.
Checked<std::string> QueryToSend(std::string_view query) {
  std::string kept;
  for (std::string_view piece : Split(query, '&')) {
    if (piece.empty()) continue;
    const std::string name = LowerAscii(PercentDecode(piece.substr(0, piece.find('=')), true).value_or(""));
    if (std::ranges::binary_search(kSigningParameters, name)) continue;
    if (name.starts_with("x-amz-")) {
      return aws::ErrorShape{
          501, "NotImplemented",
          "A presigned URL with the parameter " + std::string(FirstCharacters(name, 64)) + " is not forwarded."};
    }
    if (!kept.empty()) kept += '&';
    kept += piece;
  }
  return kept;
}

// What a body in aws-chunked form has beside it: the pipeline has decoded it.
bool IsOfChunks(std::string_view lower_name) {
  return lower_name == "x-amz-decoded-content-length" || lower_name == "x-amz-trailer";
}

bool IsHexHash(std::string_view text) {
  return text.size() == 64 &&
         std::ranges::all_of(text, [](char c) { return IsAsciiDigit(c) || (c >= 'a' && c <= 'f'); });
}

// The hash that the new signature is made with. S3's says its own; that of a decoded body is not signed.
std::string PayloadHashOf(const http::Request& request, bool is_s3) {
  if (!is_s3) return crypto::Sha256Hex(request.body);
  const std::string_view given = request.headers.Get("x-amz-content-sha256");
  const bool stays = IsHexHash(given) || (given == aws::kStreamingUnsignedTrailer && request.incoming != nullptr);
  return std::string(stays ? given : aws::kUnsignedPayload);
}

aws::Credentials CredentialsFor(const Call& call, const aws::Credentials& given) {
  if (!given.access_key_id.empty()) return given;
  aws::Credentials credentials;
  credentials.access_key_id = call.own_account() == call.account ? "test" : call.own_account();
  credentials.secret_access_key = Secret("test");
  return credentials;
}

}  // namespace

Checked<Outgoing> MakeOutgoing(const Call& call, const Operation& operation, const std::string& host_bucket,
                               const Receiver& receiver) {
  const http::Request& request = call.request;
  const bool is_s3 = operation.protocol == aws::Protocol::kS3;
  ROLECALL_TRY(const std::string query, QueryToSend(request.query()));
  Outgoing outgoing;
  if (!host_bucket.empty()) outgoing.target = "/" + PercentEncode(host_bucket);
  outgoing.target += request.path();
  if (!query.empty()) outgoing.target += "?" + query;
  http::ClientRequest signing{.method = request.method, .url = "http://" + receiver.authority + outgoing.target};
  const http::ConnectionFields of_connection(request.headers);
  const bool is_decoded = is_s3 && request.incoming == nullptr && aws::IsChunked(request);
  for (const http::Header& header : request.headers) {
    const std::string name = LowerAscii(header.name);
    if (IsSent(name, of_connection) && !(is_decoded && IsOfChunks(name))) {
      signing.headers.Add(header.name, header.value);
    }
  }
  signing.headers.Set("Host", receiver.authority);
  aws::SignHeaders(signing, CredentialsFor(call, receiver.credentials),
                   {.region = call.region, .service = std::string(operation.api->signing)}, call.now,
                   PayloadHashOf(request, is_s3), receiver.keys);
  outgoing.headers = std::move(signing.headers);
  return outgoing;
}

http::Headers IncomingHeaders(const http::Headers& headers) {
  http::Headers kept;
  const http::ConnectionFields of_connection(headers);
  for (const http::Header& header : headers) {
    const std::string name = LowerAscii(header.name);
    const bool is_ours = name == "date" || name == "server" || name == "set-cookie";
    // The length of an answer to HEAD is nowhere else.
    const bool is_sent = name == "content-length" || IsSent(name, of_connection);
    if (!is_ours && is_sent) kept.Add(header.name, header.value);
  }
  return kept;
}

}  // namespace rolecall::services::forward
