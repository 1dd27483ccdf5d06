#include "aws/sigv4/chunked.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "aws/sigv4/canonical.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace rolecall::aws {
namespace {

// S3's checksums of content: all that a trailer may be.
constexpr std::string_view kChecksumTrailers[] = {"x-amz-checksum-crc32", "x-amz-checksum-crc32c",
                                                  "x-amz-checksum-crc64nvme", "x-amz-checksum-sha1",
                                                  "x-amz-checksum-sha256"};
constexpr std::size_t kMaxLine = 1024;
constexpr std::size_t kLeastChunk = 8192;  // "This chunk size applies to all chunks except the last one."

AuthFailure Malformed(std::string detail) { return {AuthProblem::kMalformedChunks, std::move(detail)}; }

AuthFailure MalformedTrailer(std::string detail) { return {AuthProblem::kMalformedTrailer, std::move(detail)}; }

// The names of x-amz-trailer; nothing if one of them may not be a trailer.
std::optional<std::vector<std::string>> AnnouncedTrailers(const http::Headers& headers) {
  std::vector<std::string> names;
  const std::string_view list = headers.Get("x-amz-trailer");
  if (list.empty()) return names;
  for (const std::string_view part : Split(list, ',')) {
    names.push_back(LowerAscii(Trim(part, " \t")));
    const auto last = names.end() - 1;
    if (std::find(std::begin(kChecksumTrailers), std::end(kChecksumTrailers), *last) == std::end(kChecksumTrailers) ||
        std::find(names.begin(), last, *last) != last) {
      return std::nullopt;
    }
  }
  return names;
}

class Decoder {
 public:
  // `announced`: the trailers that must come.
  Decoder(const Claim& claim, std::string_view secret_key, std::string_view body, std::string_view mode,
          std::vector<std::string> announced)
      : claim_(claim),
        rest_(body),
        announced_(std::move(announced)),
        is_signed_(mode != kStreamingUnsignedTrailer),
        has_trailer_(mode != kStreamingPayload),
        scope_(CredentialScope(claim.date, claim.region, claim.service)),
        previous_(claim.signature) {
    if (is_signed_) key_ = DeriveSigningKey(secret_key, claim.date, claim.region, claim.service);
  }

  std::optional<AuthFailure> Run() {
    out_.reserve(rest_.size());
    std::size_t before = kLeastChunk;
    for (std::size_t number = 1;; ++number) {
      std::size_t size = 0;
      std::string_view signature;
      if (auto failure = ChunkHead(size, signature)) return failure;
      if (size == 0) {
        if (auto failure = CheckChunk("", signature)) return failure;
        return Trailers();
      }
      if (before < kLeastChunk) {
        return AuthFailure{.problem = AuthProblem::kChunkTooSmall, .chunk = number, .chunk_bytes = before};
      }
      before = size;
      if (rest_.size() < 2 || rest_.size() - 2 < size || rest_.substr(size, 2) != "\r\n") {
        return Malformed("a chunk is cut short");
      }
      std::string_view data = rest_.substr(0, size);
      if (auto failure = CheckChunk(data, signature)) return failure;
      out_.append(data);
      rest_.remove_prefix(size + 2);
    }
  }

  std::string TakeBody() { return std::move(out_); }
  const std::vector<http::Header>& trailers() const { return trailers_; }

 private:
  bool Line(std::string_view& line) {
    std::size_t end = rest_.substr(0, kMaxLine).find("\r\n");
    if (end == std::string_view::npos) return false;
    line = rest_.substr(0, end);
    rest_.remove_prefix(end + 2);
    return true;
  }

  std::optional<AuthFailure> ChunkHead(std::size_t& size, std::string_view& signature) {
    std::string_view line;
    if (!Line(line)) return Malformed("a chunk's size is missing");
    std::string_view hex = line.substr(0, line.find(';'));
    const std::optional<std::size_t> read = ParseInt<std::size_t>(hex, 16);
    if (!read) return Malformed("a chunk's size is no number");
    size = *read;
    constexpr std::string_view kExtension = ";chunk-signature=";
    std::string_view extension = line.substr(hex.size());
    if (is_signed_ != extension.starts_with(kExtension)) return Malformed("a chunk's signature is missing");
    if (is_signed_) signature = extension.substr(kExtension.size());
    return std::nullopt;
  }

  std::string Preamble(std::string_view algorithm) const {
    std::string text(algorithm);
    text.append("\n").append(claim_.amz_date).append("\n").append(scope_).append("\n").append(previous_).append("\n");
    return text;
  }

  std::optional<AuthFailure> Compare(const std::string& string_to_sign, std::string_view signature) {
    std::string expected = Sign(key_, string_to_sign);
    if (!ConstantTimeEquals(expected, signature)) return AuthFailure{AuthProblem::kChunkSignatureMismatch, ""};
    previous_ = std::move(expected);
    return std::nullopt;
  }

  std::optional<AuthFailure> CheckChunk(std::string_view data, std::string_view signature) {
    if (!is_signed_) return std::nullopt;
    std::string text = Preamble("AWS4-HMAC-SHA256-PAYLOAD");
    text.append(kEmptyHash).append("\n").append(crypto::Sha256Hex(data));
    return Compare(text, signature);
  }

  std::optional<AuthFailure> Trailers() {
    std::string canonical;
    std::optional<std::string_view> signature;
    while (!rest_.empty()) {
      std::string_view line;
      if (!Line(line)) return Malformed("a trailer is cut short");
      if (line.empty()) break;
      std::size_t colon = line.find(':');
      if (colon == std::string_view::npos || !has_trailer_) return Malformed("there is something after the last chunk");
      std::string_view name = line.substr(0, colon);
      std::string_view value = line.substr(colon + 1);
      if (name == "x-amz-trailer-signature") {
        signature = value;
        continue;
      }
      if (std::erase(announced_, name) == 0) return MalformedTrailer("a trailer was not announced");
      trailers_.push_back({std::string(name), std::string(Trim(value))});
      canonical.append(name).append(":").append(value).append("\n");
    }
    if (!rest_.empty()) return Malformed("there is something after the end");
    if (!announced_.empty()) return MalformedTrailer("a trailer that was announced is missing");
    if (!is_signed_ || !has_trailer_) return std::nullopt;
    if (!signature) return Malformed("the trailer's signature is missing");
    return Compare(Preamble("AWS4-HMAC-SHA256-TRAILER") + crypto::Sha256Hex(canonical), *signature);
  }

  const Claim& claim_;
  std::string_view rest_;
  std::vector<std::string> announced_;  // and did not come yet
  bool is_signed_;
  bool has_trailer_;
  std::string scope_;
  std::string previous_;
  SigningKey key_{};
  std::string out_;
  std::vector<http::Header> trailers_;
};

void DropAwsChunkedEncoding(http::Headers& headers) {
  std::string encoding(headers.Get("content-encoding"));
  std::size_t at = encoding.find("aws-chunked");
  if (at == std::string::npos) return;
  encoding.erase(at, std::string_view("aws-chunked").size());
  std::size_t begin = encoding.find_first_not_of(", ");
  if (begin == std::string::npos) {
    headers.Remove("content-encoding");
    return;
  }
  headers.Set("Content-Encoding", encoding.substr(begin, encoding.find_last_not_of(", ") - begin + 1));
}

}  // namespace

bool IsChunked(const http::Request& request) {
  return request.headers.Get("x-amz-content-sha256").starts_with("STREAMING-");
}

std::optional<AuthFailure> DecodeChunkedBody(const Claim& claim, std::string_view secret_key, http::Request& request) {
  if (!IsChunked(request)) return std::nullopt;
  std::string mode(request.headers.Get("x-amz-content-sha256"));
  const std::string_view declared = request.headers.Get("x-amz-decoded-content-length");
  if (declared.empty()) return AuthFailure{.problem = AuthProblem::kMissingDecodedLength};
  std::optional<std::vector<std::string>> announced = AnnouncedTrailers(request.headers);
  if (!announced) return MalformedTrailer("x-amz-trailer announces what cannot be a trailer");
  if (mode == kStreamingPayload && !announced->empty()) return MalformedTrailer("this form has no trailers");
  Decoder decoder(claim, secret_key, request.body, mode, *std::move(announced));
  if (auto failure = decoder.Run()) return failure;
  std::string body = decoder.TakeBody();
  if (declared != std::to_string(body.size())) {
    return Malformed("x-amz-decoded-content-length is not the body's length");
  }
  for (const http::Header& trailer : decoder.trailers()) {
    // Never in place of a signed header.
    if (request.headers.Find(trailer.name) == nullptr) request.headers.Add(trailer.name, trailer.value);
  }
  DropAwsChunkedEncoding(request.headers);
  request.body = std::move(body);
  return std::nullopt;
}

}  // namespace rolecall::aws
