// GetObjectAttributes, and reads of one part.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class S3Attributes : public S3Test {
 protected:
  S3Attributes() { NewBucket(); }
  Reply Attributes(const std::string& names, http::Headers headers = {}, const std::string& target = "/state/key") {
    headers.Set("x-amz-object-attributes", names);
    return Ask("GET", target + "?attributes", "", headers);
  }
  // An object of three parts: 5 MiB of a, 5 MiB of b, "end".
  void NewParts(const std::string& algorithm = "", const std::string& type = "") {
    http::Headers headers;
    if (!algorithm.empty()) headers.Set("x-amz-checksum-algorithm", algorithm);
    if (!type.empty()) headers.Set("x-amz-checksum-type", type);
    const std::string id = Ask("POST", "/state/key?uploads", "", headers).At("UploadId");
    std::string list = "<CompleteMultipartUpload>";
    const std::vector<std::string> bodies{std::string(5u << 20, 'a'), std::string(5u << 20, 'b'), "end"};
    for (int number : {1, 2, 3}) {
      const Reply part = Ask("PUT", "/state/key?partNumber=" + std::to_string(number) + "&uploadId=" + id,
                             bodies[static_cast<std::size_t>(number) - 1]);
      ASSERT_EQ(part.status, 200) << part.body;
      list += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + part.Header("ETag") + "</ETag>";
      if (const std::string sha = part.Header("x-amz-checksum-sha256"); !sha.empty()) {
        list += "<ChecksumSHA256>" + sha + "</ChecksumSHA256>";
      }
      list += "</Part>";
    }
    const Reply completed = Ask("POST", "/state/key?uploadId=" + id, list + "</CompleteMultipartUpload>");
    ASSERT_EQ(completed.status, 200) << completed.body;
  }
};

TEST_F(S3Attributes, AreThoseThatAreAskedFor) {
  NewObject("/state/key", "123456789", {{"x-amz-storage-class", "STANDARD_IA"}});
  const Reply all = Attributes("ETag,Checksum,ObjectParts,StorageClass,ObjectSize");
  EXPECT_EQ(all.status, 200) << all.body;
  EXPECT_EQ(all.xml.name, "GetObjectAttributesResponse");
  EXPECT_EQ(all.At("ETag"), "25f9e794323b453885f5181f1b624d0b");
  // The check value of CRC-64/NVME, in base64.
  EXPECT_EQ(all.At("Checksum/ChecksumCRC64NVME"), "rosUhgp5mIg=");
  EXPECT_EQ(all.At("Checksum/ChecksumType"), "FULL_OBJECT");
  EXPECT_EQ(all.At("StorageClass"), "STANDARD_IA");
  EXPECT_EQ(all.At("ObjectSize"), "9");
  EXPECT_EQ(all.At("ObjectParts/PartsCount"), "(none)");
  EXPECT_EQ(all.Header("Last-Modified"), "Wed, 18 Nov 2026 11:06:40 GMT");
  const Reply one = Attributes("ObjectSize");
  EXPECT_EQ(one.At("ObjectSize"), "9");
  EXPECT_EQ(one.At("ETag"), "(none)");
}

TEST_F(S3Attributes, MustBeNamed) {
  NewObject("/state/key");
  ExpectError(
      Ask("GET", "/state/key?attributes"), 400, "InvalidArgument",
      "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty");
  ExpectError(Attributes("ETag,Owner"), 400, "InvalidArgument", "Invalid attribute name specified.");
}

TEST_F(S3Attributes, PartsAreListedInPagesWhereTheyHaveChecksums) {
  NewParts("SHA256");
  const Reply page = Attributes("ObjectParts,Checksum", {{"x-amz-max-parts", "2"}});
  EXPECT_EQ(page.At("ObjectParts/PartsCount"), "3");
  EXPECT_THAT(page.All("ObjectParts/Part/PartNumber"), ElementsAre("1", "2"));
  EXPECT_THAT(page.All("ObjectParts/Part/Size"), ElementsAre("5242880", "5242880"));
  EXPECT_EQ(page.All("ObjectParts/Part/ChecksumSHA256").size(), 2u);
  EXPECT_EQ(page.At("ObjectParts/IsTruncated"), "true");
  EXPECT_EQ(page.At("ObjectParts/NextPartNumberMarker"), "2");
  EXPECT_EQ(page.At("Checksum/ChecksumType"), "COMPOSITE");
  const Reply rest = Attributes("ObjectParts", {{"x-amz-part-number-marker", "2"}});
  EXPECT_THAT(rest.All("ObjectParts/Part/PartNumber"), ElementsAre("3"));
  EXPECT_EQ(rest.At("ObjectParts/IsTruncated"), "false");
}

TEST_F(S3Attributes, PartsWithoutChecksumsAreOnlyCounted) {
  NewParts();
  const Reply counted = Attributes("ObjectParts,Checksum");
  EXPECT_EQ(counted.At("ObjectParts/PartsCount"), "3");
  EXPECT_THAT(counted.All("ObjectParts/Part/PartNumber"), IsEmpty());
  EXPECT_EQ(counted.At("Checksum/ChecksumType"), "FULL_OBJECT");
}

TEST_F(S3Attributes, NeedBothPermissions) {
  NewObject("/state/key");
  const http::Headers headers{{"x-amz-object-attributes", "ETag"}};
  ExpectDenied(AskAs(NewUser("a", testing::Allow("s3:GetObject")), "GET", "/state/key?attributes", "", headers),
               "s3:GetObjectAttributes");
  ExpectDenied(
      AskAs(NewUser("b", testing::Allow("s3:GetObjectAttributes")), "GET", "/state/key?attributes", "", headers),
      "s3:GetObject");
}

TEST_F(S3Attributes, APartIsReadByItsNumber) {
  NewParts("SHA256");
  const Reply part = Ask("GET", "/state/key?partNumber=2", "", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, std::string(5u << 20, 'b'));
  EXPECT_EQ(part.Header("Content-Range"), "bytes 5242880-10485759/10485763");
  EXPECT_EQ(part.Header("x-amz-mp-parts-count"), "3");
  // The part's own checksum, not the object's.
  EXPECT_EQ(part.Header("x-amz-checksum-sha256").find('-'), std::string::npos);
  EXPECT_NE(part.Header("x-amz-checksum-sha256"), "");
  const Reply head = Ask("HEAD", "/state/key?partNumber=3");
  EXPECT_EQ(head.status, 206);
  EXPECT_EQ(head.Header("Content-Length"), "3");
  EXPECT_EQ(head.Header("Content-Range"), "bytes 10485760-10485762/10485763");
}

TEST_F(S3Attributes, PartsOfAWholeSumHaveNoneOfTheirOwn) {
  NewParts("CRC32", "FULL_OBJECT");
  const Reply part = Ask("GET", "/state/key?partNumber=3", "", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_EQ(part.body, "end");
  EXPECT_EQ(part.headers.Find("x-amz-checksum-crc32"), nullptr);
  const Reply whole = Ask("GET", "/state/key", "", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_NE(whole.Header("x-amz-checksum-crc32"), "");
  EXPECT_EQ(whole.Header("x-amz-checksum-type"), "FULL_OBJECT");
}

TEST_F(S3Attributes, APartBehindTheLastCannotBeSatisfied) {
  NewObject("/state/key", "123456789");
  const Reply first = Ask("GET", "/state/key?partNumber=1");
  EXPECT_EQ(first.status, 206);
  EXPECT_EQ(first.body, "123456789");
  EXPECT_EQ(first.Header("Content-Range"), "bytes 0-8/9");
  EXPECT_EQ(first.headers.Find("x-amz-mp-parts-count"), nullptr);
  const Reply second = Ask("GET", "/state/key?partNumber=2");
  ExpectError(second, 416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
  EXPECT_EQ(second.At("ActualPartCount"), "1");
  EXPECT_EQ(second.At("PartNumberRequested"), "2");
  for (const char* wrong : {"0", "-1", "10001", "x", ""}) {
    ExpectError(Ask("GET", std::string("/state/key?partNumber=") + wrong), 400, "InvalidArgument",
                "Part number must be an integer between 1 and 10000, inclusive");
  }
  ExpectError(Ask("GET", "/state/key?partNumber=1", "", {{"Range", "bytes=0-1"}}), 400, "InvalidRequest",
              "Cannot specify both Range header and partNumber query parameter");
}

}  // namespace
}  // namespace rolecall::services::s3
