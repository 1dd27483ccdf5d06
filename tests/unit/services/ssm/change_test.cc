// Labels, tags, policies, and what lies in the store.
#include <gmock/gmock.h>

#include "base/clock.h"
#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

using ::testing::ElementsAre;

class SsmLabels : public SsmTest {
 protected:
  SsmLabels() {
    Put("/a", "one");
    Overwrite("/a", "two");
  }
  Reply Label(int version, bj::array labels) {
    return Ask("LabelParameterVersion", {{"Name", "/a"}, {"ParameterVersion", version}, {"Labels", std::move(labels)}});
  }
};

TEST_F(SsmLabels, ALabelIsOnOneVersion) {
  Label(1, {"prod", "v1"});
  const Reply moved = Ask("LabelParameterVersion", {{"Name", "/a"}, {"Labels", bj::array{"prod"}}});
  EXPECT_EQ(moved.body, R"({"InvalidLabels":[],"ParameterVersion":2})");
  EXPECT_THAT(Record("/a")->versions[0].labels, ElementsAre("v1"));
  EXPECT_THAT(Record("/a")->versions[1].labels, ElementsAre("prod"));
}

TEST_F(SsmLabels, WhatIsNoLabelIsListedAndTheOthersAreGiven) {
  const Reply reply = Label(1, {"good", "1st", "aws-x", "SSMx", "a b", "ok.a-b_c"});
  EXPECT_THAT(reply.All("InvalidLabels"), ElementsAre("1st", "aws-x", "SSMx", "a b"));
  EXPECT_THAT(Record("/a")->versions[0].labels, ElementsAre("good", "ok.a-b_c"));
  ExpectValidation(Label(1, {std::string(101, 'l')}),
                   "1 validation error detected: Value '[" + std::string(101, 'l') +
                       "]' at 'labels' failed to satisfy constraint: Member must satisfy constraint: [Member must have "
                       "length less than or equal to 100, Member must have length greater than or equal to 1]");
}

TEST_F(SsmLabels, AVersionHasTenAtMost) {
  bj::array ten;
  for (int i = 0; i < 10; ++i) ten.emplace_back("l" + std::to_string(i));
  EXPECT_EQ(Label(1, ten).status, 200);
  EXPECT_EQ(Label(1, ten).status, 200);
  for (const Reply& reply : {Label(1, {"more"}), Label(2, bj::array(11, "x"))}) {
    ExpectError(reply, 400, "ParameterVersionLabelLimitExceeded",
                "A parameter version can have maximum 10 labels.Move one or more labels to another version and try "
                "again.");
  }
}

TEST_F(SsmLabels, VersionsAndParametersMustBeThere) {
  EXPECT_EQ(Label(3, {"x"}).Outcome(),
            "400 ParameterVersionNotFound: Systems Manager could not find version 3 of /a. Verify the version and try "
            "again.");
  ExpectNotFound(Ask("LabelParameterVersion", {{"Name", "/b"}, {"Labels", bj::array{"x"}}}));
  ExpectNotFound(Ask("UnlabelParameterVersion", {{"Name", "/b"}, {"ParameterVersion", 1}, {"Labels", bj::array{"x"}}}));
}

TEST_F(SsmLabels, LabelsAreTakenFromTheVersionThatIsNamed) {
  Label(1, {"a", "b"});
  Label(2, {"c"});
  const Reply reply =
      Ask("UnlabelParameterVersion", {{"Name", "/a"}, {"ParameterVersion", 1}, {"Labels", bj::array{"a", "c", "d"}}});
  EXPECT_THAT(reply.All("RemovedLabels"), ElementsAre("a"));
  EXPECT_THAT(reply.All("InvalidLabels"), ElementsAre("c", "d"));
  EXPECT_THAT(Record("/a")->versions[0].labels, ElementsAre("b"));
  EXPECT_THAT(Record("/a")->versions[1].labels, ElementsAre("c"));
}

class SsmTags : public SsmTest {
 protected:
  SsmTags() { Put("/a"); }
  Reply Tag(bj::array tags, const char* id = "/a") {
    return Ask("AddTagsToResource", {{"ResourceType", "Parameter"}, {"ResourceId", id}, {"Tags", std::move(tags)}});
  }
  Reply List(const char* id = "/a", const char* type = "Parameter") {
    return Ask("ListTagsForResource", {{"ResourceType", type}, {"ResourceId", id}});
  }
  static bj::object TagOf(const std::string& key, const std::string& value) { return {{"Key", key}, {"Value", value}}; }
};

TEST_F(SsmTags, AreAddedChangedAndTaken) {
  EXPECT_EQ(Tag({TagOf("a", "1"), TagOf("b", "2")}).body, "{}");
  Tag({TagOf("a", "3")});
  EXPECT_EQ(List().body, R"({"TagList":[{"Key":"a","Value":"3"},{"Key":"b","Value":"2"}]})");
  EXPECT_EQ(Ask("RemoveTagsFromResource",
                {{"ResourceType", "Parameter"}, {"ResourceId", "/a"}, {"TagKeys", bj::array{"a", "none"}}})
                .body,
            "{}");
  EXPECT_EQ(List().body, R"({"TagList":[{"Key":"b","Value":"2"}]})");
}

TEST_F(SsmTags, AreFiftyAtMostAndNeitherReservedNorTwice) {
  bj::array many;
  for (int i = 0; i < 50; ++i) many.push_back(TagOf("k" + std::to_string(i), "v"));
  EXPECT_EQ(Tag(many).status, 200);
  EXPECT_EQ(Tag({TagOf("more", "v")}).error_code, "TooManyTagsError");
  EXPECT_EQ(Tag({TagOf("AWS:x", "v")}).error_code, "ValidationException");
  // Conditions ignore the case of keys: two that differ by it would be one to a policy.
  EXPECT_EQ(Tag({TagOf("K1", "v")}).error_code, "ValidationException");
  EXPECT_EQ(Tag({TagOf("k", "\x01")}).error_code, "ValidationException");
}

TEST_F(SsmTags, AreOfParametersThatExist) {
  EXPECT_EQ(Tag({TagOf("a", "1")}, "/none").Outcome(), "400 InvalidResourceId: ");
  EXPECT_EQ(List("/none").Outcome(), "400 InvalidResourceId: ");
  EXPECT_EQ(List("a b").Outcome(), "400 InvalidResourceId: ");
  EXPECT_EQ(List("i-1", "ManagedInstance").Outcome(),
            "501 NotImplemented: Resources of the type ManagedInstance are not served here: there is Parameter Store "
            "only.");
  EXPECT_EQ(List("/a", "Thing").error_code, "ValidationException");
}

class SsmPolicies : public SsmTest {
 protected:
  Reply TryPolicies(const std::string& policies, bj::object more = {{"Tier", "Advanced"}}) {
    more["Policies"] = policies;
    more["Overwrite"] = true;
    return TryPut("/a", "x", more);
  }
  static std::string Expiration(const std::string& at) {
    return R"({"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":")" + at + R"("}})";
  }
  const std::string in_a_day_ = Expiration("2026-11-19T11:06:40.000Z");
};

TEST_F(SsmPolicies, AParameterExpires) {
  EXPECT_EQ(TryPolicies("[" + in_a_day_ + "]").status, 200);
  EXPECT_EQ(Ask("DescribeParameters", {}).At("Parameters/Policies/PolicyStatus"), "Pending");
  EXPECT_EQ(Ask("DescribeParameters", {}).At("Parameters/Policies/PolicyText"), in_a_day_);
  clock().Advance(std::chrono::hours(24) - std::chrono::seconds(1));
  EXPECT_EQ(Value("/a"), "x");
  clock().Advance(std::chrono::seconds(1));
  ExpectNotFound(Ask("GetParameter", {{"Name", "/a"}}));
  ExpectNotFound(Ask("DeleteParameter", {{"Name", "/a"}}));
  EXPECT_EQ(Ask("DescribeParameters", {}).All("Parameters/Name"), Names{});
  EXPECT_EQ(Ask("GetParametersByPath", {{"Path", "/"}}).All("Parameters/Name"), Names{});
  EXPECT_EQ(Ask("GetParameters", {{"Names", bj::array{"/a"}}}).All("InvalidParameters"), Names{"/a"});
  // Another one may take its name.
  EXPECT_EQ(TryPut("/a", "new").At("Version"), "1");
}

TEST_F(SsmPolicies, StayUntilTheyAreChanged) {
  TryPolicies("[" + in_a_day_ + "]");
  Overwrite("/a", "y");
  EXPECT_EQ(Record("/a")->current().policies.size(), 1u);
  TryPolicies("[{}]");
  EXPECT_TRUE(Record("/a")->current().policies.empty());
  EXPECT_FALSE(Record("/a")->current().expires.has_value());
}

TEST_F(SsmPolicies, NotificationsAreKept) {
  const std::string before =
      R"({"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"15","Unit":"Days"}})";
  const std::string after =
      R"({"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Hours"}})";
  EXPECT_EQ(TryPolicies("[" + in_a_day_ + "," + before + "," + after + "]").status, 200);
  EXPECT_THAT(Ask("GetParameterHistory", {{"Name", "/a"}}).All("Parameters/Policies/PolicyType"),
              ElementsAre("Expiration", "ExpirationNotification", "NoChangeNotification"));
  EXPECT_EQ(TryPolicies("[" + before + "]").error_code, "IncompatiblePolicyException");
}

TEST_F(SsmPolicies, WrongOnesAreRefused) {
  EXPECT_EQ(TryPolicies("[" + in_a_day_ + "]", {{"Tier", "Standard"}}).error_code, "ValidationException");
  EXPECT_EQ(TryPolicies("[" + in_a_day_ + "," + in_a_day_ + "]").error_code, "IncompatiblePolicyException");
  EXPECT_EQ(TryPolicies(R"([{"Type":"Rotation","Version":"1.0","Attributes":{}}])").error_code,
            "InvalidPolicyTypeException");
  for (const std::string& wrong :
       {std::string("text"), std::string("{}"), "[" + Expiration("soon") + "]",
        "[" + Expiration("2026-11-18T11:06:40Z") + "]", std::string(R"([{"Type":"Expiration","Version":"1.0"}])"),
        std::string(R"([{"Type":"Expiration","Version":"2.0","Attributes":{"Timestamp":"2030-01-01T00:00:00Z"}}])"),
        std::string(R"([{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"many","Unit":"Days"}}])"),
        std::string(
            R"([{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"2","Unit":"Years"}}])")}) {
    EXPECT_EQ(TryPolicies(wrong).error_code, "InvalidPolicyAttributeException") << wrong;
  }
  std::string eleven = "[{}";
  for (int i = 0; i < 10; ++i) eleven += ",{}";
  EXPECT_EQ(TryPolicies(eleven + "]").error_code, "PoliciesLimitExceededException");
  EXPECT_EQ(TryPolicies("[" + in_a_day_ + "]", {{"Tier", "Intelligent-Tiering"}}).At("Tier"), "Advanced");
}

using SsmStore = SsmTest;

TEST_F(SsmStore, NoValueLiesInTheStoreAsItIs) {
  Put("/a", "hidden-one");
  Put("/b", "hidden-two", {{"Type", "SecureString"}});
  Overwrite("/a", "hidden-three");
  const auto entries = store().Scan("", "", 1000);
  ASSERT_TRUE(entries.ok());
  int parameters = 0;
  for (const store::Entry& entry : *entries) {
    EXPECT_EQ(entry.value.find("hidden"), std::string::npos) << entry.key;
    parameters += entry.key.starts_with("directory/parameter/");
  }
  EXPECT_EQ(parameters, 2);
}

TEST_F(SsmStore, AWriteThatFailsChangesNothing) {
  Put("/a", "one");
  store().Fail(store::FaultyStore::Operation::kCommit, "directory/parameter/", ErrorCode::kUnavailable, 1);
  EXPECT_GE(TryPut("/a", "two", {{"Overwrite", true}}).status, 500);
  EXPECT_EQ(Value("/a"), "one");
}

}  // namespace
}  // namespace rolecall::services::ssm
