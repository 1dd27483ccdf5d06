// The policy of a bucket, public access, ownership and ACLs, at work.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::HasSubstr;

constexpr char kPublic[] =
    R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"})";

class S3Public : public S3Test {
 protected:
  S3Public() {
    NewBucket();
    NewObject("/state/key");
  }
  Reply PutPolicy(const std::string& statements) {
    return Ask("PUT", "/state?policy", testing::PolicyDocument(statements));
  }
  int Block(const std::string& setting) {
    return Ask("PUT", "/state?publicAccessBlock",
               "<PublicAccessBlockConfiguration><" + setting + ">true</" + setting +
                   "></PublicAccessBlockConfiguration>")
        .status;
  }
};

TEST_F(S3Public, APolicyIsAnsweredAsItWasPutUntilItIsDeleted) {
  ExpectError(Ask("GET", "/state?policy"), 404, "NoSuchBucketPolicy", "The bucket policy does not exist");
  ExpectError(Ask("GET", "/state?policyStatus"), 404, "NoSuchBucketPolicy", "The bucket policy does not exist");
  SetBucketPolicy(kPublic);
  const Reply got = Ask("GET", "/state?policy");
  EXPECT_EQ(got.Header("Content-Type"), "application/json");
  EXPECT_EQ(got.body, testing::PolicyDocument(kPublic));
  EXPECT_EQ(Ask("DELETE", "/state?policy").status, 204);
  EXPECT_EQ(Ask("GET", "/state?policy").error_code, "NoSuchBucketPolicy");
}

TEST_F(S3Public, APolicyActsFromThenOn) {
  SetBucketPolicy(testing::Deny("s3:GetObject", "arn:aws:s3:::state/*").replace(1, 0, R"("Principal":"*",)"));
  const Reply denied = AskAs(NewUser("ann", testing::kEverything), "GET", "/state/key");
  ExpectDenied(denied, "s3:GetObject");
  EXPECT_THAT(denied.error_message, HasSubstr("with an explicit deny in a resource-based policy"));
}

TEST_F(S3Public, ABlockedPublicPolicyIsRefused) {
  const Reply refused = PutPolicy(kPublic);
  ExpectError(refused, 403, "AccessDenied",
              "User: arn:aws:iam::054000737513:root is not authorized to perform: s3:PutBucketPolicy on resource: "
              "\"arn:aws:s3:::state\" because public policies are blocked by the BlockPublicPolicy block public access "
              "setting.");
  EXPECT_EQ(Ask("GET", "/state?policy").error_code, "NoSuchBucketPolicy");
  ASSERT_EQ(Block("BlockPublicPolicy"), 200);
  EXPECT_EQ(PutPolicy(kPublic).error_code, "AccessDenied");
  ASSERT_EQ(Block("BlockPublicAcls"), 200);
  EXPECT_EQ(PutPolicy(kPublic).status, 204);
  EXPECT_EQ(Ask("GET", "/state?policyStatus").At("IsPublic"), "true");
}

TEST_F(S3Public, ARestrictedBucketsPublicPolicyGrantsNothingToOthers) {
  SetBucketPolicy(kPublic);
  const Caller other = NewUser("ann", testing::kEverything, testing::kOtherAccount);
  ASSERT_EQ(AskAs(Anonymous(), "GET", "/state/key").status, 200);
  ASSERT_EQ(AskAs(other, "GET", "/state/key").status, 200);
  ASSERT_EQ(Block("RestrictPublicBuckets"), 200);
  EXPECT_EQ(AskAs(Anonymous(), "GET", "/state/key").status, 403);
  EXPECT_EQ(AskAs(other, "GET", "/state/key").status, 403);
  EXPECT_EQ(AskAs(NewUser("bob"), "GET", "/state/key").status, 200);  // of the account, by the policy
}

TEST_F(S3Public, ARestrictedBucketsPolicyThatIsNotPublicGrantsAsBefore) {
  ASSERT_EQ(
      PutPolicy(
          R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::state/*"})")
          .status,
      204);
  EXPECT_EQ(Ask("GET", "/state?policyStatus").At("IsPublic"), "false");
  EXPECT_EQ(AskAs(NewUser("ann", testing::kEverything, testing::kOtherAccount), "GET", "/state/key").status, 200);
}

TEST_F(S3Public, PoliciesAreRefusedInAwssWords) {
  struct Case {
    std::string text;
    const char* message;
  };
  const auto with = [](const std::string& statement) { return testing::PolicyDocument(statement); };
  const std::string arn = "\"arn:aws:s3:::state/*\"";
  for (
      const Case& each : {
          Case{"", "Policies must be valid JSON and the first byte must be '{'"},
          Case{"no json", "Policies must be valid JSON and the first byte must be '{'"},
          Case{"{\"Version\":", "This policy contains invalid Json"},
          Case{"{\"Version\":\"2012-10-17\"}", "Missing required field Statement"},
          Case{with(R"({"Effect":"Allow","Action":"s3:GetObject","Resource":)" + arn + "}"),
               "Missing required field Principal"},
          Case{with(R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"s3:GetObject"})"),
               "Missing required field Resource"},
          Case{
              with(
                  R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::054000737513:role/none"},"Action":"s3:GetObject","Resource":)" +
                  arn + "}"),
              "Invalid principal in policy"},
          Case{
              with(
                  R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::054000737513:assumed-role/app/*"},"Action":"s3:GetObject","Resource":)" +
                  arn + "}"),
              "Invalid principal in policy"},
          Case{with(R"({"Effect":"Allow","Principal":{"AWS":"nobody"},"Action":"iam:None","Resource":"x"})"),
               "Invalid principal in policy"},
          Case{with(R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"s3:NoSuchAction","Resource":)" +
                    arn + "}"),
               "Policy has invalid action"},
          Case{
              with(
                  R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"})"),
              "Policy has invalid resource"},
          Case{with(R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"s3:GetObject","Resource":"*"})"),
               "Policy has invalid resource"},
          Case{
              with(
                  R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::state"})"),
              "Action does not apply to any resource(s) in statement"},
          Case{
              with(
                  R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":)" +
                  arn + "}"),
              "Action does not apply to any resource(s) in statement"},
      }) {
    ExpectError(Ask("PUT", "/state?policy", each.text), 400, "MalformedPolicy", each.message);
  }
  std::string large = with(
      R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":"s3:*","Resource":["arn:aws:s3:::state","arn:aws:s3:::state/*"]})");
  large.append(20480 - large.size(), ' ');
  EXPECT_EQ(Ask("PUT", "/state?policy", large + " ").error_code, "MalformedPolicy");
  EXPECT_EQ(Ask("PUT", "/state?policy", large).status, 204);
}

TEST_F(S3Public, WhoLocksHimselfOutIsFreedByTheOwnersRoot) {
  const Caller admin = NewUser("ann", testing::kEverything);
  const std::string lockout = testing::PolicyDocument(
      R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::state","arn:aws:s3:::state/*"]})");
  EXPECT_EQ(AskAs(admin, "PUT", "/state?policy", lockout).status, 204);
  ExpectDenied(AskAs(admin, "DELETE", "/state?policy"), "s3:DeleteBucketPolicy");
  // The owner's root has everything denied but the policy itself.
  ExpectDenied(Ask("GET", "/state?tagging"), "s3:GetBucketTagging");
  EXPECT_EQ(Ask("GET", "/state?policy").status, 200);
  EXPECT_EQ(AskAs(Root(testing::kOtherAccount), "DELETE", "/state?policy").status, 403);
  EXPECT_EQ(Ask("DELETE", "/state?policy").status, 204);
}

TEST_F(S3Public, AnotherAccountCannotBeGivenThePolicyItself) {
  ASSERT_EQ(
      PutPolicy(
          R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":["arn:aws:s3:::state","arn:aws:s3:::state/*"]})")
          .status,
      204);
  const Caller other = NewUser("ann", testing::kEverything, testing::kOtherAccount);
  ASSERT_EQ(AskAs(other, "GET", "/state").status, 200);
  for (const char* method : {"GET", "PUT", "DELETE"}) {
    ExpectError(AskAs(other, method, "/state?policy", "{}"), 405, "MethodNotAllowed",
                "The specified method is not allowed against this resource.");
  }
}

TEST_F(S3Public, TheExpectedOwnerIsAnAccount) {
  ExpectError(Ask("GET", "/state?policy", "", {{"x-amz-expected-bucket-owner", "0000000000020"}}), 400,
              "InvalidBucketOwnerAWSAccountID",
              "The value of the expected bucket owner parameter must be an AWS Account ID... [0000000000020]");
  ExpectError(Ask("PUT", "/state?policy", "{}", {{"x-amz-expected-bucket-owner", testing::kOtherAccount}}), 403,
              "AccessDenied", "Access Denied");
}

TEST_F(S3Public, OnlyTheOwnerIsGrantedByTheAcl) {
  for (const char* target : {"/state?acl", "/state/key?acl"}) {
    const Reply acl = Ask("GET", target);
    EXPECT_EQ(acl.At("Owner/ID"), testing::kAccount);
    EXPECT_EQ(acl.At("AccessControlList/Grant/Grantee/ID"), testing::kAccount);
    EXPECT_EQ(acl.At("AccessControlList/Grant/Permission"), "FULL_CONTROL");
  }
}

TEST_F(S3Public, ABucketWhoseOwnerOwnsEverythingHasNoAcls) {
  for (const char* acl : {"public-read", "private", "bucket-owner-full-control"}) {
    ExpectError(Ask("PUT", "/state?acl", "", {{"x-amz-acl", acl}}), 400, "AccessControlListNotSupported",
                "The bucket does not allow ACLs");
  }
  for (const char* target : {"/state/key?acl", "/state/new"}) {
    ExpectError(Ask("PUT", target, "", {{"x-amz-acl", "public-read"}}), 400, "AccessControlListNotSupported",
                "The bucket does not allow ACLs");
    EXPECT_EQ(Ask("PUT", target, "", {{"x-amz-grant-read", "id=\"1\""}}).error_code, "AccessControlListNotSupported");
    EXPECT_EQ(Ask("PUT", target, "", {{"x-amz-acl", "no-such"}}).error_code, "InvalidArgument");
  }
  EXPECT_EQ(Ask("GET", "/state/new").error_code, "NoSuchKey");
  for (const char* acl : {"private", "bucket-owner-full-control"}) {
    EXPECT_EQ(Ask("PUT", "/state/key?acl", "", {{"x-amz-acl", acl}}).status, 200) << acl;
    EXPECT_EQ(Ask("PUT", "/state/new", "x", {{"x-amz-acl", acl}}).status, 200) << acl;
  }
  EXPECT_EQ(Ask("POST", "/state/up?uploads", "", {{"x-amz-acl", "public-read"}}).error_code,
            "AccessControlListNotSupported");
}

TEST_F(S3Public, WhereAclsAreAllowedOnlyThoseThatGrantNothingMoreAreThere) {
  ASSERT_EQ(Ask("PUT", "/state?ownershipControls",
                "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>")
                .status,
            200);
  EXPECT_EQ(Ask("PUT", "/state?acl", "", {{"x-amz-acl", "private"}}).status, 200);
  EXPECT_EQ(Ask("PUT", "/state?acl", "", {{"x-amz-acl", "public-read"}}).status, 403);  // BlockPublicAcls
  ASSERT_EQ(Ask("DELETE", "/state?publicAccessBlock").status, 204);
  EXPECT_EQ(Ask("PUT", "/state?acl", "", {{"x-amz-acl", "public-read"}}).error_code, "NotImplemented");
  ExpectError(Ask("PUT", "/state?acl", "", {{"x-amz-acl", "private"}, {"x-amz-grant-read", "id=\"1\""}}), 400,
              "InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed");
  EXPECT_EQ(Ask("PUT", "/state?acl").error_code, "MissingSecurityHeader");
  EXPECT_EQ(Ask("PUT", "/state?acl", "<AccessControlPolicy/>").error_code, "MalformedACLError");
  const std::string document = Ask("GET", "/state?acl").body;
  EXPECT_EQ(Ask("PUT", "/state?acl", document).status, 200);
  // An object of another account would be that account's.
  SetBucketPolicy(
      R"({"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::state/*"})");
  const Caller other = NewUser("ann", testing::kEverything, testing::kOtherAccount);
  EXPECT_EQ(AskAs(other, "PUT", "/state/theirs", "x").error_code, "NotImplemented");
}

TEST_F(S3Public, AnAclThatARequestNamesNeedsItsPermission) {
  const Caller writer = NewUser("writer", testing::Allow("s3:*") + "," + testing::Deny("s3:PutObjectAcl"));
  const http::Headers headers{{"x-amz-acl", "private"}};
  ExpectDenied(AskAs(writer, "PUT", "/state/new", "x", headers), "s3:PutObjectAcl");
  ExpectDenied(AskAs(writer, "POST", "/state/new?uploads", "", headers), "s3:PutObjectAcl");
  ExpectDenied(AskAs(writer, "PUT", "/state/new", "", {{"x-amz-acl", "private"}, {"x-amz-copy-source", "/state/key"}}),
               "s3:PutObjectAcl");
  EXPECT_EQ(Ask("GET", "/state/new").error_code, "NoSuchKey");
  EXPECT_EQ(AskAs(writer, "PUT", "/state/new", "x").status, 200);
}

}  // namespace
}  // namespace rolecall::services::s3
