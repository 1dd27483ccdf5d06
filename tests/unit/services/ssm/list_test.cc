// GetParametersByPath and DescribeParameters: what lies under a path, filters, pages.
#include <gmock/gmock.h>

#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SsmLists : public SsmTest {
 protected:
  SsmLists() {
    Put("/app/db", "1", {{"Type", "SecureString"}, {"KeyId", "alias/app"}});
    Put("/app/db/user", "2", {{"Type", "StringList"}});
    Put("/app/web", "3", {{"Tags", bj::array{bj::object{{"Key", "team"}, {"Value", "red"}}}}});
    Put("/application", "4", {{"Tags", bj::array{bj::object{{"Key", "team"}, {"Value", "blue"}}}}});
    Put("flat", "5", {{"Tier", "Advanced"}});
  }
  Names ByPath(const std::string& path, bj::object more = {}) {
    more["Path"] = path;
    const Reply reply = Ask("GetParametersByPath", more);
    EXPECT_TRUE(reply.ok()) << reply.Outcome();
    return reply.All("Parameters/Name");
  }
  static bj::object FilterOf(const char* key, bj::array values, const char* option = nullptr) {
    bj::object filter{{"Key", key}};
    if (!values.empty()) filter["Values"] = std::move(values);
    if (option != nullptr) filter["Option"] = option;
    return {{"ParameterFilters", bj::array{std::move(filter)}}};
  }
  Names Described(const bj::object& input) {
    const Reply reply = Ask("DescribeParameters", input);
    EXPECT_TRUE(reply.ok()) << reply.Outcome();
    return reply.All("Parameters/Name");
  }
  std::string Refused(const bj::object& input) { return Ask("DescribeParameters", input).Outcome(); }
};

TEST_F(SsmLists, APathHasWhatIsDirectlyUnderIt) {
  EXPECT_THAT(ByPath("/app"), ElementsAre("/app/db", "/app/web"));
  EXPECT_THAT(ByPath("/app/"), ElementsAre("/app/db", "/app/web"));
  EXPECT_THAT(ByPath("/app/db"), ElementsAre("/app/db/user"));
  EXPECT_THAT(ByPath("/none"), IsEmpty());
  // What has no slash lies in the root.
  EXPECT_THAT(ByPath("/"), ElementsAre("/application", "flat"));
}

TEST_F(SsmLists, RecursivelyItHasAllLevels) {
  EXPECT_THAT(ByPath("/app", {{"Recursive", true}}), ElementsAre("/app/db", "/app/db/user", "/app/web"));
  EXPECT_THAT(ByPath("/", {{"Recursive", true}}),
              ElementsAre("/app/db", "/app/db/user", "/app/web", "/application", "flat"));
}

TEST_F(SsmLists, APathBeginsWithASlash) {
  for (const char* path : {"app", "", "/a//b", "/a b", "arn:aws:ssm:eu-central-1:054000737513:parameter/app"}) {
    EXPECT_EQ(Ask("GetParametersByPath", {{"Path", path}}).error_code, "ValidationException") << path;
  }
  EXPECT_THAT(
      Ask("GetParametersByPath", {{"Path", "app"}}).error_message,
      ::testing::StartsWith("The parameter doesn't meet the parameter name requirements. The parameter name must "
                            "begin with a forward slash \"/\". It can't be prefixed with \\\"aws\\\" or"));
}

TEST_F(SsmLists, APathIsFilteredByTypeKeyAndLabel) {
  EXPECT_THAT(ByPath("/app", FilterOf("Type", {"String"})), ElementsAre("/app/web"));
  EXPECT_THAT(ByPath("/app", FilterOf("KeyId", {"alias/"}, "BeginsWith")), ElementsAre("/app/db"));
  Overwrite("/app/web", "new");
  Ask("LabelParameterVersion", {{"Name", "/app/web"}, {"ParameterVersion", 1}, {"Labels", bj::array{"old"}}});
  bj::object labelled = FilterOf("Label", {"old"});
  labelled["Path"] = "/app";
  const Reply reply = Ask("GetParametersByPath", labelled);
  EXPECT_EQ(reply.At("Parameters/Value"), "3");
  EXPECT_EQ(reply.At("Parameters/Selector"), ":old");
  for (const char* key : {"Name", "Path", "Tier", "tag:team", "DataType"}) {
    bj::object filter = FilterOf(key, {"x"});
    filter["Path"] = "/app";
    EXPECT_EQ(Ask("GetParametersByPath", filter).Outcome(),
              std::string("400 InvalidFilterKey: The following filter key is not valid: ") + key +
                  ". Valid filter keys include: [Type, KeyId].");
  }
}

TEST_F(SsmLists, PathsComeInPagesOfTen) {
  for (int i = 10; i < 35; ++i) Put("/many/" + std::to_string(i));
  Names seen;
  std::string token;
  int pages = 0;
  do {
    bj::object input{{"Path", "/many"}};
    if (!token.empty()) input["NextToken"] = token;
    const Reply page = Ask("GetParametersByPath", input);
    for (const std::string& name : page.All("Parameters/Name")) seen.push_back(name);
    token = page.json.as_object().contains("NextToken") ? page.At("NextToken") : "";
    // One that goes meanwhile shifts nothing.
    if (++pages == 1) Ask("DeleteParameter", {{"Name", "/many/10"}});
  } while (!token.empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen.size(), 25u);
  EXPECT_EQ(seen.front(), "/many/10");
  EXPECT_EQ(seen.back(), "/many/34");
  const std::string given = Ask("DescribeParameters", {{"MaxResults", 1}}).At("NextToken");
  for (const std::string& other : {std::string("?"), std::string("zzzz"), given}) {
    EXPECT_EQ(Ask("GetParametersByPath", {{"Path", "/many"}, {"NextToken", other}}).error_code, "InvalidNextToken");
  }
}

// AWS says so of this operation: who may on a path may on all below it.
TEST_F(SsmLists, ThePermissionIsOnThePath) {
  const auto user_of = [&](const std::string& resource) {
    return NewUser("u" + std::to_string(resource.size()),
                   testing::Allow("ssm:GetParametersByPath", std::string(kArnPrefix) + resource));
  };
  EXPECT_EQ(AskAs(user_of("/app"), "GetParametersByPath", {{"Path", "/app"}, {"Recursive", true}})
                .All("Parameters/Name")
                .size(),
            3u);
  ExpectDenied(AskAs(user_of("/app/*"), "GetParametersByPath", {{"Path", "/app"}}), "ssm:GetParametersByPath");
  ExpectDenied(AskAs(user_of("/app"), "GetParametersByPath", {{"Path", "/"}}), "ssm:GetParametersByPath");
}

TEST_F(SsmLists, DescriptionsTellAllButTheValue) {
  const Reply reply = Ask("DescribeParameters", FilterOf("Name", {"/app/db"}));
  EXPECT_EQ(reply.json.at("Parameters").as_array()[0].as_object(),
            (bj::object{{"Name", "/app/db"},
                        {"Type", "SecureString"},
                        {"LastModifiedDate", 1795000000.0},
                        {"LastModifiedUser", "arn:aws:iam::054000737513:root"},
                        {"Version", 1},
                        {"Tier", "Standard"},
                        {"Policies", bj::array{}},
                        {"DataType", "text"},
                        {"KeyId", "alias/app"},
                        {"ARN", std::string(kArnPrefix) + "/app/db"}}));
}

TEST_F(SsmLists, DescriptionsAreFilteredByAnyOfTheirKeys) {
  EXPECT_THAT(Described({}), ElementsAre("/app/db", "/app/db/user", "/app/web", "/application", "flat"));
  EXPECT_THAT(Described(FilterOf("Name", {"/app/web", "flat"})), ElementsAre("/app/web", "flat"));
  EXPECT_THAT(Described(FilterOf("Name", {"app/web"})), ElementsAre("/app/web"));
  EXPECT_THAT(Described(FilterOf("Name", {"/app"}, "BeginsWith")),
              ElementsAre("/app/db", "/app/db/user", "/app/web", "/application"));
  EXPECT_THAT(Described(FilterOf("Name", {"web", "lat"}, "Contains")), ElementsAre("/app/web", "flat"));
  EXPECT_THAT(Described(FilterOf("Type", {"StringList", "SecureString"})), ElementsAre("/app/db", "/app/db/user"));
  EXPECT_THAT(Described(FilterOf("Tier", {"Advanced"})), ElementsAre("flat"));
  EXPECT_THAT(Described(FilterOf("KeyId", {"alias/app"})), ElementsAre("/app/db"));
  EXPECT_THAT(Described(FilterOf("DataType", {"text"})).size(), 5u);
  EXPECT_THAT(Described(FilterOf("Path", {"/app"})), ElementsAre("/app/db", "/app/web"));
  EXPECT_THAT(Described(FilterOf("Path", {"/app"}, "Recursive")), ElementsAre("/app/db", "/app/db/user", "/app/web"));
  EXPECT_THAT(Described(FilterOf("tag:team", {})), ElementsAre("/app/web", "/application"));
  EXPECT_THAT(Described(FilterOf("tag:team", {"red", "green"})), ElementsAre("/app/web"));
  EXPECT_THAT(Described(FilterOf("tag:team", {"bl"}, "BeginsWith")), ElementsAre("/application"));
  // All of several.
  bj::object both = FilterOf("tag:team", {});
  both["ParameterFilters"].as_array().emplace_back(bj::object{{"Key", "Path"}, {"Values", bj::array{"/app"}}});
  EXPECT_THAT(Described(both), ElementsAre("/app/web"));
}

TEST_F(SsmLists, TheOlderFiltersWorkToo) {
  const auto old = [](const char* key, bj::array values) {
    return bj::object{{"Filters", bj::array{bj::object{{"Key", key}, {"Values", std::move(values)}}}}};
  };
  EXPECT_THAT(Described(old("Name", {"/app/"})), ElementsAre("/app/db", "/app/db/user", "/app/web"));
  EXPECT_THAT(Described(old("Type", {"StringList"})), ElementsAre("/app/db/user"));
  bj::object both = old("Name", {"x"});
  both["ParameterFilters"] = bj::array{};
  EXPECT_EQ(Refused(both),
            "400 ValidationException: You can use either Filters or ParameterFilters in a single request.");
}

TEST_F(SsmLists, WrongFiltersAreToldInAwssWords) {
  EXPECT_EQ(Refused(FilterOf("Color", {"x"})),
            "400 ValidationException: 1 validation error detected: Value 'Color' at 'parameterFilters.1.member.key' "
            "failed to satisfy constraint: Member must satisfy regular expression pattern: "
            "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType");
  EXPECT_EQ(
      Refused(FilterOf("Label", {"x"})),
      "400 InvalidFilterKey: The following filter key is not valid: Label. Valid filter keys include: [Path, Name, "
      "Type, KeyId, Tier].");
  EXPECT_EQ(Refused(FilterOf("Name", {})),
            "400 InvalidFilterValue: The following filter values are missing : null for filter key Name.");
  EXPECT_EQ(Refused(FilterOf("Type", {"Text"})),
            "400 InvalidFilterValue: The following filter value is not valid: Text. Valid values include: [String, "
            "StringList, SecureString].");
  EXPECT_EQ(Refused(FilterOf("Path", {"/a"}, "Equals")),
            "400 InvalidFilterOption: The following filter option is not valid: Equals. Valid options include: "
            "[Recursive, OneLevel].");
  EXPECT_EQ(Refused(FilterOf("Type", {"String"}, "Contains")),
            "400 InvalidFilterOption: The following filter option is not valid: Contains. Valid options include: "
            "[BeginsWith, Equals].");
  bj::object twice = FilterOf("Name", {"a"});
  twice["ParameterFilters"].as_array().push_back(twice["ParameterFilters"].as_array()[0]);
  EXPECT_EQ(Refused(twice),
            "400 InvalidFilterKey: The following filter is duplicated in the request: Name. A request can contain only "
            "one occurrence of a specific filter.");
  EXPECT_EQ(Ask("DescribeParameters", {{"Shared", true}}).status, 501);
}

TEST_F(SsmLists, DescriptionsComeInPages) {
  const Reply first = Ask("DescribeParameters", {{"MaxResults", 3}});
  EXPECT_THAT(first.All("Parameters/Name"), ElementsAre("/app/db", "/app/db/user", "/app/web"));
  const Reply second = Ask("DescribeParameters", {{"MaxResults", 3}, {"NextToken", first.At("NextToken")}});
  EXPECT_THAT(second.All("Parameters/Name"), ElementsAre("/application", "flat"));
  EXPECT_FALSE(second.json.as_object().contains("NextToken"));
}

}  // namespace
}  // namespace rolecall::services::ssm
