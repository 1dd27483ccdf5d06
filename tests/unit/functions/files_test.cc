#include "functions/notation/glob.h"
#include "tests/unit/functions/calling.h"

namespace rolecall::functions {
namespace {

class FileFunctions : public Calling {
 protected:
  FileFunctions() {
    for (const auto& [path, text] :
         std::map<std::string, std::string>{{"base/a.txt", "hello"},
                                            {"base/sub/b.txt", "b"},
                                            {"base/sub/deep/c.json", "{}"},
                                            {"base/bytes", "\xFF\xFE"},
                                            {"base/hello.tmpl", "Hello, ${name}!"},
                                            {"base/self.tmpl", "${templatefile(\"self.tmpl\", {})}"}}) {
      EXPECT_TRUE(files_.Write(path, text, FileMode::kPublic).ok());
    }
  }
};

TEST_F(FileFunctions, ReadBelowTheBaseDirectory) {
  EXPECT_EQ(Show("file", {Text("a.txt")}), "hello");
  EXPECT_EQ(Show("file", {Text("./sub/../a.txt")}), "hello");
  EXPECT_EQ(Show("filebase64", {Text("bytes")}), "//4=");
  EXPECT_EQ(Show("filemd5", {Text("a.txt")}), Show("md5", {Text("hello")}));
  EXPECT_EQ(Show("file", {Text("missing")}).substr(0, 33), "error: no file exists at \"missing");
  EXPECT_EQ(Show("file", {Text("missing").Mark(value::kSensitive)}).substr(0, 42),
            "error: no file exists at (sensitive value)");
  EXPECT_EQ(Show("file", {Text("bytes")}).substr(0, 47), "error: contents of \"bytes\" are not valid UTF-8;");
}

TEST_F(FileFunctions, MarksOfThePathGoToTheContent) {
  EXPECT_TRUE(Call("file", {Text("a.txt").Mark(value::kSensitive)})->HasMark(value::kSensitive));
}

TEST_F(FileFunctions, FileExistsRefusesDirectories) {
  EXPECT_EQ(Show("fileexists", {Text("a.txt")}), "true");
  EXPECT_EQ(Show("fileexists", {Text("nope")}), "false");
  EXPECT_EQ(Show("fileexists", {Text("sub")}), "error: \"sub\" is a directory, not a file");
}

TEST_F(FileFunctions, FileSetMatchesPatterns) {
  EXPECT_EQ(Show("fileset", {Text("."), Text("**/*.txt")}), "[\"a.txt\",\"sub/b.txt\"]");
  EXPECT_EQ(Show("fileset", {Text("sub"), Text("**")}), "[\"b.txt\",\"deep/c.json\"]");
  EXPECT_EQ(Show("fileset", {Text("."), Text("*/{b,c}.txt")}), "[\"sub/b.txt\"]");
  EXPECT_EQ(Show("fileset", {Text("."), Text("[")}), "error: failed to glob pattern \"[\": syntax error in pattern");
}

TEST_F(FileFunctions, WithoutFilesTheyRefuse) {
  options_.files = nullptr;
  EXPECT_FALSE(Call("file", {Text("a.txt")}).ok());
  EXPECT_FALSE(Call("fileset", {Text("."), Text("*")}).ok());
}

TEST_F(FileFunctions, PathsNeedNoFiles) {
  EXPECT_EQ(Show("basename", {Text("a/b.txt")}), "b.txt");
  EXPECT_EQ(Show("dirname", {Text("a/b.txt")}), "a");
  EXPECT_EQ(Show("dirname", {Text("b.txt")}), ".");
  EXPECT_EQ(Show("abspath", {Text("../x")}), "/srv/x");
  EXPECT_EQ(Show("pathexpand", {Text("~/.ssh")}), "/home/ann/.ssh");
  EXPECT_FALSE(Call("pathexpand", {Text("~bob/x")}).ok());
}

TEST_F(FileFunctions, TemplatesAreRendered) {
  const Value name = Value::Object({{"name", Text("Ann").Mark(value::kSensitive)}});
  EXPECT_EQ(Show("templatefile", {Text("hello.tmpl"), name}), "Hello, Ann!");
  EXPECT_TRUE(Call("templatefile", {Text("hello.tmpl"), name})->HasMark(value::kSensitive));
  EXPECT_EQ(Show("templatestring", {Text("${upper(name)}"), name}), "ANN");
  EXPECT_EQ(Show("templatefile", {Text("hello.tmpl"), Value::Object({})}).substr(0, 46),
            "error: vars map does not contain key \"name\", r");
  EXPECT_FALSE(Call("templatestring", {Text("${"), Value::Object({})}).ok());
  EXPECT_FALSE(Call("templatestring", {Text("x"), Value::Object({{"1", Text("a")}})}).ok());
}

TEST_F(FileFunctions, TemplatesDoNotNestWithoutEnd) {
  options_.template_depth = 20;
  const FunctionResult result = Call("templatefile", {Text("self.tmpl"), Value::Object({})});
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().message.find("maximum recursion depth 20 reached"), std::string::npos);
}

TEST_F(FileFunctions, CatalogueHasEveryNameAlsoInCore) {
  EXPECT_EQ(Show("core::upper", {Text("a")}), "A");
  EXPECT_EQ(FindFunction(catalogue_, "core::nope"), nullptr);
  EXPECT_EQ(FindFunction(catalogue_, "try"), nullptr);
  EXPECT_EQ(FunctionNames(catalogue_).size() * 2, MakeFunctionTable(catalogue_).size());
}

TEST(Glob, MatchesNamesAndDirectories) {
  EXPECT_TRUE(GlobMatches("*.txt", "a.txt"));
  EXPECT_FALSE(GlobMatches("*.txt", "b/a.txt"));
  EXPECT_TRUE(GlobMatches("**/a", "a"));
  EXPECT_TRUE(GlobMatches("a/**/z", "a/b/c/z"));
  EXPECT_TRUE(GlobMatches("[a-c]?", "bx"));
  EXPECT_FALSE(GlobMatches("[^a-c]?", "bx"));
  EXPECT_TRUE(GlobMatches("a*b*c", "axxbyyc"));
  EXPECT_FALSE(GlobMatches("a*b*c", "axxbyy"));
  EXPECT_EQ(ExpandBraces("{a,b{c,d}}e").size(), 3u);
  EXPECT_FALSE(IsGoodGlob("{a"));
  EXPECT_FALSE(IsGoodGlob("a\\"));
}

}  // namespace
}  // namespace rolecall::functions
