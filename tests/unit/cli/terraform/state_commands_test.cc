#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A state with terraform_data.a, terraform_data.c[0] and [1], and terraform_data.in of module.m.
class StateCommandsTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write(
        "main.tf",
        "resource \"terraform_data\" \"a\" {\n  input = \"x\"\n}\nresource \"terraform_data\" \"c\" {\n  count = 2\n}\n"
        "module \"m\" {\n  source = \"./m\"\n}\n");
    Write("m/main.tf", "resource \"terraform_data\" \"in\" {}\n");
    ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  }
  std::string List() {
    EXPECT_EQ(Run({"state", "list"}), kExitOk) << err();
    return out();
  }
};

constexpr char kAll[] = "terraform_data.a\nterraform_data.c[0]\nterraform_data.c[1]\nmodule.m.terraform_data.in\n";

TEST_F(StateCommandsTest, ListShowsWhatIsNamed) {
  EXPECT_EQ(List(), kAll);
  EXPECT_EQ(Run({"state", "list", "module.m", "terraform_data.c[1]"}), kExitOk);
  EXPECT_EQ(out(), "terraform_data.c[1]\nmodule.m.terraform_data.in\n");
  for (const auto& [address, told] :
       {std::pair("terraform_data.none", "The current state contains no resource terraform_data.none."),
        std::pair("terraform_data.c[7]", "The current state contains no resource instance terraform_data.c[7]."),
        std::pair("module.none", "The current state contains no module at module.none.")}) {
    EXPECT_EQ(Run({"state", "list", address}), kExitError) << address;
    EXPECT_THAT(Errors(), HasSubstr(told));
  }
  EXPECT_EQ(Run({"state", "list", "!"}), kExitError);
  EXPECT_THAT(
      Errors(),
      HasSubstr(
          "Error: Variable name required on line 1: (source code not available) Must begin with a variable name."));
}

TEST_F(StateCommandsTest, ProvidersOfTheStateAreNamedToo) {
  EXPECT_EQ(Run({"providers"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Providers required by state:\n\n    provider[terraform.io/builtin/terraform]\n\n"));
}

TEST_F(StateCommandsTest, ProvidersOfTestsAreNamedBeforeModules) {
  Write("more/a.tftest.hcl",
        "provider \"null\" {}\nrun \"one\" {\n  module {\n    source = \"./t\"\n  }\n}\nrun "
        "\"two\" {}\n");
  Write("t/main.tf", "resource \"time_static\" \"x\" {}\n");
  ASSERT_EQ(Run({"init", "-test-directory=more"}), kExitOk) << err();
  ASSERT_EQ(Run({"providers", "-test-directory=more"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("├── test.more.a\n│   ├── provider[registry.opentofu.org/hashicorp/null]\n"
                               "│   └── run.one\n│       └── provider[registry.opentofu.org/hashicorp/time]\n"
                               "└── module.m\n"));
}

TEST_F(StateCommandsTest, ListFindsAnId) {
  EXPECT_EQ(Run({"console"}, "terraform_data.a.id\n"), kExitOk);
  std::string id = out().substr(1);
  id.resize(id.find('"'));
  EXPECT_EQ(Run({"state", "list", "-id=" + id}), kExitOk);
  EXPECT_EQ(out(), "terraform_data.a\n");
  EXPECT_EQ(Run({"state", "list", "-id=none"}), kExitOk);
  EXPECT_EQ(out(), "");
}

TEST_F(StateCommandsTest, ShowPrintsOneObject) {
  EXPECT_EQ(Run({"state", "show", "terraform_data.a"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("# terraform_data.a:\nresource \"terraform_data\" \"a\" {\n"));
  EXPECT_EQ(Run({"state", "show", "terraform_data.none"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("No instance found for the given address"));
  EXPECT_EQ(Run({"state", "show"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Invalid number of arguments"));
}

TEST_F(StateCommandsTest, MvMovesInstancesResourcesAndModules) {
  EXPECT_EQ(Run({"state", "mv", "terraform_data.c[0]", "terraform_data.d"}), kExitOk) << err();
  EXPECT_EQ(out(), "Move \"terraform_data.c[0]\" to \"terraform_data.d\"\nSuccessfully moved 1 object(s).\n");
  EXPECT_EQ(Run({"state", "mv", "module.m", "module.n[\"x\"]"}), kExitOk) << err();
  EXPECT_EQ(Run({"state", "mv", "terraform_data.a", "module.n[\"x\"].terraform_data.a"}), kExitOk) << err();
  EXPECT_EQ(List(),
            "terraform_data.c[1]\nterraform_data.d\nmodule.n[\"x\"].terraform_data.a\n"
            "module.n[\"x\"].terraform_data.in\n");
}

TEST_F(StateCommandsTest, MvMovesWholeResourcesAndModulesAsOneThing) {
  EXPECT_EQ(Run({"state", "mv", "terraform_data.c", "terraform_data.d"}), kExitOk) << err();
  EXPECT_EQ(out(), "Move \"terraform_data.c\" to \"terraform_data.d\"\nSuccessfully moved 1 object(s).\n");
  EXPECT_EQ(Run({"state", "mv", "module.m", "module.n[\"x\"]"}), kExitOk) << err();
  EXPECT_EQ(out(), "Move \"module.m\" to \"module.n[\\\"x\\\"]\"\nSuccessfully moved 1 object(s).\n");
  EXPECT_EQ(List(), "terraform_data.a\nterraform_data.d[0]\nterraform_data.d[1]\nmodule.n[\"x\"].terraform_data.in\n");
  EXPECT_EQ(Run({"state", "mv", "terraform_data.d", "terraform_data.e[0]"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("the source is a whole resource (not a resource instance) so the target must also"));
}

TEST_F(StateCommandsTest, AnObjectThatGetsAKeyKeepsItsProvider) {
  EXPECT_EQ(Run({"state", "mv", "terraform_data.a", "terraform_data.a[0]"}), kExitOk) << err();
  EXPECT_THAT(Read("terraform.tfstate"), Not(HasSubstr("\"provider\": \"\"")));
  EXPECT_EQ(Run({"state", "mv", "terraform_data.a[0]", "terraform_data.a"}), kExitOk) << err();
  EXPECT_EQ(List(), kAll);
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk) << out();
}

TEST_F(StateCommandsTest, EachChangeKeepsABackupOfItsOwn) {
  EXPECT_EQ(Run({"state", "mv", "terraform_data.a", "terraform_data.b"}), kExitOk) << err();
  EXPECT_THAT(Read("terraform.tfstate." + std::to_string(UnixSeconds(clock_.Now())) + ".backup"),
              HasSubstr("\"name\": \"a\""));
}

TEST_F(StateCommandsTest, MvRefusesWhatCannotBeAndChangesNothing) {
  EXPECT_EQ(Run({"state", "mv", "terraform_data.a", "module.x"}), kExitError);
  EXPECT_THAT(Errors(),
              HasSubstr("Cannot move terraform_data.a to module.x: the target must also be a resource instance."));
  EXPECT_EQ(Run({"state", "mv", "terraform_data.none", "terraform_data.y"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Cannot move terraform_data.none: does not match anything in the current state."));
  EXPECT_EQ(Run({"state", "mv", "terraform_data.a", "terraform_data.c[1]"}), kExitError);
  EXPECT_THAT(
      Errors(),
      HasSubstr("Cannot move to terraform_data.c[1]: there is already a resource instance at that address in the"));
  EXPECT_EQ(Run({"state", "mv", "-dry-run", "terraform_data.a", "terraform_data.q"}), kExitOk);
  EXPECT_EQ(out(), "Would move \"terraform_data.a\" to \"terraform_data.q\"\n");
  EXPECT_EQ(List(), kAll);
}

TEST_F(StateCommandsTest, RmForgetsAndKeepsABackup) {
  EXPECT_EQ(Run({"state", "rm", "-dry-run", "terraform_data.c"}), kExitOk);
  EXPECT_EQ(out(), "Would remove terraform_data.c[0]\nWould remove terraform_data.c[1]\n");
  EXPECT_EQ(List(), kAll);
  EXPECT_EQ(Run({"state", "rm", "-backup=before", "terraform_data.c", "module.m"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Successfully removed 3 resource instance(s).\n"));
  EXPECT_EQ(List(), "terraform_data.a\n");
  EXPECT_THAT(Read("before"), HasSubstr("\"name\": \"c\""));
  EXPECT_EQ(Run({"state", "rm", "terraform_data.c"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("No matching objects found."));
}

TEST_F(StateCommandsTest, OtherStateFilesAreReadAndWritten) {
  EXPECT_EQ(Run({"state", "rm", "-state-out=less", "terraform_data.a"}), kExitOk) << err();
  EXPECT_EQ(List(), kAll);
  EXPECT_EQ(Run({"state", "list", "-state=less"}), kExitOk) << err();
  EXPECT_THAT(out(), Not(HasSubstr("terraform_data.a\n")));
}

TEST_F(StateCommandsTest, ReplaceProviderAsksUnlessApproved) {
  const std::vector<std::string> words = {"state", "replace-provider", "terraform.io/builtin/terraform", "example/own"};
  EXPECT_EQ(Run(words, ""), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Error asking for approval EOF"));
  EXPECT_EQ(Run(words, "no\n"), kExitOk);
  EXPECT_THAT(out(), HasSubstr("Changing 3 resources:\n\n  terraform_data.a\n  terraform_data.c\n"));
  EXPECT_THAT(out(), HasSubstr("Cancelled replacing providers.\n"));
  EXPECT_THAT(Read("terraform.tfstate"), Not(HasSubstr("example/own")));
  EXPECT_EQ(Run(words, "yes\n"), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Successfully replaced provider for 3 resources."));
  EXPECT_THAT(Read("terraform.tfstate"), HasSubstr("registry.opentofu.org/example/own"));
  EXPECT_EQ(Run({"state", "replace-provider", "-auto-approve", "hashicorp/aws", "example/own"}), kExitOk);
  EXPECT_EQ(out(), "No matching resources found.\n");
}

TEST_F(StateCommandsTest, PullPrintsWhatPushStores) {
  EXPECT_EQ(Run({"state", "pull"}), kExitOk);
  const std::string stored = out();
  Write("same", stored);
  EXPECT_EQ(Run({"state", "push", "same"}), kExitOk) << err();
  EXPECT_EQ(Run({"state", "push", "-"}, stored), kExitOk) << err();
  std::string other = stored;
  const std::size_t lineage = other.find("\"lineage\":\"") + 11;
  other.replace(lineage, other.find('"', lineage) - lineage, "other");
  Write("other", other);
  EXPECT_EQ(Run({"state", "push", "other"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("cannot import state with lineage \"other\" over unrelated state"));
  EXPECT_EQ(Run({"state", "push", "-force", "other"}), kExitOk) << err();
  EXPECT_THAT(Read("terraform.tfstate"), HasSubstr("\"lineage\": \"other\""));
  EXPECT_EQ(Run({"state", "push", "-"}, "{}"), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("it has no \"version\""));
  EXPECT_EQ(Run({"state", "push"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Exactly one argument expected"));
}

TEST_F(StateCommandsTest, PullOfNothingIsNothing) {
  std::filesystem::remove("terraform.tfstate");
  EXPECT_EQ(Run({"state", "pull"}), kExitOk);
  EXPECT_EQ(out(), "");
}

TEST_F(StateCommandsTest, TaintMarksAndUntaintTakesTheMarkAway) {
  EXPECT_EQ(Run({"taint", "terraform_data.a"}), kExitOk) << err();
  EXPECT_EQ(out(), "Resource instance terraform_data.a has been marked as tainted.\n");
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitDifferent);
  EXPECT_THAT(out(), HasSubstr("terraform_data.a is tainted, so it must be replaced"));
  EXPECT_EQ(Run({"untaint", "terraform_data.a"}), kExitOk) << err();
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk);
  EXPECT_EQ(Run({"untaint", "terraform_data.a"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Resource instance terraform_data.a is not currently tainted"));
}

TEST_F(StateCommandsTest, AMissingObjectIsNoErrorWhereItIsAllowed) {
  for (const char* command : {"taint", "untaint"}) {
    EXPECT_EQ(Run({command, "terraform_data.none"}), kExitError);
    EXPECT_THAT(Errors(), HasSubstr("No such resource instance"));
    EXPECT_EQ(Run({command, "-allow-missing", "terraform_data.none"}), kExitOk) << err();
  }
}

TEST_F(StateCommandsTest, MvToAnotherStateTakesTheObjectsOutOfThisOne) {
  EXPECT_EQ(Run({"state", "mv", "-dry-run", "-state-out=other", "terraform_data.a", "terraform_data.b"}), kExitOk);
  EXPECT_EQ(out(), "Would move \"terraform_data.a\" to \"terraform_data.b\"\n");
  EXPECT_FALSE(Exists("other"));
  EXPECT_EQ(List(), kAll);
  EXPECT_EQ(Run({"state", "mv", "-state-out=other", "terraform_data.a", "terraform_data.b"}), kExitOk) << err();
  EXPECT_EQ(out(), "Move \"terraform_data.a\" to \"terraform_data.b\"\nSuccessfully moved 1 object(s).\n");
  EXPECT_EQ(List(), "terraform_data.c[0]\nterraform_data.c[1]\nmodule.m.terraform_data.in\n");
  EXPECT_EQ(Run({"state", "list", "-state=other"}), kExitOk) << err();
  EXPECT_EQ(out(), "terraform_data.b\n");
  const std::string first = Read("other");
  EXPECT_THAT(first, HasSubstr("\"serial\": 1,\n  \"lineage\": \""));
  EXPECT_THAT(first, HasSubstr("\"value\": \"x\""));
  EXPECT_FALSE(Exists("other.backup"));
  // One that is there keeps its lineage, and is kept as a backup.
  EXPECT_EQ(Run({"state", "mv", "-state-out=other", "terraform_data.c", "module.n.terraform_data.c"}), kExitOk)
      << err();
  EXPECT_THAT(out(), HasSubstr("Successfully moved 1 object(s).\n"));
  EXPECT_EQ(Read("other.backup"), first);
  EXPECT_THAT(Read("other"), HasSubstr("\"serial\": 2,\n" + first.substr(first.find("  \"lineage"), 50)));
  const std::string second = Read("other");
  EXPECT_EQ(Run({"state", "mv", "-state-out=other", "-backup-out=kept", "module.m", "module.o"}), kExitOk) << err();
  EXPECT_EQ(Read("kept"), second);
  EXPECT_EQ(Read("other.backup"), first);
  EXPECT_EQ(Run({"state", "list", "-state=other"}), kExitOk) << err();
  EXPECT_EQ(out(),
            "terraform_data.b\nmodule.n.terraform_data.c[0]\nmodule.n.terraform_data.c[1]\n"
            "module.o.terraform_data.in\n");
}

TEST_F(StateCommandsTest, MvToAnotherStateRefusesWhatCannotBeAndChangesNothing) {
  ASSERT_EQ(Run({"state", "mv", "-state-out=other", "terraform_data.a", "terraform_data.b"}), kExitOk) << err();
  const std::string here = Read("terraform.tfstate"), there = Read("other");
  EXPECT_EQ(Run({"state", "mv", "-state-out=other", "terraform_data.c[0]", "terraform_data.b"}), kExitError);
  EXPECT_THAT(
      Errors(),
      HasSubstr("Cannot move to terraform_data.b: there is already a resource instance at that address in the"));
  EXPECT_EQ(Run({"state", "mv", "-state-out=other", "terraform_data.a", "terraform_data.d"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Cannot move terraform_data.a: does not match anything in the current state."));
  EXPECT_EQ(Run({"state", "mv", "-state-out=main.tf", "terraform_data.c", "terraform_data.d"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("The command \"state mv\" failed"));
  EXPECT_EQ(Run({"state", "mv", "-backup-out=kept", "terraform_data.c", "terraform_data.d"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-backup-out needs -state-out"));
  EXPECT_EQ(Read("terraform.tfstate"), here);
  EXPECT_EQ(Read("other"), there);
}

TEST_F(StateCommandsTest, MvNeverMakesAnObjectOneOfAnotherType) {
  const std::string before = Read("terraform.tfstate");
  EXPECT_EQ(Run({"state", "mv", "terraform_data.a", "null_resource.a"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Cannot move terraform_data.a to null_resource.a: resource types don't match."));
  EXPECT_EQ(Read("terraform.tfstate"), before);
}

TEST_F(StateCommandsTest, ListNeedsAState) {
  std::filesystem::remove("terraform.tfstate");
  EXPECT_EQ(Run({"state", "list"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("No state file was found State management"));
}

TEST_F(StateCommandsTest, EveryCommandTakesNoColor) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"workspace", "list"}, {"version"}, {"providers"}, {"state", "pull"}, {"get"}}) {
    std::vector<std::string> arguments = command;
    arguments.push_back("-no-color");
    EXPECT_EQ(Run(arguments), kExitOk) << command.front() << err();
  }
}

TEST_F(StateCommandsTest, MetadataTellsTheSignaturesOfTheFunctions) {
  EXPECT_EQ(Run({"metadata", "functions", "-json"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("{\"format_version\":\"1.0\",\"function_signatures\":{\"abs\":{"));
  EXPECT_THAT(out(), HasSubstr("\"return_type\":\"number\",\"parameters\":[{\"name\":\"num\",\"type\":\"number\"}]"));
  EXPECT_EQ(Run({"metadata", "functions"}), kExitError);
}

TEST_F(StateCommandsTest, ForceUnlockRefusesWhatIsNotLocked) {
  EXPECT_EQ(Run({"force-unlock", "lock"}, "yes\n"), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Local state cannot be unlocked by another process."));
  EXPECT_EQ(Run({"force-unlock", "-force", "lock"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("LocalState not locked"));
  EXPECT_EQ(Run({"force-unlock"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Expected a single argument: LOCK_ID"));
}

}  // namespace
}  // namespace rolecall::cli
