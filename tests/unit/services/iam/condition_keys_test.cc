// Every condition key of AWS's reference for IAM's actions is set where the action is decided: a policy that wants the
// key to be there allows, one that wants it absent does not.
#include <map>

#include "embedded/table.h"
#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

const QueryParameterList kTags{{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}};

QueryParameterList With(QueryParameterList parameters, const QueryParameterList& more) {
  parameters.insert(parameters.end(), more.begin(), more.end());
  return parameters;
}

// A request of the action that has all that its keys tell of, on tagged records with boundaries.
QueryParameterList RequestOf(const std::string& action) {
  const std::string tag_kinds[] = {"Role",        "User", "Policy", "InstanceProfile", "OpenIDConnectProvider",
                                   "SAMLProvider"};
  const std::map<std::string, std::pair<std::string, std::string>> names{
      {"Role", {"RoleName", "app"}},
      {"User", {"UserName", "bob"}},
      {"Group", {"GroupName", "g"}},
      {"Policy", {"PolicyArn", kPolicyArn}},
      {"InstanceProfile", {"InstanceProfileName", "ip"}},
      {"OpenIDConnectProvider", {"OpenIDConnectProviderArn", kProviderArn}},
      {"SAMLProvider", {"SAMLProviderArn", kSamlArn}}};
  for (const std::string& kind : tag_kinds) {
    if (action == "Tag" + kind) return With({names.at(kind)}, kTags);
    if (action == "Untag" + kind) return {names.at(kind), {"TagKeys.member.1", "team"}};
    if (action == "Get" + kind) return {names.at(kind)};
  }
  for (const char* kind : {"Role", "User", "Group"}) {
    for (const char* verb : {"Attach", "Detach"}) {
      if (action == std::string(verb) + kind + "Policy") return {names.at(kind), {"PolicyArn", kAwsPolicyArn}};
    }
    if (action == std::string("Put") + kind + "Policy") {
      return {names.at(kind), {"PolicyName", "i"}, {"PolicyDocument", kPolicy}};
    }
    if (action == std::string("Delete") + kind + "Policy") return {names.at(kind), {"PolicyName", "i"}};
    if (action == std::string("Put") + kind + "PermissionsBoundary") {
      return {names.at(kind), {"PermissionsBoundary", kAwsPolicyArn}};
    }
    if (action == std::string("Delete") + kind + "PermissionsBoundary") return {names.at(kind)};
  }
  const std::map<std::string, QueryParameterList> others{
      {"CreateRole",
       With({{"RoleName", "new"}, {"AssumeRolePolicyDocument", kTrust}, {"PermissionsBoundary", kAwsPolicyArn}},
            kTags)},
      {"CreateUser", With({{"UserName", "new"}, {"PermissionsBoundary", kAwsPolicyArn}}, kTags)},
      {"CreatePolicy", With({{"PolicyName", "new"}, {"PolicyDocument", kPolicy}}, kTags)},
      {"CreateInstanceProfile", With({{"InstanceProfileName", "new"}}, kTags)},
      {"CreateOpenIDConnectProvider", With({{"Url", "https://new.example.com"}}, kTags)},
      {"CreateSAMLProvider", With({{"Name", "new"}, {"SAMLMetadataDocument", SamlMetadata("new")}}, kTags)},
      {"CreateServiceLinkedRole", {{"AWSServiceName", "eks.amazonaws.com"}}},
      {"GetPolicyVersion", {{"PolicyArn", kPolicyArn}, {"VersionId", "v1"}}},
      {"DeletePolicy", {{"PolicyArn", kPolicyArn}}},
      {"CreatePolicyVersion", {{"PolicyArn", kPolicyArn}, {"PolicyDocument", kPolicy}}},
      {"SimulatePrincipalPolicy", {{"PolicySourceArn", Arn("role/app")}, {"ActionNames.member.1", "s3:GetObject"}}},
      {"AddRoleToInstanceProfile", {{"InstanceProfileName", "ip"}, {"RoleName", "app"}}},
  };
  const auto found = others.find(action);
  EXPECT_NE(found, others.end()) << action;
  return found == others.end() ? QueryParameterList() : found->second;
}

struct Row {
  std::string action, key;
  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.action << " " << row.key; }
};

std::vector<Row> Rows() {
  std::vector<Row> rows;
  for (const embedded::Row& row : embedded::ReadTable("iam-condition-keys.tsv", {"action", "keys"})) {
    if (!row[0].starts_with("iam:")) continue;  // STS's: services/sts/condition_keys_test.cc
    for (const std::string& key : embedded::Words(row[1])) {
      rows.push_back({std::string(row[0].substr(4)), key.ends_with('/') ? key + "team" : key});
    }
  }
  return rows;
}

class IamConditionKeys : public IamTest, public ::testing::WithParamInterface<Row> {
 protected:
  IamConditionKeys() {
    const QueryParameterList boundary{{"PermissionsBoundary", kAwsPolicyArn}};
    Do("CreateRole", With(With({{"RoleName", "app"}, {"AssumeRolePolicyDocument", kTrust}}, boundary), kTags));
    Do("CreateUser", With(With({{"UserName", "bob"}}, boundary), kTags));
    CreateGroup("g");
    Do("CreatePolicy", With({{"PolicyName", "p"}, {"PolicyDocument", kPolicy}}, kTags));
    Do("CreateInstanceProfile", With({{"InstanceProfileName", "ip"}}, kTags));
    Do("CreateOpenIDConnectProvider", With({{"Url", "https://oidc.example.com/id/A1"}}, kTags));
    Do("CreateSAMLProvider", With({{"Name", "people"}, {"SAMLMetadataDocument", SamlMetadata("a")}}, kTags));
    const std::vector<std::pair<std::string, std::string>> owners{{"User", "bob"}, {"Group", "g"}, {"Role", "app"}};
    for (const auto& [kind, owner] : owners) {
      const std::pair<std::string, std::string> name(kind + "Name", owner);
      Do("Put" + kind + "Policy", {name, {"PolicyName", "i"}, {"PolicyDocument", kPolicy}});
      Do("Attach" + kind + "Policy", {name, {"PolicyArn", kAwsPolicyArn}});
    }
  }

  // Asked by somebody who may do everything else, and this while the key is absent ("true") or there ("false").
  Reply AskWhileAbsent(const char* absent) {
    const std::string action = GetParam().action == "PassRole" ? "AddRoleToInstanceProfile" : GetParam().action;
    const std::string document = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"iam:)" +
                                 GetParam().action + R"(","Resource":"*"},{"Effect":"Allow","Action":"iam:)" +
                                 GetParam().action + R"(","Resource":"*","Condition":{"Null":{")" + GetParam().key +
                                 R"(":")" + absent + R"("}}}]})";
    return AskAs(NewUser(std::string("while-") + absent, document), action, RequestOf(action));
  }
};

TEST_P(IamConditionKeys, IsSetWhereTheActionIsDecided) {
  EXPECT_EQ(AskWhileAbsent("true").error_code, "AccessDenied");
  EXPECT_EQ(AskWhileAbsent("false").error_code == "AccessDenied", false);
}

INSTANTIATE_TEST_SUITE_P(EveryAction, IamConditionKeys, ::testing::ValuesIn(Rows()));

}  // namespace
}  // namespace rolecall::services::iam
