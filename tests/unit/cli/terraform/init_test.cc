// init, get and validate: what a directory needs before it is worked on.
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class InitCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf", "resource \"terraform_data\" \"a\" {}\n");
  }
  void UseBackend(const std::string& path) {
    Write("backend.tf", "terraform {\n  backend \"local\" {\n    path = \"" + path + "\"\n  }\n}\n");
  }
};

TEST_F(InitCommandTest, SaysWhatComesNextUnlessAutomated) {
  EXPECT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Rolecall has been successfully initialized!\n\nYou may now begin working"));
  environment_.Set("TF_IN_AUTOMATION", "1");
  EXPECT_EQ(Run({"init", "-lockfile=readonly", "-plugin-dir=x"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("You may now begin")));
  EXPECT_EQ(Run({"init", "x"}), kExitError);
}

TEST_F(InitCommandTest, AnEmptyDirectoryIsFine) {
  std::filesystem::remove("main.tf");
  EXPECT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Rolecall initialized in an empty directory!"));
}

TEST_F(InitCommandTest, ArgumentsCompleteTheBackendBlock) {
  Write("backend.tf", "terraform {\n  backend \"local\" {}\n}\n");
  Write("more.hcl", "path = \"from-file.tfstate\"\n");
  EXPECT_EQ(Run({"init", "-backend-config=more.hcl"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_TRUE(Exists("from-file.tfstate"));
  EXPECT_EQ(Run({"init", "-reconfigure", "-backend-config=path=given.tfstate"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_TRUE(Exists("given.tfstate"));
}

TEST_F(InitCommandTest, ArgumentsThatCannotBeAreRefused) {
  EXPECT_EQ(Run({"init", "-backend-config=path=x"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("-backend-config was used without a \"backend\" block"));
  UseBackend("s");
  EXPECT_EQ(Run({"init", "-backend-config=nowhere"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Cannot read the backend configuration file"));
  Write("broken.hcl", "path = \n");
  EXPECT_EQ(Run({"init", "-backend-config=broken.hcl"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("on broken.hcl line 1"));
  EXPECT_EQ(Run({"init", "-migrate-state", "-reconfigure"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("mutually-exclusive"));
}

TEST_F(InitCommandTest, AChangedBackendIsNotTakenInSilence) {
  UseBackend("one.tfstate");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  UseBackend("two.tfstate");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Backend configuration changed"));
  EXPECT_EQ(Run({"init", "-backend=false"}), kExitOk) << err();
}

TEST_F(InitCommandTest, StatesMoveAfterAYes) {
  UseBackend("one.tfstate");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  UseBackend("two.tfstate");
  EXPECT_EQ(Run({"init", "-migrate-state"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("nobody is there to say whether it may"));
  EXPECT_EQ(Run({"init", "-migrate-state"}, "yes\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Do you want to copy existing state to the new backend?"));
  EXPECT_THAT(Read("two.tfstate"), HasSubstr("\"terraform_data\""));
  EXPECT_EQ(Run({"state", "list"}), kExitOk) << err();
  EXPECT_EQ(out(), "terraform_data.a\n");
}

TEST_F(InitCommandTest, AStateInTheWayIsOverwrittenOnlyAfterAYes) {
  UseBackend("one.tfstate");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"state", "pull"}), kExitOk);
  std::string other = out();
  const std::size_t lineage = other.find("\"lineage\":\"") + 11;
  other.replace(lineage, other.find('"', lineage) - lineage, "other");
  Write("two.tfstate", other);
  UseBackend("two.tfstate");
  EXPECT_EQ(Run({"init", "-migrate-state"}, "no\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("An existing non-empty state already exists"));
  EXPECT_THAT(Read("two.tfstate"), HasSubstr("other"));
  UseBackend("three.tfstate");
  EXPECT_EQ(Run({"init", "-force-copy"}), kExitOk) << err();
  EXPECT_THAT(Read("three.tfstate"), HasSubstr("\"other\""));
}

TEST_F(InitCommandTest, AllWorkspacesMoveTogether) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  ASSERT_EQ(Run({"workspace", "new", "dev"}), kExitOk) << err();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  UseBackend("one.tfstate");
  ASSERT_EQ(Run({"init", "-force-copy"}), kExitOk) << err();
  Write("backend.tf",
        "terraform {\n  backend \"local\" {\n    path = \"two.tfstate\"\n    workspace_dir = \"spaces\"\n  }\n}\n");
  EXPECT_EQ(Run({"init", "-migrate-state"}, "no\n"), kExitError);
  EXPECT_THAT(out(), HasSubstr("Do you want to migrate all workspaces to \"local\"?"));
  EXPECT_THAT(Errors(), HasSubstr("The migration was declined."));
  EXPECT_EQ(Run({"init", "-migrate-state"}, "yes\n"), kExitOk) << err();
  EXPECT_TRUE(Exists("spaces/dev/terraform.tfstate"));
}

TEST_F(InitCommandTest, StatesMoveToARemoteBackendAndBack) {
  Write("main.tf",
        "provider \"aws\" {\n  region = \"eu-central-1\"\n}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = "
        "\"states-of-tests\"\n}\n");
  StartPlane();
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  Write("backend.tf",
        "terraform {\n  backend \"s3\" {\n    bucket = \"states-of-tests\"\n    key = \"k\"\n    region = "
        "\"eu-central-1\"\n    use_path_style = true\n    use_lockfile = true\n  }\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_EQ(Run({"init"}, "yes\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Successfully configured the backend \"s3\"!"));
  EXPECT_EQ(Read("terraform.tfstate"), "");
  EXPECT_EQ(Run({"state", "list"}), kExitOk) << err();
  EXPECT_EQ(out(), "aws_s3_bucket.b\n");
  EXPECT_EQ(Run({"workspace", "new", "dev"}), kExitOk) << err();
  EXPECT_EQ(Run({"workspace", "select", "default"}), kExitOk) << err();
  EXPECT_EQ(Run({"workspace", "delete", "dev"}), kExitOk) << err();
  std::filesystem::remove("backend.tf");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("the configuration no longer has a backend block"));
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_EQ(Run({"init", "-force-copy"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("you're unconfiguring your previously set \"s3\" backend"));
  EXPECT_THAT(Read("terraform.tfstate"), HasSubstr("aws_s3_bucket"));
}

TEST_F(InitCommandTest, ALocalStateIsNotForgottenForARemoteBackend) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  Write("backend.tf", "terraform {\n  backend \"http\" {\n    address = \"http://127.0.0.1:1/\"\n  }\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("there is a state in local files"));
}

TEST_F(InitCommandTest, FromModuleCopiesIntoAnEmptyDirectoryOnly) {
  std::filesystem::create_directory("empty");
  Write("source/main.tf", "output \"x\" {\n  value = 1\n}\n");
  Write("full/main.tf", "output \"y\" {\n  value = 2\n}\n");
  EXPECT_EQ(Run({"-chdir=empty", "init", "-from-module=../none"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error: Failed to copy the module cannot copy ../none: No such file or directory"));
  std::filesystem::current_path(directory_ / "work");
  EXPECT_EQ(Run({"-chdir=empty", "init", "-no-color", "-from-module=../source"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Copying configuration from \"../source\"...\n"));
  EXPECT_THAT(out(), HasSubstr("Rolecall has been successfully initialized!"));
  std::filesystem::current_path(directory_ / "work");
  EXPECT_EQ(Read("empty/main.tf"), Read("source/main.tf"));
  EXPECT_EQ(Run({"-chdir=full", "init", "-from-module=../source"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error: Can't copy into non-empty directory"));
  std::filesystem::current_path(directory_ / "work");
  EXPECT_THAT(Read("full/main.tf"), HasSubstr("\"y\""));
}

TEST_F(InitCommandTest, GetsModulesFromDirectoriesOnce) {
  Write("../package/main.tf", "output \"o\" {\n  value = 1\n}\n");
  Write("main.tf", "module \"m\" {\n  source = \"" + (directory_ / "package").string() + "\"\n}\n");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Module not installed"));
  EXPECT_EQ(Run({"init", "-get=false"}), kExitError);
  EXPECT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Initializing modules...\nDownloading "));
  EXPECT_THAT(out(), HasSubstr("- m in .terraform/modules/m\n"));
  EXPECT_TRUE(Exists(".terraform/modules/modules.json"));
  EXPECT_EQ(Run({"plan"}), kExitOk) << err();
  EXPECT_EQ(Run({"get"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("Downloading")));
  EXPECT_EQ(Run({"get", "-update"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Upgrading modules...\nDownloading "));
  EXPECT_EQ(Run({"get", "x"}), kExitError);
}

TEST_F(InitCommandTest, ValidateChecksWithoutAskingAnybody) {
  EXPECT_EQ(Run({"validate"}), kExitOk) << err();
  EXPECT_EQ(out(), "Success! The configuration is valid.\n");
  EXPECT_EQ(Run({"validate", "-json"}), kExitOk);
  EXPECT_THAT(out(), HasSubstr("\"valid\": true"));
  Write("more.tf", "resource \"terraform_data\" \"b\" {\n  input = var.none\n}\n");
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("on more.tf line 2"));
  EXPECT_EQ(Run({"validate", "-json"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("\"error_count\": 1"));
  EXPECT_EQ(err(), "");
  EXPECT_EQ(Run({"validate", "x"}), kExitError);
}

TEST_F(InitCommandTest, ValidateLooksAtTestFilesUnlessToldNotTo) {
  Write("tests/a.tftest.hcl", "run \"a\" {\n  nothing = 1\n}\n");
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("tests/a.tftest.hcl line 2, in run \"a\""));
  EXPECT_EQ(Run({"validate", "-no-tests"}), kExitOk) << err();
  EXPECT_EQ(Run({"validate", "-test-directory=elsewhere"}), kExitOk) << err();
  Write("tests/a.tftest.hcl", "run \"a\" {\n}\n");
  EXPECT_EQ(Run({"validate"}), kExitOk) << err();
}

}  // namespace
}  // namespace rolecall::cli
