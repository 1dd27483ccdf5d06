// Every condition operator with a value that satisfies it and one that does not. A new operator (a row of
// document/operators.cc) is new rows here: the table is held against the operators that there are.
#include "policy/document/operators.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/policy_fixture.h"

namespace rolecall::policy {
namespace {

using testing::Holds;
using testing::With;

struct OperatorCase {
  const char* op;
  const char* wanted;  // JSON, as the policy writes it
  const char* actual;  // the key's value in the request; null: absent
  bool holds;
};

constexpr OperatorCase kCases[] = {
    {"StringEquals", R"("a")", "a", true},
    {"StringEquals", R"("a")", "A", false},
    {"StringEquals", R"("a*")", "ab", false},
    {"StringNotEquals", R"("a")", "A", true},
    {"StringNotEquals", R"("a")", "a", false},
    {"StringEqualsIgnoreCase", R"("Straße")", "sTRAßE", true},
    {"StringEqualsIgnoreCase", R"("a")", "b", false},
    {"StringNotEqualsIgnoreCase", R"("a")", "b", true},
    {"StringNotEqualsIgnoreCase", R"("a")", "A", false},
    {"StringLike", R"("a*:?")", "a:b/c:d", true},
    {"StringLike", R"("a?")", "a", false},
    {"StringNotLike", R"("a*")", "ba", true},
    {"StringNotLike", R"("a*")", "ab", false},
    {"NumericEquals", "10", "1e1", true},
    {"NumericEquals", "10", "10.000000000000000001", false},
    {"NumericEquals", R"("ten")", "ten", false},
    {"NumericNotEquals", "10", "11", true},
    {"NumericNotEquals", "10", "010", false},
    {"NumericNotEquals", "10", "ten", true},  // what is no number is equal to none
    {"NumericLessThan", "10", "9.9", true},
    {"NumericLessThan", "10", "10", false},
    {"NumericLessThanEquals", "10", "10", true},
    {"NumericLessThanEquals", "10", "10.1", false},
    {"NumericGreaterThan", "10", "10.1", true},
    {"NumericGreaterThan", "10", "10", false},
    {"NumericGreaterThan", "10", "ten", false},
    {"NumericGreaterThanEquals", "10", "10", true},
    {"NumericGreaterThanEquals", "10", "-11", false},
    {"DateEquals", R"("2030-01-01T00:00:00Z")", "1893456000", true},
    {"DateEquals", R"("2030-01-01T00:00:00Z")", "2030-01-01T00:00:00+01:00", false},
    {"DateNotEquals", R"("2030-01-01")", "2030-01-02", true},
    {"DateNotEquals", R"("2030-01-01")", "2030-01-01T00:00:00Z", false},
    {"DateNotEquals", R"("2030-01-01")", "never", true},
    {"DateLessThan", R"("2030-01-01")", "2029-12-31", true},
    {"DateLessThan", R"("2030-01-01")", "2030-01-01", false},
    {"DateLessThanEquals", R"("2030-01-01")", "2030-01-01", true},
    {"DateLessThanEquals", R"("2030-01-01")", "2030-01-02", false},
    {"DateGreaterThan", R"("2030-01-01")", "2030-01-02", true},
    {"DateGreaterThan", R"("2030-01-01")", "2030-01-01", false},
    {"DateGreaterThanEquals", R"("2030-01-01")", "2030-01-01", true},
    {"DateGreaterThanEquals", R"("2030-01-01")", "2029-12-31", false},
    {"Bool", "true", "TRUE", true},
    {"Bool", "true", "yes", false},
    {"Bool", "false", "yes", true},
    {"Bool", "false", "truely", true},
    {"BinaryEquals", R"("YQ==")", "YQ==", true},
    {"BinaryEquals", R"("YQ==")", "YR==", false},
    {"IpAddress", R"("192.0.2.0/24")", "192.0.2.77", true},
    {"IpAddress", R"("192.0.2.0/24")", "::ffff:192.0.2.77", true},
    {"IpAddress", R"("192.0.2.0/24")", "192.0.3.1", false},
    {"IpAddress", R"("192.0.2.0/24")", "here", false},
    {"NotIpAddress", R"("192.0.2.0/24")", "192.0.3.1", true},
    {"NotIpAddress", R"("192.0.2.0/24")", "192.0.2.77", false},
    {"NotIpAddress", R"("192.0.2.0/24")", "here", false},  // no address satisfies neither form
    {"ArnEquals", R"("arn:aws:s3:::b*")", "arn:aws:s3:::bucket", true},
    {"ArnEquals", R"("arn:aws:s3:::b*")", "arn:aws:sns:::bucket", false},
    {"ArnNotEquals", R"("arn:aws:s3:::b")", "arn:aws:s3:::c", true},
    {"ArnNotEquals", R"("arn:aws:s3:::b")", "arn:aws:s3:::b", false},
    {"ArnLike", R"("*")", "arn:aws:s3:::bucket", true},
    {"ArnLike", R"("arn:aws:s*:b")", "arn:aws:s3:::b", false},  // no star reaches over a colon
    {"ArnNotLike", R"("arn:aws:s3:::b*")", "arn:aws:s3:::c", true},
    {"ArnNotLike", R"("arn:aws:s3:::b*")", "arn:aws:s3:::bucket", false},
    {"ArnNotLike", R"("arn:aws:s3:::b*")", "bucket", false},
    {"Null", R"("true")", nullptr, true},
    {"Null", R"("true")", "a", false},
    {"Null", R"("false")", "", true},
    {"Null", R"("false")", nullptr, false},
};

TEST(PolicyOperators, EachComparesAsItsCasesSay) {
  for (const OperatorCase& one : kCases) {
    const std::string condition = std::string(R"({")") + one.op + R"(": {"k": )" + one.wanted + "}}";
    const Context context = one.actual == nullptr ? Context() : With("k", one.actual);
    EXPECT_EQ(Holds(condition, context), one.holds) << condition << " with " << (one.actual ? one.actual : "nothing");
  }
}

TEST(PolicyOperators, EachHasACaseThatHoldsAndOneThatDoesNot) {
  std::map<std::string_view, int> holding, failing;
  for (const OperatorCase& one : kCases) ++(one.holds ? holding : failing)[one.op];
  for (std::string_view name : OperatorNames()) {
    EXPECT_GT(holding[name], 0) << name;
    EXPECT_GT(failing[name], 0) << name;
  }
  EXPECT_EQ(holding.size(), OperatorNames().size()) << "a case names no operator";
}

TEST(PolicyOperators, ExamplesForLintSatisfyWhatTheyAreFor) {
  int examples = 0;
  for (std::string_view name : OperatorNames()) {
    const std::optional<Operator> op = ParseOperator(name);
    if (op->row->example.empty()) continue;
    ++examples;
    const char* wanted = op->kind() == ValueKind::kDate ? R"("2030-01-01")" : R"("10")";
    const std::string condition = R"({")" + std::string(name) + R"(": {"k": )" + wanted + "}}";
    EXPECT_TRUE(Holds(condition, With("k", std::string(op->row->example)))) << name;
  }
  EXPECT_EQ(examples, 4);
}

}  // namespace
}  // namespace rolecall::policy
