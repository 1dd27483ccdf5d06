#include "engine/backend/pg.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

// Statements are held against a real PostgreSQL in tests/e2e/backends_test.sh; here what is decided without one.

std::unique_ptr<Backend> MakePg(std::map<std::string, value::Value> arguments, diag::Diagnostics& diagnostics,
                                FakeContext& context) {
  return MakeBackend({"pg", value::Value::Object(std::move(arguments)), {}}, context.Use(), diagnostics);
}

TEST(PgBackend, NamesAreQuotedSoThatTheyStayNames) {
  EXPECT_EQ(QuotedName("states"), "\"states\"");
  EXPECT_EQ(QuotedName("a\"; DROP TABLE x; --"), "\"a\"\"; DROP TABLE x; --\"");
  EXPECT_EQ(QuotedName(std::string_view("a\0b", 3)), "\"a\"");
}

// As Go's fnv.New32 of "schema\0table": the number that the other programs take the same lock by.
TEST(PgBackend, TheCreationLockIsThatOfOtherPrograms) {
  EXPECT_EQ(PgBackend(PgBackendOptions()).CreationLock(), -3797183428);
}

TEST(PgBackend, AConnectionStringThatIsNoneIsRefusedUnseen) {
  FakeContext context;
  diag::Diagnostics diagnostics;
  EXPECT_EQ(MakePg({{"conn_str", Text("password=only-for-this-test nonsense")}}, diagnostics, context), nullptr);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics.list()[0].detail.find("only-for-this-test"), std::string::npos);
  diagnostics = {};
  EXPECT_EQ(MakePg({{"conn_str", Text("postgres://h/d")}, {"tables", Text("x")}}, diagnostics, context), nullptr);
  diagnostics = {};
  EXPECT_NE(MakePg({{"conn_str", Text("postgres://u@h/d?sslmode=disable")}}, diagnostics, context), nullptr);
  context.environment.Set("PG_CONN_STR", "host=h dbname=d");
  EXPECT_NE(MakePg({}, diagnostics, context), nullptr);
}

}  // namespace
}  // namespace rolecall::engine
