// Every condition key of every action, through the operation: a Deny on it fires when the request has it.
#include "services/s3/wire/condition_keys.h"

#include <map>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

struct Recipe {
  const char *method, *target;
  const char* body = "";
};

constexpr char kTagging[] = "<Tagging><TagSet><Tag><Key>new</Key><Value>1</Value></Tag></TagSet></Tagging>";

// A request that asks for the action, with all that its keys are made of.
const std::map<std::string, Recipe>& Recipes() {
  static const auto* const recipes = new std::map<std::string, Recipe>{
      {"s3:CreateBucket",
       {"PUT", "/brand-new",
        "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></"
        "CreateBucketConfiguration>"}},
      {"s3:DeleteObject", {"DELETE", "/state/key"}},
      {"s3:DeleteObjectTagging", {"DELETE", "/state/key?tagging"}},
      {"s3:DeleteObjectVersion", {"DELETE", "/state/key?versionId=null"}},
      {"s3:DeleteObjectVersionTagging", {"DELETE", "/state/key?tagging&versionId=null"}},
      {"s3:GetObject", {"GET", "/state/key"}},
      {"s3:GetObjectAcl", {"GET", "/state/key?acl"}},
      {"s3:GetObjectAttributes", {"GET", "/state/key?attributes"}},
      {"s3:GetObjectTagging", {"GET", "/state/key?tagging"}},
      {"s3:GetObjectVersion", {"GET", "/state/key?versionId=null"}},
      {"s3:GetObjectVersionAcl", {"GET", "/state/key?acl&versionId=null"}},
      {"s3:GetObjectVersionAttributes", {"GET", "/state/key?attributes&versionId=null"}},
      {"s3:GetObjectVersionTagging", {"GET", "/state/key?tagging&versionId=null"}},
      {"s3:ListBucket", {"GET", "/state?prefix=a&delimiter=/&max-keys=5"}},
      {"s3:ListBucketVersions", {"GET", "/state?versions&prefix=a&delimiter=/&max-keys=5"}},
      {"s3:PutBucketAcl", {"PUT", "/state?acl"}},
      {"s3:PutBucketOwnershipControls", {"PUT", "/state?ownershipControls", "<OwnershipControls/>"}},
      {"s3:PutObject", {"PUT", "/state/key", "text"}},
      {"s3:PutObjectAcl", {"PUT", "/state/key?acl"}},
      {"s3:PutObjectLegalHold", {"PUT", "/state/key?legal-hold", "<LegalHold><Status>ON</Status></LegalHold>"}},
      {"s3:PutObjectRetention",
       {"PUT", "/state/key?retention",
        "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2027-01-01T00:00:00Z</RetainUntilDate></Retention>"}},
      {"s3:PutObjectTagging", {"PUT", "/state/key?tagging", kTagging}},
      {"s3:PutObjectVersionAcl", {"PUT", "/state/key?acl&versionId=null"}},
      {"s3:PutObjectVersionTagging", {"PUT", "/state/key?tagging&versionId=null", kTagging}},
  };
  return *recipes;
}

// Actions of operations that are not served: their requests are refused whatever a policy says (routes_test.cc), or
// that come with another one (object_lock_test.cc).
bool IsElsewhere(const std::string& action) {
  return action == "s3:PutInventoryConfiguration" || action == "s3:GetObjectVersionTorrent" ||
         action == "s3:BypassGovernanceRetention";
}

class S3Conditioned : public S3Test {
 protected:
  S3Conditioned() {
    NewBucket();
    EXPECT_EQ(Ask("PUT", "/state?tagging", kTagging).status, 204);
    NewObject("/state/key", "text", {{"x-amz-tagging", "team=a"}});
  }
  static http::Request RequestOf(const std::string& action) {
    const Recipe& recipe = Recipes().at(action);
    http::Request request{.method = recipe.method, .target = recipe.target, .body = recipe.body, .tls = true};
    request.tls_version = "1.3";
    request.headers = {{"x-amz-content-sha256", "UNSIGNED-PAYLOAD"}, {"x-amz-date", "20261118T110600Z"}};
    for (const std::string& key : wire::ConditionKeysOf(action)) {
      const std::string name = key.substr(3);
      if (name.starts_with("x-amz-") && name != "x-amz-content-sha256") request.headers.Set(name, ValueOf(name));
      if (name == "if-match" || name == "if-none-match") request.headers.Set(name, "*");
      if (name.starts_with("object-lock-")) request.headers.Set("x-amz-" + name, ValueOf(name));
      if (name == "RequestObjectTagKeys") request.headers.Set("x-amz-tagging", "new=1");
    }
    request.headers.Remove("x-amz-object-lock-remaining-retention-days");
    return request;
  }
  static std::string ValueOf(const std::string& name) {
    if (name == "object-lock-retain-until-date") return "2027-01-01T00:00:00Z";
    if (name == "x-amz-copy-source") return "state/key";
    return "x";
  }
  // Denied whenever the request has the key.
  Caller DeniedBy(const std::string& action, std::string key) {
    if (key.ends_with("ExistingObjectTag/")) key += "team";
    if (key.ends_with("RequestObjectTag/") || key.ends_with("BucketTag/")) key += "new";
    return NewUser("user" + std::to_string(users_++), testing::Allow("s3:*") + R"(,{"Effect":"Deny","Action":")" +
                                                          action + R"(","Resource":"*","Condition":{"Null":{")" + key +
                                                          R"(":"false"}}})");
  }
  int users_ = 0;
};

TEST_F(S3Conditioned, ADenyOnAnyKeyOfTheTableFires) {
  for (const std::string& action : wire::ActionsWithKeys()) {
    if (IsElsewhere(action)) continue;
    ASSERT_TRUE(Recipes().contains(action)) << action << " needs a request here";
    for (const std::string& key : wire::ConditionKeysOf(action)) {
      // A bucket that is made has no tags yet.
      if (action == "s3:CreateBucket" && key == "s3:BucketTag/") continue;
      const Reply reply = Send(*s3_, DeniedBy(action, key), RequestOf(action));
      EXPECT_EQ(reply.Outcome().substr(0, 16), "403 AccessDenied") << action << " " << key << ": " << reply.Outcome();
    }
  }
}

TEST_F(S3Conditioned, TheSameRequestIsNotDeniedByAKeyThatItDoesNotHave) {
  for (const std::string& action : wire::ActionsWithKeys()) {
    if (IsElsewhere(action)) continue;
    const Reply reply = Send(*s3_, DeniedBy(action, "s3:DataAccessPointArn"), RequestOf(action));
    EXPECT_NE(reply.error_code, "AccessDenied") << action << reply.Outcome();
  }
}

}  // namespace
}  // namespace rolecall::services::s3
