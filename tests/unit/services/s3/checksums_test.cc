// What a request says about its body: Content-MD5 and the x-amz-checksum-… headers.
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

// Published check values of the algorithms for "123456789".
struct Algorithm {
  const char *name, *header, *check;
};
constexpr Algorithm kAlgorithms[] = {
    {"CRC32", "x-amz-checksum-crc32", "y/Q5Jg=="},
    {"CRC32C", "x-amz-checksum-crc32c", "4waSgw=="},
    {"CRC64NVME", "x-amz-checksum-crc64nvme", "rosUhgp5mIg="},
    {"SHA1", "x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="},
    {"SHA256", "x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="},
};

class S3Checksums : public S3Test {
 protected:
  S3Checksums() { NewBucket(); }
  Reply Put(http::Headers headers) { return Ask("PUT", "/state/key", "123456789", std::move(headers)); }
};

TEST_F(S3Checksums, ThatHoldAreStoredAndAnswered) {
  for (const Algorithm& algorithm : kAlgorithms) {
    const Reply put = Put({{algorithm.header, algorithm.check}});
    EXPECT_EQ(put.status, 200) << algorithm.name;
    EXPECT_EQ(put.Header(algorithm.header), algorithm.check);
    EXPECT_EQ(Ask("HEAD", "/state/key", "", {{"x-amz-checksum-mode", "ENABLED"}}).Header(algorithm.header),
              algorithm.check);
  }
}

TEST_F(S3Checksums, ThatAreAnnouncedOnlyAreComputed) {
  for (const Algorithm& algorithm : kAlgorithms) {
    const Reply put = Put({{"x-amz-sdk-checksum-algorithm", algorithm.name}});
    EXPECT_EQ(put.Header(algorithm.header), algorithm.check);
  }
}

TEST_F(S3Checksums, ThatDoNotHoldStoreNothing) {
  for (const Algorithm& algorithm : kAlgorithms) {
    const std::string code =
        std::string("The ") + algorithm.name + " you specified did not match the calculated checksum.";
    ExpectError(Put({{algorithm.header, "AAAAAA=="}}), 400, "BadDigest", code);
  }
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
}

TEST_F(S3Checksums, ContentMd5IsCompared) {
  EXPECT_EQ(Put({{"Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="}}).status, 200);
  ExpectError(Put({{"Content-MD5", "JfnnlDI7RTiF9RgfG2JNDA=="}}), 400, "BadDigest",
              "The Content-MD5 you specified did not match what we received.");
  for (const char* invalid : {"no base64!", "AAAA"}) {
    ExpectError(Put({{"Content-MD5", invalid}}), 400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
  }
}

TEST_F(S3Checksums, OfPartsAreComparedToo) {
  const std::string id = Ask("POST", "/state/key?uploads").At("UploadId");
  const std::string target = "/state/key?partNumber=1&uploadId=" + id;
  EXPECT_EQ(Ask("PUT", target, "123456789", {{"x-amz-checksum-crc32", "AAAAAA=="}}).error_code, "BadDigest");
  const Reply put = Ask("PUT", target, "123456789", {{"x-amz-checksum-crc32", "y/Q5Jg=="}});
  EXPECT_EQ(put.Header("x-amz-checksum-crc32"), "y/Q5Jg==");
}

}  // namespace
}  // namespace rolecall::services::s3
