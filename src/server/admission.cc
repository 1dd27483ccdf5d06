#include "server/admission.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "server/console/console_service.h"
#include "server/route.h"
#include "services/caller.h"
#include "services/container_credentials/container_credentials.h"
#include "services/s3/wire/request.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kUnknownBytes = 128u << 10;  // an AssumeRoleWithSAML: 100,000 characters, percent-encoded
// What the API server itself takes in one request (its MaxRequestBodyBytes), of which a review is a part.
constexpr std::size_t kReviewBytes = 3u << 20;

// What is sent on: the largest of AWS's JSON calls is Lambda's code (50 MB, in base64); S3's largest object in one
// request is 5 GiB, and its chunks' framing.
constexpr std::size_t kForwardedBytes = 72u << 20;
constexpr std::size_t kStreamedBytes = (std::size_t{5} << 30) + (std::size_t{16} << 20);

struct BodyBound {
  std::string_view service;
  std::size_t bytes;
};
// IAM: policies of 131,072 characters, percent-encoded. (Differs from AWS: SAML metadata, 10 MB there, ends here too.)
// Secrets Manager: a value of 65,536 bytes, every one of them escaped. Parameter Store: one of 8,192, and 1,000 tags.
// KMS: a policy of 32,768 bytes. S3: the largest object, and its chunks' framing.
constexpr std::array<BodyBound, 8> kBodyBounds = {{
    {"iam", 1u << 20},
    {"sts", 256u << 10},
    {"secretsmanager", 512u << 10},
    {"ssm", 512u << 10},
    {"organizations", 256u << 10},
    {"kms", 256u << 10},
    {"rolecall", 64u << 10},
    {"s3", (64u << 20) + (1u << 20)},
}};

std::size_t BoundOf(std::string_view service) {
  for (const BodyBound& bound : kBodyBounds) {
    if (bound.service == service) return bound.bytes;
  }
  return kUnknownBytes;
}

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}

// "/bucket/key", or "/key" where the host names the bucket.
bool NamesObject(const http::Request& head) {
  const std::string_view rest = head.path().substr(std::min<std::size_t>(1, head.path().size()));
  if (!services::s3::wire::BucketOfHost(head.headers.Get("Host")).empty()) return !rest.empty();
  const std::size_t slash = rest.find('/');
  return slash != rest.npos && slash + 1 < rest.size();
}

// PutObject and UploadPart, whose body nobody here looks into. Chunks that are signed each are decoded as a whole.
bool MayStream(const http::Request& head) {
  if (head.method != "PUT" || !NamesObject(head) || head.headers.Find("x-amz-copy-source") != nullptr) return false;
  const std::string_view hash = head.headers.Get("x-amz-content-sha256");
  if (hash.starts_with("STREAMING-") && hash != aws::kStreamingUnsignedTrailer) return false;
  const std::optional<http::QueryParameters> query = http::ParseQuery(head.query(), 32);
  return query && std::ranges::all_of(*query, [](const auto& one) {
           return one.first == "partNumber" || one.first == "uploadId" || one.first == "x-id" ||
                  one.first.starts_with("X-Amz-");
         });
}

bool IsGet(const http::Request& request) { return request.method == "GET" || request.method == "HEAD"; }

}  // namespace

std::vector<int> LaneSlots(int threads) {
  std::vector<int> slots(kLanes, threads);
  // Unsigned calls wait for others' servers rather than that they work; simulations do nothing but work.
  slots[kUnsigned] = threads * 2;
  slots[kSimulations] = std::max(1, threads / 2);
  slots[kMetrics] = 1;
  slots[kForwarded] = 256;
  slots[kFeeds] = 64;
  slots[kConsole] = std::max(4, threads);
  slots[kCells] = 256;
  slots[kCellBodies] = 64;
  return slots;
}

int LaneOf(const http::Request& request) {
  const std::string_view path = IsGet(request) ? request.path() : std::string_view();
  if (path == "/healthz" || path == "/readyz") return http::kAtOnce;
  if (path == "/metrics") return kMetrics;
  if (ConsoleService::IsAt(request)) {
    if (ConsoleService::MayWait(request)) return kFeeds;
    return ConsoleService::IsQuestion(request) ? kConsole : kReads;
  }
  if (!aws::HasClaim(request) || services::container_credentials::IsRequest(request)) return kUnsigned;
  if (path.starts_with("/_rolecall/audit") || path.starts_with("/_rolecall/log")) return kFeeds;
  // "secretsmanager.GetSecretValue", "AWSOrganizationsV20161128.ListRoots".
  const std::string_view target = request.headers.Get("X-Amz-Target");
  std::string_view operation = target;
  operation.remove_prefix(std::min(operation.size(), operation.find('.') + 1));
  if (operation.empty()) operation = ActionOf(request);
  if (operation.starts_with("Simulate")) return kSimulations;
  if (IsOneOf(operation, {"Get", "List", "Describe", "BatchGet", "Decode", "Validate"})) return kReads;
  // KMS's cryptography writes nothing.
  const bool is_kms = target.starts_with("TrentService.");
  if (is_kms && IsOneOf(operation, {"Decrypt", "Encrypt", "Generate", "ReEncrypt", "Verify"})) return kReads;
  return kWrites;
}

int Admission::Lane(const http::Request& request) const {
  const bool is_forwarded = !forwarded_.empty() && forwarded_.contains(ServiceOfScope(request));
  return is_forwarded ? static_cast<int>(kForwarded) : LaneOf(request);
}

http::Admission Admission::Admit(const http::Request& head) const {
  const http::Admission unknown{.max_body_bytes = kUnknownBytes};
  if (!aws::HasClaim(head)) {
    return head.path() == "/mutate" ? http::Admission{.max_body_bytes = kReviewBytes} : unknown;
  }
  aws::Claim claim;
  if (aws::ParseClaim(head, claim)) return unknown;
  const std::shared_ptr<const directory::Snapshot> snapshot = directory_.snapshot();
  const Time now = clock_.Now();
  aws::AuthFailure failure;
  const std::optional<services::FoundCaller> found = services::FindCaller(directory_, *snapshot, claim, now, failure);
  if (!found) return unknown;
  if (claim.service == "s3") {
    const aws::CheckOptions check{.now = now, .keys = &keys_};
    if (aws::CheckClaimHeader(claim, head, found->secret.Reveal(), check)) return unknown;
  }
  if (forwarded_.contains(claim.service)) {
    // Of S3 the header was checked; other services' bodies are signed, so they must be here first.
    const bool streams = claim.service == "s3" && MayStream(head);
    return {.max_body_bytes = streams ? kStreamedBytes : kForwardedBytes,
            .known_sender = claim.service == "s3",
            .stream = streams};
  }
  // The id of a key is no secret: who shows nothing more makes room for those who have signed.
  return {.max_body_bytes = BoundOf(claim.service), .known_sender = claim.service == "s3"};
}

http::Admission AdmitToCell(const http::Request& head) {
  const auto length = ParseInt<std::uint64_t>(head.headers.Get("Content-Length"));
  if (length && *length <= kUnknownBytes) return {.max_body_bytes = kUnknownBytes};
  return {.max_body_bytes = kStreamedBytes, .stream = true};
}

aws::ErrorShape RefusalShape(aws::Protocol protocol, const http::Request& head, const http::RefusedBody& why) {
  const bool is_s3 = protocol == aws::Protocol::kS3;
  if (why.reason == http::Refusal::kBusy) {
    if (is_s3) return {503, "SlowDown", "Please reduce your request rate."};
    return {503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."};
  }
  if (!is_s3) return {413, "RequestEntityTooLarge", "The request is larger than what is taken here."};
  aws::ErrorShape shape{400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"};
  const std::string_view length = head.headers.Get("Content-Length");
  if (!length.empty()) shape.more.emplace_back("ProposedSize", length);
  shape.more.emplace_back("MaxSizeAllowed", std::to_string(why.max_body_bytes));
  return shape;
}

}  // namespace rolecall::server
