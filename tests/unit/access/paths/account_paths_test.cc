#include "access/paths/account_paths.h"

#include <gtest/gtest.h>

#include "access/paths/joined_paths.h"

namespace rolecall::access {
namespace {

constexpr char kTarget[] = "arn:aws:iam::111122223333:role/target";

PolicyDocument Document(const std::string& statements) {
  PolicyDocument document;
  document.name = "inline policy p";
  document.text = R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
  return document;
}

std::string Allow(const std::string& actions, const std::string& resource = "*") {
  return R"({"Effect":"Allow","Action":[)" + actions + R"(],"Resource":")" + resource + "\"}";
}

std::string Trusting(const std::string& principal) {
  return R"({"Effect":"Allow","Action":"sts:AssumeRole","Principal":)" + principal + "}";
}

Role RoleNamed(const std::string& name, const std::string& trust, const std::string& policy = "") {
  Role role;
  role.name = name;
  role.arn = "arn:aws:iam::111122223333:role/" + name;
  role.account = "111122223333";
  role.path = "/";
  role.trust = Document(trust);
  if (!policy.empty()) role.inline_policies.push_back(Document(policy));
  return role;
}

IdentityModel ModelOf(const std::string& policy, const std::string& trust) {
  IdentityModel model;
  model.account_id = "111122223333";
  model.roles = {RoleNamed("ci", Trusting(R"({"Service":"ec2.amazonaws.com"})"), policy), RoleNamed("target", trust)};
  return model;
}

// "ci: method; …".
std::string Found(const IdentityModel& model) {
  std::string text;
  for (const Escalation& one : EscalationsTo(model, {kTarget}, "eu-central-1").found) {
    text += (text.empty() ? "" : "; ") + NameOfArn(one.who) + ":";
    for (const EscalationStep& step : one.steps) text += " " + step.method;
  }
  return text;
}

const std::string kLambda = Trusting(R"({"Service":"lambda.amazonaws.com"})");

TEST(AccountPaths, ARoleThatMayBePassedToAServiceItTrustsIsTakenOver) {
  const std::string all = Allow(R"("iam:PassRole","lambda:CreateFunction","lambda:InvokeFunction")");
  EXPECT_EQ(Found(ModelOf(all, kLambda)), "ci: lambda-invoke");
  // Without one of the actions, without the role's trust, or with another role to pass: nobody.
  EXPECT_EQ(Found(ModelOf(Allow(R"("iam:PassRole","lambda:CreateFunction")"), kLambda)), "");
  EXPECT_EQ(Found(ModelOf(all, Trusting(R"({"Service":"glue.amazonaws.com"})"))), "");
  EXPECT_EQ(Found(ModelOf(Allow(R"("iam:PassRole")", "arn:aws:iam::111122223333:role/other") + "," +
                              Allow(R"("lambda:CreateFunction","lambda:InvokeFunction")"),
                          kLambda)),
            "");
}

TEST(AccountPaths, WhoRewritesTheTrustPolicyGetsIn) {
  EXPECT_EQ(Found(ModelOf(Allow(R"("iam:UpdateAssumeRolePolicy")", kTarget), kLambda)), "ci: update-trust");
}

TEST(AccountPaths, ARoleThatRunsSomewhereIsTakenOverThere) {
  EXPECT_EQ(Found(ModelOf(Allow(R"("lambda:UpdateFunctionCode")"), kLambda)), "ci: lambda-code");
  EXPECT_EQ(Found(ModelOf(Allow(R"("ssm:StartSession")"), kLambda)), "");
}

TEST(AccountPaths, WhoChangesItsOwnRightsHasThemAll) {
  EXPECT_EQ(Found(ModelOf(Allow(R"("iam:PutRolePolicy")"), kLambda)), "ci: put-role-policy");
  IdentityModel bounded = ModelOf(Allow(R"("iam:PutRolePolicy")"), kLambda);
  bounded.roles[0].boundary_arn = "arn:aws:iam::111122223333:policy/bound";
  bounded.policies["arn:aws:iam::111122223333:policy/bound"].document = Document(Allow(R"("s3:*")"));
  EXPECT_EQ(Found(bounded), "");
}

TEST(AccountPaths, EscalationsLeadOn) {
  IdentityModel model = ModelOf(Allow(R"("iam:UpdateAssumeRolePolicy")", kTarget), kLambda);
  model.roles.push_back(RoleNamed("dev", kLambda, Allow(R"("iam:UpdateAssumeRolePolicy")", model.roles[0].arn)));
  EXPECT_EQ(Found(model), "ci: update-trust; dev: update-trust update-trust");
}

TEST(JoinedPaths, TellWhoBecomesTheServiceAccountAndThenTheRole) {
  IdentityModel model;
  model.account_id = "111122223333";
  Role role = RoleNamed(
      "target",
      R"({"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A"},"Condition":{"StringEquals":{"oidc.example.com/id/A:sub":"system:serviceaccount:apps:web"}}})",
      Allow(R"("s3:GetObject")"));
  model.roles.push_back(role);
  Rbac rbac;
  ASSERT_TRUE(
      AddRbacText("rbac.yaml",
                  "kind: Role\nmetadata: {name: r, namespace: apps}\nrules: [{verbs: [create], apiGroups: [''], "
                  "resources: [pods]}]\n---\nkind: RoleBinding\nmetadata: {name: deployers, namespace: apps}\n"
                  "roleRef: {kind: Role, name: r}\nsubjects: [{kind: Group, name: devs}]\n",
                  rbac)
          .ok());
  rbac.Finish();
  const WhoCanAnswer answer = WhoCan({&model, "s3:GetObject", "arn:aws:s3:::data/x", "eu-central-1"});
  ASSERT_EQ(answer.paths.size(), 1U);
  const std::string text = ToText(JoinPaths(answer, model, rbac, "eu-central-1"));
  EXPECT_NE(text.find("    apps/web, as arn:aws:iam::111122223333:role/target\n      Group devs\n        create-pod "
                      "(makes a pod that runs as it; RoleBinding apps/deployers) → ServiceAccount apps/web\n"),
            std::string::npos)
      << text;
}

TEST(JoinedPaths, WithoutRbacItIsSaidThatNobodyKnows) {
  const IdentityModel model;
  Rbac rbac;
  rbac.Finish();
  const JoinedPaths joined = JoinPaths({}, model, rbac, "");
  ASSERT_EQ(joined.notes.size(), 1U);
  EXPECT_NE(joined.notes[0].find("not known"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::access
