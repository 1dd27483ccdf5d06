#include "diag/json_path.h"

#include <gtest/gtest.h>

#include "diag/snippet.h"

namespace rolecall::diag {
namespace {

std::string PathTo(std::string_view text, std::string_view what) { return JsonPathAround(text, text.find(what)); }

TEST(JsonPathAround, NamesObjectsAndArraysOnTheWay) {
  const char* kDocument = R"({"output": {"a\"b": {"value": [1, {"x": ["here"]}]}}, "last": 2})";
  EXPECT_EQ(PathTo(kDocument, "here"), R"(output.a\"b.value[1].x)");
  EXPECT_EQ(PathTo(kDocument, "1,"), R"(output.a\"b.value)");
  EXPECT_EQ(PathTo(kDocument, "last"), "");
}

TEST(JsonPathAround, DocumentsThatAreBrokenHaveNone) {
  EXPECT_EQ(PathTo(R"({"a": {"b": here})", "here"), "");
  EXPECT_EQ(PathTo(R"({"a": [here,]})", "here"), "");
  EXPECT_EQ(PathTo(R"({"a": {"b": tru}})", "tru"), "a");
}

TEST(MakeSnippet, ShowsTheLineThatARangeEndsBefore) {
  const auto file = std::make_shared<const std::string>("main.tf");
  SourceMap sources;
  sources.Add("main.tf", "locals {\n  a =\n}\n\nb {}\n");
  Diagnostic diagnostic;
  diagnostic.subject = {file, {2, 6, 14}, {3, 1, 15}};
  const auto snippet = MakeSnippet(diagnostic, sources);
  ASSERT_TRUE(snippet.has_value());
  EXPECT_EQ(snippet->code, "  a =\n}");
  EXPECT_EQ(snippet->context, "locals");
  diagnostic.subject = {file, {5, 1, 18}, {5, 2, 19}};
  EXPECT_EQ(MakeSnippet(diagnostic, sources)->context, "");
  diagnostic.context = {file, {3, 1, 15}, {5, 2, 19}};
  const auto both = MakeSnippet(diagnostic, sources);
  EXPECT_EQ(both->code, "}\nb {}");
  EXPECT_EQ(both->start_line, 3);
  // Counted in the file, of which the empty line is not shown.
  EXPECT_EQ(both->highlight_start, 3u);
}

TEST(MakeSnippet, LabelsWithSequencesAreShort) {
  EXPECT_EQ(BlockAround("data \"x\" \"foo_${ f(\"}\") }\" {\n  a = 1\n}\n", {2, 3, 30}), "data \"x\" \"foo_${ ... }\"");
}

}  // namespace
}  // namespace rolecall::diag
