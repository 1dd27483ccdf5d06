// Policy decisions on one core: the seed's policy, and many statements.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>

#include "policy/document.h"
#include "policy/engine.h"

namespace rolecall::policy {
namespace {

std::string SeedPolicy() {
  std::ifstream file(ROLECALL_SOURCE_DIR "/examples/k8s-main/external-secrets-policy.json");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Request GetSecret(const std::string& secret) {
  Context context;
  context.Set("aws:SourceIp", "192.0.2.1");
  context.Set("aws:RequestedRegion", "eu-central-1");
  return Request(
      Principal::RoleSession("arn:aws:iam::054000737513:role/k8s-main/ExternalSecrets", "AROAQZEVR3TU7U26A2MUZ", "s"),
      "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-central-1:054000737513:secret:" + secret,
      "054000737513", std::move(context));
}

void Run(benchmark::State& state, const std::string& text, const Request& request, Outcome expected) {
  const PolicySet identity = {Compile(Parse(text, DocumentKind::kIdentity).document, "bench")};
  PolicyInputs inputs;
  inputs.identity = &identity;
  if (Decide(inputs, request).outcome != expected) return state.SkipWithError("another decision than expected");
  for (auto _ : state) benchmark::DoNotOptimize(Decide(inputs, request));
}

void SeedAllowed(benchmark::State& state) {
  Run(state, SeedPolicy(), GetSecret("k8s-main/database-AbCdEf"), Outcome::kAllowed);
}
BENCHMARK(SeedAllowed);

void SeedDenied(benchmark::State& state) {
  Run(state, SeedPolicy(), GetSecret("other/database-AbCdEf"), Outcome::kImplicitDeny);
}
BENCHMARK(SeedDenied);

// Short ones: a document has at most 131,072 bytes.
std::string ManyStatements(int count) {
  std::string text = R"({"Version":"2012-10-17","Statement":[)";
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += ",";
    text +=
        R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::team-)" + std::to_string(i) + R"(/*"})";
  }
  return text + "]}";
}

void Statements(benchmark::State& state) {
  const int count = static_cast<int>(state.range(0));
  const Request request(Principal::RoleSession("arn:aws:iam::054000737513:role/r", "AROAQZEVR3TU7U26A2MUZ", "s"),
                        "s3:GetObject", "arn:aws:s3:::team-" + std::to_string(count - 1) + "/key", "054000737513",
                        Context());
  Run(state, ManyStatements(count), request, Outcome::kAllowed);
}
BENCHMARK(Statements)->Arg(10)->Arg(100)->Arg(1000);

void CompileStatements(benchmark::State& state) {
  const std::string text = ManyStatements(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Compile(Parse(text, DocumentKind::kIdentity).document, "bench"));
}
BENCHMARK(CompileStatements)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolecall::policy
