// AWS's wire forms: requests, signatures, chunked bodies, XML, error answers, profiles, credentials.
#include <boost/asio/buffer.hpp>
#include <string>

#include "aws/client/profiles.h"
#include "aws/credentials/credential_sources.h"
#include "aws/sigv4/chunked.h"
#include "aws/sigv4/sigv4.h"
#include "aws/wire/error_answer.h"
#include "aws/wire/http_date.h"
#include "aws/wire/url.h"
#include "aws/wire/xml.h"
#include "base/encoding.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "http/message.h"
#include "http/request_parser.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

// The bytes of a whole request. False if they are none.
bool ReadHttp(std::string_view input, http::Request& request) {
  http::RequestParser parser(request, 65536, 65536);
  parser.eager(true);
  boost::system::error_code error;
  std::size_t taken = 0;
  while (taken < input.size() && !parser.is_done() && !error) {
    const std::size_t count = parser.put(boost::asio::buffer(input.data() + taken, input.size() - taken), error);
    if (count == 0) break;
    taken += count;
  }
  if (error) FUZZ_EXPECT(http::StatusOf(error) >= 400);
  return !error && parser.is_done();
}

void HttpRequest(std::string_view input) {
  http::Request request;
  if (!ReadHttp(input, request)) return;
  FUZZ_EXPECT(!request.target.empty() && request.target[0] == '/');
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
    request.body = std::string(input);
    aws::Claim claim;
    claim.date = "20261123";
    claim.region = "us-east-1";
    claim.service = "s3";
    claim.amz_date = "20261123T181114Z";
    if (!aws::DecodeChunkedBody(claim, "secret", request)) FUZZ_EXPECT(request.body.size() <= input.size());
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

void Xml(std::string_view input) {
  Ignore(aws::ParseXml(input));
  std::string escaped = "<a>";
  aws::AppendXmlEscaped(escaped, input);
  escaped += "</a>";
  const Result<aws::XmlNode> node = aws::ParseXml(escaped);
  FUZZ_EXPECT(node.ok());
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
                               {"error_answer", &ErrorAnswer},
                               {"profiles", &Profiles},
                               {"credential_json", &CredentialJson}};

}  // namespace

std::span<const Target> AwsTargets() { return kTargets; }

}  // namespace rolecall::fuzz
