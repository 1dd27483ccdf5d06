// Objects that become ones of another type: what `moved` blocks may say, and `state mv` may not.
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MovedTypesTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf", "resource \"null_resource\" \"a\" {\n  triggers = {\n    k = \"v\"\n  }\n}\n");
    ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  }
  static std::string Moved(const std::string& triggers) {
    return "resource \"terraform_data\" \"b\" {\n  triggers_replace = " + triggers +
           "\n}\nmoved {\n  from = null_resource.a\n  to = terraform_data.b\n}\n";
  }
};

TEST_F(MovedTypesTest, ANullResourceBecomesATerraformDataWithItsIdAndTriggers) {
  const std::string before = Read("terraform.tfstate");
  const std::size_t id = before.find("\"id\": \"") + 7;
  const std::string number = before.substr(id, before.find('"', id) - id);
  ASSERT_FALSE(number.empty());
  Write("main.tf", Moved("{ k = \"v\" }"));
  ASSERT_EQ(Run({"plan"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("null_resource.a has moved to terraform_data.b"));
  EXPECT_THAT(out(), HasSubstr("0 to add, 0 to change, 0 to destroy."));
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  const std::string after = Read("terraform.tfstate");
  EXPECT_THAT(after, HasSubstr("\"type\": \"terraform_data\""));
  EXPECT_THAT(after, HasSubstr("terraform.io/builtin/terraform"));
  EXPECT_THAT(after, HasSubstr(number));
  EXPECT_THAT(after, Not(HasSubstr("null_resource")));
  ASSERT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk) << err();
}

TEST_F(MovedTypesTest, OtherTriggersReplaceItAsTheyWouldHaveBefore) {
  Write("main.tf", Moved("{ k = \"w\" }"));
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitDifferent) << err();
  EXPECT_THAT(out(), HasSubstr("1 to add, 0 to change, 1 to destroy."));
}

TEST_F(MovedTypesTest, OtherTypesAreRefusedAndNothingIsWritten) {
  const std::string before = Read("terraform.tfstate");
  Write("main.tf",
        "resource \"local_file\" \"b\" {\n  filename = \"f\"\n  content = \"x\"\n}\n"
        "moved {\n  from = null_resource.a\n  to = local_file.b\n}\n");
  EXPECT_EQ(Run({"apply", "-auto-approve"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("does not support moving resource state across resource types"));
  Write("main.tf", "resource \"terraform_data\" \"b\" {}\n");
  EXPECT_EQ(Run({"state", "mv", "null_resource.a", "terraform_data.b"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("resource types don't match"));
  EXPECT_EQ(Read("terraform.tfstate"), before);
}

}  // namespace
}  // namespace rolecall::cli
