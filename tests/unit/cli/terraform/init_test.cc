// init, get and validate: what a directory needs before it is worked on.
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

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

TEST_F(InitCommandTest, ASelectedWorkspaceThatTheBackendDoesNotHaveIsChosenAnew) {
  UseBackend("s");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  Write(".terraform/environment", "gone");
  EXPECT_EQ(Run({"init", "-input=false"}), kExitOk) << err();  // there is one only
  EXPECT_EQ(Read(".terraform/environment"), "default");
  ASSERT_EQ(Run({"workspace", "new", "a"}), kExitOk) << err();
  Write(".terraform/environment", "gone");
  EXPECT_EQ(Run({"init", "-input=false"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error: Currently selected workspace \"gone\" does not exist"));
  EXPECT_EQ(Run({"init"}, "7\n"), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to select workspace: input not a valid number"));
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Failed to select workspace: EOF"));
  EXPECT_EQ(Run({"init"}, "2\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("The currently selected workspace (gone) does not exist."));
  EXPECT_THAT(out(), HasSubstr("\n  1. default\n  2. a\n"));
  EXPECT_EQ(Read(".terraform/environment"), "a");
}

TEST_F(InitCommandTest, ProvidersThatCannotBeAreRefused) {
  Write(
      "terraform.tfstate",
      R"({"version":4,"serial":1,"lineage":"l","outputs":{},"resources":[{"mode":"managed","type":"foo_x","name":"y",)"
      R"("provider":"provider[\"registry.opentofu.org/-/foo\"]","instances":[{"attributes":{"id":"1"}}]}]})");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Invalid legacy provider address This configuration or its associated state refers "
                                  "to the unqualified provider \"foo\"."));
  std::filesystem::remove("terraform.tfstate");
  Write("needs.tf",
        "terraform {\n  required_providers {\n    terraform = {\n      source  = \"terraform.io/builtin/terraform\"\n"
        "      version = \"1.0\"\n    }\n  }\n}\n");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Invalid dependency on built-in provider Cannot use terraform.io/builtin/terraform: "
                                  "built-in providers do not support explicit version constraints."));
}

TEST_F(InitCommandTest, ValidateTakesADirectory) {
  Write("below/main.tf", "resource \"terraform_data\" \"a\" {\n  bogus = 1\n}\n");
  EXPECT_EQ(Run({"validate", "."}), kExitOk) << err();
  EXPECT_EQ(Run({"validate", "below"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("on below/main.tf line 2"));
  EXPECT_EQ(Run({"validate", "nowhere"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Module directory nowhere does not exist or cannot be read."));
}

TEST_F(InitCommandTest, ArgumentsThatCannotBeAreRefused) {
  EXPECT_EQ(Run({"init", "-backend-config=path=x", "-backend-config=nowhere"}), kExitOk) << err();
  EXPECT_THAT(Said(), HasSubstr("Warning: Missing backend configuration -backend-config was used without a"));
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
  EXPECT_THAT(out(), HasSubstr("Backend configuration changed!\n\nRolecall has detected that "));
  EXPECT_THAT(Read("three.tfstate"), HasSubstr("\"other\""));
}

TEST_F(InitCommandTest, AStateMovesToAnotherPathAndBack) {
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  UseBackend("one.tfstate");
  EXPECT_EQ(Run({"plan"}), kExitError) << "it would plan all anew";
  EXPECT_EQ(Run({"init", "-force-copy"}), kExitOk) << err();
  EXPECT_EQ(Read("terraform.tfstate"), "") << "nobody updates it any more";
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk) << out();
  std::filesystem::remove("backend.tf");
  EXPECT_EQ(Run({"plan"}), kExitError);
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_EQ(Run({"init", "-migrate-state", "-force-copy"}), kExitOk) << err();
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk) << out();
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
  EXPECT_THAT(Errors(), HasSubstr("Error: The working directory already contains files"));
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
  EXPECT_THAT(out(), StartsWith("Downloading "));
  EXPECT_EQ(Run({"get", "x"}), kExitError);
}

TEST_F(InitCommandTest, SaysWhatItDoesInOrder) {
  environment_.Set("TF_IN_AUTOMATION", "1");
  Write("m/m.tf", "output \"x\" {\n  value = 1\n}\n");
  Write("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
  const std::string end = "\nInitializing provider plugins...\n\nRolecall has been successfully initialized!\n";
  EXPECT_EQ(Run({"init", "-no-color"}), kExitOk) << err();
  EXPECT_EQ(out(), "\nInitializing the backend...\nInitializing modules...\n- m in m\n" + end);
  EXPECT_EQ(Run({"init", "-no-color"}), kExitOk);
  EXPECT_EQ(out(), "\nInitializing the backend...\nInitializing modules...\n" + end) << "it is there already";
  EXPECT_EQ(Run({"init", "-no-color", "-upgrade", "-backend=false"}), kExitOk);
  EXPECT_EQ(out(), "Upgrading modules...\n- m in m\n" + end);
  Write("main.tf", "locals {\n  a = 1\n}\n");
  EXPECT_EQ(Run({"init", "-no-color"}), kExitOk);
  EXPECT_EQ(out(), "\nInitializing the backend...\n" + end);
}

TEST_F(InitCommandTest, AModuleThatIsNotThereIsToldAndRemembered) {
  Write("main.tf", "module \"m\" {\n  source = \"./no/where\"\n}\nmodule \"f\" {\n  source = \"./main.tf\"\n}\n");
  EXPECT_EQ(Run({"init", "-no-color"}), kExitError);
  EXPECT_THAT(out(), HasSubstr("Initializing modules...\n- f in main.tf\n- m in \n"));
  EXPECT_THAT(Errors(),
              HasSubstr("Error: Unreadable module directory Unable to evaluate directory symlink: lstat no: no "
                        "such file or directory"));
  EXPECT_THAT(Errors(), HasSubstr("The directory could not be read for module \"m\" at main.tf:1."));
  EXPECT_THAT(Errors(), HasSubstr("The directory main.tf could not be read for module \"f\" at main.tf:4."));
  EXPECT_THAT(Read(".terraform/modules/modules.json"),
              HasSubstr("{\"Key\":\"m\",\"Source\":\"./no/where\",\"Dir\":\"\"}"));
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error: Module not installed on main.tf line 1"));
}

TEST_F(InitCommandTest, MistakesOfTheRootModuleAreToldAlone) {
  Write("main.tf", "module \"m\" {\n  source = \"./m\"\n}\nnonsense {}\n");
  Write("m/m.tf", "rubbish {}\n");
  for (const char* command : {"init", "validate", "plan"}) {
    EXPECT_EQ(Run({command}), kExitError);
    EXPECT_THAT(Errors(), AllOf(HasSubstr("nonsense"), Not(HasSubstr("rubbish")))) << command;
  }
  EXPECT_EQ(Run({"init", "-no-color"}), kExitError);
  EXPECT_EQ(out(), "");
  EXPECT_THAT(err(), HasSubstr("\nRolecall encountered problems during initialization, including problems\nwith the "
                               "configuration, described below.\n"));
  Write("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
  EXPECT_EQ(Run({"init", "-no-color"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("rubbish"), Not(HasSubstr("encountered problems"))));
}

TEST_F(InitCommandTest, ACloudBlockIsRefusedByWhatNeedsAState) {
  Write("main.tf", "terraform {\n  cloud {}\n}\n");
  EXPECT_EQ(Run({"validate"}), kExitOk) << err();
  EXPECT_EQ(Run({"init", "-backend=false"}), kExitOk) << err();
  for (const char* command : {"init", "plan", "apply", "output"}) {
    EXPECT_EQ(Run({command}), kExitError) << command;
    EXPECT_THAT(Errors(), HasSubstr("The \"cloud\" block is not supported")) << command;
  }
}

TEST_F(InitCommandTest, ProvidersOfModulesAndTestsAreHeldAgainstEachOther) {
  const std::string required = "terraform {\n  required_providers {\n    foo = {\n      source = \"";
  Write("main.tf", required +
                       "terraform.io/builtin/terraform\"\n    }\n  }\n}\nmodule \"m\" {\n  source = \"./m\"\n  "
                       "providers = {\n    foo = foo\n  }\n}\n");
  Write("m/m.tf", required + "a/foo\"\n    }\n  }\n}\n");
  for (const char* command : {"init", "validate", "plan"}) {
    EXPECT_EQ(Run({command}), kExitError);
    EXPECT_THAT(Errors(), HasSubstr("Provider type mismatch")) << command;
  }
  Write("main.tf", required + "terraform.io/builtin/terraform\"\n    }\n  }\n}\n");
  Write("a.tftest.hcl",
        "provider \"foo\" {}\nrun \"s\" {\n  command = plan\n  module {\n    source = \"./m\"\n  }\n}\n"
        "run \"a\" {\n  command = plan\n}\n");
  for (const char* command : {"init", "validate", "test"}) {
    EXPECT_EQ(Run({command}), kExitError);
    EXPECT_THAT(Errors(), HasSubstr("Provider type mismatch")) << command;
  }
}

TEST_F(InitCommandTest, ValidateLooksAtTheLocalModulesOfTestsToo) {
  Write("main.tf", "variable \"v\" {\n  default = 1\n}\n");
  Write("a.tftest.hcl",
        "run \"one\" {\n  module {\n    source = \"./setup\"\n  }\n}\nrun \"two\" {\n  module {\n    source = "
        "\"./setup\"\n  }\n}\n");
  Write("setup/main.tf", "resource \"terraform_data\" \"s\" {\n  input = var.none\n}\n");
  EXPECT_EQ(Run({"validate", "-json"}), kExitError);
  EXPECT_THAT(out(), AllOf(HasSubstr("\"error_count\": 1"), HasSubstr("Reference to undeclared input variable"),
                           HasSubstr("setup/main.tf")));
  EXPECT_EQ(Run({"validate", "-no-tests"}), kExitOk) << err();
  Write("setup/main.tf", "resource \"terraform_data\" \"s\" {}\n");
  EXPECT_EQ(Run({"validate"}), kExitOk) << err();
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

TEST_F(InitCommandTest, ValidateReadsFilesOfVariablesButNotTheirValues) {
  Write("terraform.tfvars", "nobody = [1]\n");
  EXPECT_EQ(Run({"validate"}), kExitOk) << err();
  EXPECT_EQ(out(), "Success! The configuration is valid.\n");
  Write("terraform.tfvars", "nobody = [\n");
  EXPECT_EQ(Run({"validate"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("on terraform.tfvars line 2"));
  Write("terraform.tfvars", "");
  EXPECT_EQ(Run({"validate", "-var-file=none.tfvars"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Given variables file none.tfvars does not exist."));
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
