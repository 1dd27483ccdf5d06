// Where the values of variables come from, and what is wrong with those that do not fit.
#include "engine/config/variables.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;
using Kind = VariableInput::Kind;

constexpr char kDeclared[] =
    "variable \"text\" { default = \"own\" }\nvariable \"list\" {\n  type = list(number)\n  default = []\n}\n"
    "variable \"must\" {\n  type = string\n  nullable = false\n  default = \"d\"\n}\n"
    "variable \"hush\" {\n  type = list(string)\n  sensitive = true\n  default = []\n}\n"
    "output \"text\" { value = var.text }\noutput \"list\" { value = var.list }\n";

class VariablesTest : public ::testing::Test {
 protected:
  explicit VariablesTest(const char* declared = kDeclared) : shop_(Workshop::FileTexts{{"main.tf", declared}}) {}

  void File(const std::string& name, const std::string& text) {
    ASSERT_TRUE(shop_.files.Write(name, text, FileMode::kPublic).ok());
  }
  // The planned value of an output; or what is wrong.
  std::string Output(const std::string& name) {
    const Plan plan = shop_.MakePlan();
    if (shop_.diagnostics.HasErrors()) return shop_.Errors();
    for (const OutputChange& one : plan.outputs) {
      if (one.name == name) return *value::ToJson(one.after.UnmarkDeep());
    }
    return "no output";
  }

  Workshop shop_;
};

TEST_F(VariablesTest, LaterSourcesWin) {
  EXPECT_EQ(Output("text"), "\"own\"");
  shop_.environment.Set("TF_VAR_text", "environment");
  EXPECT_EQ(Output("text"), "\"environment\"");
  File("terraform.tfvars", "text = \"tfvars\"\n");
  EXPECT_EQ(Output("text"), "\"tfvars\"");
  File("terraform.tfvars.json", R"({"text": "json"})");
  EXPECT_EQ(Output("text"), "\"json\"");
  File("a.auto.tfvars", "text = \"auto a\"\n");
  File("b.auto.tfvars", "text = \"auto b\"\n");
  EXPECT_EQ(Output("text"), "\"auto b\"");
  File("given.tfvars", "text = \"file\"\n");
  shop_.inputs = {{Kind::kAssignment, "text=option"}, {Kind::kFile, "given.tfvars"}};
  EXPECT_EQ(Output("text"), "\"file\"");
  shop_.inputs = {{Kind::kFile, "given.tfvars"}, {Kind::kAssignment, "text=option"}};
  EXPECT_EQ(Output("text"), "\"option\"");
}

TEST_F(VariablesTest, TextIsAnExpressionWhereTheTypeIsNoPrimitive) {
  shop_.inputs = {{Kind::kAssignment, "list=[1, \"2\"]"}};
  EXPECT_EQ(Output("list"), "[1,2]");
  shop_.inputs = {{Kind::kAssignment, "list=[1,"}};
  EXPECT_NE(Output("list").find("<value for var.list>"), std::string::npos);
  shop_.inputs = {{Kind::kAssignment, "text=[1,"}};
  EXPECT_EQ(Output("text"), "\"[1,\"") << "of any type: the text itself";
}

TEST_F(VariablesTest, TheMistakeOfASensitiveTextDoesNotShowIt) {
  shop_.inputs = {{Kind::kAssignment, "hush=[s3cret"}};
  const std::string problems = Output("text");
  EXPECT_NE(problems.find("The value of the sensitive variable \"hush\" from -var is not an expression"),
            std::string::npos)
      << problems;
  EXPECT_EQ(problems.find("s3cret"), std::string::npos);
}

TEST_F(VariablesTest, OptionsAndFilesMustBeWhatTheySay) {
  shop_.inputs = {{Kind::kAssignment, "text"}};
  EXPECT_NE(Output("text").find("The given -var option \"text\" is not correctly specified. Must be a variable name"),
            std::string::npos);
  shop_.inputs = {{Kind::kAssignment, "=x"}};
  EXPECT_NE(Output("text").find("A variable named \"\" was assigned on the command line"), std::string::npos);
  shop_.inputs = {{Kind::kAssignment, "text = x"}};
  EXPECT_NE(Output("text").find("Variable name \"text \" is invalid due to trailing space. Did you mean "
                                "-var=\"text=x\"?"),
            std::string::npos);
  shop_.inputs = {{Kind::kAssignment, "hush =s3cret"}};
  EXPECT_EQ(Output("text").find("s3cret"), std::string::npos);
  shop_.inputs = {{Kind::kAssignment, "nobody =s3cret"}};
  EXPECT_EQ(Output("text").find("s3cret"), std::string::npos);
  shop_.inputs = {{Kind::kFile, "missing.tfvars"}};
  EXPECT_NE(Output("text").find("Given variables file missing.tfvars does not exist."), std::string::npos);
  shop_.inputs = {{Kind::kAssignment, "other=1"}};
  EXPECT_NE(Output("text").find("A variable named \"other\" was assigned on the command line"), std::string::npos);
  File("given.tfvars", "variable \"text\" {}\n");
  shop_.inputs = {{Kind::kFile, "given.tfvars"}};
  const std::string problems = Output("text");
  EXPECT_NE(problems.find("given.tfvars:1"), std::string::npos) << problems;
  EXPECT_NE(problems.find("in given.tfvars, use the definition syntax instead:\n    text = <value>"), std::string::npos)
      << problems;
}

TEST_F(VariablesTest, AFileThatLooksLikeJsonIsRead) {
  File("given", R"({"list": [4]})");
  shop_.inputs = {{Kind::kFile, "given"}};
  EXPECT_EQ(Output("list"), "[4]");
}

TEST_F(VariablesTest, NullTakesTheDefaultWhereNullIsRefused) {
  File("terraform.tfvars", "must = null\n");
  EXPECT_EQ(Output("text"), "\"own\"");
  diag::Diagnostics problems;
  Variable required;
  required.name = "v";
  required.nullable = false;
  FitVariable(required, value::Value::Null(value::Type::String()), {{}, "TF_VAR_v", ""}, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list()[0].detail,
            "Unsuitable value for var.v set using the TF_VAR_v environment variable: required variable may not be set "
            "to null.");
}

TEST_F(VariablesTest, ValuesThatDoNotFitSayWhereTheyCameFrom) {
  const auto detail = [](const ValueOrigin& origin) {
    Variable number;
    number.name = "n";
    number.constraint.type = value::Type::Number();
    number.range = {std::make_shared<const std::string>("m/main.tf"), {1, 1, 0}, {1, 13, 12}};
    diag::Diagnostics problems;
    FitVariable(number, value::Value::String("x"), origin, problems);
    return problems.size() == 1 ? problems.list()[0].detail : "";
  };
  const std::string why = ": a number is required.";
  EXPECT_EQ(detail({{}, "-var", ""}), "Unsuitable value for var.n set using -var=\"n=...\"" + why);
  EXPECT_EQ(detail({{}, "TF_VAR_n", ""}),
            "Unsuitable value for var.n set using the TF_VAR_n environment variable" + why);
  EXPECT_EQ(detail({{std::make_shared<const std::string>("a.tf"), {}, {}}, "", "module.m"}),
            "The given value is not suitable for module.m.var.n declared at m/main.tf:1,1-13" + why);
}

}  // namespace
}  // namespace rolecall::engine
