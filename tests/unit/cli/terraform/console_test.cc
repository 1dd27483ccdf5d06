#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ConsoleCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf",
          "variable \"name\" { default = \"web\" }\nvariable \"missing\" {}\n"
          "variable \"password\" {\n  default   = \"x\"\n  sensitive = true\n}\nlocals { list = [1, 2] }\n");
  }
};

TEST_F(ConsoleCommandTest, AnswersEachLine) {
  EXPECT_EQ(Run({"console"}, "upper(var.name)\n\nvar.missing\nvar.password\ntype(local.list)\n"), kExitOk) << err();
  EXPECT_EQ(out(), "\"WEB\"\n(known after apply)\n(sensitive value)\ntuple([\n    number,\n    number,\n])\n");
}

TEST_F(ConsoleCommandTest, AnOpenBracketOrABackslashGoesOnInTheNextLine) {
  EXPECT_EQ(Run({"console"}, "[\n1,\n2\n]\n1 + \\\n2\n"), kExitOk) << err();
  EXPECT_EQ(out(), "[\n  1,\n  2,\n]\n3\n");
  EXPECT_EQ(Run({"console"}, "length([1,\n2"), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error:"));
}

TEST_F(ConsoleCommandTest, ExitEndsItAndAnErrorIsTheExitCode) {
  EXPECT_EQ(Run({"console"}, "exit\n1\n"), kExitOk);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(Run({"console"}, "nope()\n1\nquit\n2\n"), kExitError);
  EXPECT_EQ(out(), "1\n");
  EXPECT_THAT(Errors(), HasSubstr("There is no function named \"nope\""));
}

TEST_F(ConsoleCommandTest, PromptsOnATerminalAndForgivesErrorsThere) {
  in_is_terminal_ = out_is_terminal_ = true;
  environment_.Set("NO_COLOR", "1");
  EXPECT_EQ(Run({"console"}, "[\n1]\nnope()\n"), kExitOk);
  EXPECT_EQ(out(), "> : [\n  1,\n]\n> > ");
}

TEST_F(ConsoleCommandTest, JsonTellsTypeValueMarksAndErrors) {
  EXPECT_EQ(Run({"console", "-json"}, "var.name\nvar.password\nvar.missing\n{a=[1]}\ntype(1)\nnope()\n1/0\n-1/0\n"),
            kExitOk);
  std::istringstream lines(out());
  const auto next = [&] {
    std::string line;
    std::getline(lines, line);
    return line;
  };
  EXPECT_EQ(next(), R"({"type":"string","value":"web"})");
  EXPECT_EQ(next(), R"({"type":"string","value":"x","sensitive":true})");
  EXPECT_EQ(next(), R"({"unknown":true,"type":"dynamic"})");
  EXPECT_EQ(next(), R"({"type":["object",{"a":["tuple",["number"]]}],"value":{"a":[1]}})");
  EXPECT_EQ(next(), R"({"type":"type","value":"number"})");
  EXPECT_THAT(next(), StartsWith(R"({"error":"Call to unknown function: There is no function named)"));
  EXPECT_EQ(next(), R"({"type":"number","value":"inf"})");
  EXPECT_EQ(next(), R"({"type":"number","value":"-inf"})");
}

TEST_F(ConsoleCommandTest, MoreRootNamesComeAsTypedValues) {
  Write("more.json", R"({"extra":{"k":"list","t":"number","v":[{"k":"number","v":"7"}]}})");
  EXPECT_EQ(Run({"console", "-vars-json=more.json"}, "extra[0] + 1\n"), kExitOk) << err();
  EXPECT_EQ(out(), "8\n");
  Write("more.json", R"({"extra":{"k":"text","v":"x"}})");
  EXPECT_EQ(Run({"console", "-vars-json=more.json"}, "extra\n"), kExitError);
  EXPECT_THAT(err(), HasSubstr("\"k\" is \"text\", which is none of string, number"));
}

TEST_F(ConsoleCommandTest, ReadsTheStateOfTheBackendOrOfAFile) {
  Write("main.tf", "resource \"terraform_data\" \"a\" {\n  input = \"in\"\n}\n");
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Run({"console"}, "terraform_data.a.output\n"), kExitOk) << err();
  EXPECT_EQ(out(), "\"in\"\n");
  std::filesystem::rename("terraform.tfstate", "elsewhere.tfstate");
  EXPECT_EQ(Run({"console", "-state=elsewhere.tfstate"}, "terraform_data.a.output\n"), kExitOk) << err();
  EXPECT_EQ(out(), "\"in\"\n");
  EXPECT_EQ(Run({"console", "-state=nowhere"}, "1\n"), kExitOk) << "as in OpenTofu, a file that is not there is empty";
  Write("broken", "{");
  EXPECT_EQ(Run({"console", "-state=broken"}, "1\n"), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to load state"));
}

TEST_F(ConsoleCommandTest, WorksWithoutConfigurationAndTakesNoArguments) {
  std::filesystem::remove("main.tf");
  EXPECT_EQ(Run({"console"}, "1 + 1\n"), kExitOk) << err();
  EXPECT_EQ(out(), "2\n");
  EXPECT_EQ(Run({"console", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Too many command line arguments"));
}

}  // namespace
}  // namespace rolecall::cli
