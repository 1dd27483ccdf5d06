#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

class WorkspaceCommandsTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf", "resource \"terraform_data\" \"a\" {}\n");
  }
  std::string Selected() {
    EXPECT_EQ(Run({"workspace", "show"}), kExitOk) << err();
    return out();
  }
};

TEST_F(WorkspaceCommandsTest, NewMakesAndSelects) {
  EXPECT_EQ(Selected(), "default\n");
  EXPECT_EQ(Run({"workspace", "new", "dev"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Created and switched to workspace \"dev\"!"));
  EXPECT_EQ(Selected(), "dev\n");
  EXPECT_EQ(Run({"workspace", "list"}), kExitOk);
  EXPECT_EQ(out(), "  default\n* dev\n\n");
}

TEST_F(WorkspaceCommandsTest, EachHasAStateOfItsOwn) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"workspace", "new", "dev"}), kExitOk) << err();
  EXPECT_EQ(Run({"state", "list"}), kExitOk);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(Run({"workspace", "select", "default"}), kExitOk) << err();
  EXPECT_EQ(out(), "Switched to workspace \"default\".\n");
  EXPECT_EQ(Run({"state", "list"}), kExitOk);
  EXPECT_EQ(out(), "terraform_data.a\n");
}

TEST_F(WorkspaceCommandsTest, NewBeginsWithAStateFile) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Run({"workspace", "new", "-state=terraform.tfstate", "copy"}), kExitOk) << err();
  EXPECT_EQ(Run({"state", "list"}), kExitOk);
  EXPECT_EQ(out(), "terraform_data.a\n");
  EXPECT_EQ(Run({"workspace", "new", "-state=nowhere", "other"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("nowhere"));
}

TEST_F(WorkspaceCommandsTest, NewRefusesNamesThatAreTakenOrCannotBe) {
  ASSERT_EQ(Run({"workspace", "new", "dev"}), kExitOk);
  EXPECT_EQ(Run({"workspace", "new", "dev"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Workspace \"dev\" already exists"));
  EXPECT_EQ(Run({"workspace", "new", "a/b"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("The workspace name \"a/b\" is not allowed."));
  EXPECT_EQ(Run({"workspace", "new"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Expected a single argument: NAME."));
  EXPECT_EQ(Run({"workspace", "list", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Too many command line arguments. Did you mean to use -chdir?"));
}

TEST_F(WorkspaceCommandsTest, SelectMakesOneOnlyIfAsked) {
  EXPECT_EQ(Run({"workspace", "select", "dev"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Workspace \"dev\" doesn't exist You can create"));
  EXPECT_EQ(Run({"workspace", "select", "-or-create", "dev"}), kExitOk) << err();
  EXPECT_EQ(Selected(), "dev\n");
}

TEST_F(WorkspaceCommandsTest, TheEnvironmentsWorkspaceWinsAndCannotBeChanged) {
  ASSERT_EQ(Run({"workspace", "new", "dev"}), kExitOk);
  environment_.Set("TF_WORKSPACE", "default");
  EXPECT_EQ(Selected(), "default\n");
  EXPECT_EQ(Run({"workspace", "select", "default"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("overridden using the TF_WORKSPACE environment variable"));
  EXPECT_EQ(Run({"workspace", "new", "other"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("overridden using the TF_WORKSPACE environment variable"));
  environment_.Set("TF_WORKSPACE", "dev");
  EXPECT_EQ(Run({"workspace", "list"}), kExitOk);
  EXPECT_EQ(out().find("other"), std::string::npos) << "nothing was made";
}

TEST_F(WorkspaceCommandsTest, DeleteTakesEmptyOnesAwayAndOthersByForce) {
  ASSERT_EQ(Run({"workspace", "new", "empty"}), kExitOk);
  ASSERT_EQ(Run({"workspace", "new", "full"}), kExitOk);
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_EQ(Run({"workspace", "delete", "full"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Workspace \"full\" is your active workspace You cannot"));
  ASSERT_EQ(Run({"workspace", "select", "default"}), kExitOk);
  EXPECT_EQ(Run({"workspace", "delete", "empty"}), kExitOk) << err();
  EXPECT_EQ(out(), "Deleted workspace \"empty\"!\n");
  EXPECT_EQ(Run({"workspace", "delete", "full"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Workspace \"full\" is currently tracking the following resource instances:"));
  EXPECT_EQ(Run({"workspace", "delete", "-force", "full"}), kExitOk) << err();
  EXPECT_EQ(Run({"workspace", "delete", "default"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Workspace \"default\" is your active workspace"));
  ASSERT_EQ(Run({"workspace", "new", "other"}), kExitOk);
  EXPECT_EQ(Run({"workspace", "delete", "default"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("cannot delete default state"));
  EXPECT_EQ(Run({"workspace", "delete", "none"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Workspace \"none\" doesn't exist You can create"));
}

TEST_F(WorkspaceCommandsTest, ShowSaysWhatIsWrongWithTheChoice) {
  environment_.Set("TF_WORKSPACE", "a/b");
  EXPECT_EQ(Run({"workspace", "show"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("a/b"));
}

}  // namespace
}  // namespace rolecall::cli
