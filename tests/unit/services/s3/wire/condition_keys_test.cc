// The table of condition keys, and what a request sets them to.
#include "services/s3/wire/condition_keys.h"

#include <algorithm>

#include "tests/support/service_fixture.h"

namespace rolecall::services::s3::wire {
namespace {

// A request that has everything which a header or parameter can say.
http::Request Everything() {
  http::Request request{.method = "PUT", .target = "/b/k?versionId=v&prefix=p&delimiter=d&max-keys=5", .tls = true};
  request.tls_version = "1.3";
  for (const char* name :
       {"x-amz-acl", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp", "x-amz-grant-write",
        "x-amz-grant-write-acp", "x-amz-metadata-directive", "x-amz-object-ownership", "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-content-sha256", "If-Match", "If-None-Match",
        "x-amz-object-lock-mode", "x-amz-object-lock-legal-hold"}) {
    request.headers.Set(name, std::string("value of ") + name);
  }
  request.headers.Set("x-amz-copy-source", "/b/a%20key?versionId=v");
  request.headers.Set("x-amz-object-lock-retain-until-date", "2026-11-20T11:06:39Z");
  request.headers.Set("x-amz-date", "20261118T110610Z");
  request.headers.Set("Authorization",
                      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261118/eu-central-1/s3/aws4_request, "
                      "SignedHeaders=host, Signature=" +
                          std::string(64, 'a'));
  return request;
}

class S3ConditionKeys : public testing::ServiceFixture {
 protected:
  std::vector<ContextKey> KeysOf(const http::Request& request, const std::string& action,
                                 std::vector<ContextKey> given = {}) {
    const Call call = MakeCall(request, NewUser("ann" + std::to_string(users_++)));
    Question question{.action = action, .resource_account = "111122223333", .context = std::move(given)};
    SetConditionKeys(call, ReadRequest(request).value(), question);
    return question.context;
  }
  static std::string ValueOf(const std::vector<ContextKey>& keys, const std::string& key) {
    for (const ContextKey& each : keys) {
      if (each.key == key) return each.values.at(0);
    }
    return "(none)";
  }
  int users_ = 0;
};

// Those that only the operation knows, and those of operations that are not here.
bool IsTheOperations(const std::string& key) {
  for (const char* known :
       {"s3:ExistingObjectTag/", "s3:RequestObjectTag/", "s3:RequestObjectTagKeys", "s3:ObjectCreationOperation",
        "s3:BucketTag/", "s3:locationconstraint", "s3:InventoryAccessibleOptionalFields"}) {
    if (key == known) return true;
  }
  return false;
}

TEST_F(S3ConditionKeys, EveryKeyOfTheTableIsSetByARequestThatHasIt) {
  const std::vector<std::string> actions = ActionsWithKeys();
  ASSERT_GT(actions.size(), 20u);
  for (const std::string& action : actions) {
    const std::vector<ContextKey> keys = KeysOf(Everything(), action);
    for (const std::string& key : ConditionKeysOf(action)) {
      if (IsTheOperations(key)) continue;
      EXPECT_NE(ValueOf(keys, key), "(none)") << action << " " << key;
    }
  }
}

TEST_F(S3ConditionKeys, AnActionHasNoOtherKeysThanItsOwn) {
  for (const std::string& action : ActionsWithKeys()) {
    const std::vector<std::string> own = ConditionKeysOf(action);
    for (const ContextKey& key : KeysOf(Everything(), action)) {
      EXPECT_NE(std::find(own.begin(), own.end(), key.key), own.end()) << action << " " << key.key;
    }
  }
  const std::vector<ContextKey> keys =
      KeysOf(Everything(), "s3:PutObject", {{"s3:ExistingObjectTag/a", {"1"}}, {"s3:RequestObjectTag/a", {"1"}}});
  EXPECT_EQ(ValueOf(keys, "s3:ExistingObjectTag/a"), "(none)");
  EXPECT_EQ(ValueOf(keys, "s3:RequestObjectTag/a"), "1");
}

TEST_F(S3ConditionKeys, ValuesAreThoseOfTheRequest) {
  const std::vector<ContextKey> put = KeysOf(Everything(), "s3:PutObject");
  EXPECT_EQ(ValueOf(put, "s3:x-amz-acl"), "value of x-amz-acl");
  EXPECT_EQ(ValueOf(put, "s3:if-none-match"), "value of If-None-Match");
  EXPECT_EQ(ValueOf(put, "s3:x-amz-copy-source"), "b/a key");
  EXPECT_EQ(ValueOf(put, "s3:object-lock-remaining-retention-days"), "2");
  EXPECT_EQ(ValueOf(put, "s3:TlsVersion"), "1.3");
  EXPECT_EQ(ValueOf(put, "s3:authType"), "REST-HEADER");
  EXPECT_EQ(ValueOf(put, "s3:signatureversion"), "AWS4-HMAC-SHA256");
  EXPECT_EQ(ValueOf(put, "s3:signatureAge"), "30000");
  EXPECT_EQ(ValueOf(put, "s3:ResourceAccount"), "111122223333");
  const std::vector<ContextKey> list = KeysOf(Everything(), "s3:ListBucket");
  EXPECT_EQ(ValueOf(list, "s3:prefix"), "p");
  EXPECT_EQ(ValueOf(list, "s3:delimiter"), "d");
  EXPECT_EQ(ValueOf(list, "s3:max-keys"), "5");
  EXPECT_EQ(ValueOf(KeysOf(Everything(), "s3:GetObjectVersion"), "s3:VersionId"), "v");
}

TEST_F(S3ConditionKeys, WhatTheRequestDoesNotHaveIsNotSet) {
  const http::Request bare{.method = "GET", .target = "/b"};
  const std::vector<ContextKey> put = KeysOf(bare, "s3:PutObject");
  for (const char* key : {"s3:x-amz-acl", "s3:if-match", "s3:x-amz-copy-source", "s3:TlsVersion",
                          "s3:x-amz-content-sha256", "s3:object-lock-remaining-retention-days"}) {
    EXPECT_EQ(ValueOf(put, key), "(none)") << key;
  }
  const std::vector<ContextKey> list = KeysOf(bare, "s3:ListBucket");
  EXPECT_EQ(ValueOf(list, "s3:delimiter"), "(none)");
  EXPECT_EQ(ValueOf(list, "s3:prefix"), "");
  EXPECT_EQ(ValueOf(list, "s3:max-keys"), "1000");
}

TEST_F(S3ConditionKeys, APresignedUrlDoesNotSignItsPayload) {
  const http::Request request{
      .method = "GET",
      .target =
          "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20261118%2Feu-central-1%2Fs3%2F"
          "aws4_request&X-Amz-Date=20261118T110640Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" +
          std::string(64, 'a')};
  const std::vector<ContextKey> keys = KeysOf(request, "s3:GetObject");
  EXPECT_EQ(ValueOf(keys, "s3:authType"), "REST-QUERY-STRING");
  EXPECT_EQ(ValueOf(keys, "s3:x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
}

}  // namespace
}  // namespace rolecall::services::s3::wire
