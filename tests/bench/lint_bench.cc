// Lint over many roles, each with a trust policy and a permission policy of its own.
#include <benchmark/benchmark.h>

#include "access/lint/model.h"

namespace rolecall::access {
namespace {

constexpr const char* kIssuer = "oidc.eks.eu-central-1.amazonaws.com/id/81E1F9ED8100DE07F6B96AF57C8191BC";
constexpr const char* kAccount = "054000737513";

std::string Trust(const std::string& name) {
  const std::string issuer = kIssuer;
  return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::)" +
         std::string(kAccount) + ":oidc-provider/" + issuer +
         R"("},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{")" + issuer +
         R"(:sub":"system:serviceaccount:apps:)" + name + "\",\"" + issuer + R"(:aud":"sts.amazonaws.com"}}}})";
}

std::string Permissions(const std::string& name) {
  return R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],"Resource":"arn:aws:s3:::apps/)" +
         name + R"(/*"},
    {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::apps","Condition":{"StringLike":{"s3:prefix":")" +
         name + R"(/*"}}},
    {"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],
     "Resource":"arn:aws:secretsmanager:eu-central-1:054000737513:secret:k8s-main/)" +
         name + R"(-??????"},
    {"Effect":"Allow","Action":["kms:Decrypt","kms:DescribeKey"],"Resource":"*",
     "Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com"}}}]})";
}

// `bad`: every fourth role lets the whole cluster in.
IdentityModel ManyRoles(int count, bool bad) {
  IdentityModel model;
  model.providers.push_back(
      {"arn:aws:iam::" + std::string(kAccount) + ":oidc-provider/" + kIssuer, kIssuer, {"sts.amazonaws.com"}, {}});
  for (int i = 0; i < count; ++i) {
    const std::string name = "app-" + std::to_string(i);
    Role role;
    role.name = name;
    role.path = "/k8s-main/";
    role.account = kAccount;
    role.arn = "arn:aws:iam::" + std::string(kAccount) + ":role/k8s-main/" + name;
    role.trust.name = "trust policy of " + name;
    role.trust.text = Trust(name);
    if (bad && i % 4 == 0) {
      const std::size_t at = role.trust.text.find(":sub\"");
      role.trust.text.replace(at, 5, ":azp\"");
    }
    role.inline_policies.push_back({"inline policy app", Permissions(name), true, {}, ""});
    model.roles.push_back(std::move(role));
    ServiceAccount account;
    account.namespace_name = "apps";
    account.name = name;
    account.role_arn = model.roles.back().arn;
    model.service_accounts.push_back(std::move(account));
  }
  return model;
}

void Lint(benchmark::State& state, bool bad) {
  const int count = static_cast<int>(state.range(0));
  const IdentityModel model = ManyRoles(count, bad);
  std::size_t findings = 0;
  for (auto _ : state) {
    LintReport report;
    LintModel(model, {}, report);
    findings = report.findings.size();
    benchmark::DoNotOptimize(report);
  }
  if ((findings > 0) != bad) state.SkipWithError("other findings than expected");
  state.counters["findings"] = static_cast<double>(findings);
}

void LintCleanRoles(benchmark::State& state) { Lint(state, false); }
BENCHMARK(LintCleanRoles)->Name("lint/LintCleanRoles")->Arg(100)->Arg(1000)->Unit(benchmark::kMillisecond);

void LintOpenRoles(benchmark::State& state) { Lint(state, true); }
BENCHMARK(LintOpenRoles)->Name("lint/LintOpenRoles")->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolecall::access
