// Policies: documents, patterns, condition values, simulated requests.
#include <string>
#include <vector>

#include "access/check/contract.h"
#include "base/encoding.h"
#include "json/document.h"
#include "policy/access_sets/access_difference.h"
#include "policy/decide/engine.h"
#include "policy/decide/request.h"
#include "policy/document/arn.h"
#include "policy/document/document.h"
#include "policy/document/glob.h"
#include "policy/document/scalars.h"
#include "policy/explain/explain.h"
#include "policy/lint/example.h"
#include "policy/lint/lint.h"
#include "policy/simulate/simulate.h"
#include "policy/storable/validate.h"
#include "policy/tighten/access_log.h"
#include "policy/tighten/tighten.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

policy::Request SampleRequest(bool trust) {
  policy::Context context;
  context.Set("aws:SourceIp", "192.0.2.1");
  context.Set("aws:CurrentTime", "2026-11-23T18:11:14Z");
  context.Set("aws:SecureTransport", "true");
  context.Set("oidc.example:sub", "system:serviceaccount:a:b");
  context.SetMultiple("aws:TagKeys", {"team", "env"});
  const char* provider = "arn:aws:iam::111122223333:oidc-provider/oidc.example";
  const char* role = "arn:aws:iam::111122223333:role/App";
  return trust ? policy::Request(policy::Principal::Federated(provider), "sts:AssumeRoleWithWebIdentity", role,
                                 "111122223333", std::move(context))
               : policy::Request(policy::Principal::RoleSession(role, "AROAEXAMPLE", "s"), "s3:GetObject",
                                 "arn:aws:s3:::bucket/key", "", std::move(context));
}

// The trace must not change the decision.
void DecideWith(std::string_view text, policy::DocumentKind kind) {
  policy::ParsedDocument parsed = policy::Parse(text, kind);
  if (parsed.malformed) {
    FUZZ_EXPECT(parsed.malformed->offset <= text.size());
    return;
  }
  const bool of_resource = policy::TakesPrincipal(kind);
  const policy::PolicySet set = {policy::Compile(std::move(parsed.document), "p")};
  policy::PolicyInputs inputs;
  if (of_resource) {
    inputs.resource = set[0].get();
  } else {
    inputs.identity = &set;
  }
  const policy::Request request = SampleRequest(kind == policy::DocumentKind::kTrust);
  const policy::Decision decision = policy::Decide(inputs, request);
  FUZZ_EXPECT(policy::Explain(inputs, request).decision.outcome == decision.outcome);
}

void Document(std::string_view input) {
  for (const auto kind : {policy::DocumentKind::kIdentity, policy::DocumentKind::kTrust,
                          policy::DocumentKind::kResource, policy::DocumentKind::kScp}) {
    DecideWith(input, kind);
  }
  policy::PolicySize(input);
}

// What may be stored can be evaluated.
void WrittenDocument(std::string_view input) {
  for (const auto kind : {policy::WriteKind::kManaged, policy::WriteKind::kInline, policy::WriteKind::kTrust,
                          policy::WriteKind::kSession, policy::WriteKind::kResource}) {
    if (policy::CheckForWrite(input, kind)) continue;
    FUZZ_EXPECT(!policy::Parse(input, policy::EvaluatedAs(kind)).malformed);
  }
}

void Lint(std::string_view input) {
  for (const auto kind :
       {policy::DocumentKind::kTrust, policy::DocumentKind::kIdentity, policy::DocumentKind::kResource}) {
    for (const auto& finding : policy::LintPolicy(input, kind, policy::ExampleContext())) {
      FUZZ_EXPECT(finding.span.end <= input.size());
      // What is repaired stays JSON.
      if (!finding.edits.empty()) FUZZ_EXPECT(json::Parse(policy::ApplyEdits(input, finding.edits), {}).error.empty());
    }
  }
}

void Simulate(std::string_view input) {
  for (bool explain : {false, true}) {
    const policy::SimulateAnswer answer = policy::SimulateOne(input, explain);
    FUZZ_EXPECT(answer.json.find('\n') == std::string::npos);
    FUZZ_EXPECT(json::Parse(answer.json, {}).error.empty());
  }
}

// What a log shows is allowed by the policy made from it, or there is no policy.
void AuditLog(std::string_view input) {
  policy::AccessLog log("app");
  if (!log.Read(input).ok()) return;
  const Result<policy::TightPolicy> tight = policy::Tighten(log.allowed(), {.max_resources = 2, .current = {}});
  if (!tight.ok()) return;
  FUZZ_EXPECT(tight->proven == log.allowed().size());
  FUZZ_EXPECT(!policy::Parse(tight->json, policy::DocumentKind::kIdentity).malformed);
}

// The slow way, for ASCII.
bool SlowGlob(std::string_view pattern, std::string_view text) {
  std::vector<bool> row(text.size() + 1, false);
  row[0] = true;
  for (char c : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    next[0] = c == '*' && row[0];
    for (std::size_t i = 1; i <= text.size(); ++i) {
      next[i] = c == '*' ? next[i - 1] || row[i] : row[i - 1] && (c == '?' || c == text[i - 1]);
    }
    row = std::move(next);
  }
  return row[text.size()];
}

// Pattern, newline, text.
void Glob(std::string_view input) {
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view pattern = input.substr(0, line);
  const std::string_view text = input.substr(std::min(line + 1, input.size()));
  const bool matches = policy::GlobMatch(policy::ToPattern(pattern), text);
  bool ascii = input.size() < 2000;
  for (char c : input) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (ascii) FUZZ_EXPECT(matches == SlowGlob(pattern, text));
}

void Scalars(std::string_view input) {
  policy::ParseDate(input);
  Base64Decode(input);
  policy::ParseArn(input);
  policy::EqualsLowerCased(input, "x");
  const auto network = policy::ParseIpNetwork(input);
  const auto address = policy::ParseRequestIp(input);
  if (network && address && !network->never) FUZZ_EXPECT(policy::Contains(*network, *address));
  const std::size_t line = std::min(input.find('\n'), input.size());
  const auto a = policy::ParseDecimal(input.substr(0, line));
  const auto b = policy::ParseDecimal(input.substr(std::min(line + 1, input.size())));
  if (a && b) FUZZ_EXPECT(policy::CompareDecimals(*a, *b) == -policy::CompareDecimals(*b, *a));
  if (a) FUZZ_EXPECT(policy::CompareDecimals(*a, *a) == 0);
}

void AccessContracts(std::string_view data) {
  diag::Diagnostics diagnostics;
  const access::Contracts contracts = access::ReadContracts("access.rolecall.hcl", std::string(data), diagnostics);
  access::CheckContracts(contracts, access::IdentityModel());
}

// Two policies, a line of dashes between them: what is told as certain is so by the engine (Beyond asks it), and a
// policy allows nothing beyond itself.
void AccessDifference(std::string_view data) {
  const std::size_t cut = data.find("\n--\n");
  policy::PolicySet sets[2];
  policy::AccessSide sides[2];
  for (int i = 0; i < 2; ++i) {
    const std::string_view text = cut == std::string_view::npos ? data
                                  : i == 0                      ? data.substr(0, cut)
                                                                : data.substr(cut + 4);
    policy::ParsedDocument parsed = policy::Parse(text, policy::DocumentKind::kIdentity);
    if (parsed.malformed) return;
    sets[i] = {policy::Compile(std::move(parsed.document), "policy")};
    sides[i].inputs.identity = &sets[i];
    sides[i].inputs.resource_optional = true;
    sides[i].principal = policy::Principal::RoleSession("arn:aws:iam::111122223333:role/app", "", "s");
  }
  policy::StatementSets statements;
  policy::Beyond({.has = &sides[0], .had = {&sides[1]}}, statements);
  for (const policy::AccessDifference& one : policy::Beyond({.has = &sides[0], .had = {&sides[0]}}, statements)) {
    FUZZ_EXPECT(!one.certain);
  }
}

constexpr Target kTargets[] = {{"policy_document", &Document},
                               {"policy_write", &WrittenDocument},
                               {"policy_lint", &Lint},
                               {"simulate", &Simulate},
                               {"audit_log", &AuditLog},
                               {"glob", &Glob},
                               {"policy_scalars", &Scalars},
                               {"access_contracts", &AccessContracts},
                               {"access_difference", &AccessDifference}};

}  // namespace

std::span<const Target> PolicyTargets() { return kTargets; }

}  // namespace rolecall::fuzz
