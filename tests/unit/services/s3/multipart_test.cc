// Multipart uploads.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kHello[] = "\"5d41402abc4b2a76b9719d911017c592\"";

class S3Multipart : public S3Test {
 protected:
  S3Multipart() { NewBucket(); }
  std::string Start(const std::string& target = "/state/key", http::Headers headers = {}) {
    const Reply started = Ask("POST", target + "?uploads", "", std::move(headers));
    EXPECT_EQ(started.status, 200) << started.body;
    return started.At("UploadId");
  }
  Reply Upload(const std::string& id, int number, const std::string& body) {
    return Ask("PUT", "/state/key?partNumber=" + std::to_string(number) + "&uploadId=" + id, body);
  }
  // `parts`: number and entity tag.
  Reply Complete(const std::string& id, const std::vector<std::pair<int, std::string>>& parts,
                 http::Headers headers = {}) {
    std::string body = "<CompleteMultipartUpload>";
    for (const auto& [number, etag] : parts) {
      body += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + etag + "</ETag></Part>";
    }
    return Ask("POST", "/state/key?uploadId=" + id, body + "</CompleteMultipartUpload>", std::move(headers));
  }
  static void ExpectNoUpload(const Reply& reply) {
    ExpectError(reply, 404, "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
                "aborted or completed.");
  }
};

TEST_F(S3Multipart, PartsBecomeOneObject) {
  const Reply started = Ask("POST", "/state/key?uploads", "",
                            {{"Content-Type", "text/plain"}, {"x-amz-meta-a", "1"}, {"x-amz-tagging", "team=a"}});
  EXPECT_EQ(started.xml.name, "InitiateMultipartUploadResult");
  EXPECT_EQ(started.At("Bucket"), "state");
  EXPECT_EQ(started.At("Key"), "key");
  const std::string id = started.At("UploadId");
  const std::string large(5u << 20, 'a');
  const Reply second = Upload(id, 7, "end");
  const Reply first = Upload(id, 2, large);
  EXPECT_EQ(second.Header("ETag"), "\"7f021a1415b86f2d013b2618fb31ae53\"");
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
  const Reply completed = Complete(id, {{2, first.Header("ETag")}, {7, second.Header("ETag")}});
  EXPECT_EQ(completed.status, 200) << completed.body;
  EXPECT_EQ(completed.At("Bucket"), "state");
  EXPECT_EQ(completed.At("Key"), "key");
  // The digest of the digests, and the number of parts.
  EXPECT_EQ(completed.At("ETag"), "\"cc8f6f16b44b75adde6349ab98aee432-2\"");
  const Reply got = Ask("GET", "/state/key");
  EXPECT_EQ(got.body, large + "end");
  EXPECT_EQ(got.Header("ETag"), "\"cc8f6f16b44b75adde6349ab98aee432-2\"");
  EXPECT_EQ(got.Header("Content-Type"), "text/plain");
  EXPECT_EQ(got.Header("x-amz-meta-a"), "1");
  EXPECT_EQ(got.Header("x-amz-tagging-count"), "1");
  ExpectNoUpload(Upload(id, 1, "late"));
  EXPECT_THAT(store().Scan("s3/part/", "", 10).value(), IsEmpty());
}

TEST_F(S3Multipart, OnlyTheNamedPartsAreTaken) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "left out").status, 200);
  ASSERT_EQ(Upload(id, 2, "hello").status, 200);
  ASSERT_EQ(Complete(id, {{2, kHello}}).status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, "hello");
  // No bytes of parts stay behind.
  EXPECT_EQ(store().Scan("s3/body/", "", 10)->size(), 1u);
}

TEST_F(S3Multipart, APartThatIsUploadedAgainReplaces) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "first").status, 200);
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  EXPECT_EQ(store().Scan("s3/body/", "", 10)->size(), 1u);
  ASSERT_EQ(Complete(id, {{1, kHello}}).status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, "hello");
}

TEST_F(S3Multipart, PartsHaveNumbersFrom1To10000) {
  const std::string id = Start();
  for (const char* number : {"0", "10001", "x", ""}) {
    ExpectError(Ask("PUT", "/state/key?uploadId=" + id + "&partNumber=" + number, "x"), 400, "InvalidArgument",
                "Part number must be an integer between 1 and 10000, inclusive");
  }
  EXPECT_EQ(Upload(id, 1, "x").status, 200);
  EXPECT_EQ(Upload(id, 10000, "x").status, 200);
}

TEST_F(S3Multipart, AllPartsMustBeThereAsTheyAreNamed) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  for (const auto& [number, etag] : {std::pair(2, kHello), std::pair(1, "\"d41d8cd98f00b204e9800998ecf8427e\"")}) {
    ExpectError(Complete(id, {{number, etag}}), 400, "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
                "specified entity tag may not match the part's entity tag.");
  }
  EXPECT_EQ(Ask("POST", "/state/key?uploadId=" + id, "<no").error_code, "MalformedXML");
  EXPECT_EQ(Complete(id, {}).error_code, "MalformedXML");
  // The upload is as it was.
  EXPECT_EQ(Complete(id, {{1, "5d41402abc4b2a76b9719d911017c592"}}).status, 200);
}

TEST_F(S3Multipart, PartsAreNamedInAscendingOrder) {
  const std::string id = Start();
  for (int number : {1, 2}) ASSERT_EQ(Upload(id, number, "hello").status, 200);
  ExpectError(Complete(id, {{2, kHello}, {1, kHello}}), 400, "InvalidPartOrder",
              "The list of parts was not in ascending order. Parts must be ordered by part number.");
  EXPECT_EQ(Complete(id, {{1, kHello}, {1, kHello}}).error_code, "InvalidPartOrder");
}

TEST_F(S3Multipart, AllPartsButTheLastHave5MiB) {
  const std::string id = Start();
  const std::string tag = Upload(id, 1, std::string((5u << 20) - 1, 'a')).Header("ETag");
  ASSERT_EQ(Upload(id, 2, "hello").status, 200);
  ExpectError(Complete(id, {{1, tag}, {2, kHello}}), 400, "EntityTooSmall",
              "Your proposed upload is smaller than the minimum allowed size");
}

TEST_F(S3Multipart, PartsTogetherHaveNoMoreThan64MiB) {
  const std::string id = Start();
  const std::string tag = Upload(id, 1, std::string(64u << 20, 'a')).Header("ETag");
  ASSERT_EQ(Upload(id, 2, "hello").status, 200);
  ExpectError(Complete(id, {{1, tag}, {2, kHello}}), 400, "EntityTooLarge",
              "Your proposed upload exceeds the maximum allowed size");
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
}

TEST_F(S3Multipart, CompletingMakesAVersion) {
  SetVersioning("Enabled");
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  const std::string version = Complete(id, {{1, kHello}}).Header("x-amz-version-id");
  EXPECT_EQ(Ask("GET", "/state/key?versionId=" + version).body, "hello");
}

TEST_F(S3Multipart, CompletingMayBeConditional) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  NewObject("/state/key", "there");
  EXPECT_EQ(Complete(id, {{1, kHello}}, {{"If-None-Match", "*"}}).error_code, "PreconditionFailed");
  EXPECT_EQ(Ask("GET", "/state/key").body, "there");
  store().BeforeNextCommit([&] { NewObject("/state/key", "newer"); });
  EXPECT_EQ(Complete(id, {{1, kHello}}).status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, "hello");
}

TEST_F(S3Multipart, AnAbortedUploadIsGone) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  EXPECT_EQ(Ask("DELETE", "/state/key?uploadId=" + id).status, 204);
  ExpectNoUpload(Ask("DELETE", "/state/key?uploadId=" + id));
  ExpectNoUpload(Complete(id, {{1, kHello}}));
  ExpectNoUpload(Ask("GET", "/state/key?uploadId=" + id));
  EXPECT_THAT(store().Scan("s3/body/", "", 10).value(), IsEmpty());
}

TEST_F(S3Multipart, AnUploadBelongsToItsKeyAndBucket) {
  const std::string id = Start();
  NewBucket("other");
  for (const std::string& target :
       {"/state/else?uploadId=" + id, "/other/key?uploadId=" + id, std::string("/state/key?uploadId="),
        std::string("/state/key?uploadId=a/b"), "/state/key?uploadId=" + std::string(129, 'a')}) {
    ExpectNoUpload(Ask("GET", target));
  }
}

TEST_F(S3Multipart, PartsAreListedInPages) {
  const std::string id = Start();
  for (int number : {1, 3, 10, 200}) ASSERT_EQ(Upload(id, number, "hello").status, 200);
  const std::string target = "/state/key?uploadId=" + id;
  const Reply all = Ask("GET", target);
  EXPECT_EQ(all.xml.name, "ListPartsResult");
  EXPECT_EQ(all.At("UploadId"), id);
  EXPECT_EQ(all.At("MaxParts"), "1000");
  EXPECT_EQ(all.At("IsTruncated"), "false");
  EXPECT_THAT(all.All("Part/PartNumber"), ElementsAre("1", "3", "10", "200"));
  EXPECT_EQ(all.At("Part/ETag"), kHello);
  EXPECT_EQ(all.At("Part/Size"), "5");
  EXPECT_EQ(all.At("Part/LastModified"), "2026-11-18T11:06:40.000Z");
  const Reply first = Ask("GET", target + "&max-parts=3");
  EXPECT_THAT(first.All("Part/PartNumber"), ElementsAre("1", "3", "10"));
  EXPECT_EQ(first.At("IsTruncated"), "true");
  EXPECT_EQ(first.At("NextPartNumberMarker"), "10");
  const Reply second = Ask("GET", target + "&max-parts=3&part-number-marker=10");
  EXPECT_EQ(second.At("PartNumberMarker"), "10");
  EXPECT_THAT(second.All("Part/PartNumber"), ElementsAre("200"));
  EXPECT_EQ(second.At("IsTruncated"), "false");
  for (const char* wrong : {"&max-parts=x", "&max-parts=-1", "&part-number-marker=x"}) {
    EXPECT_EQ(Ask("GET", target + wrong).error_code, "InvalidArgument") << wrong;
  }
}

TEST_F(S3Multipart, UploadsInProgressAreListedByPrefix) {
  const std::string id = Start("/state/app/a");
  Start("/state/lib/b");
  const Reply listed = Ask("GET", "/state?uploads&prefix=app/");
  EXPECT_EQ(listed.xml.name, "ListMultipartUploadsResult");
  EXPECT_THAT(listed.All("Upload/Key"), ElementsAre("app/a"));
  EXPECT_EQ(listed.At("Upload/UploadId"), id);
  EXPECT_EQ(listed.At("Upload/Initiated"), "2026-11-18T11:06:40.000Z");
  EXPECT_EQ(Ask("GET", "/state?uploads").All("Upload/Key").size(), 2u);
}

TEST_F(S3Multipart, StartingChecksHeadersAndTags) {
  EXPECT_EQ(Ask("POST", "/state/key?uploads", "", {{"x-amz-meta-a", std::string(2048, 'v')}}).error_code,
            "MetadataTooLarge");
  EXPECT_EQ(Ask("POST", "/state/key?uploads", "", {{"x-amz-tagging", "a=1&a=2"}}).error_code, "InvalidArgument");
  EXPECT_THAT(Ask("GET", "/state?uploads").All("Upload/Key"), IsEmpty());
}

TEST_F(S3Multipart, PartsMayBeCopiedFromObjects) {
  NewBucket("other");
  NewObject("/other/a%20key", "say hello, world");
  const std::string id = Start();
  const std::string target = "/state/key?partNumber=1&uploadId=" + id;
  const Reply copied =
      Ask("PUT", target, "", {{"x-amz-copy-source", "other/a%20key"}, {"x-amz-copy-source-range", "bytes=4-8"}});
  EXPECT_EQ(copied.xml.name, "CopyPartResult");
  EXPECT_EQ(copied.At("ETag"), kHello);
  EXPECT_EQ(copied.audit.operation, "UploadPartCopy");
  ASSERT_EQ(Complete(id, {{1, kHello}}).status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, "hello");
  ExpectNoUpload(Ask("PUT", target, "", {{"x-amz-copy-source", "other/a%20key"}}));
}

TEST_F(S3Multipart, CopiedPartsNeedTheSource) {
  NewObject("/state/source", "hello");
  const std::string id = Start();
  const std::string target = "/state/key?partNumber=1&uploadId=" + id;
  const auto copy = [&](const std::string& source, http::Headers headers = {}) {
    headers.Set("x-amz-copy-source", source);
    return Ask("PUT", target, "", headers);
  };
  EXPECT_EQ(copy("state/none").error_code, "NoSuchKey");
  ExpectError(copy("state/source", {{"x-amz-copy-source-range", "bytes=0-5"}}), 400, "InvalidArgument",
              "Range specified is not valid for source object of size: 5");
  EXPECT_EQ(copy("state/source", {{"x-amz-copy-source-if-none-match", kHello}}).At("Condition"),
            "x-amz-copy-source-If-None-Match");
  const Caller writer = NewUser("ann", testing::Allow("s3:PutObject"));
  ExpectDenied(AskAs(writer, "PUT", target, "", {{"x-amz-copy-source", "state/source"}}), "s3:GetObject");
  EXPECT_THAT(Ask("GET", "/state/key?uploadId=" + id).All("Part/PartNumber"), IsEmpty());
}

TEST_F(S3Multipart, ThePartsAreOneChecksumTogether) {
  // Of "hello" and of the bytes of that checksum.
  const std::string id = Start("/state/key", {{"x-amz-checksum-algorithm", "SHA256"}});
  const Reply part = Upload(id, 1, "hello");
  const std::string sha = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
  EXPECT_EQ(part.Header("x-amz-checksum-sha256"), sha);
  ExpectError(Complete(id, {{1, kHello}}), 400, "InvalidRequest",
              "The upload was created using a sha256 checksum. The complete request must include the checksum for each "
              "part. It was missing for part 1 in the request.");
  const auto with = [&](const std::string& element) {
    return Ask("POST", "/state/key?uploadId=" + id,
               std::string("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>") + kHello + "</ETag>" +
                   element + "</Part></CompleteMultipartUpload>");
  };
  EXPECT_EQ(with("<ChecksumSHA256>" + std::string(43, 'A') + "=</ChecksumSHA256>").error_code, "InvalidPart");
  ExpectError(with("<ChecksumCRC32>AAAAAA==</ChecksumCRC32>"), 400, "BadDigest",
              "The crc32 you specified for part 1 did not match what we received.");
  const Reply completed = with("<ChecksumSHA256>" + sha + "</ChecksumSHA256>");
  EXPECT_EQ(completed.At("ChecksumSHA256"), "lZXJ35AHUUjrBoYDZd8zWEt1v/eCpRDGzUiDpBmDPVA=-1");
  EXPECT_EQ(completed.At("ChecksumType"), "COMPOSITE");
}

TEST_F(S3Multipart, WithoutAnAlgorithmTheWholeIsSummedUp) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "123456789").status, 200);
  const Reply completed = Complete(id, {{1, "25f9e794323b453885f5181f1b624d0b"}});
  EXPECT_EQ(completed.At("ChecksumCRC64NVME"), "rosUhgp5mIg=");
  EXPECT_EQ(completed.At("ChecksumType"), "FULL_OBJECT");
}

TEST_F(S3Multipart, ChecksumsOfUploadsAreChecked) {
  const auto start = [&](http::Headers headers) { return Ask("POST", "/state/key?uploads", "", std::move(headers)); };
  ExpectError(start({{"x-amz-checksum-algorithm", "MD5"}}), 400, "InvalidRequest",
              "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, "
              "CRC32C, CRC64NVME, SHA1, SHA256]");
  ExpectError(start({{"x-amz-checksum-type", "COMPOSITE"}}), 400, "InvalidRequest",
              "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  ExpectError(start({{"x-amz-checksum-algorithm", "CRC64NVME"}, {"x-amz-checksum-type", "COMPOSITE"}}), 400,
              "InvalidRequest", "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.");
  ExpectError(start({{"x-amz-checksum-algorithm", "SHA256"}, {"x-amz-checksum-type", "FULL_OBJECT"}}), 400,
              "InvalidRequest", "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.");
  const Reply started = start({{"x-amz-checksum-algorithm", "CRC32C"}});
  EXPECT_EQ(started.Header("x-amz-checksum-algorithm"), "CRC32C");
  EXPECT_EQ(started.Header("x-amz-checksum-type"), "COMPOSITE");
  ExpectError(Ask("PUT", "/state/key?partNumber=1&uploadId=" + started.At("UploadId"), "123456789",
                  {{"x-amz-checksum-crc32", "y/Q5Jg=="}}),
              400, "InvalidRequest",
              "Checksum Type mismatch occurred, expected checksum Type: crc32c, actual checksum Type: crc32");
  const std::string plain = Start();
  const std::string part = "/state/key?partNumber=1&uploadId=" + plain;
  ExpectError(Ask("PUT", part, "12345678x", {{"x-amz-checksum-crc32", "y/Q5Jg=="}}), 400, "BadDigest",
              "The CRC32 you specified did not match the calculated checksum.");
  EXPECT_EQ(Ask("PUT", part, "123456789", {{"x-amz-checksum-crc32", "y/Q5Jg=="}}).Header("x-amz-checksum-crc32"),
            "y/Q5Jg==");
  ASSERT_EQ(Upload(plain, 1, "hello").status, 200);
  ExpectError(Complete(plain, {{1, kHello}}, {{"x-amz-checksum-type", "FULL_OBJECT"}}), 400, "InvalidRequest",
              "The upload was created using the null checksum mode. The complete request must use the same checksum "
              "mode.");
}

TEST_F(S3Multipart, TheWholesChecksumIsComparedWithItsType) {
  const std::string id =
      Start("/state/key", {{"x-amz-checksum-algorithm", "CRC32"}, {"x-amz-checksum-type", "FULL_OBJECT"}});
  ASSERT_EQ(Upload(id, 1, "123456789").status, 200);
  const std::vector<std::pair<int, std::string>> parts{{1, "25f9e794323b453885f5181f1b624d0b"}};
  const char* text = "The crc32 you specified did not match the calculated checksum.";
  ExpectError(Complete(id, parts, {{"x-amz-checksum-crc32", "y/Q5Jg=="}}), 400, "BadDigest", text);
  ExpectError(Complete(id, parts, {{"x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="}}), 400, "BadDigest", text);
  ExpectError(Complete(id, parts, {{"x-amz-checksum-crc32", "AAAAAA=="}, {"x-amz-checksum-type", "FULL_OBJECT"}}), 400,
              "BadDigest", text);
  EXPECT_EQ(Complete(id, parts, {{"x-amz-checksum-crc32", "y/Q5Jg=="}, {"x-amz-checksum-type", "FULL_OBJECT"}}).status,
            200);
}

TEST_F(S3Multipart, TheSizeThatIsStatedIsCompared) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  ExpectError(Complete(id, {{1, kHello}}, {{"x-amz-mp-object-size", "4"}}), 400, "InvalidRequest",
              "The provided 'x-amz-mp-object-size' header value 4 does not match what was computed: 5");
  EXPECT_EQ(Complete(id, {{1, kHello}}, {{"x-amz-mp-object-size", "-1"}}).error_code, "InvalidRequest");
  EXPECT_EQ(Complete(id, {{1, kHello}}, {{"x-amz-mp-object-size", "5"}}).status, 200);
}

TEST_F(S3Multipart, AnUploadEndsInTheMomentInWhichItsObjectIsThere) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  // Somebody else completes it first: the second finds no upload, and the object is the first one's.
  store().BeforeNextCommit([&] { ASSERT_EQ(Complete(id, {{1, kHello}}).status, 200); });
  ExpectNoUpload(Complete(id, {{1, kHello}}));
  // A part that comes while it is aborted is not kept.
  const std::string aborted = Start();
  store().BeforeNextCommit([&] { ASSERT_EQ(Ask("DELETE", "/state/key?uploadId=" + aborted).status, 204); });
  ExpectNoUpload(Upload(aborted, 1, "late"));
  EXPECT_THAT(store().Scan("s3/part/", "", 10).value(), IsEmpty());
}

TEST_F(S3Multipart, UploadsEndWithTheirBucket) {
  const std::string id = Start();
  ASSERT_EQ(Upload(id, 1, "hello").status, 200);
  ASSERT_EQ(Ask("DELETE", "/state").status, 204);
  for (const char* prefix : {"s3/upload/", "s3/part/", "s3/body/"}) {
    EXPECT_THAT(store().Scan(prefix, "", 10).value(), IsEmpty()) << prefix;
  }
  NewBucket();
  ExpectNoUpload(Complete(id, {{1, kHello}}));
  EXPECT_THAT(Ask("GET", "/state?uploads").All("Upload/Key"), IsEmpty());
}

TEST_F(S3Multipart, UploadsAreListedByKeyThenTimeInPages) {
  std::vector<std::string> ids;
  for (const char* key : {"b", "a", "c/1", "c/2", "a"}) {
    ids.push_back(Start(std::string("/state/") + key));
    clock().Advance(std::chrono::seconds(1));
  }
  const Reply all = Ask("GET", "/state?uploads");
  EXPECT_THAT(all.All("Upload/Key"), ElementsAre("a", "a", "b", "c/1", "c/2"));
  EXPECT_THAT(all.All("Upload/UploadId"), ElementsAre(ids[1], ids[4], ids[0], ids[2], ids[3]));
  EXPECT_EQ(all.At("MaxUploads"), "1000");
  const Reply folded = Ask("GET", "/state?uploads&delimiter=/");
  EXPECT_THAT(folded.All("CommonPrefixes/Prefix"), ElementsAre("c/"));
  std::vector<std::string> paged;
  std::string marker;
  for (int page = 0; page < 5; ++page) {
    const Reply reply = Ask("GET", "/state?uploads&max-uploads=1" + marker);
    paged.push_back(reply.At("Upload/UploadId"));
    EXPECT_EQ(reply.At("IsTruncated"), page < 4 ? "true" : "false");
    marker = "&key-marker=" + reply.At("NextKeyMarker") + "&upload-id-marker=" + reply.At("NextUploadIdMarker");
  }
  EXPECT_EQ(paged, all.All("Upload/UploadId"));
}

}  // namespace
}  // namespace rolecall::services::s3
