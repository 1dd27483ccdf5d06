// What clients are told when the store fails: 503 if trying again may help, else 500; never success.
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using Operation = store::FaultyStore::Operation;

struct Case {
  const char* name;
  const char *method, *target, *body;
  Operation operation;
  const char* key_prefix;
  friend void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }
};

class S3StoreFailures : public S3Test, public ::testing::WithParamInterface<Case> {
 protected:
  S3StoreFailures() {
    NewVersionedBucket();
    version_ = NewObject("/state/key", "text");
    upload_ = Ask("POST", "/state/key?uploads").At("UploadId");
    EXPECT_EQ(Ask("PUT", "/state/key?partNumber=1&uploadId=" + upload_, "hello").status, 200);
  }
  Reply AskCase(const char* copy_source = nullptr) {
    std::string target = GetParam().target;
    for (const auto& [name, value] : {std::pair("UPLOAD", upload_), std::pair("VERSION", version_)}) {
      const std::size_t at = target.find(name);
      if (at != std::string::npos) target.replace(at, std::string(name).size(), value);
    }
    http::Headers headers;
    if (copy_source != nullptr) headers.Set("x-amz-copy-source", copy_source);
    return Ask(GetParam().method, target, GetParam().body, headers);
  }
  const char* Source() const { return std::string(GetParam().name).starts_with("Copy") ? "/state/key" : nullptr; }
  std::string version_, upload_;
};

TEST_P(S3StoreFailures, AreTold) {
  store().Fail(GetParam().operation, GetParam().key_prefix, ErrorCode::kUnavailable);
  const Reply busy = AskCase(Source());
  ExpectError(busy, 503, "ServiceUnavailable", "The service cannot store anything at the moment.");
  store().Heal();
  store().Fail(GetParam().operation, GetParam().key_prefix, ErrorCode::kDataLoss);
  const Reply damaged = AskCase(Source());
  ExpectError(damaged, 500, "InternalError", "We encountered an internal error. Please try again.");
  store().Heal();
  EXPECT_TRUE(AskCase(Source()).ok());
}

constexpr char kComplete[] =
    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>5d41402abc4b2a76b9719d911017c592</ETag></Part>"
    "</CompleteMultipartUpload>";
constexpr char kTagging[] = "<Tagging><TagSet/></Tagging>";

INSTANTIATE_TEST_SUITE_P(
    All, S3StoreFailures,
    ::testing::Values(
        Case{"GetCurrent", "GET", "/state/key", "", Operation::kGet, "s3/object/"},
        Case{"GetBody", "GET", "/state/key", "", Operation::kGet, "s3/body/"},
        Case{"GetVersion", "GET", "/state/key?versionId=VERSION", "", Operation::kGet, "s3/version/"},
        Case{"PutCurrent", "PUT", "/state/key", "x", Operation::kGet, "s3/object/"},
        Case{"PutCommit", "PUT", "/state/key", "x", Operation::kCommit, "s3/body/"},
        Case{"CopyCurrent", "PUT", "/state/copy", "", Operation::kGet, "s3/object/state/key"},
        Case{"CopyBody", "PUT", "/state/copy", "", Operation::kGet, "s3/body/"},
        Case{"CopyCommit", "PUT", "/state/copy", "", Operation::kCommit, "s3/object/state/copy"},
        Case{"DeleteCurrent", "DELETE", "/state/key", "", Operation::kGet, "s3/object/"},
        Case{"DeleteCommit", "DELETE", "/state/key", "", Operation::kCommit, "s3/version/"},
        Case{"DeleteFindVersion", "DELETE", "/state/key?versionId=VERSION", "", Operation::kGet, "s3/version/"},
        Case{"DeleteVersionCommit", "DELETE", "/state/key?versionId=VERSION", "", Operation::kCommit, "s3/version/"},
        Case{"TagCurrent", "PUT", "/state/key?tagging", kTagging, Operation::kGet, "s3/object/"},
        Case{"TagCurrentOfVersion", "PUT", "/state/key?tagging&versionId=VERSION", kTagging, Operation::kGet,
             "s3/object/"},
        Case{"TagCommit", "PUT", "/state/key?tagging", kTagging, Operation::kCommit, "s3/version/"},
        Case{"List", "GET", "/state", "", Operation::kScan, "s3/object/"},
        Case{"ListVersions", "GET", "/state?versions", "", Operation::kScan, "s3/version/"},
        Case{"ListVersionsMarker", "GET", "/state?versions&key-marker=key&version-id-marker=null", "", Operation::kScan,
             "s3/version/state/key"},
        Case{"StartUpload", "POST", "/state/key?uploads", "", Operation::kCommit, "s3/upload/"},
        Case{"ListUploads", "GET", "/state?uploads", "", Operation::kScan, "s3/upload/"},
        Case{"FindUpload", "GET", "/state/key?uploadId=UPLOAD", "", Operation::kGet, "s3/upload/"},
        Case{"UploadPartBefore", "PUT", "/state/key?partNumber=1&uploadId=UPLOAD", "hello", Operation::kGet,
             "s3/part/"},
        Case{"UploadPartCommit", "PUT", "/state/key?partNumber=1&uploadId=UPLOAD", "hello", Operation::kCommit,
             "s3/part/"},
        Case{"ListParts", "GET", "/state/key?uploadId=UPLOAD", "", Operation::kScan, "s3/part/"},
        Case{"CompleteParts", "POST", "/state/key?uploadId=UPLOAD", kComplete, Operation::kGet, "s3/part/"},
        Case{"CompleteBody", "POST", "/state/key?uploadId=UPLOAD", kComplete, Operation::kGet, "s3/body/"},
        Case{"CompleteCurrent", "POST", "/state/key?uploadId=UPLOAD", kComplete, Operation::kGet, "s3/object/"},
        Case{"CompleteCommit", "POST", "/state/key?uploadId=UPLOAD", kComplete, Operation::kCommit, "s3/object/"},
        Case{"PutBucket", "PUT", "/state/key", "x", Operation::kGet, "directory/bucket/"},
        Case{"AbortCommit", "DELETE", "/state/key?uploadId=UPLOAD", "", Operation::kCommit, "s3/upload/"}),
    [](const auto& info) { return info.param.name; });

class S3DamagedStore : public S3Test {
 protected:
  S3DamagedStore() { NewVersionedBucket(); }
  // Replaces the value of the first entry with this prefix.
  void Damage(const std::string& prefix, const std::string& value) {
    auto found = store().Scan(prefix, "", 1);
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->size(), 1u);
    store::Batch batch;
    batch.puts.push_back({found->front().key, value});
    ASSERT_TRUE(store().Commit(std::move(batch)).ok());
  }
  void Remove(const std::string& prefix) {
    auto found = store().Scan(prefix, "", 1);
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->size(), 1u);
    store::Batch batch;
    batch.deletes.push_back(found->front().key);
    ASSERT_TRUE(store().Commit(std::move(batch)).ok());
  }
};

TEST_F(S3DamagedStore, DescriptionsThatAreDamagedAreNotServed) {
  const std::string version = NewObject("/state/key");
  for (const char* damage : {"no json", "{}", R"({"key":5})"}) {
    Damage("s3/object/state/key", damage);
    EXPECT_EQ(Ask("GET", "/state/key").error_code, "InternalError") << damage;
    Damage("s3/version/state/key", damage);
    EXPECT_EQ(Ask("GET", "/state/key?versionId=" + version).error_code, "InternalError") << damage;
  }
}

TEST_F(S3DamagedStore, OneDamagedDescriptionDoesNotHideTheOthers) {
  NewObject("/state/a");
  NewObject("/state/b");
  ASSERT_EQ(Ask("POST", "/state/a?uploads").status, 200);
  ASSERT_EQ(Ask("POST", "/state/b?uploads").status, 200);
  for (const char* prefix : {"s3/object/state/a", "s3/version/state/a", "s3/upload/state/a"}) Damage(prefix, "{}");
  EXPECT_EQ(Ask("GET", "/state").All("Contents/Key"), std::vector<std::string>{"b"});
  EXPECT_EQ(Ask("GET", "/state?versions").All("Version/Key"), std::vector<std::string>{"b"});
  EXPECT_EQ(Ask("GET", "/state?uploads").All("Upload/Key"), std::vector<std::string>{"b"});
  const http::Request request{.method = "GET", .target = "/state"};
  Call call = MakeCall(request, Root());
  s3_->Handle(call);
  EXPECT_EQ(call.damaged, std::vector<std::string>{"s3/object/state/a"});
}

TEST_F(S3DamagedStore, NoFlippedBitOfAnObjectIsServed) {
  NewObject("/state/key", "the bytes", {{"x-amz-meta-a", "1"}});
  for (const char* prefix : {"s3/body/state/", "s3/object/state/key"}) {
    const store::Entry whole = store().Scan(prefix, "", 1)->front();
    for (std::size_t bit = 0; bit < whole.value.size() * 8; ++bit) {
      std::string flipped = whole.value;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      Damage(prefix, flipped);
      const http::Request request{.method = "GET", .target = "/state/key"};
      Call call = MakeCall(request, Root());
      const http::Response got = s3_->Handle(call);
      if (got.status == 500) {
        EXPECT_EQ(call.damaged.size(), 1u);
        continue;
      }
      // A bit of the name of the description's own checksum, nothing else.
      EXPECT_EQ(got.body, "the bytes") << bit;
      EXPECT_EQ(got.headers.Get("x-amz-meta-a"), "1") << bit;
      EXPECT_EQ(got.headers.Get("ETag"), "\"" + std::string("ab48e870377e5d9fbe11663949e229b0") + "\"") << bit;
    }
    Damage(prefix, whole.value);
  }
}

TEST_F(S3DamagedStore, BytesThatAreGoneAreNotServedAsNothing) {
  NewObject("/state/key");
  Remove("s3/body/state/");
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "InternalError");
}

TEST_F(S3DamagedStore, UploadsAndPartsThatAreDamagedAreNotServed) {
  const std::string id = Ask("POST", "/state/key?uploads").At("UploadId");
  const std::string part = "/state/key?partNumber=1&uploadId=" + id;
  ASSERT_EQ(Ask("PUT", part, "hello").status, 200);
  Remove("s3/body/state/");
  EXPECT_EQ(Ask("POST", "/state/key?uploadId=" + id, kComplete).error_code, "InternalError");
  Damage("s3/part/state/", "{}");
  EXPECT_EQ(Ask("GET", "/state/key?uploadId=" + id).error_code, "InternalError");
  EXPECT_EQ(Ask("PUT", part, "again").error_code, "InternalError");
  Damage("s3/upload/state/", "{}");
  EXPECT_EQ(Ask("GET", "/state/key?uploadId=" + id).error_code, "InternalError");
}

TEST_F(S3DamagedStore, ABucketThatCannotBeLookedIntoIsNotDeleted) {
  store().Fail(Operation::kScan, "s3/version/", ErrorCode::kUnavailable);
  EXPECT_EQ(Ask("DELETE", "/state").error_code, "ServiceUnavailable");
  store().Heal();
  EXPECT_EQ(Ask("HEAD", "/state").status, 200);
}

TEST_F(S3DamagedStore, ABucketThatCannotBeStoredIsNotMade) {
  store().Fail(Operation::kCommit, "directory/", ErrorCode::kUnavailable);
  EXPECT_EQ(Ask("PUT", "/other").error_code, "ServiceUnavailable");
  EXPECT_EQ(Ask("HEAD", "/other").status, 404);
}

}  // namespace
}  // namespace rolecall::services::s3
