// Modules by git, of which a program of the test does the work, from directories and for init -from-module.
#include <cstdlib>

#include "cli/packages/module_fetch.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// PATH of this process, by which programs are found, as long as it lives.
class SearchPath {
 public:
  explicit SearchPath(const std::string& path) : before_(std::getenv("PATH")) { setenv("PATH", path.c_str(), 1); }
  ~SearchPath() { setenv("PATH", before_.c_str(), 1); }

 private:
  const std::string before_;
};

// A "git" that writes down how it was called, and makes a module of two lines.
class ModuleSourcesTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    const std::string tools = (directory_ / "tools").string();
    Write(tools + "/git", "#!/bin/sh\necho \"$*\" >>" + tools + "/calls\nenv >>" + tools +
                              "/environment\n"
                              "for last; do :; done\n"
                              "case \"$*\" in\n"
                              "*missing.git*) printf 'fatal: no\\007such repository\\n\\n' >&2; exit 128 ;;\n"
                              "*endless.git*) head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1 ;;\n"
                              "*clone*) mkdir -p \"$last/inner\"; echo 'output \"a\" { value = \"got\" }' "
                              ">\"$last/main.tf\"\n"
                              "  cp \"$last/main.tf\" \"$last/inner\"\n"
                              "  case \"$*\" in *nested.git*) : >\"$last/.gitmodules\" ;; esac ;;\n"
                              "*checkout*nowhere*) echo \"error: pathspec 'nowhere'\" >&2; exit 1 ;;\n"
                              "esac\nexit 0\n");
    std::filesystem::permissions(tools + "/git", std::filesystem::perms::owner_all);
    path_.emplace(tools + ":/usr/bin:/bin");
  }
  void TearDown() override {
    path_.reset();
    CommandLineTest::TearDown();
  }
  std::string Calls() { return Read((directory_ / "tools/calls").string()); }
  std::string Surroundings() { return Read((directory_ / "tools/environment").string()); }
  Result<void> Fetch(const std::string& package) {
    std::filesystem::remove(directory_ / "tools/calls");
    std::filesystem::remove_all("out");
    http::CurlClient client({});
    const engine::BackendContext context{.environment = &environment_};
    return SystemModuleFetcher(client, context).Fetch(engine::ParseRemotePackage(package), "out");
  }
  std::string FetchError(const std::string& package) {
    const Result<void> fetched = Fetch(package);
    EXPECT_FALSE(Exists("out")) << "a failed download was left";
    return fetched.ok() ? "" : fetched.error().message;
  }
  void Call(const std::string& source) {
    Write("main.tf", "module \"m\" {\n  source = \"" + source + "\"\n}\noutput \"a\" {\n  value = module.m.a\n}\n");
  }

 private:
  std::optional<SearchPath> path_;
};

TEST_F(ModuleSourcesTest, GitClonesAndChecksOutWhatIsAskedFor) {
  ASSERT_TRUE(Fetch("git::https://h.example/r.git").ok());
  EXPECT_EQ(Calls(), "clone --quiet -- https://h.example/r.git out\n");
  EXPECT_TRUE(Exists("out/main.tf"));
  EXPECT_THAT(Surroundings(), HasSubstr("GIT_ALLOW_PROTOCOL=file:git:http:https:ssh\n"));
  ASSERT_TRUE(Fetch("git::https://h.example/r.git?ref=v1").ok());
  EXPECT_EQ(Calls(),
            "clone --quiet -- https://h.example/r.git out\n"
            "-C out -c advice.detachedHead=false checkout --quiet v1\n");
  ASSERT_TRUE(Fetch("git::https://h.example/r.git?ref=v1&depth=1").ok());
  EXPECT_EQ(Calls(), "clone --quiet --depth=1 --branch=v1 -- https://h.example/r.git out\n");
  ASSERT_TRUE(Fetch("git::ssh://git@h.example/nested.git").ok());
  EXPECT_EQ(Calls(),
            "clone --quiet -- ssh://git@h.example/nested.git out\n"
            "-C out submodule --quiet update --init --recursive\n");
}

TEST_F(ModuleSourcesTest, APasswordIsNoArgumentOfGit) {
  ASSERT_TRUE(Fetch("git::https://user:hunter2@h.example/r.git?ref=v1").ok());
  EXPECT_THAT(Calls(), AllOf(HasSubstr("clone --quiet -- https://h.example/r.git out\n"), Not(HasSubstr("hunter2"))));
  EXPECT_THAT(Surroundings(), AllOf(HasSubstr("GIT_CONFIG_COUNT=1\n"),
                                    HasSubstr("GIT_CONFIG_KEY_0=url.https://user:hunter2@h.example/r.git.insteadOf\n"),
                                    HasSubstr("GIT_CONFIG_VALUE_0=https://h.example/r.git\n")));
}

TEST_F(ModuleSourcesTest, WhatGitSaysIsPassedOnWithinBounds) {
  EXPECT_EQ(FetchError("git::https://h.example/missing.git"), "git exited with 128: fatal: no such repository");
  EXPECT_EQ(FetchError("git::https://h.example/r.git?ref=nowhere"), "git exited with 1: error: pathspec 'nowhere'");
  const std::string endless = FetchError("git::https://h.example/endless.git");
  EXPECT_THAT(endless, AllOf(HasSubstr("git exited with 1: xxx"), HasSubstr("…")));
  EXPECT_LT(endless.size(), 10'000u);
  EXPECT_EQ(FetchError("git::https://h.example/r.git?depth=-1"), "depth must be a number");
  EXPECT_EQ(Calls(), "") << "git was run";
  const SearchPath nothing((directory_ / "nowhere").string());
  EXPECT_EQ(FetchError("git::https://h.example/r.git"),
            "git is not installed, or not in PATH, and this module comes from git");
}

TEST_F(ModuleSourcesTest, DirectoriesAreLinkedTo) {
  Write("beside/main.tf", "output \"a\" { value = \"beside\" }\n");
  const std::string beside = (directory_ / "work/beside").string();
  ASSERT_TRUE(Fetch("file://" + beside).ok());
  EXPECT_TRUE(std::filesystem::is_symlink("out"));
  EXPECT_THAT(Read("out/main.tf"), HasSubstr("beside"));
  EXPECT_THAT(FetchError("file://" + beside + "/nowhere"), HasSubstr("nowhere is not a directory"));
}

TEST_F(ModuleSourcesTest, InitAndGetTellWhatTheyDownload) {
  Call("git::https://h.example/r.git//inner?ref=v1");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("Initializing modules...\nDownloading git::https://h.example/r.git?ref=v1 for m"),
                           HasSubstr("- m in .terraform/modules/m/inner\n")));
  ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("a = \"got\""));
  ASSERT_EQ(Run({"get", "-update"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Downloading git::"));
  Call("git::https://h.example/missing.git");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("git exited with 128: fatal: no such repository"));
}

TEST_F(ModuleSourcesTest, SourcesMayBeMadeOfVariables) {
  Call("git::https://h.example/${var.name}.git");
  Write("variables.tf", "variable \"name\" {\n  type    = string\n  default = \"usual\"\n}\n");
  ASSERT_EQ(Run({"init"}), kExitOk) << err();
  EXPECT_THAT(Calls(), HasSubstr("-- https://h.example/usual.git "));
  ASSERT_EQ(Run({"init", "-var=name=given"}), kExitOk) << err();
  EXPECT_THAT(Calls(), HasSubstr("-- https://h.example/given.git "));
  Write("x.auto.tfvars", "name = \"missing\"\n");
  EXPECT_EQ(Run({"init"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("no such repository"));
}

TEST_F(ModuleSourcesTest, InitCopiesAModuleIntoAnEmptyDirectory) {
  const std::string beside = (directory_ / "beside").string();
  Write(beside + "/main.tf", "output \"a\" { value = \"beside\" }\n");
  Write(beside + "/sub/x.txt", "kept");
  ASSERT_EQ(Run({"init", "-from-module=../beside"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("Copying configuration from \"../beside\"...\n"));
  EXPECT_EQ(Read("main.tf"), Read(beside + "/main.tf"));
  EXPECT_EQ(Read("sub/x.txt"), "kept");
  EXPECT_EQ(Run({"init", "-from-module=../beside"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("The working directory already contains files"));
}

TEST_F(ModuleSourcesTest, InitCopiesWhatItDownloadsAndKeepsNothingElse) {
  EXPECT_EQ(Run({"init", "-from-module=git::https://h.example/missing.git"}), kExitError);
  EXPECT_THAT(Errors(), AllOf(HasSubstr("Failed to copy the module"), HasSubstr("no such repository")));
  EXPECT_EQ(Run({"init", "-from-module=../nowhere"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("cannot copy ../nowhere"));
  ASSERT_EQ(Run({"init", "-from-module=git::https://h.example/r.git//inner"}), kExitOk) << err();
  EXPECT_THAT(Read("main.tf"), HasSubstr("got"));
  EXPECT_FALSE(Exists(".terraform/modules/from-module"));
  EXPECT_FALSE(Exists("inner")) << "only the directory that is named is copied";
  ASSERT_EQ(Run({"plan"}), kExitOk) << err();
  EXPECT_THAT(out(), HasSubstr("\"got\""));
}

}  // namespace
}  // namespace rolecall::cli
