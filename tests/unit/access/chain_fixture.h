// A chain in which everything is right; each test breaks one thing.
#ifndef ROLECALL_TESTS_UNIT_ACCESS_CHAIN_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_ACCESS_CHAIN_FIXTURE_H_

#include <string>

#include "access/explain/explain.h"

namespace rolecall::access::testing {

inline constexpr const char* kIssuer = "oidc.example.com/id/A";
inline constexpr const char* kProvider = "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A";
inline constexpr const char* kRole = "arn:aws:iam::054000737513:role/k8s/App";
inline constexpr const char* kSecret = "arn:aws:secretsmanager:eu-central-1:054000737513:secret:app/db-AbCdEf";
inline constexpr const char* kManaged = "arn:aws:iam::054000737513:policy/k8s/App";

inline std::string Trust(const std::string& conditions, const std::string& provider = kProvider,
                         const std::string& action = "sts:AssumeRoleWithWebIdentity") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":")" + action +
         R"(","Principal":{"Federated":")" + provider + R"("},"Condition":)" + conditions + "}]}";
}

inline std::string SubAndAud(const std::string& subject, const std::string& issuer = kIssuer,
                             const std::string& audience = "sts.amazonaws.com") {
  return R"({"StringEquals":{")" + issuer + R"(:sub":")" + subject + R"(",")" + issuer + R"(:aud":")" + audience +
         R"("}})";
}

struct Chain {
  IdentityModel model;
  ExplainQuestion question;

  Chain() {
    Role role;
    role.arn = kRole;
    role.name = "App";
    role.path = "/k8s/";
    role.account = "054000737513";
    role.unique_id = "AROAQZEVR3TU7U26A2MUZ";
    role.trust.name = "trust policy of App";
    role.trust.text = Trust(SubAndAud("system:serviceaccount:ns:app"));
    role.attached = {{kManaged, {}}};
    model.roles.push_back(role);
    ManagedPolicy policy;
    policy.arn = kManaged;
    policy.document.name = kManaged;
    policy.document.text =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:*:secret:app/*"}]})";
    model.policies[kManaged] = policy;
    model.providers = {{kProvider, kIssuer, {"sts.amazonaws.com"}, {}}};
    model.providers_complete = true;
    ServiceAccount account;
    account.namespace_name = "ns";
    account.name = "app";
    account.role_arn = kRole;
    account.annotations["eks.amazonaws.com/role-arn"] = kRole;
    model.service_accounts.push_back(account);
    question.account = {{"ns", "app"}};
    question.role_arn = kRole;
    question.action = "secretsmanager:GetSecretValue";
    question.resource = kSecret;
    question.region = "eu-central-1";
    question.now = 1'800'000'000;
    question.token =
        InjectedToken({"ns", "app"}, std::string("https://") + kIssuer, "sts.amazonaws.com", 3600, question.now);
  }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  Role& role() { return model.roles[0]; }
  std::string& policy() { return model.policies[kManaged].document.text; }
  ExplainAnswer Ask() {
    question.model = &model;
    return Explain(question);
  }
  // "trust policy: trust-subject", or "allowed".
  std::string Cause() {
    const ExplainAnswer answer = Ask();
    const ChainLink* failed = answer.failed();
    return failed == nullptr ? "allowed" : failed->name + ": " + failed->code;
  }
};

}  // namespace rolecall::access::testing

#endif  // ROLECALL_TESTS_UNIT_ACCESS_CHAIN_FIXTURE_H_
