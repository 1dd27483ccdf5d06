#include "hcl/syntax/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rolecall::hcl {
namespace {

using ::testing::HasSubstr;

// The summaries of all diagnostics, joined.
std::string Summaries(const diag::Diagnostics& diagnostics) {
  std::string joined;
  for (const diag::Diagnostic& diagnostic : diagnostics.list()) {
    joined += (joined.empty() ? "" : "; ") + diagnostic.summary;
  }
  return joined;
}

std::string FileErrors(const std::string& text) {
  diag::Diagnostics diagnostics;
  ParseFile("main.tf", text, diagnostics);
  return Summaries(diagnostics);
}

std::string ExpressionErrors(const std::string& text) {
  diag::Diagnostics diagnostics;
  ParseExpression("main.tf", text, diagnostics);
  return Summaries(diagnostics);
}

TEST(ParseFile, ReadsAttributesAndBlocksInOrder) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("main.tf", "a = 1\nresource \"x\" y {\n  b = 2\n  nested { c = 3 }\n}\n", diagnostics);
  ASSERT_EQ(Summaries(diagnostics), "");
  ASSERT_EQ(file.body.attributes.size(), 1u);
  ASSERT_EQ(file.body.blocks.size(), 1u);
  const Block& block = *file.body.blocks[0];
  EXPECT_EQ(block.type, "resource");
  ASSERT_EQ(block.labels.size(), 2u);
  EXPECT_EQ(block.labels[0].text, "x");
  EXPECT_EQ(block.labels[1].text, "y");
  EXPECT_EQ(block.body.attributes[0]->name, "b");
  EXPECT_EQ(block.body.blocks[0]->body.attributes[0]->name, "c");
  EXPECT_EQ(block.body.attributes[0]->name_range.start, (diag::Position{3, 3, 25}));
  EXPECT_EQ(block.range.end.line, 5);
}

TEST(ParseFile, AcceptsByteOrderMarkAndCarriageReturns) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("main.tf",
                              "\xEF\xBB\xBF"
                              "a = 1\r\nb = 2\r\n",
                              diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "");
  EXPECT_EQ(file.body.attributes.size(), 2u);
}

TEST(ParseFile, CountsColumnsByGraphemeAndBytesByByte) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("main.tf", "a = [\"e\xCC\x81\", x]\n", diagnostics);
  const auto* tuple = As<TupleExpression>(*file.body.attributes[0]->expression);
  ASSERT_NE(tuple, nullptr);
  EXPECT_EQ(tuple->items[1]->range.start, (diag::Position{1, 11, 12}));
}

TEST(ParseFile, NormalizesUnicodeIdentifiers) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("main.tf", "cafe\xCC\x81-x = 1\n", diagnostics);
  ASSERT_EQ(file.body.attributes.size(), 1u);
  EXPECT_EQ(file.body.attributes[0]->name, "caf\xC3\xA9-x");
}

TEST(ParseFile, ReportsSeveralMistakesInOneRun) {
  EXPECT_EQ(FileErrors("a = \nb = c ? 2\nd = 3\ne\n"),
            "Invalid expression; Missing false expression in conditional; Argument or block definition required");
  // After the first recovery only what cannot be a consequence of it.
  EXPECT_EQ(FileErrors("a = \nb = 1 2\nc = [1 2]\nd = (1 2)\n"), "Invalid expression; Unbalanced parentheses");
}

TEST(ParseFile, StopsABodyAtWhatCannotBeginAnItem) {
  EXPECT_EQ(FileErrors("{\n  a = 1\n}\nb\n"), "Argument or block definition required");
  EXPECT_EQ(FileErrors("\"a\" = 1\nb\n"), "Invalid argument name");
  diag::Diagnostics diagnostics;
  const File file = ParseFile("main.tf", "x {\n  a = 1\n  )\n  b = 2\n}\ny {}\n}\nz {}\n", diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "Argument or block definition required");
  ASSERT_EQ(file.body.blocks.size(), 2u);
  EXPECT_EQ(file.body.blocks[0]->body.attributes.size(), 1u);
}

TEST(ParseFile, LabelsAreNoTemplates) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("main.tf", "r \"a_${b[\"}\"]}\" \"n\" {\n  x = 1\n}\ns \"q\\q\" {}\n", diagnostics);
  EXPECT_EQ(Summaries(diagnostics), "Invalid string literal; Invalid escape sequence");
  ASSERT_EQ(file.body.blocks.size(), 2u);
  ASSERT_EQ(file.body.blocks[0]->labels.size(), 2u);
  EXPECT_EQ(file.body.blocks[0]->labels[0].text, "a_${ ... }");
  EXPECT_EQ(file.body.blocks[0]->body.attributes.size(), 1u);
  EXPECT_EQ(file.body.blocks[1]->labels[0].text, "qq");
}

TEST(ParseFile, ManyMistakesAreNotAllTold) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "a\n";
  diag::Diagnostics diagnostics;
  ParseFile("main.tf", text, diagnostics);
  EXPECT_EQ(diagnostics.size(), 1000u);
}

TEST(ParseFile, KeepsWhatIsRightBesideWhatIsWrong) {
  diag::Diagnostics diagnostics;
  const File file = ParseFile("main.tf", "a = (1\nb = 2\n", diagnostics);
  EXPECT_TRUE(diagnostics.HasErrors());
  const File other = ParseFile("main.tf", "a = 1 +\nb = 2\n", diagnostics);
  EXPECT_EQ(other.body.attributes.size(), 2u);
}

TEST(ParseFile, RefusesAnAttributeTwiceWithBothPlaces) {
  diag::Diagnostics diagnostics;
  ParseFile("main.tf", "a = 1\na = 2\n", diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_THAT(diagnostics.list()[0].detail, HasSubstr("main.tf:1,1-2"));
  EXPECT_EQ(diagnostics.list()[0].subject.start.line, 2);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "a" + std::to_string(i) + " = 1\n";
  EXPECT_EQ(FileErrors(many), "");
  EXPECT_EQ(FileErrors(many + "a3 = 1\na99 = 1\n"), "Attribute redefined; Attribute redefined");
}

TEST(ParseFile, RefusesWrongSingleLineBlocks) {
  EXPECT_EQ(FileErrors("a { b = 1 }\n"), "");
  EXPECT_EQ(FileErrors("a {}\n"), "");
  EXPECT_EQ(FileErrors("a { b = 1, c = 2 }\n"), "Invalid single-argument block definition");
  EXPECT_EQ(FileErrors("a { b = 1\n}\n"), "Invalid single-argument block definition");
  EXPECT_EQ(FileErrors("a { b { c = 1 } }\n"), "Argument definition required");
}

TEST(ParseFile, PointsAtTheCommaBetweenArguments) {
  diag::Diagnostics diagnostics;
  ParseFile("main.tf", "attribute = 1, b = 2\n", diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_EQ(diagnostics.list()[0].subject.start.column, 14);
}

TEST(ParseFile, ReportsUnclosedThings) {
  EXPECT_EQ(FileErrors("a {\n"), "Unclosed configuration block");
  EXPECT_EQ(FileErrors("a { b = 1"), "Unclosed configuration block");
  EXPECT_EQ(FileErrors("a = {\n"), "Missing expression");
  EXPECT_EQ(FileErrors("a = {b = 1"), "Unterminated object constructor expression");
  EXPECT_EQ(FileErrors("a = [\n"), "Missing expression");
  EXPECT_EQ(FileErrors("a = [1"), "Unterminated tuple constructor expression");
  EXPECT_EQ(FileErrors("a = f("), "Missing expression");
  EXPECT_EQ(FileErrors("a = f(1"), "Unterminated function call");
  EXPECT_EQ(FileErrors("a = \"x\n"), "Invalid multi-line string; Unterminated template string");
  EXPECT_EQ(FileErrors("a \"x"), "Unterminated string literal; Invalid block definition");
  EXPECT_EQ(FileErrors("a = \"${x\""), "Unclosed template interpolation sequence");
  EXPECT_EQ(FileErrors("a = <<EOT\nx\n"), "Unterminated template string");
  EXPECT_EQ(FileErrors("/* x"), "Argument or block definition required");
}

TEST(ParseFile, NamesCharactersThatAreNotOfTheLanguage) {
  EXPECT_EQ(FileErrors("a = 'x'\n"), "Invalid character; Invalid expression");
  EXPECT_EQ(FileErrors("a = 1;\nb = 2;\n"), "Invalid character; Missing newline after argument");
  EXPECT_EQ(FileErrors("a = b & c\n"), "Unsupported operator; Missing newline after argument");
  EXPECT_EQ(FileErrors("a = \"\xFF\"\n"), "Invalid character encoding; Unterminated template string");
  EXPECT_EQ(FileErrors("@a = 1\n"), "Invalid character; Argument or block definition required");
  EXPECT_EQ(FileErrors("a = \"x\\\n"), "Invalid character; Invalid multi-line string; Unterminated template string");
}

TEST(ParseExpression, DirectivesAreToldWithThoseThatTheyBelongTo) {
  const auto detail = [](const std::string& text, std::size_t which) {
    diag::Diagnostics diagnostics;
    ParseExpression("main.tf", text, diagnostics);
    return diagnostics.size() > which ? diagnostics.list()[which].detail : "";
  };
  EXPECT_EQ(detail("\"%{if a}b\"", 0),
            "The if directive at main.tf:1,2-9 is missing its corresponding endif directive.");
  EXPECT_EQ(detail("\"%{for x in y}%{else}%{endfor}\"", 0), "An else clause is not expected for a for directive.");
  EXPECT_EQ(detail("\"%{for x in y}%{else}%{endfor}\"", 1),
            "The control directives within this template are unbalanced.");
  EXPECT_EQ(detail("\"%{if a}%{else}%{else}%{endif}\"", 0),
            "Already in the else clause for the if started at main.tf:1,2-9.");
}

TEST(ParseExpression, NumbersAreReadWholeAndRefusedWhole) {
  EXPECT_EQ(ExpressionErrors("1.2.3"), "Invalid number literal");
  EXPECT_EQ(ExpressionErrors("1e1e1"), "Invalid number literal");
  EXPECT_EQ(ExpressionErrors("1..2"), "Invalid number literal");
  EXPECT_EQ(ExpressionErrors("1."), "Invalid attribute name");
  EXPECT_EQ(ExpressionErrors("[for x in f(1...) : x]"), "");
  EXPECT_EQ(ExpressionErrors("\"\\uD800\""), "Invalid escape sequence");
}

TEST(ParseExpression, AcceptsTheWholeGrammar) {
  for (const char* text : {
           "1 + 2 * -3 % 4 / 5",
           "!a && b || c != d",
           "a ? b : c ? d : e",
           "[for k, v in x : k => v...]",
           "{ for k, v in x : k => v... if v }",
           "a[*].b[0][\"c\"]",
           "a.*.b.c",
           "a.0.b",
           "f(a, [b]...)",
           "core::x::y(1,)",
           "{ a = 1, \"b\" : 2, (c) = 3, format(\"%s\", d) = 4 }",
           "[1,\n2,\n]",
           "(\n1\n)",
           "\"%{ if a }b%{ else }c%{ endif }\"",
           "\"%{ for i, x in y ~} ${x} %{~ endfor }\"",
           "<<-EOT\n  a ${b}\n  EOT\n",
           "1.5e3",
           "x-y.z-w",
       }) {
    const std::string errors = ExpressionErrors(text);
    if (std::string(text).find("[for k, v") == 0) {
      // Neither a key nor grouping makes a tuple.
      EXPECT_EQ(errors, "Invalid 'for' expression; Invalid 'for' expression") << text;
    } else {
      EXPECT_EQ(errors, "") << text;
    }
  }
}

TEST(ParseExpression, RefusesWhatIsNotInTheGrammar) {
  for (const char* text : {"",
                           "1 +",
                           "a b",
                           "a.",
                           "a[",
                           "a[1",
                           "f(1 2)",
                           "{ a }",
                           "{ a = }",
                           "{ a = 1 b = 2 }",
                           "[1 2]",
                           "a ? b",
                           "[for x : y]",
                           "{for x in y : x}",
                           "\"${\"",
                           "\"%{ endif }\"",
                           "\"%{ if a }\"",
                           "\"\\q\"",
                           "\"\\u12\"",
                           "a.*.*",
                           "a.0.1",
                           "a::",
                           "::f()"}) {
    EXPECT_NE(ExpressionErrors(text), "") << text;
  }
}

TEST(ParseExpression, RefusesDeepNestingWithoutCrashing) {
  for (const char* open : {"(", "[", "{a=", "\"${", "f(", "-", "!", "a ? b : ", "x[*]", "1+", "a[b"}) {
    std::string text;
    for (int i = 0; i < 100000; ++i) text += open;
    diag::Diagnostics diagnostics;
    ParseExpression("main.tf", text, diagnostics);
    EXPECT_TRUE(diagnostics.HasErrors()) << open;
    EXPECT_LE(diagnostics.size(), 3u) << open;
  }
  std::string blocks;
  for (int i = 0; i < 100000; ++i) blocks += "a {\n";
  EXPECT_EQ(FileErrors(blocks), "Nesting too deep");
}

TEST(ParseExpression, AcceptsNestingWithinTheBounds) {
  const std::string text = std::string(200, '(') + "1" + std::string(200, ')');
  EXPECT_EQ(ExpressionErrors(text), "");
}

TEST(StaticViews, SeeWhatAnExpressionIs) {
  diag::Diagnostics diagnostics;
  const ParsedExpression list = ParseExpression("x", "[a.b, all]", diagnostics);
  const auto items = AsStaticList(*list.root, diagnostics);
  ASSERT_TRUE(items);
  EXPECT_EQ(TraversalText(*AsTraversal(*(*items)[0], diagnostics)), "a.b");
  EXPECT_EQ(AsKeyword(*(*items)[1]), "all");
  EXPECT_EQ(AsKeyword(*(*items)[0]), "");
  EXPECT_EQ(diagnostics.size(), 0u);
  EXPECT_FALSE(AsStaticMap(*list.root, diagnostics));
  EXPECT_FALSE(AsTraversal(*list.root, diagnostics));
  EXPECT_EQ(diagnostics.size(), 2u);
}

TEST(StaticViews, NamesThatAreLiteralsElsewhere) {
  diag::Diagnostics diagnostics;
  EXPECT_EQ(TraversalText(*AsTraversal(*ParseExpression("x", "null.east", diagnostics).root, diagnostics)),
            "null.east");
  const ParsedExpression keyed = ParseExpression("x", "null.by[each.key]", diagnostics);
  const auto* index = As<IndexExpression>(*keyed.root);
  ASSERT_NE(index, nullptr);
  EXPECT_EQ(TraversalText(*AsTraversal(*index->collection, diagnostics)), "null.by");
  EXPECT_EQ(diagnostics.size(), 0u);
  EXPECT_FALSE(AsTraversal(*ParseExpression("x", "f().a", diagnostics).root, diagnostics));
  EXPECT_FALSE(AsTraversal(*ParseExpression("x", "(a).b", diagnostics).root, diagnostics));
  EXPECT_EQ(diagnostics.size(), 2u);
}

TEST(IsValidIdentifier, KnowsLettersDigitsUnderscoresAndDashes) {
  for (const char* good : {"a", "_a", "a-b", "a1", "\xCE\xA7\xCE\xB1"}) EXPECT_TRUE(IsValidIdentifier(good)) << good;
  for (const char* bad : {"", "1a", "-a", "a b", "a.b", "a\n", "a\xEF\xBF\xBD"}) {
    EXPECT_FALSE(IsValidIdentifier(bad)) << bad;
  }
}

}  // namespace
}  // namespace rolecall::hcl
