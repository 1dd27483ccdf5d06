// Policy decisions on one core: the seed's policy, and many statements.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "policy/decide/engine.h"
#include "policy/document/document.h"

namespace rolecall::policy {
namespace {

Document SeedPolicy() {
  std::ifstream file(ROLECALL_SOURCE_DIR "/examples/k8s-main/external-secrets-policy.json");
  std::string text(std::istreambuf_iterator<char>(file), {});
  return Parse(text, DocumentKind::kIdentity).document;
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

void Run(benchmark::State& state, Document document, const Request& request, Outcome expected) {
  constexpr int kCopies = 16;  // enough that memory which is used again does not matter
  const std::size_t before = mallinfo2().uordblks;
  PolicySet identity;
  for (int i = 0; i < kCopies; ++i) identity.push_back(Compile(Document(document), "bench"));
  state.counters["bytes"] = static_cast<double>(mallinfo2().uordblks - before) / kCopies;  // of the compiled policy
  identity.resize(1);
  PolicyInputs inputs;
  inputs.identity = &identity;
  if (Decide(inputs, request).outcome != expected) return state.SkipWithError("another decision than expected");
  for (auto _ : state) benchmark::DoNotOptimize(Decide(inputs, request));
}

void SeedAllowed(benchmark::State& state) {
  Run(state, SeedPolicy(), GetSecret("k8s-main/database-AbCdEf"), Outcome::kAllowed);
}
BENCHMARK(SeedAllowed)->Name("policy/SeedAllowed");

void SeedDenied(benchmark::State& state) {
  Run(state, SeedPolicy(), GetSecret("other/database-AbCdEf"), Outcome::kImplicitDeny);
}
BENCHMARK(SeedDenied)->Name("policy/SeedDenied");

// Short ones: a document has at most 131,072 bytes.
std::string ManyStatements(int first, int count) {
  std::string text = R"({"Version":"2012-10-17","Statement":[)";
  for (int i = first; i < first + count; ++i) {
    if (i > first) text += ",";
    text +=
        R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::team-)" + std::to_string(i) + R"(/*"})";
  }
  return text + "]}";
}

// More statements than a document may hold are put together from several.
Document ManyParsed(int count) {
  Document whole = Parse(ManyStatements(0, std::min(count, 1000)), DocumentKind::kIdentity).document;
  for (int first = 1000; first < count; first += 1000) {
    Document part = Parse(ManyStatements(first, 1000), DocumentKind::kIdentity).document;
    std::move(part.statements.begin(), part.statements.end(), std::back_inserter(whole.statements));
  }
  return whole;
}

void Statements(benchmark::State& state) {
  const int count = static_cast<int>(state.range(0));
  const Request request(Principal::RoleSession("arn:aws:iam::054000737513:role/r", "AROAQZEVR3TU7U26A2MUZ", "s"),
                        "s3:GetObject", "arn:aws:s3:::team-" + std::to_string(count - 1) + "/key", "054000737513",
                        Context());
  Run(state, ManyParsed(count), request, Outcome::kAllowed);
}
BENCHMARK(Statements)->Name("policy/Statements")->RangeMultiplier(10)->Range(10, 10000);

// The same, but the matching statement is told apart by the action: what a policy of many services looks like.
void Services(benchmark::State& state) {
  const int count = static_cast<int>(state.range(0));
  Document document = ManyParsed(count);
  for (std::size_t i = 0; i < document.statements.size(); ++i) {
    Statement& statement = document.statements[i];
    statement.actions[0].value = "svc" + std::to_string(i) + ":Get*";
    statement.resources[0].value = "*";
  }
  const Request request(Principal::RoleSession("arn:aws:iam::054000737513:role/r", "AROAQZEVR3TU7U26A2MUZ", "s"),
                        "svc" + std::to_string(count - 1) + ":GetThing", "*", "054000737513", Context());
  Run(state, std::move(document), request, Outcome::kAllowed);
}
BENCHMARK(Services)->Name("policy/Services")->RangeMultiplier(10)->Range(10, 10000);

void CompileStatements(benchmark::State& state) {
  const std::string text = ManyStatements(0, static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Compile(Parse(text, DocumentKind::kIdentity).document, "bench"));
}
BENCHMARK(CompileStatements)->Name("policy/CompileStatements")->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolecall::policy
