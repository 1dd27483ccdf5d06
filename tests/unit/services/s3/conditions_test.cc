// Conditional reads and writes, and ranges.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

// Of "123456789", put at kNow.
constexpr char kTag[] = "\"25f9e794323b453885f5181f1b624d0b\"";
constexpr char kOtherTag[] = "\"5d41402abc4b2a76b9719d911017c592\"";
constexpr char kBefore[] = "Wed, 18 Nov 2026 11:06:39 GMT";
constexpr char kThen[] = "Wed, 18 Nov 2026 11:06:40 GMT";
constexpr char kAfter[] = "Wed, 18 Nov 2026 11:06:41 GMT";

class S3Conditions : public S3Test {
 protected:
  S3Conditions() {
    NewBucket();
    NewObject("/state/key", "123456789");
  }
  int Get(http::Headers headers) { return Ask("GET", "/state/key", "", std::move(headers)).status; }
  Reply Put(http::Headers headers, const std::string& target = "/state/key") {
    return Ask("PUT", target, "new", std::move(headers));
  }
};

TEST_F(S3Conditions, IfMatchReadsOnlyThisEntity) {
  for (const std::string& list : {std::string(kTag), std::string("25f9e794323b453885f5181f1b624d0b"), std::string("*"),
                                  std::string(kOtherTag) + " , " + kTag}) {
    EXPECT_EQ(Get({{"If-Match", list}}), 200) << list;
  }
  const Reply failed = Ask("GET", "/state/key", "", {{"If-Match", kOtherTag}});
  ExpectError(failed, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  EXPECT_EQ(failed.At("Condition"), "If-Match");
}

TEST_F(S3Conditions, IfNoneMatchSparesTheBytesOfAKnownEntity) {
  const Reply same = Ask("GET", "/state/key", "", {{"If-None-Match", std::string("W/") + kTag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(same.Header("ETag"), kTag);
  EXPECT_EQ(Get({{"If-None-Match", "*"}}), 304);
  EXPECT_EQ(Get({{"If-None-Match", kOtherTag}}), 200);
}

TEST_F(S3Conditions, DatesAreComparedInWholeSeconds) {
  EXPECT_EQ(Get({{"If-Modified-Since", kBefore}}), 200);
  EXPECT_EQ(Get({{"If-Modified-Since", kThen}}), 304);
  EXPECT_EQ(Get({{"If-Modified-Since", kAfter}}), 304);
  EXPECT_EQ(Get({{"If-Unmodified-Since", kBefore}}), 412);
  EXPECT_EQ(Get({{"If-Unmodified-Since", kThen}}), 200);
  EXPECT_EQ(Get({{"If-Modified-Since", "yesterday"}}), 200);
  EXPECT_EQ(Get({{"If-Unmodified-Since", "yesterday"}}), 200);
}

TEST_F(S3Conditions, EntityTagsBeatDates) {
  EXPECT_EQ(Get({{"If-None-Match", kOtherTag}, {"If-Modified-Since", kAfter}}), 200);
  EXPECT_EQ(Get({{"If-Match", kTag}, {"If-Unmodified-Since", kBefore}}), 200);
}

TEST_F(S3Conditions, WritesWithIfNoneMatchMakeNewKeysOnly) {
  const Reply exists = Put({{"If-None-Match", "*"}});
  ExpectError(exists, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  EXPECT_EQ(exists.At("Condition"), "If-None-Match");
  EXPECT_EQ(Ask("GET", "/state/key").body, "123456789");
  EXPECT_EQ(Put({{"If-None-Match", "*"}}, "/state/new").status, 200);
  const Reply tag = Put({{"If-None-Match", kTag}});
  EXPECT_EQ(tag.status, 501);
  EXPECT_EQ(tag.error_code, "NotImplemented");
  EXPECT_EQ(tag.At("Header"), "If-None-Match");
}

TEST_F(S3Conditions, ADeleteMarkerIsNothingToAWrite) {
  SetVersioning("Enabled");
  ASSERT_EQ(Ask("DELETE", "/state/key").status, 204);
  EXPECT_EQ(Put({{"If-Match", kTag}}).error_code, "NoSuchKey");
  EXPECT_EQ(Put({{"If-None-Match", "*"}}).status, 200);
}

TEST_F(S3Conditions, WritesWithIfMatchReplaceThisEntityOnly) {
  const Reply other = Put({{"If-Match", kOtherTag}});
  ExpectError(other, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  EXPECT_EQ(other.At("Condition"), "If-Match");
  ExpectError(Put({{"If-Match", kTag}}, "/state/none"), 404, "NoSuchKey", "The specified key does not exist.");
  EXPECT_EQ(Put({{"If-Match", kTag}}).status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, "new");
}

TEST_F(S3Conditions, TheErrorNamesTheConditionThatFailed) {
  EXPECT_EQ(Ask("GET", "/state/key", "", {{"If-Unmodified-Since", kBefore}}).At("Condition"), "If-Unmodified-Since");
  EXPECT_EQ(Ask("GET", "/state/key", "", {{"If-Match", kOtherTag}, {"If-Unmodified-Since", kBefore}}).At("Condition"),
            "If-Match");
}

TEST_F(S3Conditions, ADateInTheFutureIsNone) {
  EXPECT_EQ(Get({{"If-Modified-Since", "Wed, 18 Nov 2026 11:06:42 GMT"}}), 200);
}

TEST_F(S3Conditions, WhatAWriteCannotBeConditionalOnIsRefused) {
  for (const http::Headers& headers :
       {http::Headers{{"If-Match", "*"}}, http::Headers{{"If-Match", kTag}, {"If-None-Match", "*"}},
        http::Headers{{"If-Modified-Since", kBefore}}, http::Headers{{"If-Unmodified-Since", kAfter}}}) {
    EXPECT_EQ(Put(headers).error_code, "NotImplemented");
  }
  EXPECT_EQ(Ask("GET", "/state/key").body, "123456789");
}

TEST_F(S3Conditions, DeletesMayBeConditional) {
  const auto erase = [&](http::Headers headers, const std::string& target = "/state/key") {
    return Ask("DELETE", target, "", std::move(headers));
  };
  EXPECT_EQ(erase({{"If-Match", kOtherTag}}).At("Condition"), "If-Match");
  EXPECT_EQ(erase({{"If-Match", kTag}}, "/state/none").error_code, "NoSuchKey");
  for (const char* header : {"x-amz-if-match-last-modified-time", "x-amz-if-match-size", "x-amz-mfa"}) {
    const Reply refused = erase({{header, "9"}});
    EXPECT_EQ(refused.status, 501);
    EXPECT_EQ(refused.At("Header"), header);
  }
  EXPECT_EQ(Ask("GET", "/state/key").body, "123456789");
  // Somebody replaces it meanwhile: the condition is looked at again.
  store().BeforeNextCommit([&] { NewObject("/state/key", "newer"); });
  EXPECT_EQ(erase({{"If-Match", kTag}}).status, 412);
  EXPECT_EQ(erase({{"If-Match", "*"}}).status, 204);
  EXPECT_EQ(Ask("GET", "/state/key").error_code, "NoSuchKey");
}

TEST_F(S3Conditions, CopiesAreConditionalOnTheirSource) {
  const auto copy = [&](http::Headers headers) {
    headers.Set("x-amz-copy-source", "state/key");
    return Ask("PUT", "/state/copy", "", std::move(headers));
  };
  const std::string prefix = "x-amz-copy-source-if-";
  for (const auto& [name, value, condition] :
       {std::tuple("match", kOtherTag, "x-amz-copy-source-If-Match"),
        std::tuple("none-match", kTag, "x-amz-copy-source-If-None-Match"),
        std::tuple("modified-since", kThen, "x-amz-copy-source-If-Modified-Since"),
        std::tuple("unmodified-since", kBefore, "x-amz-copy-source-If-Unmodified-Since")}) {
    const Reply failed = copy({{prefix + name, value}});
    ExpectError(failed, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    EXPECT_EQ(failed.At("Condition"), condition);
  }
  EXPECT_EQ(Ask("GET", "/state/copy").error_code, "NoSuchKey");
  // A tag that holds beats a date that does not, and a tag that fails beats a date that holds.
  EXPECT_EQ(copy({{prefix + "match", kTag}, {prefix + "unmodified-since", kBefore}}).status, 200);
  EXPECT_EQ(copy({{prefix + "none-match", kTag}, {prefix + "modified-since", kBefore}}).status, 412);
  EXPECT_EQ(copy({{prefix + "modified-since", kBefore}}).status, 200);
}

TEST_F(S3Conditions, OfTwoWritersAtOnceOneWins) {
  store().BeforeNextCommit([&] { NewObject("/state/lock", "first"); });
  EXPECT_EQ(Put({{"If-None-Match", "*"}}, "/state/lock").status, 412);
  EXPECT_EQ(Ask("GET", "/state/lock").body, "first");
}

TEST_F(S3Conditions, WithoutConditionsTheLastWriterWins) {
  store().BeforeNextCommit([&] { NewObject("/state/key", "first"); });
  EXPECT_EQ(Put({}).status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, "new");
}

TEST_F(S3Conditions, WhoNeverGetsItsTurnIsToldToTryAgain) {
  store().Fail(store::FaultyStore::Operation::kCommit, "s3/object/state/key", ErrorCode::kConflict);
  const char* text = "The conditional request cannot succeed due to a conflicting operation against this resource.";
  ExpectError(Put({}), 409, "ConditionalRequestConflict", text);
  ExpectError(Ask("DELETE", "/state/key"), 409, "ConditionalRequestConflict", text);
}

struct Range {
  const char *name, *range;
  int status;
  const char *body, *content_range;
  friend void PrintTo(const Range& each, std::ostream* out) { *out << each.name; }
};
class S3Ranges : public S3Conditions, public ::testing::WithParamInterface<Range> {};

TEST_P(S3Ranges, CutTheBody) {
  const Range& range = GetParam();
  const Reply got = Ask("GET", "/state/key", "", {{"Range", range.range}});
  EXPECT_EQ(got.status, range.status);
  EXPECT_EQ(got.body, range.body);
  EXPECT_EQ(got.Header("Content-Range"), range.content_range);
}

INSTANTIATE_TEST_SUITE_P(All, S3Ranges,
                         ::testing::Values(Range{"FirstBytes", "bytes=0-3", 206, "1234", "bytes 0-3/9"},
                                           Range{"OneByte", "bytes=4-4", 206, "5", "bytes 4-4/9"},
                                           Range{"ToTheEnd", "bytes=5-", 206, "6789", "bytes 5-8/9"},
                                           Range{"BeyondTheEnd", "bytes=5-100", 206, "6789", "bytes 5-8/9"},
                                           Range{"LastBytes", "bytes=-2", 206, "89", "bytes 7-8/9"},
                                           Range{"MoreLastBytesThanThereAre", "bytes=-100", 206, "123456789",
                                                 "bytes 0-8/9"},
                                           Range{"SeveralAreIgnored", "bytes=0-1,3-4", 200, "123456789", ""},
                                           Range{"BackwardsIsIgnored", "bytes=4-2", 200, "123456789", ""},
                                           Range{"NoNumbersAreIgnored", "bytes=-", 200, "123456789", ""},
                                           Range{"WordsAreIgnored", "bytes=a-b", 200, "123456789", ""},
                                           Range{"NoDashIsIgnored", "bytes=4", 200, "123456789", ""},
                                           Range{"OtherUnitsAreIgnored", "items=0-1", 200, "123456789", ""}),
                         [](const auto& info) { return info.param.name; });

TEST_F(S3Conditions, RangesBehindTheEndCannotBeSatisfied) {
  NewObject("/state/empty", "");
  for (const auto& [target, range, size] :
       {std::tuple("/state/key", "bytes=9-", "9"), std::tuple("/state/key", "bytes=-0", "9"),
        std::tuple("/state/empty", "bytes=-5", "0"), std::tuple("/state/empty", "bytes=0-", "0")}) {
    const Reply refused = Ask("GET", target, "", {{"Range", range}});
    ExpectError(refused, 416, "InvalidRange", "The requested range is not satisfiable");
    EXPECT_EQ(refused.At("RangeRequested"), range);
    EXPECT_EQ(refused.At("ActualObjectSize"), size);
  }
}

}  // namespace
}  // namespace rolecall::services::s3
