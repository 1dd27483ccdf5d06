#include "aws/sigv4/chunked.h"

#include <gtest/gtest.h>

#include <sstream>

namespace rolecall::aws {
namespace {

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

// AWS's published example: 66,560 bytes of 'a' in chunks of 64 KiB.
http::Request PublishedExample() {
  http::Request request;
  request.method = "PUT";
  request.target = "/examplebucket/chunkObject.txt";
  request.headers = {
      {"Host", "s3.amazonaws.com"},
      {"x-amz-date", "20130524T000000Z"},
      {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
      {"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
      {"Content-Encoding", "aws-chunked"},
      {"x-amz-decoded-content-length", "66560"},
      {"Content-Length", "66824"},
      {"Authorization",
       "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders="
       "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
       "x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"}};
  request.body = "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
                 std::string(65536, 'a') +
                 "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
                 std::string(1024, 'a') +
                 "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
  return request;
}

std::string Decode(http::Request& request) {
  Claim claim;
  if (auto failure = ParseClaim(request, claim)) return AuthProblemName(failure->problem);
  CheckOptions options;
  options.now = *ParseAmzDate("20130524T000000Z");
  if (auto failure = CheckClaim(claim, request, kSecret, options)) return AuthProblemName(failure->problem);
  if (auto failure = DecodeChunkedBody(claim, kSecret, request)) return AuthProblemName(failure->problem);
  return "none";
}

TEST(ChunkedBody, AgreesWithThePublishedExample) {
  http::Request request = PublishedExample();
  EXPECT_EQ(Decode(request), "none");
  EXPECT_EQ(request.body, std::string(66560, 'a'));
  EXPECT_EQ(request.headers.Find("content-encoding"), nullptr);
}

TEST(ChunkedBody, RefusesAChangedChunk) {
  http::Request request = PublishedExample();
  request.body[1000] = 'b';
  EXPECT_EQ(Decode(request), "chunk_signature_mismatch");
}

TEST(ChunkedBody, RefusesABodyCutAfterAChunk) {
  http::Request request = PublishedExample();
  request.body.resize(request.body.find("\r\n400;") + 2);
  EXPECT_EQ(Decode(request), "malformed_chunks");
}

TEST(ChunkedBody, RefusesMoreAfterTheEnd) {
  http::Request request = PublishedExample();
  request.body += "x";
  EXPECT_EQ(Decode(request), "malformed_chunks");
}

http::Request UnsignedTrailer(const std::string& body, const std::string& announced = "") {
  http::ClientRequest sent;
  sent.method = "PUT";
  sent.url = "https://s3.amazonaws.com/b/k";
  http::Request request;
  request.headers = {{"x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
                     {"x-amz-decoded-content-length", "5"},
                     {"Content-Encoding", "aws-chunked,gzip"}};
  request.body = body;
  if (!announced.empty()) request.headers.Add("X-Amz-Trailer", announced);
  return request;
}

TEST(ChunkedBody, TurnsAnnouncedChecksumsIntoHeaders) {
  http::Request request =
      UnsignedTrailer("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "x-amz-checksum-crc32");
  EXPECT_FALSE(DecodeChunkedBody(Claim(), kSecret, request).has_value());
  EXPECT_EQ(request.body, "hello");
  EXPECT_EQ(request.headers.Get("x-amz-checksum-crc32"), "NhCmhg==");
  EXPECT_EQ(request.headers.Get("content-encoding"), "gzip");
}

// Whoever is on the way writes unsigned trailers: they must not become metadata, tags, or the source of a copy.
TEST(ChunkedBody, RefusesTrailersThatWereNotAnnouncedOrAreNoChecksums) {
  const std::string kCrc = "x-amz-checksum-crc32:NhCmhg==\r\n";
  const std::pair<std::string, std::string> cases[] = {
      {kCrc, ""},
      {"x-amz-meta-a:1\r\n", ""},
      {"x-amz-copy-source:/a/b\r\n", ""},
      {"x-amz-meta-a:1\r\n", "x-amz-meta-a"},
      {"x-amz-tagging:a=b\r\n" + kCrc, "x-amz-checksum-crc32"},
      {kCrc + kCrc, "x-amz-checksum-crc32"},
      {kCrc, "x-amz-checksum-crc32, x-amz-checksum-crc32"},
      {"x-amz-checksum-sha1:AAAA\r\n" + kCrc, "x-amz-checksum-crc32"},
      {"", "x-amz-checksum-crc32"},
  };
  for (const auto& [trailers, announced] : cases) {
    http::Request request = UnsignedTrailer("5\r\nhello\r\n0\r\n" + trailers + "\r\n", announced);
    const std::size_t headers = request.headers.size();
    auto failure = DecodeChunkedBody(Claim(), kSecret, request);
    ASSERT_TRUE(failure.has_value()) << trailers << announced;
    EXPECT_EQ(failure->problem, AuthProblem::kMalformedTrailer) << trailers << announced;
    EXPECT_EQ(request.headers.size(), headers);
  }
}

TEST(ChunkedBody, OnlyTheLastChunkMayBeSmall) {
  const auto decode = [](std::vector<std::size_t> sizes) {
    std::string body;
    std::size_t all = 0;
    for (const std::size_t size : sizes) {
      std::ostringstream hex;
      hex << std::hex << size;
      body += hex.str() + "\r\n" + std::string(size, 'a') + "\r\n";
      all += size;
    }
    http::Request request = UnsignedTrailer(body + "0\r\n\r\n");
    request.headers.Set("x-amz-decoded-content-length", std::to_string(all));
    return DecodeChunkedBody(Claim(), kSecret, request).value_or(AuthFailure{.chunk = 0});
  };
  EXPECT_EQ(decode({8192, 8192, 1}).problem, AuthProblem::kMissing);  // none
  EXPECT_EQ(decode({1}).problem, AuthProblem::kMissing);
  const AuthFailure first = decode({8191, 8192});
  EXPECT_EQ(first.problem, AuthProblem::kChunkTooSmall);
  EXPECT_EQ(first.chunk, 2u);
  EXPECT_EQ(first.chunk_bytes, 8191u);
  EXPECT_EQ(decode({8192, 3, 1}).chunk, 3u);
}

TEST(ChunkedBody, RefusesABodyThatDoesNotTellItsLength) {
  http::Request request = UnsignedTrailer("5\r\nhello\r\n0\r\n\r\n");
  request.headers.Remove("x-amz-decoded-content-length");
  EXPECT_EQ(DecodeChunkedBody(Claim(), kSecret, request)->problem, AuthProblem::kMissingDecodedLength);
}

TEST(ChunkedBody, RefusesMalformedForms) {
  for (const char* body : {"", "5\r\nhell\r\n0\r\n\r\n", "zz\r\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n",
                           "ffffffffffffffff\r\nhello\r\n0\r\n\r\n", "4\r\nhell\r\n0\r\n\r\n",
                           "5\r\nhello\r\n0\r\nno colon\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n"}) {
    http::Request request = UnsignedTrailer(body);
    auto failure = DecodeChunkedBody(Claim(), kSecret, request);
    ASSERT_TRUE(failure.has_value()) << body;
    EXPECT_EQ(failure->problem, AuthProblem::kMalformedChunks) << body;
  }
}

}  // namespace
}  // namespace rolecall::aws
