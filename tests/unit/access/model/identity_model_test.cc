#include "access/model/identity_model.h"

#include <gtest/gtest.h>

#include "access/model/model_readers.h"
#include "access/model/policy_cache.h"
#include "access/model/token_facts.h"

namespace rolecall::access {
namespace {

constexpr char kManifest[] =
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  annotations:\n"
    "    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/app\n    eks.amazonaws.com/audience: me\n"
    "    eks.amazonaws.com/token-expiration: \"900\"\n";

TEST(IdentityModel, MergeKeepsWhatIsThereAndAddsTheRest) {
  IdentityModel model, other;
  model.account_id = "000000000000";
  model.account_is_placeholder = true;
  model.roles.push_back({.arn = "arn:aws:iam::1:role/a", .name = "first"});
  other.account_id = "111122223333";
  other.region = "eu-central-1";
  other.roles.push_back({.arn = "arn:aws:iam::1:role/a", .name = "second"});
  other.roles.push_back({.arn = "arn:aws:iam::1:role/b", .name = "b"});
  other.roles_complete = true;
  other.gaps = {"gap"};
  model.Merge(std::move(other));
  EXPECT_EQ(model.account_id, "111122223333");
  EXPECT_FALSE(model.account_is_placeholder);
  EXPECT_EQ(model.region, "eu-central-1");
  ASSERT_EQ(model.roles.size(), 2u);
  EXPECT_EQ(model.FindRole("arn:aws:iam::1:role/a")->name, "first");
  EXPECT_EQ(model.FindRoleByName("b"), &model.roles[1]);
  EXPECT_TRUE(model.roles_complete);
  EXPECT_EQ(model.gaps.size(), 1u);
}

TEST(IdentityModel, OriginsAreToldByPlaceAddressOrSource) {
  Origin origin;
  EXPECT_EQ(origin.Text(), "");
  origin.kind = Origin::Kind::kState;
  EXPECT_EQ(origin.Text(), "the state");
  origin.address = "aws_iam_role.a";
  EXPECT_EQ(origin.Text(), "aws_iam_role.a in the state");
  origin.kind = Origin::Kind::kConfiguration;
  EXPECT_EQ(origin.Text(), "aws_iam_role.a");
  origin.range.file = std::make_shared<const std::string>("main.tf");
  origin.range.start = {3, 1, 0};
  EXPECT_EQ(origin.Text(), "main.tf:3 (aws_iam_role.a)");
  Origin live;
  live.kind = Origin::Kind::kEndpoint;
  EXPECT_EQ(live.Text(), "the live endpoint");
}

TEST(IdentityModel, PoliciesWhoseTextIsNotKnownAreMissing) {
  IdentityModel model;
  ManagedPolicy known, unknown;
  known.document.text = "{}";
  unknown.document.known = false;
  model.policies = {{"known", known}, {"unknown", unknown}};
  EXPECT_EQ(model.MissingPolicies({{"known", {}}, {"unknown", {}}, {"absent", {}}}),
            (std::vector<std::string>{"unknown", "absent"}));
  EXPECT_NE(model.Boundary("known"), nullptr);
  EXPECT_EQ(model.Boundary("unknown"), nullptr);
  EXPECT_EQ(model.Boundary("absent"), nullptr);
}

TEST(IdentityModel, ASecretWithoutItsSixCharactersIsFoundByAnyOfThem) {
  IdentityModel model;
  model.resources.push_back({"arn:aws:secretsmanager:r:1:secret:s-??????", {}});
  EXPECT_NE(model.FindResourcePolicy("arn:aws:secretsmanager:r:1:secret:s-AbCdEf"), nullptr);
  EXPECT_EQ(model.FindResourcePolicy("arn:aws:secretsmanager:r:1:secret:t-AbCdEf"), nullptr);
}

TEST(IdentityModel, PartsOfNamesAreTold) {
  EXPECT_EQ(AccountOf("arn:aws:iam::111122223333:role/a"), "111122223333");
  EXPECT_EQ(AccountOf("app"), "");
  EXPECT_EQ(PartitionOf("arn:aws-cn:iam::111122223333:role/a"), "aws-cn");
  EXPECT_EQ(PartitionOf("app"), "aws");
  EXPECT_EQ(WithoutScheme("https://oidc.example.com/id"), "oidc.example.com/id");
  EXPECT_EQ(NameOfArn("arn:aws:iam::111122223333:role/path/app"), "app");
}

TEST(Manifests, ServiceAccountsAreReadWithTheirPlaces) {
  IdentityModel model;
  ASSERT_TRUE(AddManifestText("sa.yaml", kManifest, "eks.amazonaws.com", model).ok());
  const ServiceAccount* account = model.FindServiceAccount("default", "app");
  ASSERT_NE(account, nullptr);
  EXPECT_EQ(account->Text(), "default/app");
  EXPECT_EQ(account->Subject(), "system:serviceaccount:default:app");
  EXPECT_EQ(account->role_arn, "arn:aws:iam::111122223333:role/app");
  EXPECT_EQ(account->audience, "me");
  EXPECT_EQ(account->token_expiration, 900);
  EXPECT_EQ(account->origin.Text(), "sa.yaml:4");
  EXPECT_EQ(account->role_origin.Text(), "sa.yaml:6");
}

TEST(Manifests, EachObjectHasItsOwnPlaceWhateverTheOthersAreCalled) {
  std::string text;
  for (const char* number : {"10", "1", "2"}) {
    text +=
        "kind: ServiceAccount\nmetadata:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::1:role/app\n  "
        "name: app-" +
        std::string(number) + "\n---\n";
  }
  // The same name in another namespace comes last.
  text += "kind: ServiceAccount\nmetadata: {name: app-1, namespace: other}\n";
  IdentityModel model;
  ASSERT_TRUE(AddManifestText("sa.yaml", text, "eks.amazonaws.com", model).ok());
  ASSERT_EQ(model.service_accounts.size(), 4u);
  const std::pair<int, int> wanted[] = {{5, 4}, {11, 10}, {17, 16}, {20, 20}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(model.service_accounts[i].origin.Text(), "sa.yaml:" + std::to_string(wanted[i].first)) << i;
    EXPECT_EQ(model.service_accounts[i].role_origin.Text(), "sa.yaml:" + std::to_string(wanted[i].second)) << i;
  }
}

TEST(Manifests, ListsAndOtherKindsAndOtherPrefixes) {
  IdentityModel model;
  ASSERT_TRUE(AddManifestText("l.json",
                              R"({"kind":"List","items":[{"kind":"ConfigMap","metadata":{"name":"c"}},
                              {"kind":"ServiceAccount","metadata":{"name":"a","namespace":"n","annotations":{"own/role-arn":"r","x":1}}}]})",
                              "own", model)
                  .ok());
  ASSERT_EQ(model.service_accounts.size(), 1u);
  EXPECT_EQ(model.service_accounts[0].role_arn, "r");
  EXPECT_FALSE(AddManifestText("b.yaml", "a: [\n", "own", model).ok());
}

TEST(Manifests, ADirectoryStandsForItsManifests) {
  const MemoryFileSystem files({{"d/a.yaml", kManifest}, {"d/b.txt", "no"}, {"d/below/c.yaml", kManifest}});
  IdentityModel model;
  ASSERT_TRUE(AddManifests("d", files, "eks.amazonaws.com", model).ok());
  EXPECT_EQ(model.service_accounts.size(), 1u);
  EXPECT_FALSE(AddManifests("nowhere.yaml", files, "eks.amazonaws.com", model).ok());
}

TEST(TokenFacts, AnInjectedTokenIsValidFromNowOn) {
  const TokenFacts token = InjectedToken({"ns", "app"}, "https://i.example.com", "me", 600, 1000);
  EXPECT_EQ(token.subject, "system:serviceaccount:ns:app");
  EXPECT_EQ(token.Audience(), "me");
  EXPECT_EQ(token.expires_at, 1600);
  EXPECT_FALSE(token.given);
}

TEST(TokenFacts, AGivenTokenIsReadWithoutItsSignature) {
  // {"iss":"https://i.example.com","sub":"system:serviceaccount:ns:app","aud":"one","azp":"two","iat":1,"nbf":2,"exp":3}
  const TokenFacts token = FactsOfToken(
      "eyJhbGciOiJSUzI1NiJ9."
      "eyJpc3MiOiJodHRwczovL2kuZXhhbXBsZS5jb20iLCJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6bnM6YXBwIiwiYXVkIjoib25lIiwiYXpw"
      "IjoidHdvIiwiaWF0IjoxLCJuYmYiOjIsImV4cCI6M30.c2ln\n");
  EXPECT_EQ(token.malformed, "");
  EXPECT_EQ(token.issuer, "https://i.example.com");
  EXPECT_EQ(token.audiences, std::vector<std::string>{"one"});
  EXPECT_EQ(token.Audience(), "two") << "azp goes before aud";
  EXPECT_EQ(token.issued_at, 1);
  EXPECT_EQ(token.not_before, 2);
  EXPECT_EQ(token.expires_at, 3);
  EXPECT_NE(FactsOfToken("nonsense").malformed, "");
}

TEST(TokenFacts, SubjectsNameAServiceAccountOrNone) {
  EXPECT_EQ(AccountOfSubject("system:serviceaccount:ns:app"), (kube::ServiceAccountName("ns", "app")));
  for (const char* subject : {"", "system:serviceaccount:", "system:serviceaccount:ns", "system:serviceaccount::app",
                              "system:serviceaccount:ns:", "repo:a/b:ref"})
    EXPECT_EQ(AccountOfSubject(subject), std::nullopt) << subject;
}

TEST(PolicyCache, OneTextIsCompiledOnce) {
  PolicyCache cache;
  PolicyDocument one, same, broken;
  one.text = same.text = R"({"Version":"2012-10-17","Statement":[]})";
  broken.text = "{";
  const PolicyCache::Compiled compiled = cache.Get(one, policy::DocumentKind::kIdentity);
  ASSERT_NE(compiled, nullptr);
  EXPECT_EQ(cache.Get(same, policy::DocumentKind::kIdentity), compiled);
  EXPECT_EQ(cache.Why(one, policy::DocumentKind::kIdentity), "");
  EXPECT_EQ(cache.Get(broken, policy::DocumentKind::kIdentity), nullptr);
  EXPECT_NE(cache.Why(broken, policy::DocumentKind::kIdentity), "");
}

TEST(IdentityModel, KnowsAwssOwnPoliciesWithoutBeingTold) {
  IdentityModel model;
  const std::string admin = "arn:aws:iam::aws:policy/AdministratorAccess", gone = "arn:aws:iam::aws:policy/NoSuch";
  ASSERT_NE(model.FindPolicyDocument(admin), nullptr);
  EXPECT_EQ(model.FindPolicyDocument(admin)->name, admin);
  EXPECT_NE(model.FindPolicyDocument(admin)->text.find(R"("Action":"*")"), std::string::npos);
  EXPECT_EQ(model.FindPolicyDocument(admin), model.FindPolicyDocument(admin));
  EXPECT_EQ(model.FindPolicyDocument(gone), nullptr);
  EXPECT_EQ(model.MissingPolicies({{admin, {}}, {gone, {}}}), std::vector<std::string>{gone});
  // What was read goes before what is known of old.
  ManagedPolicy read;
  read.document.text = "{}";
  model.policies = {{admin, read}};
  EXPECT_EQ(model.FindPolicyDocument(admin)->text, "{}");
}

}  // namespace
}  // namespace rolecall::access
