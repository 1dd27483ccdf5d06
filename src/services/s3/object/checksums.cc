#include "services/s3/object/checksums.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "services/s3/object/errors.h"

namespace rolecall::services::s3::object {
namespace {

std::string Crc32Bytes(std::string_view body) { return crypto::ChecksumBytes(crypto::Crc32(body)); }
std::string Crc32cBytes(std::string_view body) { return crypto::ChecksumBytes(crypto::Crc32c(body)); }
std::string Crc64Bytes(std::string_view body) { return crypto::ChecksumBytes(crypto::Crc64Nvme(body)); }

const ChecksumAlgorithm kAlgorithms[] = {
    {"CRC32", "crc32", "x-amz-checksum-crc32", "ChecksumCRC32", 4, true, &Crc32Bytes},
    {"CRC32C", "crc32c", "x-amz-checksum-crc32c", "ChecksumCRC32C", 4, true, &Crc32cBytes},
    {"CRC64NVME", "crc64nvme", "x-amz-checksum-crc64nvme", "ChecksumCRC64NVME", 8, true, &Crc64Bytes},
    {"SHA1", "sha1", "x-amz-checksum-sha1", "ChecksumSHA1", 20, false, &crypto::Sha1},
    {"SHA256", "sha256", "x-amz-checksum-sha256", "ChecksumSHA256", 32, false, &crypto::Sha256},
};
constexpr std::size_t kDefault = 2;

aws::ErrorShape InvalidHeaderValue(std::string_view header) {
  return InvalidRequest("Value for " + std::string(header) + " header is invalid.");
}

bool IsChecksumOf(const ChecksumAlgorithm& algorithm, std::string_view value) {
  const std::optional<std::string> bytes = Base64Decode(value);
  return bytes && bytes->size() == algorithm.size;
}

// x-amz-checksum-… of an algorithm that there is not.
bool IsUnknownAlgorithm(const std::string& header) {
  const std::string name = LowerAscii(header);
  return name.starts_with("x-amz-checksum-") && name != "x-amz-checksum-algorithm" && name != "x-amz-checksum-type" &&
         name != "x-amz-checksum-mode" && FindChecksumAlgorithm(name) == nullptr;
}

// What x-amz-sdk-checksum-algorithm announces must come.
std::optional<aws::ErrorShape> CheckAnnounced(const http::Headers& headers, const SentChecksum& sent) {
  const std::string* announced = headers.Find("x-amz-sdk-checksum-algorithm");
  if (announced == nullptr) return std::nullopt;
  const ChecksumAlgorithm* algorithm = FindChecksumAlgorithm(*announced);
  if (algorithm == nullptr) return InvalidHeaderValue("x-amz-sdk-checksum-algorithm");
  if (sent.algorithm == nullptr) {
    return InvalidRequest(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were "
        "found.");
  }
  if (sent.algorithm != algorithm) return InvalidHeaderValue("x-amz-sdk-checksum-algorithm");
  return std::nullopt;
}

std::optional<aws::ErrorShape> CheckMd5(const http::Headers& headers, std::string_view body) {
  const std::string* given = headers.Find("Content-MD5");
  if (given == nullptr) return std::nullopt;
  const std::optional<std::string> digest = Base64Decode(*given);
  if (!digest || digest->size() != 16) {
    return aws::ErrorShape{
        400, "InvalidDigest", "The Content-MD5 you specified was invalid.", {{"Content-MD5", *given}}};
  }
  const std::string computed = crypto::Md5(body);
  if (*digest == computed) return std::nullopt;
  return aws::ErrorShape{400,
                         "BadDigest",
                         "The Content-MD5 you specified did not match what we received.",
                         {{"ExpectedDigest", *given}, {"CalculatedDigest", Base64Encode(computed)}}};
}

}  // namespace

std::vector<const ChecksumAlgorithm*> ChecksumAlgorithms() {
  std::vector<const ChecksumAlgorithm*> all;
  for (const ChecksumAlgorithm& algorithm : kAlgorithms) all.push_back(&algorithm);
  return all;
}

const ChecksumAlgorithm* FindChecksumAlgorithm(std::string_view name) {
  const auto* found = std::ranges::find_if(kAlgorithms, [&](const ChecksumAlgorithm& algorithm) {
    return EqualsIgnoringAsciiCase(algorithm.name, name) || EqualsIgnoringAsciiCase(algorithm.header, name);
  });
  return found == std::end(kAlgorithms) ? nullptr : found;
}

const ChecksumAlgorithm& DefaultChecksumAlgorithm() { return kAlgorithms[kDefault]; }

const ChecksumAlgorithm* AlgorithmOf(const storage::Checksums& checksums) {
  return checksums.empty() ? nullptr : FindChecksumAlgorithm(checksums.begin()->first);
}

std::string ComputeChecksum(const ChecksumAlgorithm& algorithm, std::string_view bytes) {
  return Base64Encode(algorithm.compute(bytes));
}

std::string CompositeChecksum(const ChecksumAlgorithm& algorithm, const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += Base64Decode(part).value_or("");
  return ComputeChecksum(algorithm, all) + "-" + std::to_string(parts.size());
}

Checked<SentChecksum> ReadSentChecksum(const http::Headers& headers) {
  SentChecksum sent;
  for (const ChecksumAlgorithm& algorithm : kAlgorithms) {
    const std::string* value = headers.Find(algorithm.header);
    if (value == nullptr) continue;
    if (sent.algorithm != nullptr) {
      return InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    sent = {&algorithm, *value};
  }
  for (const http::Header& header : headers) {
    if (IsUnknownAlgorithm(header.name)) {
      return InvalidRequest("The algorithm type you specified in x-amz-checksum- header is invalid.");
    }
  }
  ROLECALL_RETURN_IF_ERROR(CheckAnnounced(headers, sent));
  return sent;
}

Checked<SentChecksum> CheckBody(const http::Headers& headers, std::string_view body) {
  ROLECALL_RETURN_IF_ERROR(CheckMd5(headers, body));
  ROLECALL_TRY(SentChecksum sent, ReadSentChecksum(headers));
  if (sent.algorithm == nullptr) return sent;
  if (!IsChecksumOf(*sent.algorithm, sent.value)) return InvalidHeaderValue(sent.algorithm->header);
  if (sent.value != ComputeChecksum(*sent.algorithm, body)) {
    return aws::ErrorShape{
        400, "BadDigest",
        "The " + std::string(sent.algorithm->name) + " you specified did not match the calculated checksum."};
  }
  return sent;
}

void WriteChecksums(aws::XmlWriter& xml, const storage::Checksums& checksums, std::string_view type) {
  for (const ChecksumAlgorithm& algorithm : kAlgorithms) {
    const auto found = checksums.find(std::string(algorithm.header));
    if (found != checksums.end()) xml.Text(algorithm.element, found->second);
  }
  if (!checksums.empty() && !type.empty()) xml.Text("ChecksumType", type);
}

}  // namespace rolecall::services::s3::object
