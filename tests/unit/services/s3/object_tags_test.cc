// Tags of objects: the x-amz-tagging header and the tagging sub-resource.
#include <gmock/gmock.h>

#include "tests/unit/services/s3/s3_fixture.h"

namespace rolecall::services::s3 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Tagging(const std::vector<std::pair<std::string, std::string>>& tags) {
  std::string xml = "<Tagging><TagSet>";
  for (const auto& [key, value] : tags) xml += "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
  return xml + "</TagSet></Tagging>";
}

class S3ObjectTags : public S3Test {
 protected:
  S3ObjectTags() { NewBucket(); }
  std::vector<std::string> Keys(const std::string& target = "/state/key?tagging") {
    return Ask("GET", target).All("TagSet/Tag/Key");
  }
};

TEST_F(S3ObjectTags, ComeWithThePut) {
  NewObject("/state/key", "text", {{"x-amz-tagging", "team=a%20b&env=dev"}});
  EXPECT_THAT(Keys(), ElementsAre("team", "env"));
  EXPECT_THAT(Ask("GET", "/state/key?tagging").All("TagSet/Tag/Value"), ElementsAre("a b", "dev"));
  EXPECT_EQ(Ask("HEAD", "/state/key").Header("x-amz-tagging-count"), "2");
}

TEST_F(S3ObjectTags, AreReplacedAndDeletedWithoutTouchingTheObject) {
  NewObject("/state/key", "text", {{"x-amz-tagging", "team=a"}});
  const Reply before = Ask("GET", "/state/key");
  EXPECT_EQ(Ask("PUT", "/state/key?tagging", Tagging({{"env", "dev"}})).status, 200);
  EXPECT_THAT(Keys(), ElementsAre("env"));
  EXPECT_EQ(Ask("DELETE", "/state/key?tagging").status, 204);
  EXPECT_THAT(Keys(), IsEmpty());
  const Reply after = Ask("GET", "/state/key");
  EXPECT_EQ(after.body, "text");
  EXPECT_EQ(after.Header("Last-Modified"), before.Header("Last-Modified"));
  EXPECT_EQ(after.headers.Find("x-amz-tagging-count"), nullptr);
}

TEST_F(S3ObjectTags, BelongToOneVersion) {
  SetVersioning("Enabled");
  const std::string first = NewObject("/state/key");
  const std::string second = NewObject("/state/key");
  ASSERT_EQ(Ask("PUT", "/state/key?tagging&versionId=" + first, Tagging({{"old", "1"}})).status, 200);
  ASSERT_EQ(Ask("PUT", "/state/key?tagging", Tagging({{"new", "1"}})).status, 200);
  EXPECT_THAT(Keys("/state/key?tagging&versionId=" + first), ElementsAre("old"));
  EXPECT_THAT(Keys("/state/key?tagging&versionId=" + second), ElementsAre("new"));
  EXPECT_THAT(Keys(), ElementsAre("new"));
}

TEST_F(S3ObjectTags, NeedAnObject) {
  for (const char* method : {"GET", "PUT", "DELETE"}) {
    ExpectError(Ask(method, "/state/none?tagging", Tagging({})), 404, "NoSuchKey", "The specified key does not exist.");
  }
}

TEST_F(S3ObjectTags, AreCheckedWhereverTheyCome) {
  NewObject("/state/key", "text", {{"x-amz-tagging", "keep=1"}});
  std::vector<std::pair<std::string, std::string>> eleven;
  for (int i = 0; i < 11; ++i) eleven.emplace_back("k" + std::to_string(i), "v");
  struct Wrong {
    std::vector<std::pair<std::string, std::string>> tags;
    const char *code, *text;
  };
  for (const Wrong& wrong :
       {Wrong{eleven, "BadRequest", "Object tags cannot be greater than 10"},
        Wrong{{{"", "v"}}, "InvalidTag", "The TagKey you have provided is invalid"},
        Wrong{{{std::string(129, 'k'), "v"}}, "InvalidTag", "The TagKey you have provided is invalid"},
        Wrong{{{"k", std::string(257, 'v')}}, "InvalidTag", "The TagValue you have provided is invalid"},
        Wrong{{{"k", "1"}, {"k", "2"}}, "InvalidTag", "Cannot provide multiple Tags with the same key"}}) {
    ExpectError(Ask("PUT", "/state/key?tagging", Tagging(wrong.tags)), 400, wrong.code, wrong.text);
    std::string header;
    for (const auto& [key, value] : wrong.tags) header += (header.empty() ? "" : "&") + key + "=" + value;
    EXPECT_EQ(Ask("PUT", "/state/other", "text", {{"x-amz-tagging", header}}).status, 400) << header;
    EXPECT_EQ(Ask("GET", "/state/other").error_code, "NoSuchKey") << header;
  }
  EXPECT_EQ(Ask("PUT", "/state/key?tagging", "<no").error_code, "MalformedXML");
  EXPECT_THAT(Keys(), ElementsAre("keep"));
  EXPECT_EQ(
      Ask("PUT", "/state/key?tagging", Tagging({{std::string(128, 'k'), std::string(256, 'v')}, {"k2", ""}})).status,
      200);
}

TEST_F(S3ObjectTags, InTheHeaderAreAQueryString) {
  ExpectError(Ask("PUT", "/state/key", "text", {{"x-amz-tagging", "a=%zz"}}), 400, "InvalidArgument",
              "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag "
              "name duplicates.");
}

TEST_F(S3ObjectTags, OfTheRequestAreConditions) {
  const Caller user = NewUser(
      "ann",
      R"({"Effect":"Allow","Action":["s3:PutObject","s3:PutObjectTagging"],"Resource":"*","Condition":{"StringEquals":{"s3:RequestObjectTag/team":"a"},"ForAllValues:StringEquals":{"s3:RequestObjectTagKeys":["team"]}}})");
  const auto put = [&](const char* tags) {
    return AskAs(user, "PUT", "/state/key", "text", {{"x-amz-tagging", tags}});
  };
  ExpectDenied(AskAs(user, "PUT", "/state/key", "text"), "s3:PutObject");
  ExpectDenied(put("team=b"), "s3:PutObject");
  ExpectDenied(put("team=a&env=dev"), "s3:PutObject");
  EXPECT_EQ(put("team=a").status, 200);
}

TEST_F(S3ObjectTags, AreThoseOfTheObjectThatSomebodyPutsMeanwhile) {
  NewObject("/state/key", "text");
  store().BeforeNextCommit([&] { NewObject("/state/key", "newer"); });
  EXPECT_EQ(Ask("PUT", "/state/key?tagging", Tagging({{"a", "1"}})).status, 200);
  const Reply got = Ask("GET", "/state/key");
  EXPECT_EQ(got.body, "newer");
  EXPECT_EQ(got.Header("x-amz-tagging-count"), "1");
  // A version that is deleted meanwhile does not come back as its description.
  SetVersioning("Enabled");
  const std::string old = NewObject("/state/key", "old");
  NewObject("/state/key", "new");
  store().BeforeNextCommit([&] { ASSERT_EQ(Ask("DELETE", "/state/key?versionId=" + old).status, 204); });
  EXPECT_EQ(Ask("PUT", "/state/key?tagging&versionId=" + old, Tagging({{"a", "1"}})).error_code, "NoSuchVersion");
  EXPECT_EQ(Ask("GET", "/state?versions").All("Version/VersionId").size(), 2u);
}

}  // namespace
}  // namespace rolecall::services::s3
