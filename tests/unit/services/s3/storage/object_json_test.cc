// Descriptions of objects, uploads and parts as text.
#include "services/s3/storage/object_json.h"

#include <gtest/gtest.h>

namespace rolecall::services::s3::storage {
namespace {

ObjectVersion Version() {
  ObjectVersion version;
  version.key = "a \"key\"\xC3\xBC";
  version.version_id = "v1";
  version.etag = "5d41402abc4b2a76b9719d911017c592-2";
  version.size = 1ull << 40;
  version.modified = FromUnixSeconds(1795000000);
  version.headers = {{"content-type", "text/plain"}, {"x-amz-meta-a", ""}};
  version.checksums = {{"x-amz-checksum-sha1", "abc-2"}};
  version.checksum_type = "COMPOSITE";
  version.tags = {{"b", "2"}, {"a", ""}};
  version.parts = {{1, 5u << 20, {{"x-amz-checksum-sha1", "x"}}}, {7, 3, {}}};
  version.part_count = 2;
  version.body_id = "b1";
  version.body_crc = "AAAA";
  version.order = "o1";
  return version;
}

TEST(S3ObjectJson, WhatIsWrittenIsRead) {
  const ObjectVersion version = Version();
  const Result<ObjectVersion> read = VersionFromJson(ToJson(version));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(ToJson(*read), ToJson(version));
  EXPECT_EQ(read->key, version.key);
  EXPECT_EQ(read->tags, version.tags);
  EXPECT_EQ(read->parts.size(), 2u);
  EXPECT_EQ(read->parts[1].number, 7);
  MultipartUpload upload{.id = "u", .key = "k", .object = version, .checksum_algorithm = "SHA1"};
  upload.checksum_type = "COMPOSITE";
  upload.initiator = "arn";
  EXPECT_EQ(ToJson(UploadFromJson(ToJson(upload)).value()), ToJson(upload));
  MultipartPart part{.number = 3, .etag = "e", .size = 5, .body_id = "b", .body_crc = "c"};
  part.checksums = {{"x-amz-checksum-crc32", "y"}};
  EXPECT_EQ(ToJson(PartFromJson(ToJson(part)).value()), ToJson(part));
}

TEST(S3ObjectJson, EveryFlippedBitIsFoundOrChangesNothing) {
  const std::string json = ToJson(Version());
  for (std::size_t bit = 0; bit < json.size() * 8; ++bit) {
    std::string flipped = json;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const Result<ObjectVersion> read = VersionFromJson(flipped);
    if (!read.ok()) {
      EXPECT_EQ(read.error().code, ErrorCode::kDataLoss);
      continue;
    }
    // A bit of the checksum's own name: the description is as it was.
    EXPECT_EQ(ToJson(*read), json) << bit;
  }
}

// As the version before wrote it.
constexpr char kOld[] =
    R"({"key":"state/a.tfstate","version":"null","marker":false,"etag":"5d41402abc4b2a76b9719d911017c592","size":5,)"
    R"("modified":1795898787418862,"headers":{"content-type":"binary/octet-stream"},"checksums":{},"tags":[],"parts":3,)"
    R"("body":"50b57c912761844a52fcdbba84d9c4ea","order":"fff99ea3bab92d119fb7eda3"})";

TEST(S3ObjectJson, DescriptionsOfOlderStoresAreRead) {
  const Result<ObjectVersion> read = VersionFromJson(kOld);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->part_count, 3);
  EXPECT_TRUE(read->parts.empty());
  EXPECT_EQ(read->body_crc, "");
}

TEST(S3ObjectJson, OtherShapesAreDamage) {
  for (const char* text : {"", "no json", "{}", "[]", R"({"key":5})"}) {
    const Result<ObjectVersion> read = VersionFromJson(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kDataLoss);
    EXPECT_FALSE(UploadFromJson(text).ok());
    EXPECT_FALSE(PartFromJson(text).ok());
  }
}

}  // namespace
}  // namespace rolecall::services::s3::storage
