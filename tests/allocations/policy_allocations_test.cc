// A decision allocates nothing. In an executable of its own, whose operator new counts.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>

#include "policy/decide/engine.h"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace rolecall::policy {
namespace {

std::shared_ptr<const CompiledPolicy> MustCompile(const std::string& text, DocumentKind kind) {
  ParsedDocument parsed = Parse(text, kind);
  EXPECT_FALSE(parsed.malformed) << text;
  return Compile(std::move(parsed.document), "test");
}

Principal Caller(const std::string& account = "111122223333") {
  return Principal::RoleSession("arn:aws:iam::" + account + ":role/k8s/App", "AROAQZEVR3TU7U26A2MUZ", "session");
}

Context Facts() {
  Context context;
  context.Set("aws:SourceIp", "192.0.2.1");
  context.Set("aws:CurrentTime", "2030-01-01T00:00:00Z");
  context.Set("aws:PrincipalTag/team", std::string(60, 't'));
  context.Set("aws:MultiFactorAuthAge", "120");
  context.Set("aws:SourceArn", "arn:aws:sns:eu-central-1:111122223333:a-topic-with-a-name");
  context.Set("k", "YQ==");
  context.SetMultiple("aws:TagKeys", {"team", "a key that is longer than a short string"});
  return context;
}

// How many allocations one decision makes.
std::size_t CountOne(const PolicyInputs& inputs, const Request& request, Outcome expected) {
  std::size_t before = allocations;
  Decision decision = Decide(inputs, request);
  std::size_t made = allocations - before;
  EXPECT_EQ(decision.outcome, expected);
  return made;
}

TEST(PolicyAllocations, TheCounterCounts) {
  std::size_t before = allocations;
  ::operator delete(::operator new(1));
  EXPECT_EQ(allocations, before + 1);
}

TEST(PolicyAllocations, NoneForTheExamplesPolicy) {
  std::ifstream file(ROLECALL_SOURCE_DIR "/examples/k8s-main/external-secrets-policy.json");
  PolicySet identity = {
      MustCompile({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}, DocumentKind::kIdentity)};
  PolicyInputs inputs;
  inputs.identity = &identity;
  auto request = [](const std::string& secret) {
    return Request(Caller("054000737513"), "secretsmanager:GetSecretValue",
                   "arn:aws:secretsmanager:eu-central-1:054000737513:secret:" + secret, "054000737513", Facts());
  };
  EXPECT_EQ(CountOne(inputs, request("k8s-main/database-AbCdEf"), Outcome::kAllowed), 0u);
  EXPECT_EQ(CountOne(inputs, request("k8s-test/database-AbCdEf"), Outcome::kImplicitDeny), 0u);
}

TEST(PolicyAllocations, NoneForAnyOperatorLayerAndVariable) {
  PolicySet identity = {MustCompile(R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*",
      "Resource": ["arn:aws:s3:::b*d", "arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*"], "Condition": {
        "StringLike": {"aws:PrincipalTag/team": "t*t"}, "StringEqualsIgnoreCase": {"k": "yQ=="},
        "StringNotEquals": {"aws:PrincipalTag/team": "${aws:SourceArn}"}, "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]},
        "DateLessThan": {"aws:CurrentTime": "2031-01-01"}, "NumericLessThanEquals": {"aws:MultiFactorAuthAge": "120.0"},
        "ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:a-*"}, "BinaryEquals": {"k": "YQ=="}, "Bool": {"k": "false"},
        "Null": {"absent": "true"}, "ForAllValues:StringLike": {"aws:TagKeys": ["team", "a key*"]}}}})",
                                    DocumentKind::kIdentity)};
  PolicySet boundary = {
      MustCompile(R"({"Statement": {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:iam::*"}})",
                  DocumentKind::kBoundary)};
  std::vector<PolicySet> scps = {
      {MustCompile(R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})", DocumentKind::kScp)}};
  auto resource = MustCompile(R"({"Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": ["111122223333",
      "arn:aws:iam::111122223333:role/k8s/App", "arn:aws:sts::111122223333:assumed-role/App/session"]}, "Action": "s3:*", "Resource": "*"}})",
                              DocumentKind::kResource);
  PolicyInputs inputs;
  inputs.identity = &identity;
  inputs.boundary = inputs.session = &boundary;
  inputs.scps = scps;
  inputs.resource = resource.get();
  Request request(Caller(), "s3:GetObject", "arn:aws:s3:::bucket/" + std::string(60, 't') + "/key", "111122223333",
                  Facts());
  EXPECT_EQ(CountOne(inputs, request, Outcome::kAllowed), 0u);
}

TEST(PolicyAllocations, NoneForAThousandStatements) {
  std::string text = R"({"Statement": [)";
  for (int i = 0; i < 1000; ++i) {
    text += (i > 0 ? "," : "") + std::string(R"({"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b)") +
            std::to_string(i) + "/*\"}";
  }
  PolicySet identity = {MustCompile(text + "]}", DocumentKind::kIdentity)};
  PolicyInputs inputs;
  inputs.identity = &identity;
  Request request(Caller(), "s3:GetObject", "arn:aws:s3:::b999/key", "111122223333", Context());
  EXPECT_EQ(CountOne(inputs, request, Outcome::kAllowed), 0u);
}

}  // namespace
}  // namespace rolecall::policy
