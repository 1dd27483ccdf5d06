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
  EXPECT_NE(Output("list").find("<value for var.list from"), std::string::npos);
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
  for (const char* option : {"text", "=x"}) {
    shop_.inputs = {{Kind::kAssignment, option}};
    EXPECT_NE(Output("text").find("The given -var option is not correctly specified"), std::string::npos) << option;
  }
  shop_.inputs = {{Kind::kFile, "missing.tfvars"}};
  EXPECT_NE(Output("text").find("Given variables file missing.tfvars cannot be read"), std::string::npos);
  File("given.tfvars", "variable \"text\" {}\n");
  shop_.inputs = {{Kind::kFile, "given.tfvars"}};
  const std::string problems = Output("text");
  EXPECT_NE(problems.find("given.tfvars:1"), std::string::npos) << problems;
  EXPECT_NE(problems.find("use the definition syntax instead: text = <value>"), std::string::npos) << problems;
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
  FitVariable(required, value::Value::Null(value::Type::String()), {}, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list()[0].detail,
            "The given value is not suitable for variable \"v\": the variable is required and has no default, so it "
            "must not be null.");
}

}  // namespace
}  // namespace rolecall::engine
