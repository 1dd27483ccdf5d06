// who-can over an account of 10,000 roles, and what the access section adds to a plan of the seed's size.
#include <benchmark/benchmark.h>

#include "access/change/access_change.h"
#include "access/check/check.h"
#include "access/offline/offline_plan.h"
#include "access/who_can/who_can.h"
#include "http/client.h"
#include "policy/access_sets/access_difference.h"
#include "providers/aws/catalogue.h"

namespace rolecall::access {
namespace {

constexpr const char* kProvider = "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A";

std::string Trust(const std::string& subject) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":")" +
         std::string(kProvider) + R"("},"Condition":{"StringEquals":{"oidc.example.com/id/A:sub":")" + subject +
         R"(","oidc.example.com/id/A:aud":"sts.amazonaws.com"}}}]})";
}

std::string Secrets(const std::string& prefix) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Resource":"arn:aws:secretsmanager:eu-central-1:054000737513:secret:)" +
         prefix + R"(/*"},{"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"*"}]})";
}

// Every role has a trust policy and an inline policy of its own, and shares one of ten managed policies.
IdentityModel Account(int roles) {
  IdentityModel model;
  model.account_id = "054000737513";
  model.providers = {{kProvider, "oidc.example.com/id/A", {"sts.amazonaws.com"}, {}}};
  model.providers_complete = true;
  for (int i = 0; i < 10; ++i) {
    ManagedPolicy policy;
    policy.arn = "arn:aws:iam::054000737513:policy/p" + std::to_string(i);
    policy.document.name = policy.arn;
    policy.document.text = Secrets("shared" + std::to_string(i));
    model.policies[policy.arn] = policy;
  }
  for (int i = 0; i < roles; ++i) {
    const std::string n = std::to_string(i);
    Role role;
    role.name = "role" + n;
    role.arn = "arn:aws:iam::054000737513:role/" + role.name;
    role.account = model.account_id;
    role.trust.name = "trust policy of " + role.name;
    role.trust.text = Trust("system:serviceaccount:ns" + n + ":app");
    PolicyDocument own;
    own.name = "inline policy own";
    own.text = Secrets("app" + n);
    role.inline_policies.push_back(std::move(own));
    role.attached.push_back({"arn:aws:iam::054000737513:policy/p" + std::to_string(i % 10), {}});
    model.roles.push_back(std::move(role));
  }
  return model;
}

void WhoCanRoles(benchmark::State& state) {
  const IdentityModel model = Account(static_cast<int>(state.range(0)));
  const WhoCanQuestion question{&model, "secretsmanager:GetSecretValue",
                                "arn:aws:secretsmanager:eu-central-1:054000737513:secret:shared3/db-AbCdEf",
                                "eu-central-1"};
  std::size_t found = 0;
  for (auto _ : state) found = WhoCan(question).paths.size();
  if (found != static_cast<std::size_t>(state.range(0)) / 10) state.SkipWithError("another answer than expected");
}
BENCHMARK(WhoCanRoles)->Name("access/WhoCanRoles")->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void CompareRoles(benchmark::State& state) {
  const IdentityModel before = Account(static_cast<int>(state.range(0)));
  IdentityModel after = before;
  after.policies.begin()->second.document.text = Secrets("another");
  for (auto _ : state) benchmark::DoNotOptimize(CompareAccess(before, after));
}
BENCHMARK(CompareRoles)->Name("access/CompareRoles")->Arg(3)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

// A plan from an empty state: every role is new.
void CompareNewRoles(benchmark::State& state) {
  const IdentityModel after = Account(static_cast<int>(state.range(0)));
  IdentityModel before = after;
  before.roles.clear();
  for (auto _ : state) benchmark::DoNotOptimize(CompareAccess(before, after));
}
BENCHMARK(CompareNewRoles)->Name("access/CompareNewRoles")->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void NoNewAccessRoles(benchmark::State& state) {
  const IdentityModel before = Account(static_cast<int>(state.range(0)));
  IdentityModel after = before;
  after.policies.begin()->second.document.text = Secrets("another");
  for (auto _ : state) {
    if (!NoNewAccess(before, after).violated()) return state.SkipWithError("no new access was found");
  }
}
BENCHMARK(NoNewAccessRoles)->Name("access/NoNewAccessRoles")->Arg(10000)->Unit(benchmark::kMillisecond);

void NotGrantedRoles(benchmark::State& state) {
  const IdentityModel model = Account(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    if (!NotGranted(model, {{"iam:*"}, {"*"}}).violations.empty()) return state.SkipWithError("somebody was found");
  }
}
BENCHMARK(NotGrantedRoles)->Name("access/NotGrantedRoles")->Arg(10000)->Unit(benchmark::kMillisecond);

// A policy of as many statements, each about two actions and a prefix of its own, under a condition.
std::string Large(int statements, bool reversed) {
  constexpr const char* kActions[] = {"s3:GetObject", "s3:PutObject", "sqs:SendMessage", "sns:Publish",
                                      "dynamodb:GetItem"};
  std::string text;
  for (int i = 0; i < statements; ++i) {
    const int n = reversed ? statements - 1 - i : i;
    text += std::string(i == 0 ? "" : ",") + R"({"Effect":"Allow","Action":[")" + kActions[n % 5] +
            R"(","kms:Decrypt"],"Resource":"arn:aws:s3:::bucket)" + std::to_string(n) +
            R"(/*","Condition":{"StringEquals":{"aws:RequestedRegion":["eu-central-1","eu-west-1"]}}})";
  }
  return R"({"Version":"2012-10-17","Statement":[)" + text + "]}";
}

// Inclusion: a policy in one that says the same in another order. The policies are compiled, their sets are made anew.
void Inclusion(benchmark::State& state) {
  const int statements = static_cast<int>(state.range(0));
  const auto side = [](policy::PolicySet& set, const std::string& text) {
    set = {policy::Compile(policy::Parse(text, policy::DocumentKind::kIdentity).document, "policy")};
    policy::AccessSide access;
    access.inputs.identity = &set;
    access.inputs.resource_optional = true;
    access.principal = policy::Principal::RoleSession("arn:aws:iam::111122223333:role/app", "", "example");
    return access;
  };
  policy::PolicySet one, other;
  const policy::AccessSide before = side(one, Large(statements, false)), after = side(other, Large(statements, true));
  for (auto _ : state) {
    policy::StatementSets sets;
    policy::AccessQuestion question;
    question.has = &after;
    question.had = {&before};
    if (!policy::Beyond(question, sets).empty()) return state.SkipWithError("a difference");
  }
}
BENCHMARK(Inclusion)->Name("access/Inclusion")->Arg(5)->Arg(50)->Unit(benchmark::kMicrosecond);

// What the access section costs when the seed's directory is new: planned once more, with everything predicted.
void SeedPlannedOffline(benchmark::State& state) {
  const SystemFileSystem files;
  const FakeEnvironment environment;
  const FakeClock clock{FromUnixSeconds(1'800'000'000)};
  FakeRandom random;
  rolecall::aws::SystemSleeper sleeper;
  const auto catalogue = providers::aws::MakeAwsCatalogue(
      {.environment = environment,
       .files = files,
       .clock = clock,
       .random = random,
       .sleeper = sleeper,
       .make_http_client = [](const http::ClientOptions& http) { return std::make_unique<http::CurlClient>(http); },
       .run_command = nullptr});
  const std::string directory = ROLECALL_SOURCE_DIR "/examples/k8s-main";
  OfflineRequest request;
  request.context = {.files = &files,
                     .environment = &environment,
                     .clock = &clock,
                     .random = &random,
                     .providers = catalogue.get(),
                     .working_directory = "/"};
  request.directory = directory;
  request.variables = {{engine::VariableInput::Kind::kFile, directory + "/canida.tfvars"}};
  diag::Diagnostics diagnostics;
  const std::optional<OfflinePlan> planned = PlanOffline(request, diagnostics);
  if (!planned) return state.SkipWithError("the seed cannot be planned");
  engine::RootVariables variables;
  for (const engine::PlannedVariable& one : planned->plan.variables) {
    if (one.given) variables[one.name] = {one.value, {}, "the plan"};
  }
  for (auto _ : state) {
    const IdentityModel after = PredictAfter(request.context, *planned->configuration, variables, planned->plan);
    if (CompareAccess(IdentityModel(), after).changes.empty()) return state.SkipWithError("no change");
  }
}
BENCHMARK(SeedPlannedOffline)->Name("access/SeedPlannedOffline")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolecall::access
