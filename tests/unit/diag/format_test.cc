#include "diag/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diag/snippet.h"

namespace rolecall::diag {
namespace {

using ::testing::HasSubstr;

const char* const kText = "locals {\n  a = 1\n}\n\nresource \"r\" \"n\" {\n  x = {\n    y = z\n  }\n}\n";

Range At(std::size_t begin, std::size_t end, int line, int column) {
  const auto file = std::make_shared<const std::string>("main.tf");
  return {file, {line, column, begin}, {line, column + static_cast<int>(end - begin), end}};
}

class FormatDiagnosticTest : public ::testing::Test {
 protected:
  FormatDiagnosticTest() {
    sources_.Add("main.tf", kText);
    const std::size_t z = std::string_view(kText).find("z\n");
    diagnostic_.code = "some-code";
    diagnostic_.summary = "Summary";
    diagnostic_.detail = "Detail.";
    diagnostic_.subject = At(z, z + 1, 7, 9);
  }

  SourceMap sources_;
  Diagnostic diagnostic_;
};

TEST_F(FormatDiagnosticTest, PrintsPlainWithoutBox) {
  EXPECT_EQ(FormatDiagnostic(diagnostic_, sources_, {}),
            "\nError: Summary\n\n  on main.tf line 7, in resource \"r\" \"n\":\n   7:     y = z\n\nDetail.\n");
}

TEST_F(FormatDiagnosticTest, PrintsAddressAndValues) {
  diagnostic_.address = "r.n";
  diagnostic_.values = {{"var.x", "is \"a\""}};
  EXPECT_EQ(FormatDiagnostic(diagnostic_, sources_, {}),
            "\nError: Summary\n\n  with r.n,\n  on main.tf line 7, in resource \"r\" \"n\":\n   7:     y = z\n"
            "    ├────────────────\n    │ var.x is \"a\"\n\nDetail.\n");
}

TEST_F(FormatDiagnosticTest, PrintsStatementsThatStandAlone) {
  diagnostic_.values = {{"", "while calling f(x)"}, {"var.x", "is \"a\""}};
  EXPECT_THAT(FormatDiagnostic(diagnostic_, sources_, {}),
              HasSubstr("    │ while calling f(x)\n    │ var.x is \"a\"\n"));
}

TEST_F(FormatDiagnosticTest, PrintsABoxWithColour) {
  EXPECT_EQ(FormatDiagnostic(diagnostic_, sources_, {.color = true, .width = 80}),
            "\033[31m╷\033[0m\n"
            "\033[31m│\033[0m \033[1m\033[31mError: \033[0m\033[1mSummary\033[0m\n"
            "\033[31m│\033[0m\n"
            "\033[31m│\033[0m   on main.tf line 7, in resource \"r\" \"n\":\n"
            "\033[31m│\033[0m    7:     y = \033[4mz\033[0m\n"
            "\033[31m│\033[0m\n"
            "\033[31m│\033[0m Detail.\n"
            "\033[31m╵\033[0m\n");
}

TEST_F(FormatDiagnosticTest, ShowsTheLinesOfTheContext) {
  const std::size_t x = std::string_view(kText).find("x = {");
  diagnostic_.context = {diagnostic_.subject.file, {6, 3, x}, {8, 4, x + 19}};
  EXPECT_THAT(FormatDiagnostic(diagnostic_, sources_, {}), HasSubstr("   6:   x = {\n   7:     y = z\n   8:   }\n\n"));
}

TEST_F(FormatDiagnosticTest, WrapsTheDetailButNotIndentedLines) {
  diagnostic_.subject = {};
  diagnostic_.detail = "one two three four\n  one two three four";
  EXPECT_EQ(FormatDiagnostic(diagnostic_, sources_, {.width = 10}),
            "\nError: Summary\n\none two\nthree\nfour\n  one two three four\n");
}

TEST_F(FormatDiagnosticTest, ShowsHowTheSidesOfAComparisonDiffer) {
  struct Sides final : Comparison {};
  diagnostic_.values = {{"var.x", "is 1"}};
  diagnostic_.comparison = std::make_shared<Sides>();
  FormatOptions options;
  EXPECT_EQ(FormatDiagnostic(diagnostic_, sources_, options).find("Diff"), std::string::npos);
  options.difference = [](const Comparison&, bool color) { return color ? "red" : "{\n      ~ a = 1 -> 2\n    }"; };
  EXPECT_THAT(FormatDiagnostic(diagnostic_, sources_, options),
              HasSubstr("    │ var.x is 1\n    ├────────────────\n    │ Diff: \n    │     {\n    │       ~ a = 1 -> 2\n"
                        "    │     }\n\nDetail.\n"));
  options.color = true;
  EXPECT_THAT(FormatDiagnostic(diagnostic_, sources_, options), HasSubstr("    red\n"));
}

TEST_F(FormatDiagnosticTest, SaysSoWhenTheSourceIsNotThere) {
  EXPECT_THAT(FormatDiagnostic(diagnostic_, SourceMap(), {}),
              HasSubstr("  on main.tf line 7:\n  (source code not available)\n"));
}

TEST_F(FormatDiagnosticTest, SurvivesPlacesOutsideOfTheText) {
  diagnostic_.subject = At(100000, 100010, 900, 1);
  EXPECT_THAT(FormatDiagnostic(diagnostic_, sources_, {}), HasSubstr("Error: Summary"));
  diagnostic_.subject.end.byte = 0;
  diagnostic_.context = At(50000, 60, 1, 1);
  EXPECT_THAT(FormatDiagnostic(diagnostic_, sources_, {}), HasSubstr("Error: Summary"));
  sources_.Add("main.tf", "");
  EXPECT_THAT(FormatDiagnostic(diagnostic_, sources_, {}), HasSubstr("Error: Summary"));
}

TEST(BlockAround, FindsTheBlockAtTheTopLevel) {
  const std::string text =
      "# { comment\nx = \"${\"{\"}\"\na b {\n  c = <<EOT\n}\nEOT\n  d { e = 1 }\n  f = 2\n}\ny = {\n  z = 1\n}\n";
  const auto around = [&](const char* what) { return BlockAround(text, {1, 1, text.find(what)}); };
  EXPECT_EQ(around("x ="), "");
  EXPECT_EQ(around("e ="), "a \"b\"");
  EXPECT_EQ(around("f ="), "a \"b\"");
  EXPECT_EQ(around("z ="), "");
}

TEST(BlockAround, DoesNotNeedValidText) {
  for (const char* text : {"", "{", "a {", "\"", "\"${", "<<E", "/*", "a \"", "}}}", "\"${}}\"", "a = <<EOT\nx"}) {
    for (std::size_t offset = 0; offset < 12; ++offset) BlockAround(text, {1, 1, offset});
  }
}

TEST_F(FormatDiagnosticTest, SequencesForTerminalsAreShownAndNotObeyed) {
  diagnostic_.summary = "Sum\x1b[2Jmary";
  diagnostic_.detail = "De\x1b]0;title\atail\xff.";
  diagnostic_.address = "a.b\x1b[1A";
  for (const bool color : {false, true}) {
    const std::string text = FormatDiagnostic(diagnostic_, sources_, {.color = color, .width = 78});
    EXPECT_THAT(text, HasSubstr("Sum\\x1b[2Jmary"));
    EXPECT_THAT(text, HasSubstr("De\\x1b]0;title\\atail\\xff."));
    EXPECT_THAT(text, HasSubstr("with a.b\\x1b[1A,"));
  }
}

}  // namespace
}  // namespace rolecall::diag
