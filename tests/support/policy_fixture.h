// Short ways to put a question to the policy engine in tests.
#ifndef ROLECALL_TESTS_SUPPORT_POLICY_FIXTURE_H_
#define ROLECALL_TESTS_SUPPORT_POLICY_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "policy/decide/engine.h"

namespace rolecall::policy::testing {

inline constexpr char kAccount[] = "111122223333";
inline constexpr char kOther[] = "444455556666";
inline constexpr char kUser[] = "arn:aws:iam::111122223333:user/ann";
inline constexpr char kRole[] = "arn:aws:iam::111122223333:role/team/app";
inline constexpr char kSession[] = "arn:aws:sts::111122223333:assumed-role/app/run";
inline constexpr char kObject[] = "arn:aws:s3:::bucket/key";

inline std::shared_ptr<const CompiledPolicy> MustCompile(const std::string& text, DocumentKind kind) {
  ParsedDocument parsed = Parse(text, kind);
  EXPECT_FALSE(parsed.malformed) << parsed.malformed->message << " " << parsed.malformed->detail << "\n" << text;
  return Compile(std::move(parsed.document), "test");
}

// {"Version": "2012-10-17", "Statement": [STATEMENTS]}
inline std::string Document2012(const std::string& statements) {
  return R"({"Version": "2012-10-17", "Statement": [)" + statements + "]}";
}

inline PolicySet Set(const std::string& statements, DocumentKind kind = DocumentKind::kIdentity) {
  return {MustCompile(Document2012(statements), kind)};
}

inline Request Ask(Principal principal, std::string action, std::string resource, Context context = {},
                   std::string account = kAccount) {
  return Request(std::move(principal), std::move(action), std::move(resource), std::move(account), std::move(context));
}

// The outcome of one identity policy for a user who gets an object.
inline Outcome DecideIdentity(const std::string& statements, Context context = {}, std::string action = "s3:GetObject",
                              std::string resource = kObject) {
  PolicySet identity = Set(statements);
  PolicyInputs inputs;
  inputs.identity = &identity;
  return Decide(inputs, Ask(Principal::User(kUser, ""), std::move(action), std::move(resource), std::move(context)))
      .outcome;
}

// Whether `"Condition": CONDITION` holds in an Allow (or Deny) statement.
inline bool Holds(const std::string& condition, Context context, const char* effect = "Allow") {
  std::string statement =
      std::string(R"({"Effect": ")") + effect + R"(", "Action": "*", "Resource": "*", "Condition": )" + condition + "}";
  Outcome outcome = DecideIdentity(statement, std::move(context));
  return outcome == (std::string(effect) == "Allow" ? Outcome::kAllowed : Outcome::kExplicitDeny);
}

inline Context With(const std::string& key, const std::string& value) {
  Context context;
  context.Set(key, value);
  return context;
}

inline Context WithSet(const std::string& key, std::vector<std::string> values) {
  Context context;
  context.SetMultiple(key, std::move(values));
  return context;
}

}  // namespace rolecall::policy::testing

#endif  // ROLECALL_TESTS_SUPPORT_POLICY_FIXTURE_H_
