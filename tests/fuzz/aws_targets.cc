// AWS's wire forms: requests, signatures, chunked bodies, XML, error answers, profiles, credentials.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <string>

#include "aws/client/profiles.h"
#include "aws/credentials/credential_sources.h"
#include "aws/sigv4/chunked.h"
#include "aws/sigv4/sigv4.h"
#include "aws/wire/error_answer.h"
#include "aws/wire/http_date.h"
#include "aws/wire/text_gate.h"
#include "aws/wire/url.h"
#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/message.h"
#include "http/request_parser.h"
#include "json/document.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

constexpr std::size_t kMaxBodyBytes = 1000;

// The bytes of a whole request. False if they are none.
bool ReadHttp(std::string_view input, http::Request& request) {
  http::RequestParser parser(request, 65536);
  boost::system::error_code error;
  std::size_t taken = 0;
  bool is_admitted = false;
  while (taken < input.size() && !parser.is_done() && !error) {
    const std::size_t count = parser.put(boost::asio::buffer(input.data() + taken, input.size() - taken), error);
    FUZZ_EXPECT(is_admitted || request.body.empty());
    if (count == 0) break;
    taken += count;
    if (parser.is_header_done() && !is_admitted) {
      is_admitted = true;
      parser.AllowBody(kMaxBodyBytes);
    }
  }
  if (is_admitted && !parser.content_length()) FUZZ_EXPECT(request.body.size() <= kMaxBodyBytes);
  if (error) FUZZ_EXPECT(http::StatusOf(error) >= 400);
  return !error && parser.is_done();
}

void HttpRequest(std::string_view input) {
  http::Request request;
  if (!ReadHttp(input, request)) return;
  FUZZ_EXPECT(request.target.starts_with('/') || (request.target == "*" && request.method == "OPTIONS"));
  // One Host at most, whatever form the target had.
  int hosts = 0;
  for (const http::Header& header : request.headers) hosts += EqualsIgnoringAsciiCase(header.name, "Host") ? 1 : 0;
  FUZZ_EXPECT(hosts <= 1);
  aws::CheckText(request, aws::Protocol::kS3);
  http::ParseQuery(request.query());
}

// Nobody guesses a signature.
void SignedRequest(std::string_view input) {
  http::Request request;
  if (!ReadHttp(input, request)) return;
  aws::Claim claim;
  if (aws::ParseClaim(request, claim)) return;
  FUZZ_EXPECT(aws::HasClaim(request));
  FUZZ_EXPECT(aws::CheckClaim(claim, request, "not the secret of any seed", {.now = claim.time}).has_value());
}

void ChunkedBody(std::string_view input) {
  for (const auto form : {aws::kStreamingPayload, aws::kStreamingPayloadTrailer, aws::kStreamingUnsignedTrailer}) {
    http::Request request;
    request.method = "PUT";
    request.target = "/bucket/key";
    request.headers.Set("x-amz-content-sha256", std::string(form));
    if (form != aws::kStreamingPayload) request.headers.Set("x-amz-trailer", "x-amz-checksum-crc32");
    const std::size_t headers = request.headers.size();
    request.body = std::string(input);
    aws::Claim claim;
    claim.date = "20261123";
    claim.region = "us-east-1";
    claim.service = "s3";
    claim.amz_date = "20261123T181114Z";
    if (aws::DecodeChunkedBody(claim, "secret", request)) {
      FUZZ_EXPECT(request.headers.size() == headers);
      continue;
    }
    FUZZ_EXPECT(request.body.size() <= input.size());
    // Nothing comes in but what was announced.
    const std::size_t added = form == aws::kStreamingPayload ? 0 : 1;
    FUZZ_EXPECT(request.headers.size() == headers + added);
  }
}

void Query(std::string_view input) {
  http::ParseQuery(input);
  PercentDecode(input, true);
  const std::optional<std::string> back = PercentDecode(PercentEncode(input));
  FUZZ_EXPECT(back && *back == input);
  if (const auto url = aws::SplitUrl(input)) {
    aws::HostHeader(*url);
    aws::HostName(*url);
  }
  aws::ParseHttpDate(input);
}

bool IsText(const aws::XmlNode& node) {
  return IsCleanUtf8(node.name) && IsCleanUtf8(node.text) &&
         std::all_of(node.children.begin(), node.children.end(), &IsText);
}

void Xml(std::string_view input) {
  if (const Result<aws::XmlNode> root = aws::ParseXml(input); root.ok()) FUZZ_EXPECT(IsText(*root));
  std::string escaped = "<a>";
  aws::AppendXmlEscaped(escaped, input);
  escaped += "</a>";
  const Result<aws::XmlNode> node = aws::ParseXml(escaped);
  FUZZ_EXPECT(node.ok() == IsCleanUtf8(escaped));
}

// What the gate lets through has no text in it that is none.
void JsonText(std::string_view input) {
  if (!aws::IsJsonText(input)) return;
  FUZZ_EXPECT(IsCleanUtf8(input));
  const json::ParseResult parsed = json::Parse(input, {});
  if (parsed.error.empty() && parsed.root.IsString()) FUZZ_EXPECT(IsCleanUtf8(parsed.root.text));
}

void ErrorAnswer(std::string_view input) {
  for (const char* type : {"text/xml", "application/x-amz-json-1.1", ""}) {
    http::Response response;
    response.status = 400;
    response.headers.Set("Content-Type", type);
    response.body = std::string(input);
    aws::ReadErrorAnswer(response);
  }
}

void Profiles(std::string_view input) {
  MemoryFileSystem files({{"/h/.aws/config", std::string(input)}, {"/h/.aws/credentials", std::string(input)}});
  FakeEnvironment environment;
  environment.Set("HOME", "/h");
  Ignore(aws::LoadProfiles(files, environment, {}));
}

void CredentialJson(std::string_view input) { Ignore(aws::ReadCredentialJson(input, "a process")); }

constexpr Target kTargets[] = {{"http_request", &HttpRequest},
                               {"signed_request", &SignedRequest},
                               {"chunked_body", &ChunkedBody},
                               {"query", &Query},
                               {"xml", &Xml},
                               {"json_text", &JsonText},
                               {"error_answer", &ErrorAnswer},
                               {"profiles", &Profiles},
                               {"credential_json", &CredentialJson}};

}  // namespace

std::span<const Target> AwsTargets() { return kTargets; }

}  // namespace rolecall::fuzz
