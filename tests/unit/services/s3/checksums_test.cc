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

TEST_F(S3Checksums, ThatAreAnnouncedMustCome) {
  for (const Algorithm& algorithm : kAlgorithms) {
    ExpectError(
        Put({{"x-amz-sdk-checksum-algorithm", algorithm.name}}), 400, "InvalidRequest",
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers "
        "were found.");
    EXPECT_EQ(Put({{"x-amz-sdk-checksum-algorithm", algorithm.name}, {algorithm.header, algorithm.check}}).status, 200);
  }
  for (const char* other : {"SHA1", "MD5", ""}) {
    ExpectError(Put({{"x-amz-sdk-checksum-algorithm", other}, {"x-amz-checksum-crc32", "y/Q5Jg=="}}), 400,
                "InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
}

TEST_F(S3Checksums, WithoutOneAnObjectGetsCrc64) {
  const Reply put = Put({});
  EXPECT_EQ(put.Header("x-amz-checksum-crc64nvme"), "rosUhgp5mIg=");
  EXPECT_EQ(put.Header("x-amz-checksum-type"), "FULL_OBJECT");
}

TEST_F(S3Checksums, AreToldOnlyOfWhatIsAnsweredAndIfAsked) {
  const http::Headers asked{{"x-amz-checksum-mode", "ENABLED"}};
  const Reply put = Put({{"x-amz-checksum-crc32", "y/Q5Jg=="}});
  const auto has_checksum = [](const Reply& reply) {
    return reply.headers.Find("x-amz-checksum-crc32") != nullptr ||
           reply.headers.Find("x-amz-checksum-type") != nullptr;
  };
  EXPECT_FALSE(has_checksum(Ask("GET", "/state/key")));
  EXPECT_TRUE(has_checksum(Ask("GET", "/state/key", "", asked)));
  http::Headers range = asked;
  range.Set("Range", "bytes=0-3");
  const Reply part = Ask("GET", "/state/key", "", range);
  EXPECT_EQ(part.status, 206);
  EXPECT_FALSE(has_checksum(part));
  http::Headers known = asked;
  known.Set("If-None-Match", put.Header("ETag"));
  const Reply same = Ask("GET", "/state/key", "", known);
  EXPECT_EQ(same.status, 304);
  EXPECT_FALSE(has_checksum(same));
}

TEST_F(S3Checksums, AreOneOfKnownAlgorithms) {
  ExpectError(Put({{"x-amz-checksum-crc32", "y/Q5Jg=="}, {"x-amz-checksum-crc32c", "4waSgw=="}}), 400, "InvalidRequest",
              "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  ExpectError(Put({{"x-amz-checksum-md5", "JfnnlDI7RTiF9RgfG2JNCw=="}}), 400, "InvalidRequest",
              "The algorithm type you specified in x-amz-checksum- header is invalid.");
  for (const char* value : {"", "AAAA", "no base64", "AAAAAAA="}) {
    ExpectError(Put({{"x-amz-checksum-crc32", value}}), 400, "InvalidRequest",
                "Value for x-amz-checksum-crc32 header is invalid.");
  }
}

TEST_F(S3Checksums, AreListed) {
  Put({{"x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="}});
  for (const char* target : {"/state?list-type=2", "/state"}) {
    const Reply listed = Ask("GET", target);
    EXPECT_EQ(listed.At("Contents/ChecksumAlgorithm"), "SHA256");
    EXPECT_EQ(listed.At("Contents/ChecksumType"), "FULL_OBJECT");
  }
}

TEST_F(S3Checksums, ThatDoNotHoldStoreNothing) {
  for (const Algorithm& algorithm : kAlgorithms) {
    const std::string code =
        std::string("The ") + algorithm.name + " you specified did not match the calculated checksum.";
    std::string other = algorithm.check;
    other[0] = other[0] == 'A' ? 'B' : 'A';
    ExpectError(Put({{algorithm.header, other}}), 400, "BadDigest", code);
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
  const std::string id = Ask("POST", "/state/key?uploads", "", {{"x-amz-checksum-algorithm", "CRC32"}}).At("UploadId");
  const std::string target = "/state/key?partNumber=1&uploadId=" + id;
  EXPECT_EQ(Ask("PUT", target, "123456789", {{"x-amz-checksum-crc32", "AAAAAA=="}}).error_code, "BadDigest");
  const Reply put = Ask("PUT", target, "123456789", {{"x-amz-checksum-crc32", "y/Q5Jg=="}});
  EXPECT_EQ(put.Header("x-amz-checksum-crc32"), "y/Q5Jg==");
}

}  // namespace
}  // namespace rolecall::services::s3
