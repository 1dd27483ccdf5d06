// import, generated configuration, and the commands that describe a configuration: providers, graph.
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ImportCommandTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf", "resource \"random_id\" \"r\" {\n  byte_length = 2\n}\n");
  }
};

TEST_F(ImportCommandTest, BringsAnObjectUnderItsAddress) {
  EXPECT_EQ(Run({"import", "random_id.r", "AQI"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("random_id.r: Importing from ID \"AQI\"...\nrandom_id.r: Import prepared!\n"
                                "  Prepared random_id for import\nrandom_id.r: Refreshing state... [id=AQI]\n"));
  EXPECT_THAT(out(), HasSubstr("Import successful!"));
  EXPECT_EQ(Run({"plan", "-detailed-exitcode"}), kExitOk) << out();
  EXPECT_EQ(Run({"import", "random_id.r", "AQI"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Rolecall is already managing a remote object for random_id.r."));
}

TEST_F(ImportCommandTest, RefusesWhatItCannotDo) {
  EXPECT_EQ(Run({"import", "random_id.none", "AQI"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("resource address \"random_id.none\" does not exist in the configuration."));
  EXPECT_EQ(Run({"import", "random_id.r"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("The import command expects two arguments"));
  EXPECT_EQ(Run({"import", "module.m", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("Invalid address\n\n  on <import-address> line 1:\n   1: module.m\n\n"));
  EXPECT_EQ(Run({"import", "data.a.b", "x"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("A managed resource address is required."));
  EXPECT_EQ(Run({"import", "-config=elsewhere", "random_id.r", "x"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("-config is not here: use -chdir"));
}

TEST_F(ImportCommandTest, PlanWritesTheBlocksThatImportBlocksMiss) {
  Write("import.tf", "import {\n  to = random_id.g\n  id = \"AQIDBA\"\n}\n");
  EXPECT_EQ(Run({"plan", "-generate-config-out=made.tf"}), kExitOk) << err();
  EXPECT_THAT(Read("made.tf"), HasSubstr("resource \"random_id\" \"g\" {\n  byte_length = 4\n}\n"));
  EXPECT_THAT(out(), HasSubstr("Plan: 1 to import, 1 to add, 0 to change, 0 to destroy."));
  // Nothing is missing now, so nothing is written.
  EXPECT_EQ(Run({"plan", "-generate-config-out=again.tf"}), kExitOk) << err();
  EXPECT_FALSE(Exists("again.tf"));
}

TEST_F(ImportCommandTest, GeneratedBlocksGoToANewFileHereOnly) {
  Write("import.tf", "import {\n  to = random_id.g\n  id = \"AQIDBA\"\n}\n");
  EXPECT_EQ(Run({"plan", "-generate-config-out=below/made.tf"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("must name a new file of this directory that ends with \".tf\""));
  EXPECT_EQ(Run({"plan", "-generate-config-out=./main.tf"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Target generated file already exists"));
  Write("import.tf", "import {\n  to = random_id.g\n  id = \"not base64!\"\n}\n");
  EXPECT_EQ(Run({"plan", "-generate-config-out=made.tf"}), kExitError);
  EXPECT_FALSE(Exists("made.tf"));
}

TEST_F(ImportCommandTest, ProvidersShowsTheTreeOfModules) {
  Write(
      "more.tf",
      "terraform {\n  required_providers {\n    random = {\n      source  = \"hashicorp/random\"\n      version = \"~> "
      "3.0\"\n    }\n  }\n}\nmodule \"m\" {\n  source = \"./m\"\n}\nprovider \"aws\" {}\n");
  Write("m/main.tf", "resource \"null_resource\" \"n\" {}\n");
  EXPECT_EQ(Run({"providers"}), kExitOk) << err();
  EXPECT_EQ(out(),
            "\nProviders required by configuration:\n.\n"
            "├── provider[registry.opentofu.org/hashicorp/aws]\n"
            "├── provider[registry.opentofu.org/hashicorp/random] ~> 3.0\n"
            "└── module.m\n"
            "    └── provider[registry.opentofu.org/hashicorp/null]\n\n");
  EXPECT_EQ(Run({"providers", "x"}), kExitError);
}

TEST_F(ImportCommandTest, SchemasArePrintedAsJsonOnly) {
  EXPECT_EQ(Run({"providers", "schema", "-json"}), kExitOk) << err();
  EXPECT_THAT(
      out(),
      StartsWith("{\"format_version\":\"1.0\",\"provider_schemas\":{\"registry.opentofu.org/hashicorp/random\""));
  EXPECT_EQ(Run({"providers", "schema"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("requires the `-json` flag."));
}

TEST_F(ImportCommandTest, GraphIsInTheDotLanguage) {
  EXPECT_EQ(Run({"graph", "-type=apply", "-verbose", "-draw-cycles", "-module-depth=1"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("digraph {\n"));
  EXPECT_THAT(out(), HasSubstr("\"[root] random_id.r (expand)\" [label = \"random_id.r\", shape = \"box\"]"));
  EXPECT_EQ(Run({"graph", "-type=other"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("must be either \"plan\", \"plan-refresh-only\""));
  EXPECT_EQ(Run({"graph", "-plan=p"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("graph -plan is not here"));
  EXPECT_EQ(Run({"graph", "x"}), kExitError);
}

TEST_F(ImportCommandTest, WhatIsBuiltInNeedsNoLockAndNoMirror) {
  Write("main.tf", "resource \"terraform_data\" \"a\" {}\n");
  EXPECT_EQ(Run({"providers", "lock"}), kExitOk) << err();
  EXPECT_EQ(out(), "\nSuccess! Rolecall has validated the lock file and found no need for changes.\n");
  EXPECT_FALSE(Exists(".terraform.lock.hcl"));
  EXPECT_EQ(Run({"providers", "mirror", "to"}), kExitOk) << err();
  EXPECT_EQ(Run({"providers", "mirror"}), kExitError);
  EXPECT_THAT(err(), HasSubstr("requires an output directory"));
  Write("main.tf", "resource \"terraform_data\" {}\n");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"providers", "lock"}, {"providers", "mirror", "to"}}) {
    EXPECT_EQ(Run(words), kExitError);
    EXPECT_THAT(Errors(), HasSubstr("main.tf line 1"));
  }
}

TEST_F(ImportCommandTest, AMirrorThatLacksAProviderLocksNothing) {
  Write("main.tf",
        "terraform {\n  required_providers {\n    own = {\n      source = \"example.com/acme/own\"\n    }\n  }\n}\n");
  std::filesystem::create_directory("mirror");
  EXPECT_EQ(Run({"providers", "lock", "-fs-mirror=mirror", "-platform=linux_amd64"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("example.com/acme/own"));
  EXPECT_FALSE(Exists(".terraform.lock.hcl"));
}

}  // namespace
}  // namespace rolecall::cli
