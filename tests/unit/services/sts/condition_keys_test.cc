// Every condition key of AWS's reference for STS's actions is set where the action is decided.
#include "embedded/table.h"
#include "tests/unit/services/sts/sts_fixture.h"

namespace rolecall::services::sts {
namespace {

struct Row {
  std::string action, key;
  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.action << " " << row.key; }
};

std::vector<Row> Rows() {
  std::vector<Row> rows;
  for (const embedded::Row& row : embedded::ReadTable("iam-condition-keys.tsv", {"action", "keys"})) {
    if (!row[0].starts_with("sts:")) continue;
    for (const std::string& key : embedded::Words(row[1])) {
      rows.push_back({std::string(row[0]), key.ends_with('/') ? key + "team" : key});
    }
  }
  return rows;
}

class StsConditionKeys : public StsTest, public ::testing::WithParamInterface<Row> {
 protected:
  // A statement for everything but the action, and one for it while the key is absent ("true") or there ("false").
  static std::string Statements(const std::string& principal, const char* absent) {
    const std::string head = R"({"Effect":"Allow",)" + (principal.empty() ? "" : principal + ",") +
                             (principal.empty() ? R"("Resource":"*",)" : "");
    std::string others;
    for (const char* action : {"sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:TagSession",
                               "sts:SetSourceIdentity", "sts:GetFederationToken"}) {
      if (action != GetParam().action) others += (others.empty() ? "\"" : ",\"") + std::string(action) + "\"";
    }
    return head + R"("Action":[)" + others + "]}," + head + R"("Action":")" + GetParam().action +
           R"(","Condition":{"Null":{")" + GetParam().key + R"(":")" + absent + R"("}}})";
  }
  void PutTaggedRole(const std::string& statements) {
    PutRole("tagged", "/", statements);
    Write([](directory::Transaction& transaction) {
      directory::Role role = *transaction.snapshot().roles.Find(directory::NameKey(kAccount, "tagged"));
      role.tags = {{"team", "x"}};
      transaction.Put(std::move(role));
    });
  }

  Reply AskWhileAbsent(const char* absent) {
    const QueryParameterList role{{"RoleArn", "arn:aws:iam::054000737513:role/tagged"}, {"RoleSessionName", "s1"}};
    const QueryParameterList tags{{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}};
    QueryParameterList parameters = role;
    if (GetParam().action == "sts:AssumeRoleWithWebIdentity") {
      PutTaggedRole(Statements(
          R"("Principal":{"Federated":"arn:aws:iam::054000737513:oidc-provider/)" + std::string(kIssuer) + R"("})",
          absent));
      bj::object claims = Claims();
      claims["https://aws.amazon.com/tags"] =
          bj::object{{"principal_tags", {{"team", bj::array{"x"}}}}, {"transitive_tag_keys", bj::array{"team"}}};
      claims["https://aws.amazon.com/source_identity"] = "ann";
      parameters.push_back({"WebIdentityToken", Token(claims)});
      return AskSts(Anonymous(), "AssumeRoleWithWebIdentity", parameters);
    }
    parameters.insert(parameters.end(), tags.begin(), tags.end());
    const Caller user = NewUser(std::string("while-") + absent, Statements("", absent));
    if (GetParam().action == "sts:GetFederationToken") {
      return AskSts(user, "GetFederationToken",
                    {{"Name", "pat"}, {"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "x"}});
    }
    PutTaggedRole(
        R"({"Effect":"Allow","Principal":{"AWS":"054000737513"},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]})");
    parameters.insert(parameters.end(),
                      {{"TransitiveTagKeys.member.1", "team"}, {"ExternalId", "e-1"}, {"SourceIdentity", "ann"}});
    return AskSts(user, "AssumeRole", parameters);
  }
};

TEST_P(StsConditionKeys, IsSetWhereTheActionIsDecided) {
  EXPECT_EQ(AskWhileAbsent("true").error_code, "AccessDenied");
  EXPECT_EQ(AskWhileAbsent("false").Outcome(), "200");
}

INSTANTIATE_TEST_SUITE_P(EveryAction, StsConditionKeys, ::testing::ValuesIn(Rows()));

}  // namespace
}  // namespace rolecall::services::sts
