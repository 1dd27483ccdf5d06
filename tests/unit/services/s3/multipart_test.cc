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
                "One or more of the specified parts could not be found. The part might not have been uploaded, or the "
                "specified entity tag might not have matched the part's entity tag.");
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
              "The list of parts was not in ascending order.");
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
  EXPECT_EQ(Complete(id, {{1, kHello}}).error_code, "ConditionalRequestConflict");
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
  EXPECT_EQ(Ask("POST", "/state/key?uploads", "", {{"x-amz-tagging", "a=1&a=2"}}).error_code, "InvalidTag");
  EXPECT_THAT(Ask("GET", "/state?uploads").All("Upload/Key"), IsEmpty());
}

TEST_F(S3Multipart, PartsAreNotCopiedFromObjects) {
  const std::string id = Start();
  const Reply refused =
      Ask("PUT", "/state/key?partNumber=1&uploadId=" + id, "", {{"x-amz-copy-source", "/state/other"}});
  EXPECT_EQ(refused.status, 501);
  EXPECT_EQ(refused.error_code, "NotImplemented");
  EXPECT_THAT(Ask("GET", "/state/key?uploadId=" + id).All("Part/PartNumber"), IsEmpty());
}

}  // namespace
}  // namespace rolecall::services::s3
