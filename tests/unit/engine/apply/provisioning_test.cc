// Provisioners in the life of an object: when they run, what they see, what their failure does.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/engine/provision/fake_ssh.h"
#include "tests/unit/engine/workshop.h"

namespace rolecall::engine::testing {
namespace {

namespace fs = std::filesystem;

class ProvisioningTest : public ::testing::Test {
 protected:
  ProvisioningTest() : log_((fs::temp_directory_path() / ("provisioning." + std::to_string(getpid()))).string()) {}
  ~ProvisioningTest() override { fs::remove(log_); }

  std::string Block(const std::string& rest, const std::string& name = "\"a\"") const {
    return "resource \"aws_thing\" \"t\" {\n  name = " + name + "\n" + rest + "}\n";
  }
  std::string Exec(const std::string& command, const std::string& more = "") const {
    return "  provisioner \"local-exec\" {\n    command = \"" + command + " >> " + log_ + "\"\n" + more + "  }\n";
  }
  std::string Log() const {
    std::ifstream in(log_);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  static bool IsTainted(const Workshop& shop) {
    const Instance* instance = shop.state.FindInstance({"", ResourceMode::kManaged, "aws_thing", "t"}, {});
    return instance != nullptr && instance->tainted;
  }

  const std::string log_;
};

TEST_F(ProvisioningTest, RunWhenTheObjectWasMadeAndSeeIt) {
  Workshop shop(
      {{"main.tf", Block(Exec("echo made ${self.name} $MORE", "    environment = {\n      MORE = \"more\"\n    }\n") +
                         Exec("echo second"))}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Log(), "made a more\nsecond\n");
  // Neither a plan without changes nor an update runs them again.
  ASSERT_TRUE(
      shop.files.Write("main.tf", Block("  policy = \"p\"\n" + Exec("echo made ${self.name}")), FileMode::kPublic)
          .ok());
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Log(), "made a more\nsecond\n");
}

TEST_F(ProvisioningTest, AFailureTaintsTheObjectUnlessItIsLetPass) {
  Workshop shop({{"main.tf", Block(Exec("echo before; exit 7;") + Exec("echo after"))}});
  shop.PlanAndApply();
  EXPECT_NE(shop.Errors().find("aws_thing.t local-exec provisioner error: Error running command"), std::string::npos)
      << shop.Errors();
  EXPECT_NE(shop.Errors().find("': exit status 7. Output: "), std::string::npos) << shop.Errors();
  EXPECT_TRUE(IsTainted(shop));
  ASSERT_TRUE(shop.files
                  .Write("main.tf", Block(Exec("exit 7;", "    on_failure = continue\n") + Exec("echo after")),
                         FileMode::kPublic)
                  .ok());
  shop.PlanAndApply();
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_FALSE(IsTainted(shop));
  EXPECT_TRUE(Log().ends_with("after\n")) << Log();
}

TEST_F(ProvisioningTest, RunBeforeTheObjectGoesAndMayKeepIt) {
  const std::string on_destroy = "    when = destroy\n";
  Workshop shop({{"main.tf", Block(Exec("echo goes ${self.name}", on_destroy))}});
  shop.PlanAndApply();
  EXPECT_EQ(Log(), "");
  ASSERT_TRUE(shop.files.Write("main.tf", Block(Exec("exit 1;", on_destroy)), FileMode::kPublic).ok());
  shop.PlanAndApply({.mode = PlanMode::kDestroy});
  EXPECT_TRUE(shop.diagnostics.HasErrors());
  EXPECT_EQ(shop.state.resources().size(), 1u) << "it stays";
  ASSERT_TRUE(shop.files.Write("main.tf", Block(Exec("echo goes ${self.name}", on_destroy)), FileMode::kPublic).ok());
  shop.PlanAndApply({.mode = PlanMode::kDestroy});
  EXPECT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Log(), "goes a\n");
  EXPECT_TRUE(shop.state.resources().empty());
}

TEST_F(ProvisioningTest, InstancesKnowTheirKeysAndOthersAreWaitedFor) {
  Workshop shop({{"main.tf", "resource \"aws_thing\" \"other\" {\n  name = \"o\"\n}\n" +
                                 Block("  for_each = toset([\"x\"])\n" +
                                       Exec("echo ${each.key} ${aws_thing.other.id != \\\"\\\"}") +
                                       Exec("echo bye ${each.key}", "    when = destroy\n"))}});
  // The quotes within the template are the language's own.
  std::string text = *shop.files.Read("main.tf", 10000);
  for (std::size_t at; (at = text.find("\\\"\\\"")) != std::string::npos;) text.replace(at, 4, "\"\"");
  ASSERT_TRUE(shop.files.Write("main.tf", text, FileMode::kPublic).ok());
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  shop.PlanAndApply({.mode = PlanMode::kDestroy});
  EXPECT_EQ(Log(), "x true\nbye x\n");
}

TEST_F(ProvisioningTest, ARemovedBlockMayHaveThem) {
  Workshop shop({{"main.tf", Block("")}});
  shop.PlanAndApply();
  const std::string removed = "removed {\n  from = aws_thing.t\n  lifecycle {\n    destroy = true\n  }\n";
  Workshop wrong({{"main.tf", removed + Exec("echo gone ${self.name}") + "}\n"}});
  wrong.Load();
  EXPECT_NE(wrong.Errors().find("blocks can only contain destroy provisioners"), std::string::npos) << wrong.Errors();
  ASSERT_TRUE(
      shop.files
          .Write("main.tf", removed + Exec("echo gone ${self.name}", "    when = destroy\n") + "}\n", FileMode::kPublic)
          .ok());
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Log(), "gone a\n");
  EXPECT_TRUE(shop.state.resources().empty());
}

TEST_F(ProvisioningTest, TheConnectionOfTheObjectIsCompletedByThatOfTheStep) {
  const FakeSsh ssh;
  Workshop shop({{"main.tf", Block("  connection {\n    host = self.name\n    user = \"u\"\n  }\n"
                                   "  provisioner \"remote-exec\" {\n    inline = [\"echo there >> " +
                                   log_ + "\"]\n    connection {\n      user = \"v\"\n    }\n  }\n")}});
  shop.PlanAndApply();
  ASSERT_FALSE(shop.diagnostics.HasErrors()) << shop.Errors();
  EXPECT_EQ(Log(), "there\n");
  EXPECT_NE(ssh.Read("files").find("HostName \"a\"\n  User \"v\""), std::string::npos) << ssh.Read("files");
}

TEST_F(ProvisioningTest, APlanTellsMistakesToo) {
  Workshop shop({{"main.tf", Block("  provisioner \"local-exec\" {\n  }\n")}});
  EXPECT_TRUE(shop.MakePlan().errored);
  EXPECT_NE(shop.Errors().find("Missing required argument"), std::string::npos) << shop.Errors();
  Workshop kept({{"main.tf", Block("  lifecycle {\n    prevent_destroy = \"perhaps\"\n  }\n")}});
  EXPECT_TRUE(kept.MakePlan().errored);
  EXPECT_NE(kept.Errors().find("Invalid value for prevent_destroy"), std::string::npos) << kept.Errors();
}

TEST_F(ProvisioningTest, MistakesAreToldBeforeAnythingIsMade) {
  const auto errors = [&](const std::string& rest) {
    Workshop shop({{"main.tf", "variable \"v\" {\n  default = \"x\"\n}\n" + Block(rest)}});
    shop.Load();
    if (!shop.diagnostics.HasErrors()) shop.engine->Validate(*shop.configuration, shop.diagnostics);
    return shop.Errors();
  };
  const auto has = [&](const std::string& rest, const std::string& part) {
    const std::string all = errors(rest);
    EXPECT_NE(all.find(part), std::string::npos) << all;
  };
  has("  provisioner \"local-exec\" {\n  }\n", "Missing required argument");
  has("  provisioner \"local-exec\" {\n    command = \"x\"\n    color = 1\n  }\n", "Unsupported argument");
  has(Exec("x", "    when = later\n"),
      "Invalid \"when\" keyword: The \"when\" argument requires one of the following "
      "keywords: create or destroy.");
  has(Exec("x", "    on_failure = stop\n"), "Invalid \"on_failure\" keyword");
  has(Exec("${var.v}", "    when = destroy\n"), "Invalid reference from destroy provisioner");
  has(Exec("${var.w}"), "Reference to undeclared input variable");
  has("  provisioner \"chef\" {\n  }\n", "The \"chef\" provisioner has been removed");
  has("  provisioner \"file\" {\n    destination = \"d\"\n  }\n", "Must provide one of 'source' or 'content'");
  has("  connection {\n    type = \"winrm\"\n  }\n", "Connection type \"winrm\" is not supported");
  has("  connection {\n    color = 1\n  }\n", "Unsupported argument");
  has("  connection {\n  }\n  connection {\n  }\n", "Duplicate connection block");
  has(Exec("x", "    connection {\n      host = var.w\n    }\n"), "Reference to undeclared input variable");
  has(Exec("x", "    lifecycle {\n    }\n"), "Reserved block type name in provisioner block");
  has("  connection {\n    host = var.v\n  }\n" + Exec("x", "    when = destroy\n"),
      "Invalid reference from destroy provisioner");
  EXPECT_EQ(errors(Exec("${self.name} ${var.v}")), "");
}

}  // namespace
}  // namespace rolecall::engine::testing
