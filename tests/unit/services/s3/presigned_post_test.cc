// Forms that browsers send: signed by an access key, held to their policy.
#include <gmock/gmock.h>

#include "aws/sigv4/sigv4.h"
#include "base/encoding.h"
#include "crypto/hmac.h"
#include "directory/iam_records.h"
#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::HasSubstr;

constexpr char kSecret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr char kDate[] = "20261118", kAmzDate[] = "20261118T110640Z";

using Fields = std::vector<std::pair<std::string, std::string>>;

class S3PresignedPost : public S3Test {
 protected:
  S3PresignedPost() {
    NewBucket();
    key_id_ = NewUser("ann", testing::Allow(R"(["s3:PutObject","s3:PutObjectTagging"])")).access_key_id;
    SetSecret(key_id_);
  }
  void SetSecret(const std::string& id) {
    Write([&](directory::Transaction& transaction) {
      directory::AccessKey key = *transaction.snapshot().access_keys.Find(id);
      key.secret = Secret(kSecret);
      transaction.Put(key);
    });
  }
  // The fields that say who signed; `conditions` are JSON, without the outer brackets.
  Fields Signed(const std::string& conditions, Fields fields, const std::string& expiration = "2026-11-18T12:00:00Z",
                const std::string& region = "eu-central-1") {
    const std::string credential = key_id_ + "/" + kDate + "/" + region + "/s3/aws4_request";
    const std::string document = R"({"expiration":")" + expiration + R"(","conditions":[)" + conditions +
                                 R"(,{"x-amz-algorithm":"AWS4-HMAC-SHA256"},{"x-amz-credential":")" + credential +
                                 R"("},{"x-amz-date":")" + kAmzDate + R"("}]})";
    return SignedDocument(document, credential, std::move(fields));
  }
  Fields SignedDocument(const std::string& document, const std::string& credential, Fields fields) {
    const std::string policy = Base64Encode(document);
    const aws::SigningKey key = aws::SigningKeys(1).Get(kSecret, kDate, "eu-central-1", "s3");
    fields.insert(fields.end(), {{"x-amz-algorithm", "AWS4-HMAC-SHA256"},
                                 {"x-amz-credential", credential},
                                 {"x-amz-date", kAmzDate},
                                 {"policy", policy}});
    const std::string_view bytes(reinterpret_cast<const char*>(key.data()), key.size());
    fields.emplace_back("x-amz-signature", crypto::HmacSha256Hex(bytes, policy));
    return fields;
  }
  static std::string FormOf(const Fields& fields, const std::string& file) {
    std::string form;
    for (const auto& [name, value] : fields) {
      form += "--frontier\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
    return form +
           "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\folder\\pic.png\"\r\n"
           "Content-Type: image/png\r\n\r\n" +
           file + "\r\n--frontier--\r\n";
  }
  Reply Post(const Fields& fields, const std::string& file = "hello") {
    return AskAs(Anonymous(), "POST", "/state", FormOf(fields, file),
                 {{"Content-Type", "multipart/form-data; boundary=frontier"}, {"Host", "plane.test"}});
  }
  std::string key_id_;
};

constexpr char kUsual[] = R"({"bucket":"state"},["starts-with","$key","up/"])";

TEST_F(S3PresignedPost, ASignedFormPutsItsFile) {
  const Reply posted = Post(Signed(kUsual, {{"key", "up/a b"}}));
  EXPECT_EQ(posted.status, 204) << posted.body;
  EXPECT_EQ(posted.Header("ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
  EXPECT_EQ(posted.Header("Location"), "http://plane.test/state/up/a%20b");
  EXPECT_EQ(posted.audit.operation, "PostObject");
  const Reply got = Ask("GET", "/state/up/a%20b");
  EXPECT_EQ(got.body, "hello");
  EXPECT_EQ(got.Header("Content-Type"), "binary/octet-stream");
}

TEST_F(S3PresignedPost, TheFilesNameIsPutIn) {
  ASSERT_EQ(Post(Signed(kUsual, {{"key", "up/${filename}"}})).status, 204);
  EXPECT_EQ(Ask("GET", "/state/up/pic.png").body, "hello");
}

TEST_F(S3PresignedPost, FieldsAreWhatHeadersWouldBe) {
  const std::string conditions = std::string(kUsual) +
                                 R"(,["starts-with","$Content-Type","image/"],{"x-amz-meta-a":"1"},)"
                                 R"({"x-amz-storage-class":"STANDARD_IA"},["starts-with","$tagging",""])";
  const Fields fields = Signed(conditions, {{"key", "up/a"},
                                            {"Content-Type", "image/png"},
                                            {"X-Amz-Meta-A", "1"},
                                            {"x-amz-storage-class", "STANDARD_IA"},
                                            {"tagging",
                                             "<Tagging><TagSet><Tag><Key>team</Key><Value>a = b</Value></Tag>"
                                             "</TagSet></Tagging>"}});
  ASSERT_EQ(Post(fields).Outcome(), "204");
  const Reply got = Ask("GET", "/state/up/a");
  EXPECT_EQ(got.Header("Content-Type"), "image/png");
  EXPECT_EQ(got.Header("x-amz-meta-a"), "1");
  EXPECT_EQ(got.Header("x-amz-storage-class"), "STANDARD_IA");
  EXPECT_EQ(Ask("GET", "/state/up/a?tagging").At("TagSet/Tag/Value"), "a = b");
}

TEST_F(S3PresignedPost, TheFormSaysWhatIsAnswered) {
  const auto with = [&](const std::string& name, const std::string& value) {
    return Post(
        Signed(std::string(kUsual) + R"(,["starts-with","$)" + name + R"(",""])", {{"key", "up/a"}, {name, value}}));
  };
  EXPECT_EQ(with("success_action_status", "200").status, 200);
  EXPECT_EQ(with("success_action_status", "500").status, 204);
  const Reply created = with("success_action_status", "201");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.xml.name, "PostResponse");
  EXPECT_EQ(created.At("Location"), "http://plane.test/state/up/a");
  EXPECT_EQ(created.At("Key"), "up/a");
  const Reply moved = with("success_action_redirect", "http://home.test/done?x=1");
  EXPECT_EQ(moved.status, 303);
  EXPECT_EQ(moved.Header("Location"),
            "http://home.test/done?x=1&bucket=state&key=up%2Fa&etag=%225d41402abc4b2a76b9719d911017c592%22");
  EXPECT_EQ(with("success_action_redirect", "javascript:alert(1)").status, 204);
}

TEST_F(S3PresignedPost, WhatThePolicyDoesNotLetIsRefused) {
  const auto denied = [&](const Fields& fields, const std::string& why) {
    ExpectError(Post(fields), 403, "AccessDenied", "Invalid according to Policy: " + why);
  };
  denied(Signed(kUsual, {{"key", "down/a"}}), R"(Policy Condition failed: ["starts-with", "$key", "up/"])");
  denied(Signed(R"({"bucket":"other"},["starts-with","$key",""])", {{"key", "a"}}),
         R"(Policy Condition failed: ["eq", "$bucket", "other"])");
  denied(Signed(kUsual, {{"key", "up/a"}, {"acl", "public-read"}}), "Extra input fields: acl");
  denied(Signed(kUsual, {{"key", "up/a"}}, "2026-11-18T11:06:40Z"), "Policy expired.");
  denied(Signed(std::string(kUsual) + R"(,{"x-amz-meta-a":"1"})", {{"key", "up/a"}}),
         R"(Policy Condition failed: ["eq", "$x-amz-meta-a", "1"])");
  EXPECT_EQ(Post(Signed(kUsual, {{"key", "up/a"}, {"x-ignore-me", "1"}})).status, 204);
}

TEST_F(S3PresignedPost, TheFilesSizeIsHeldToItsRange) {
  const std::string range = std::string(kUsual) + R"(,["content-length-range",3,5])";
  EXPECT_EQ(Post(Signed(range, {{"key", "up/a"}}), "123").status, 204);
  EXPECT_EQ(Post(Signed(range, {{"key", "up/a"}}), "12345").status, 204);
  const Reply small = Post(Signed(range, {{"key", "up/a"}}), "12");
  ExpectError(small, 400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  EXPECT_EQ(small.At("MinSizeAllowed"), "3");
  const Reply large = Post(Signed(range, {{"key", "up/a"}}), "123456");
  ExpectError(large, 400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
  EXPECT_EQ(large.At("ProposedSize"), "6");
}

TEST_F(S3PresignedPost, APolicyThatIsNoneIsRefused) {
  const std::string credential = key_id_ + "/" + kDate + "/eu-central-1/s3/aws4_request";
  for (const auto& [document, why] :
       {std::pair("no json", "Invalid JSON."), std::pair("{}", "Policy missing expiration."),
        std::pair(R"({"expiration":"soon","conditions":[]})", "Invalid 'expiration' value: 'soon'"),
        std::pair(R"({"expiration":"2026-11-18T12:00:00Z"})", "Policy missing conditions."),
        std::pair(R"({"expiration":"2026-11-18T12:00:00Z","conditions":[{"a":"1","b":"2"}]})",
                  "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")}) {
    ExpectError(Post(SignedDocument(document, credential, {{"key", "up/a"}})), 400, "InvalidPolicyDocument",
                std::string("Invalid Policy: ") + why);
  }
}

TEST_F(S3PresignedPost, AnotherPolicyIsAnotherSignature) {
  Fields fields = Signed(kUsual, {{"key", "up/a"}});
  for (auto& [name, value] : fields) {
    if (name == "policy") value = Base64Encode(R"({"expiration":"2030-01-01T00:00:00Z","conditions":[]})");
  }
  EXPECT_EQ(Post(fields).error_code, "SignatureDoesNotMatch");
  fields = Signed(kUsual, {{"key", "up/a"}});
  fields.back().second.back() = fields.back().second.back() == '0' ? '1' : '0';
  EXPECT_EQ(Post(fields).error_code, "SignatureDoesNotMatch");
  EXPECT_EQ(Ask("GET", "/state/up/a").error_code, "NoSuchKey");
}

TEST_F(S3PresignedPost, EveryPartOfTheSignatureIsWanted) {
  for (const char* missing : {"x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"}) {
    Fields fields = Signed(kUsual, {{"key", "up/a"}});
    std::erase_if(fields, [&](const auto& field) { return field.first == missing; });
    const Reply reply = Post(fields);
    EXPECT_EQ(reply.status, 400) << missing;
    EXPECT_EQ(reply.error_code, "InvalidArgument") << missing;
    EXPECT_THAT(reply.error_message, HasSubstr("Bucket POST must contain a field named '")) << missing;
  }
  EXPECT_EQ(Ask("GET", "/state/up/a").error_code, "NoSuchKey");
}

TEST_F(S3PresignedPost, TheSignersPermissionCounts) {
  const Caller bob = NewUser("bob");
  key_id_ = bob.access_key_id;
  SetSecret(key_id_);
  ExpectDenied(Post(Signed(kUsual, {{"key", "up/a"}})), "s3:PutObject");
  key_id_ =
      NewUser("carl", testing::Allow("s3:PutObject") + R"(,{"Effect":"Deny","Action":"s3:PutObject","Resource":"*",)"
                                                       R"("Condition":{"StringEquals":{"s3:authType":"POST"}}})")
          .access_key_id;
  SetSecret(key_id_);
  EXPECT_EQ(Post(Signed(kUsual, {{"key", "up/a"}})).error_code, "AccessDenied");
  key_id_ = "AKIAUNKNOWNUNKNOWN12";
  EXPECT_EQ(Post(Signed(kUsual, {{"key", "up/a"}})).error_code, "InvalidAccessKeyId");
  EXPECT_EQ(Ask("GET", "/state/up/a").error_code, "NoSuchKey");
}

TEST_F(S3PresignedPost, OtherRegionsAndOldVersionsOfSignaturesAreRefused) {
  const Reply region = Post(Signed(kUsual, {{"key", "up/a"}}, "2026-11-18T12:00:00Z", "us-west-2"));
  EXPECT_EQ(region.error_code, "AuthorizationQueryParametersError");
  EXPECT_THAT(region.error_message, HasSubstr("the region 'us-west-2' is wrong; expecting 'eu-central-1'"));
  ExpectError(Post({{"key", "a"}, {"AWSAccessKeyId", key_id_}, {"policy", "e30="}, {"signature", "x"}}), 400,
              "InvalidRequest",
              "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
}

TEST_F(S3PresignedPost, UnsignedFormsAreAnonymous) {
  EXPECT_EQ(Post({{"key", "a"}}).status, 403);
  SetBucketPolicy(
      R"({"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::state/open/*"})");
  EXPECT_EQ(Post({{"key", "open/a"}}).status, 204);
  EXPECT_EQ(Post({{"key", "a"}}).status, 403);
}

TEST_F(S3PresignedPost, WhatIsNoFormIsRefused) {
  const auto post = [&](const std::string& type, const std::string& body) {
    return AskAs(Anonymous(), "POST", "/state", body, {{"Content-Type", type}});
  };
  const Reply other = post("text/plain", "x");
  ExpectError(other, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  EXPECT_EQ(other.At("Condition"), "Bucket POST must be of the enclosure-type multipart/form-data");
  for (const char* body : {"", "x", "--frontier", "--frontier\r\n", "--frontier\r\nno header\r\n\r\nx\r\n--frontier--",
                           "--frontier\r\nContent-Disposition: form-data\r\n\r\nx\r\n--frontier--",
                           "--frontier\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"}) {
    EXPECT_EQ(post("multipart/form-data; boundary=frontier", body).error_code, "MalformedPOSTRequest") << body;
  }
  ExpectError(post("multipart/form-data; boundary=frontier",
                   "--frontier\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--frontier--\r\n"),
              400, "InvalidArgument", "POST requires exactly one file upload per request.");
  EXPECT_EQ(Post({{"key", "a"}, {"x-amz-meta-a", std::string(20481, 'a')}}).error_code, "MaxPostPreDataLengthExceeded");
}

TEST_F(S3PresignedPost, OfTwoFieldsOfOneNameTheFirstCounts) {
  ASSERT_EQ(Post(Signed(std::string(kUsual) + R"(,{"x-amz-meta-a":"1"})",
                        {{"key", "up/a"}, {"x-amz-meta-a", "1"}, {"key", "down/a"}, {"X-Amz-Meta-A", "2"}}))
                .status,
            204);
  EXPECT_EQ(Ask("GET", "/state/up/a").Header("x-amz-meta-a"), "1");
  EXPECT_EQ(Ask("GET", "/state/down/a").error_code, "NoSuchKey");
}

}  // namespace
}  // namespace rolecall::services::s3
