#include "services/s3/checksums.h"

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace rolecall::services::s3 {
namespace {

struct Algorithm {
  std::string_view header;
  std::string_view name;  // of x-amz-sdk-checksum-algorithm
  std::string (*compute)(std::string_view);
};

const Algorithm kAlgorithms[] = {
    {"x-amz-checksum-crc32", "CRC32", [](std::string_view body) { return crypto::ChecksumBytes(crypto::Crc32(body)); }},
    {"x-amz-checksum-crc32c", "CRC32C",
     [](std::string_view body) { return crypto::ChecksumBytes(crypto::Crc32c(body)); }},
    {"x-amz-checksum-crc64nvme", "CRC64NVME",
     [](std::string_view body) { return crypto::ChecksumBytes(crypto::Crc64Nvme(body)); }},
    {"x-amz-checksum-sha1", "SHA1", [](std::string_view body) { return crypto::Sha1(body); }},
    {"x-amz-checksum-sha256", "SHA256", [](std::string_view body) { return crypto::Sha256(body); }},
};

}  // namespace

std::optional<aws::ErrorShape> CheckBody(const http::Request& request, std::string_view body,
                                         std::map<std::string, std::string>& checksums) {
  if (const std::string* given = request.headers.Find("Content-MD5")) {
    const std::optional<std::string> digest = Base64Decode(*given);
    if (!digest || digest->size() != 16) {
      return aws::ErrorShape{400, "InvalidDigest", "The Content-MD5 you specified was invalid."};
    }
    if (*digest != crypto::Md5(body)) {
      return aws::ErrorShape{400, "BadDigest", "The Content-MD5 you specified did not match what we received."};
    }
  }
  const std::string_view announced = request.headers.Get("x-amz-sdk-checksum-algorithm");
  for (const Algorithm& algorithm : kAlgorithms) {
    const std::string* given = request.headers.Find(algorithm.header);
    if (given == nullptr && !EqualsIgnoringAsciiCase(announced, algorithm.name)) continue;
    const std::string computed = Base64Encode(algorithm.compute(body));
    if (given != nullptr && *given != computed) {
      return aws::ErrorShape{
          400, "BadDigest",
          "The " + std::string(algorithm.name) + " you specified did not match the calculated checksum."};
    }
    checksums[std::string(algorithm.header)] = computed;
  }
  return std::nullopt;
}

}  // namespace rolecall::services::s3
