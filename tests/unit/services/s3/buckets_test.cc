// CreateBucket, HeadBucket, ListBuckets, DeleteBucket.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;

using S3Buckets = S3Test;

std::string Located(const std::string& region) {
  return "<CreateBucketConfiguration><LocationConstraint>" + region +
         "</LocationConstraint></CreateBucketConfiguration>";
}

TEST_F(S3Buckets, ABucketIsMadeInTheRegionThatItsBodyNames) {
  set_region("us-east-1");  // the global endpoint
  const Reply made = Ask("PUT", "/state", Located("eu-west-1"));
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(made.Header("Location"), "/state");
  EXPECT_EQ(made.Header("x-amz-request-id"), "request-1");
  EXPECT_EQ(Ask("HEAD", "/state").Header("x-amz-bucket-region"), "eu-west-1");
  EXPECT_EQ(Ask("GET", "/state?location").xml.text, "eu-west-1");
}

TEST_F(S3Buckets, WithoutALocationABucketIsWhereItWasAskedForAndUsEast1HasNoConstraint) {
  NewBucket();
  EXPECT_EQ(Ask("HEAD", "/state").Header("x-amz-bucket-region"), testing::kRegion);
  EXPECT_EQ(Ask("GET", "/state?location").xml.text, testing::kRegion);
  set_region("us-east-1");
  NewBucket("global");
  EXPECT_EQ(Ask("HEAD", "/global").Header("x-amz-bucket-region"), "us-east-1");
  const Reply location = Ask("GET", "/global?location");
  EXPECT_EQ(location.xml.name, "LocationConstraint");
  EXPECT_EQ(location.xml.text, "");
}

TEST_F(S3Buckets, TheLocationFitsTheEndpoint) {
  ExpectError(
      Ask("PUT", "/state", Located("eu-west-1")), 400, "IllegalLocationConstraintException",
      "The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent "
      "to.");
  EXPECT_EQ(Ask("PUT", "/state", Located("bar")).error_code, "IllegalLocationConstraintException");
  set_region("us-east-1");
  for (const char* location : {"us-east-1", "bar"}) {
    ExpectError(Ask("PUT", "/state", Located(location)), 400, "InvalidLocationConstraint",
                "The specified location-constraint is not valid");
  }
  EXPECT_EQ(snapshot()->buckets.Find("state"), nullptr);
}

TEST_F(S3Buckets, TagsAreKeptFromTheBeginningAndNeedTheirPermission) {
  const std::string body =
      "<CreateBucketConfiguration><Tags><Tag><Key>team</Key><Value>a</Value></Tag></Tags></CreateBucketConfiguration>";
  ASSERT_EQ(Ask("PUT", "/state", body).status, 200);
  EXPECT_EQ(Ask("GET", "/state?tagging").At("TagSet/Tag/Value"), "a");
  const Caller maker = NewUser("ann", testing::Allow("s3:CreateBucket"));
  ExpectDenied(AskAs(maker, "PUT", "/other", body), "s3:TagResource");
  const Caller tagger = NewUser("bob", testing::Allow("s3:CreateBucket") +
                                           R"(,{"Effect":"Allow","Action":"s3:TagResource","Resource":"*",)" +
                                           R"("Condition":{"StringEquals":{"aws:RequestTag/team":"b"}}})");
  ExpectDenied(AskAs(tagger, "PUT", "/other", body), "s3:TagResource");
  EXPECT_EQ(snapshot()->buckets.Find("other"), nullptr);
}

TEST_F(S3Buckets, OwnershipAndAclsOfANewBucketAreChecked) {
  const auto make = [&](const char* name, const char* value) { return Ask("PUT", "/state", "", {{name, value}}); };
  ExpectError(make("x-amz-acl", "public-read"), 400, "InvalidBucketAclWithObjectOwnership",
              "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
  ExpectError(make("x-amz-object-ownership", "RandomValue"), 400, "InvalidArgument",
              "Invalid x-amz-object-ownership header: RandomValue");
  EXPECT_EQ(snapshot()->buckets.Find("state"), nullptr);
  EXPECT_EQ(make("x-amz-object-ownership", "ObjectWriter").status, 200);
  EXPECT_EQ(Ask("GET", "/state?ownershipControls").At("Rule/ObjectOwnership"), "ObjectWriter");
}

TEST_F(S3Buckets, InUsEast1OnesOwnBucketIsMadeAgainWithoutEffect) {
  set_region("us-east-1");
  NewBucket();
  NewObject("/state/key");
  EXPECT_EQ(Ask("PUT", "/state").status, 200);
  EXPECT_EQ(Ask("GET", "/state/key").body, "text");
  EXPECT_EQ(AskAs(Root(testing::kOtherAccount), "PUT", "/state").error_code, "BucketAlreadyExists");
}

TEST_F(S3Buckets, UploadsThatWereBegunGoWithTheBucket) {
  NewBucket();
  const std::string upload = Ask("POST", "/state/key?uploads").At("UploadId");
  ASSERT_EQ(Ask("PUT", "/state/key?partNumber=1&uploadId=" + upload, "secret").status, 200);
  ASSERT_EQ(Ask("DELETE", "/state").status, 204);
  ASSERT_EQ(AskAs(Root(testing::kOtherAccount), "PUT", "/state").status, 200);
  EXPECT_EQ(AskAs(Root(testing::kOtherAccount), "GET", "/state?uploads").All("Upload").size(), 0u);
  EXPECT_EQ(AskAs(Root(testing::kOtherAccount), "GET", "/state/key?uploadId=" + upload).error_code, "NoSuchUpload");
}

TEST_F(S3Buckets, ListBucketsHasPages) {
  for (const char* name : {"alpha", "beta", "gamma"}) NewBucket(name);
  const Reply first = Ask("GET", "/?max-buckets=2");
  EXPECT_THAT(first.All("Buckets/Bucket/Name"), ElementsAre("alpha", "beta"));
  const Reply second = Ask("GET", "/?max-buckets=2&continuation-token=" + first.At("ContinuationToken"));
  EXPECT_THAT(second.All("Buckets/Bucket/Name"), ElementsAre("gamma"));
  EXPECT_EQ(second.At("ContinuationToken"), "(none)");
  EXPECT_EQ(Ask("GET", "/?bucket-region=us-west-2").All("Buckets/Bucket/Name").size(), 0u);
  EXPECT_EQ(Ask("GET", "/?max-buckets=0").error_code, "InvalidArgument");
  EXPECT_EQ(Ask("GET", "/?continuation-token=!").error_code, "InvalidArgument");
}

TEST_F(S3Buckets, NamesOfBucketsAreTakenByTheFirstAccount) {
  NewBucket();
  const Reply own = Ask("PUT", "/state");
  ExpectError(own, 409, "BucketAlreadyOwnedByYou",
              "Your previous request to create the named bucket succeeded and you already own it.");
  EXPECT_EQ(own.At("BucketName"), "state");
  ExpectError(AskAs(Root(testing::kOtherAccount), "PUT", "/state"), 409, "BucketAlreadyExists",
              "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
              "Please select a different name and try again.");
  EXPECT_EQ(snapshot()->buckets.Find("state")->account, testing::kAccount);
}

TEST_F(S3Buckets, NamesHave3To63LowerCaseLettersDigitsDotsAndHyphens) {
  const std::string longest(63, 'a');
  for (const std::string& name : {std::string("abc"), std::string("1.b-c"), longest, std::string("192.168.5")}) {
    EXPECT_EQ(Ask("PUT", "/" + name).status, 200) << name;
  }
  for (const std::string& name :
       {std::string("ab"), longest + "a", std::string("Abc"), std::string("a_b"), std::string("-abc"),
        std::string("abc-"), std::string(".abc"), std::string("a..b"), std::string("192.168.5.4"), std::string("xn--a"),
        std::string("sthree-a"), std::string("a-s3alias"), std::string("a--ol-s3")}) {
    const Reply refused = Ask("PUT", "/" + name);
    ExpectError(refused, 400, "InvalidBucketName", "The specified bucket is not valid.");
    EXPECT_EQ(refused.At("BucketName"), name);
    EXPECT_EQ(snapshot()->buckets.Find(name), nullptr);
  }
}

TEST_F(S3Buckets, ABodyThatIsNoXmlMakesNoBucket) {
  ExpectError(Ask("PUT", "/state", "<no"), 400, "MalformedXML",
              "The XML you provided was not well-formed or did not validate against our published schema");
  EXPECT_EQ(snapshot()->buckets.Find("state"), nullptr);
}

TEST_F(S3Buckets, AnAccountHasNoMoreThan10000Buckets) {
  for (int first = 0; first < 9999; first += 3333) {  // a batch of the store takes 4096 entries
    Write([&](directory::Transaction& transaction) {
      for (int i = first; i < first + 3333; ++i) {
        directory::Bucket bucket;
        bucket.name = "bucket-" + std::to_string(i);
        bucket.account = testing::kAccount;
        transaction.Put(std::move(bucket));
      }
    });
  }
  NewBucket("the-last");
  ExpectError(Ask("PUT", "/one-more"), 400, "TooManyBuckets", "You have attempted to create more buckets than allowed");
}

TEST_F(S3Buckets, ThePolicyMayLimitTheLocation) {
  set_region("us-east-1");
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":"s3:CreateBucket","Resource":"*","Condition":{"StringEquals":{"s3:LocationConstraint":"eu-west-1"}}})");
  ExpectDenied(AskAs(user, "PUT", "/state", Located("eu-central-1")), "s3:CreateBucket");
  ExpectDenied(AskAs(user, "PUT", "/state"), "s3:CreateBucket");
  EXPECT_EQ(AskAs(user, "PUT", "/state", Located("eu-west-1")).status, 200);
}

TEST_F(S3Buckets, ListBucketsShowsTheCallersOwnByName) {
  NewBucket("beta");
  NewBucket("alpha");
  ASSERT_EQ(AskAs(Root(testing::kOtherAccount), "PUT", "/gamma").status, 200);
  const Reply listed = Ask("GET", "/");
  EXPECT_EQ(listed.xml.name, "ListAllMyBucketsResult");
  EXPECT_THAT(listed.All("Buckets/Bucket/Name"), ElementsAre("alpha", "beta"));
  EXPECT_EQ(listed.At("Buckets/Bucket/CreationDate"), "2026-11-18T11:06:40.000Z");
  EXPECT_EQ(listed.At("Buckets/Bucket/BucketRegion"), testing::kRegion);
  EXPECT_EQ(listed.At("Owner/ID"), testing::kAccount);
  EXPECT_THAT(Ask("GET", "/?prefix=b").All("Buckets/Bucket/Name"), ElementsAre("beta"));
  EXPECT_THAT(AskAs(Root(testing::kOtherAccount), "GET", "/").All("Buckets/Bucket/Name"), ElementsAre("gamma"));
}

TEST_F(S3Buckets, ABucketThatDoesNotExistIsNotFound) {
  for (const char* method : {"GET", "DELETE"}) {
    const Reply missing = Ask(method, "/state");
    ExpectError(missing, 404, "NoSuchBucket", "The specified bucket does not exist");
    EXPECT_EQ(missing.At("BucketName"), "state");
  }
  const Reply head = Ask("HEAD", "/state");
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.audit.error_code, "NoSuchBucket");
}

TEST_F(S3Buckets, OnlyEmptyBucketsAreDeleted) {
  NewVersionedBucket();
  NewObject("/state/key");
  ASSERT_EQ(Ask("DELETE", "/state/key").status, 204);
  // A delete marker and an old version are not nothing.
  const Reply refused = Ask("DELETE", "/state");
  ExpectError(refused, 409, "BucketNotEmpty",
              "The bucket you tried to delete is not empty. You must delete all versions in the bucket.");
  EXPECT_EQ(refused.At("BucketName"), "state");
  for (const std::string& version : Ask("GET", "/state?versions").All("Version/VersionId")) {
    ASSERT_EQ(Ask("DELETE", "/state/key?versionId=" + version).status, 204);
  }
  for (const std::string& version : Ask("GET", "/state?versions").All("DeleteMarker/VersionId")) {
    ASSERT_EQ(Ask("DELETE", "/state/key?versionId=" + version).status, 204);
  }
  EXPECT_EQ(Ask("DELETE", "/state").status, 204);
  EXPECT_EQ(Ask("HEAD", "/state").status, 404);
}

TEST_F(S3Buckets, ABucketThatWentMeanwhileIsNotDeletedTwice) {
  NewBucket();
  HoldSnapshot();
  ASSERT_EQ(Ask("DELETE", "/state").status, 204);
  ExpectError(Ask("DELETE", "/state"), 404, "NoSuchBucket", "The specified bucket does not exist");
  ExpectError(Ask("PUT", "/state?cors", "<CORSConfiguration/>"), 404, "NoSuchBucket",
              "The specified bucket does not exist");
}

TEST_F(S3Buckets, TheExpectedOwnerMustOwnTheBucket) {
  NewBucket();
  EXPECT_EQ(Ask("HEAD", "/state", "", {{"x-amz-expected-bucket-owner", testing::kAccount}}).status, 200);
  ExpectError(Ask("GET", "/state", "", {{"x-amz-expected-bucket-owner", testing::kOtherAccount}}), 403, "AccessDenied",
              "Access Denied");
}

TEST_F(S3Buckets, AnonymousCallersNeedTheBucketsPolicy) {
  NewBucket();
  EXPECT_EQ(AskAs(Anonymous(), "HEAD", "/state").status, 403);
  EXPECT_EQ(AskAs(Anonymous(), "PUT", "/other").status, 403);
  SetBucketPolicy(R"({"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::state"})");
  EXPECT_EQ(AskAs(Anonymous(), "HEAD", "/state").status, 200);
}

TEST_F(S3Buckets, AnotherAccountNeedsThePolicyOfTheBucketAndItsOwn) {
  NewBucket();
  const Caller allowed = NewUser("ann", testing::Allow("s3:*"), testing::kOtherAccount);
  const Caller bare = NewUser("bob", "", testing::kOtherAccount);
  ExpectDenied(AskAs(allowed, "GET", "/state"), "s3:ListBucket");
  SetBucketPolicy(
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::state"})");
  EXPECT_EQ(AskAs(allowed, "GET", "/state").status, 200);
  ExpectDenied(AskAs(bare, "GET", "/state"), "s3:ListBucket");
}

TEST_F(S3Buckets, PoliciesDecideByTheRegionInWhichTheBucketLies) {
  NewBucket();
  ASSERT_EQ(Ask("PUT", "/state/key", "x").status, 200);
  const auto only_in = [&](const std::string& region) {
    return NewUser("in-" + region,
                   std::string(testing::kEverything) +
                       R"(,{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":)" +
                       R"({"aws:RequestedRegion":")" + region + R"("}}})");
  };
  const Caller here = only_in(testing::kRegion), there = only_in("us-east-1");
  for (const char* signed_for : {testing::kRegion, "us-east-1"}) {
    set_region(signed_for);
    for (const char* target : {"/state/key", "/state", "/state?policyStatus", "/state?no-such"}) {
      EXPECT_NE(AskAs(here, "GET", target).error_code, "AccessDenied") << signed_for << target;
      EXPECT_EQ(AskAs(there, "GET", target).error_code, "AccessDenied") << signed_for << target;
    }
  }
}

// Somebody makes the bucket anew while what was in the old one is still being cleared away.
TEST_F(S3Buckets, ANewBucketKeepsWhatIsPutWhileTheOldOneIsClearedAway) {
  NewBucket();
  ASSERT_EQ(Ask("POST", "/state/old?uploads").status, 200);
  store().BeforeNextCommit([&] {
    store().BeforeNextCommit([&] {
      NewBucket();
      ASSERT_EQ(Ask("PUT", "/state/key", "precious").status, 200);
    });
  });
  ASSERT_EQ(Ask("DELETE", "/state").status, 204);
  EXPECT_EQ(Ask("GET", "/state/key").body, "precious");
  EXPECT_EQ(Ask("GET", "/state?uploads").All("Upload/Key").size(), 0u);
}

TEST_F(S3Buckets, AnObjectThatComesWhileTheBucketIsDeletedKeepsIt) {
  NewBucket();
  store().BeforeNextCommit([&] { ASSERT_EQ(Ask("PUT", "/state/key", "precious").status, 200); });
  EXPECT_EQ(Ask("DELETE", "/state").error_code, "BucketNotEmpty");
  EXPECT_EQ(Ask("GET", "/state/key").body, "precious");
}

// The server ends between the bucket's end and that of its uploads.
TEST_F(S3Buckets, WhatADeletedBucketLeftIsNotTheNextOnes) {
  NewBucket();
  const std::string id = Ask("POST", "/state/key?uploads").At("UploadId");
  ASSERT_EQ(Ask("PUT", "/state/key?partNumber=1&uploadId=" + id, "secret").status, 200);
  store().Fail(store::FaultyStore::Operation::kCommit, "s3/", ErrorCode::kUnavailable);
  ASSERT_EQ(Ask("DELETE", "/state").status, 503);
  const Caller other = NewUser("ann", testing::kEverything, testing::kOtherAccount);
  EXPECT_EQ(AskAs(other, "PUT", "/state").status, 503);
  store().Heal();
  ASSERT_EQ(AskAs(other, "PUT", "/state").status, 200);
  EXPECT_EQ(AskAs(other, "GET", "/state?uploads").All("Upload/Key").size(), 0u);
  EXPECT_EQ(AskAs(other, "GET", "/state/key?uploadId=" + id).error_code, "NoSuchUpload");
}

}  // namespace
}  // namespace rolecall::services::s3
