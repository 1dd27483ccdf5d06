// ListObjects and ListObjectsV2.
#include <gmock/gmock.h>

#include "base/encoding.h"
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class S3Listing : public S3Test {
 protected:
  S3Listing() {
    NewBucket();
    for (const char* key : {"a.txt", "app/one", "app/sub/deep", "app/two", "b.txt", "lib/x", "lib/y", "z%20z"}) {
      NewObject(std::string("/state/") + key, "12345");
    }
  }
  // All pages: keys and prefixes in the order in which they came.
  std::vector<std::string> Pages(const std::string& query, std::size_t most_in_page) {
    std::vector<std::string> found;
    std::string token;
    for (int page = 0; page < 20; ++page) {
      const Reply listed = Ask("GET", "/state?list-type=2&" + query + "&max-keys=" + std::to_string(most_in_page) +
                                          (token.empty() ? "" : "&continuation-token=" + PercentEncode(token)));
      EXPECT_EQ(listed.status, 200) << listed.body;
      const std::vector<std::string> keys = listed.All("Contents/Key");
      const std::vector<std::string> prefixes = listed.All("CommonPrefixes/Prefix");
      EXPECT_EQ(listed.At("KeyCount"), std::to_string(keys.size() + prefixes.size()));
      EXPECT_LE(keys.size() + prefixes.size(), most_in_page);
      EXPECT_EQ(listed.At("ContinuationToken"), token.empty() ? "(none)" : token);
      found.insert(found.end(), keys.begin(), keys.end());
      found.insert(found.end(), prefixes.begin(), prefixes.end());
      if (listed.At("IsTruncated") == "false") {
        EXPECT_EQ(listed.At("NextContinuationToken"), "(none)");
        return found;
      }
      token = listed.At("NextContinuationToken");
    }
    ADD_FAILURE() << "the pages do not end";
    return found;
  }
};

TEST_F(S3Listing, ShowsEachObject) {
  const Reply listed = Ask("GET", "/state?list-type=2&prefix=a.");
  EXPECT_EQ(listed.audit.operation, "ListObjectsV2");
  EXPECT_EQ(listed.xml.name, "ListBucketResult");
  EXPECT_EQ(listed.At("Name"), "state");
  EXPECT_EQ(listed.At("Prefix"), "a.");
  EXPECT_EQ(listed.At("MaxKeys"), "1000");
  EXPECT_EQ(listed.At("KeyCount"), "1");
  EXPECT_EQ(listed.At("IsTruncated"), "false");
  EXPECT_EQ(listed.At("Contents/Key"), "a.txt");
  EXPECT_EQ(listed.At("Contents/Size"), "5");
  EXPECT_EQ(listed.At("Contents/ETag"), "\"827ccb0eea8a706c4c34a16891f84e7b\"");
  EXPECT_EQ(listed.At("Contents/LastModified"), "2026-11-18T11:06:40.000Z");
  EXPECT_EQ(listed.At("Contents/StorageClass"), "STANDARD");
  EXPECT_EQ(listed.At("Contents/Owner/ID"), "(none)");
  EXPECT_EQ(Ask("GET", "/state?list-type=2&fetch-owner=true").At("Contents/Owner/ID"), testing::kAccount);
}

TEST_F(S3Listing, KeysAreInOrderOfTheirBytes) {
  EXPECT_THAT(Ask("GET", "/state?list-type=2").All("Contents/Key"),
              ElementsAre("a.txt", "app/one", "app/sub/deep", "app/two", "b.txt", "lib/x", "lib/y", "z z"));
}

TEST_F(S3Listing, ADelimiterGroupsKeysBelowThePrefix) {
  const Reply top = Ask("GET", "/state?list-type=2&delimiter=/");
  EXPECT_EQ(top.At("Delimiter"), "/");
  EXPECT_EQ(top.At("KeyCount"), "5");
  EXPECT_THAT(top.All("Contents/Key"), ElementsAre("a.txt", "b.txt", "z z"));
  EXPECT_THAT(top.All("CommonPrefixes/Prefix"), ElementsAre("app/", "lib/"));
  const Reply below = Ask("GET", "/state?list-type=2&delimiter=/&prefix=app/");
  EXPECT_THAT(below.All("Contents/Key"), ElementsAre("app/one", "app/two"));
  EXPECT_THAT(below.All("CommonPrefixes/Prefix"), ElementsAre("app/sub/"));
  EXPECT_THAT(Ask("GET", "/state?list-type=2&delimiter=.t").All("CommonPrefixes/Prefix"), ElementsAre("a.t", "b.t"));
}

TEST_F(S3Listing, PagesGiveAllKeysOnce) {
  for (const std::size_t most : {1u, 2u, 3u, 7u, 8u}) {
    EXPECT_THAT(Pages("", most),
                ElementsAre("a.txt", "app/one", "app/sub/deep", "app/two", "b.txt", "lib/x", "lib/y", "z z"))
        << most;
    EXPECT_THAT(Pages("prefix=app/", most), ElementsAre("app/one", "app/sub/deep", "app/two")) << most;
  }
}

TEST_F(S3Listing, PagesGiveAllPrefixesOnce) {
  EXPECT_THAT(Pages("delimiter=/", 1), ElementsAre("a.txt", "app/", "b.txt", "lib/", "z z"));
  for (const std::size_t most : {2u, 3u, 4u}) {
    EXPECT_THAT(Pages("delimiter=/", most), ::testing::UnorderedElementsAre("a.txt", "app/", "b.txt", "lib/", "z z"))
        << most;
  }
}

TEST_F(S3Listing, MoreThanAThousandKeysNeedPages) {
  NewBucket("large");
  for (int i = 0; i < 1005; ++i)
    ASSERT_EQ(Ask("PUT", "/large/d" + std::to_string(i % 2) + "/" + std::to_string(i)).status, 200);
  const Reply first = Ask("GET", "/large?list-type=2&max-keys=5000");
  EXPECT_EQ(first.All("Contents/Key").size(), 1000u);
  EXPECT_EQ(first.At("IsTruncated"), "true");
  const Reply rest =
      Ask("GET", "/large?list-type=2&continuation-token=" + PercentEncode(first.At("NextContinuationToken")));
  EXPECT_EQ(rest.All("Contents/Key").size(), 5u);
  EXPECT_EQ(rest.At("IsTruncated"), "false");
  EXPECT_THAT(Ask("GET", "/large?list-type=2&delimiter=/").All("CommonPrefixes/Prefix"), ElementsAre("d0/", "d1/"));
}

TEST_F(S3Listing, StartAfterSkipsKeys) {
  const Reply listed = Ask("GET", "/state?list-type=2&start-after=app/two");
  EXPECT_EQ(listed.At("StartAfter"), "app/two");
  EXPECT_THAT(listed.All("Contents/Key"), ElementsAre("b.txt", "lib/x", "lib/y", "z z"));
}

TEST_F(S3Listing, VersionOneGoesOnWithMarkers) {
  const Reply first = Ask("GET", "/state?max-keys=2&delimiter=/");
  EXPECT_EQ(first.audit.operation, "ListObjects");
  EXPECT_EQ(first.At("Marker"), "");
  EXPECT_EQ(first.At("Contents/Owner/ID"), testing::kAccount);
  EXPECT_EQ(first.At("KeyCount"), "(none)");
  EXPECT_EQ(first.At("NextMarker"), "app/");
  const Reply second = Ask("GET", "/state?max-keys=3&delimiter=/&marker=app/");
  EXPECT_EQ(second.At("Marker"), "app/");
  EXPECT_EQ(second.At("IsTruncated"), "false");
  EXPECT_THAT(second.All("Contents/Key"), ElementsAre("b.txt", "z z"));
  EXPECT_THAT(second.All("CommonPrefixes/Prefix"), ElementsAre("lib/"));
}

TEST_F(S3Listing, NoKeysAreListedIfNoneAreAskedFor) {
  const Reply listed = Ask("GET", "/state?list-type=2&max-keys=0");
  EXPECT_EQ(listed.At("MaxKeys"), "0");
  EXPECT_EQ(listed.At("IsTruncated"), "false");
  EXPECT_THAT(listed.All("Contents/Key"), IsEmpty());
}

TEST_F(S3Listing, KeysMayBeAnsweredEncoded) {
  const Reply listed = Ask("GET", "/state?list-type=2&encoding-type=url&prefix=z%20&delimiter=%20");
  EXPECT_EQ(listed.At("EncodingType"), "url");
  EXPECT_EQ(listed.At("Prefix"), "z%20");
  EXPECT_EQ(listed.At("Delimiter"), "%20");
  EXPECT_THAT(listed.All("Contents/Key"), ElementsAre("z%20z"));
}

TEST_F(S3Listing, ParametersAreChecked) {
  ExpectError(Ask("GET", "/state?max-keys=-1"), 400, "InvalidArgument",
              "Argument maxKeys must be an integer between 0 and 2147483647");
  for (const char* query : {"max-keys=many", "list-type=2&max-keys=1.5", "max-keys=2147483648"}) {
    ExpectError(Ask("GET", std::string("/state?") + query), 400, "InvalidArgument",
                "Provided max-keys not an integer or within integer range");
  }
  // Base64 alone makes no token.
  for (const char* token : {"", "***", "YWFhYWFhYWE%3D", "YQ%3D%3D"}) {
    ExpectError(Ask("GET", std::string("/state?list-type=2&continuation-token=") + token), 400, "InvalidArgument",
                "The continuation token provided is incorrect");
  }
  for (const char* target : {"/state?encoding-type=base64", "/state?versions&encoding-type=base64"}) {
    ExpectError(Ask("GET", target), 400, "InvalidArgument", "Invalid Encoding Method specified in Request");
  }
}

TEST_F(S3Listing, ThePolicyMayLimitPrefixDelimiterAndNumber) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::state","Condition":{"StringLike":{"s3:prefix":"app/*"},"StringEquals":{"s3:delimiter":"/"},"NumericLessThanEquals":{"s3:max-keys":"10"}}})");
  EXPECT_EQ(AskAs(user, "GET", "/state?prefix=app/&delimiter=/&max-keys=10").status, 200);
  for (const char* query : {"prefix=lib/&delimiter=/&max-keys=10", "prefix=app/&max-keys=10",
                            "prefix=app/&delimiter=/&max-keys=11", "prefix=app/&delimiter=/"}) {
    ExpectDenied(AskAs(user, "GET", std::string("/state?list-type=2&") + query), "s3:ListBucket");
  }
}

TEST_F(S3Listing, MoreThanAThousandIsAThousand) {
  EXPECT_EQ(Ask("GET", "/state?max-keys=5000").At("MaxKeys"), "1000");
  EXPECT_EQ(Ask("GET", "/state?versions&max-keys=5000").At("MaxKeys"), "1000");
}

TEST_F(S3Listing, OnlyADelimiterBringsANextMarker) {
  const Reply plain = Ask("GET", "/state?max-keys=1");
  EXPECT_EQ(plain.At("IsTruncated"), "true");
  EXPECT_EQ(plain.At("NextMarker"), "(none)");
  EXPECT_NE(Ask("GET", "/state?max-keys=1&delimiter=/").At("NextMarker"), "(none)");
}

TEST_F(S3Listing, ATokenIsForItsBucketAlone) {
  const std::string token = Ask("GET", "/state?list-type=2&max-keys=1").At("NextContinuationToken");
  NewBucket("other");
  const std::string encoded = PercentEncode(token);
  EXPECT_EQ(Ask("GET", "/state?list-type=2&continuation-token=" + encoded).status, 200);
  EXPECT_EQ(Ask("GET", "/other?list-type=2&continuation-token=" + encoded).error_code, "InvalidArgument");
}

TEST_F(S3Listing, AVersionMarkerMayBeGone) {
  NewBucket("versioned");
  SetVersioning("Enabled", "versioned");
  for (int i = 0; i < 4; ++i) NewObject("/versioned/k", std::to_string(i));
  const Reply first = Ask("GET", "/versioned?versions&max-keys=2");
  const std::string marker = first.At("NextVersionIdMarker");
  ASSERT_EQ(Ask("DELETE", "/versioned/k?versionId=" + marker).status, 204);
  const Reply second = Ask("GET", "/versioned?versions&key-marker=k&version-id-marker=" + marker);
  EXPECT_EQ(second.All("Version/VersionId").size(), 2u);
  EXPECT_EQ(second.All("Version/IsLatest"), (std::vector<std::string>{"false", "false"}));
  // All that came before on the pages goes: what is next is the latest now.
  ASSERT_EQ(Ask("DELETE", "/versioned/k?versionId=" + first.At("Version/VersionId")).status, 204);
  EXPECT_EQ(Ask("GET", "/versioned?versions&key-marker=k&version-id-marker=" + marker).At("Version/IsLatest"), "true");
  ExpectError(Ask("GET", "/versioned?versions&version-id-marker=" + marker), 400, "InvalidArgument",
              "A version-id marker cannot be specified without a key marker.");
  ExpectError(Ask("GET", "/versioned?versions&key-marker=k&version-id-marker="), 400, "InvalidArgument",
              "A version-id marker cannot be empty.");
}

TEST_F(S3Listing, APageOfVersionsThatEndsInAPrefixNamesNoVersion) {
  NewBucket("versioned");
  SetVersioning("Enabled", "versioned");
  for (const char* key : {"a", "b/1", "b/2", "c"}) NewObject(std::string("/versioned/") + key);
  const Reply page = Ask("GET", "/versioned?versions&delimiter=/&max-keys=2");
  EXPECT_EQ(page.At("NextKeyMarker"), "b/");
  EXPECT_EQ(page.At("NextVersionIdMarker"), "(none)");
  EXPECT_EQ(Ask("GET", "/versioned?versions&delimiter=/&key-marker=b/").At("Version/Key"), "c");
}

// Not as another key: who reads "a" would delete "a".
TEST_F(S3Listing, CharactersThatXmlDoesNotHaveAreReferences) {
  NewBucket("odd");
  for (const char* key : {"/odd/a%01b", "/odd/a%EF%BF%BE%26", "/odd/%1Fp/x"}) {
    http::Request put{.method = "PUT", .target = key};
    ASSERT_EQ(Send(*s3_, Root(), put).status, 200) << key;
  }
  // The answers are what no reader of XML 1.0 takes: looked at as text.
  const auto body_of = [&](const std::string& target) {
    http::Request get{.method = "GET", .target = target};
    Call call = MakeCall(get, Root());
    return s3_->Handle(call).body;
  };
  const std::string all = body_of("/odd?delimiter=/");
  EXPECT_THAT(all, ::testing::HasSubstr("<Key>a&#x1;b</Key>"));
  EXPECT_THAT(all, ::testing::HasSubstr("<Key>a&#xFFFE;&amp;</Key>"));
  EXPECT_THAT(all, ::testing::HasSubstr("<Prefix>&#x1F;p/</Prefix>"));
  EXPECT_THAT(body_of("/odd?encoding-type=url"), ::testing::HasSubstr("<Key>a%01b</Key>"));
}

}  // namespace
}  // namespace rolecall::services::s3
