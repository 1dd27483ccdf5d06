// -json and -json-into of the commands that work on states, workspaces, modules and locks.
#include <boost/json.hpp>
#include <sstream>

#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class JsonLinesTest : public CommandLineTest {
 protected:
  void SetUp() override {
    CommandLineTest::SetUp();
    Write("main.tf",
          "resource \"terraform_data\" \"a\" { input = \"x\" }\nresource \"terraform_data\" \"c\" { count = 2 }\n"
          "output \"o\" { value = \"seen\" }\n");
    ASSERT_EQ(Run({"apply", "-auto-approve"}), kExitOk) << err();
  }

  // The lines behind that of the version.
  static std::vector<boost::json::object> Lines(const std::string& text) {
    std::vector<boost::json::object> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(boost::json::parse(line).as_object());
    EXPECT_FALSE(lines.empty());
    if (lines.empty()) return lines;
    EXPECT_EQ(lines.front().at("type"), "version");
    lines.erase(lines.begin());
    return lines;
  }

  // "level: message" of each; of `type` if one is given.
  std::vector<std::string> Says(const std::vector<std::string>& command, int code = kExitOk) {
    EXPECT_EQ(Run(command), code) << out() << err();
    EXPECT_EQ(err(), "");
    return Messages(Lines(out()));
  }
  static std::vector<std::string> Messages(const std::vector<boost::json::object>& lines) {
    std::vector<std::string> messages;
    for (const boost::json::object& line : lines) {
      EXPECT_EQ(line.at("@module"), "tofu.ui");
      const auto type = line.if_contains("type");
      messages.push_back(std::string(line.at("@level").as_string()) + ": " +
                         std::string(line.at("@message").as_string()) +
                         (type == nullptr ? "" : " (" + std::string(type->as_string()) + ")"));
    }
    return messages;
  }
};

TEST_F(JsonLinesTest, StateCommandsSayTheSameAsLines) {
  EXPECT_THAT(Says({"state", "list", "-json"}),
              ElementsAre("info: terraform_data.a (resource_address)", "info: terraform_data.c[0] (resource_address)",
                          "info: terraform_data.c[1] (resource_address)"));
  EXPECT_THAT(Says({"state", "mv", "-json", "terraform_data.c[0]", "terraform_data.d"}),
              ElementsAre("info: Move \"terraform_data.c[0]\" to \"terraform_data.d\"",
                          "info: Successfully moved 1 object(s)"));
  EXPECT_THAT(Says({"taint", "-json", "terraform_data.a"}),
              ElementsAre("info: Resource instance terraform_data.a has been marked as tainted."));
  EXPECT_THAT(Says({"untaint", "-json", "terraform_data.a"}),
              ElementsAre("info: Resource instance terraform_data.a has been successfully untainted."));
  EXPECT_THAT(Says({"state", "rm", "-json", "-dry-run", "terraform_data.d"}),
              ElementsAre("info: Would remove terraform_data.d"));
  EXPECT_THAT(Says({"state", "rm", "-json", "terraform_data.d"}),
              ElementsAre("info: Removed terraform_data.d", "info: Successfully removed 1 resource instance(s)"));
  EXPECT_THAT(Says({"state", "rm", "-json", "terraform_data.d"}, kExitError),
              ElementsAre("error: Error: Invalid target address (diagnostic)"));
}

TEST_F(JsonLinesTest, OneObjectIsADocument) {
  ASSERT_EQ(Run({"state", "show", "-json", "terraform_data.a"}), kExitOk) << err();
  const std::string document = out().substr(out().find('\n') + 1);
  const boost::json::object state = boost::json::parse(document).as_object();
  const boost::json::array& resources = state.at("values").at("root_module").at("resources").as_array();
  ASSERT_THAT(resources, SizeIs(1));
  EXPECT_EQ(resources.front().at("address"), "terraform_data.a");
  EXPECT_EQ(resources.front().at("values").at("input"), "x");
  EXPECT_FALSE(state.at("values").as_object().contains("outputs"));
}

TEST_F(JsonLinesTest, AProviderIsReplacedWithoutAQuestionOnly) {
  const std::string from = "terraform.io/builtin/terraform", to = "registry.opentofu.org/acme/null";
  EXPECT_THAT(Says({"state", "replace-provider", "-json", from, to}, kExitError),
              ElementsAre("error: Error: Invalid usage (diagnostic)"));
  ASSERT_EQ(Run({"state", "replace-provider", "-json", "-auto-approve", from, to}), kExitOk) << out();
  const std::vector<boost::json::object> lines = Lines(out());
  EXPECT_THAT(Messages(lines), ElementsAre("info: Rolecall will replace provider from " + from + " to " + to +
                                               " for 2 resources (replace_provider)",
                                           "info: Successfully replaced provider for 2 resources"));
  EXPECT_EQ(lines.front().at("resources"), boost::json::parse(R"(["terraform_data.a", "terraform_data.c"])"));
  EXPECT_EQ(lines.front().at("from").as_string(), from);
  EXPECT_EQ(lines.front().at("to").as_string(), to);
}

TEST_F(JsonLinesTest, WorkspacesAreListedAndRefusedInLines) {
  EXPECT_THAT(Says({"workspace", "new", "-json", "dev"}),
              ElementsAre(StartsWith("info: Created and switched to workspace \"dev\". You're now on a new, ")));
  ASSERT_EQ(Run({"workspace", "list", "-json"}), kExitOk);
  const std::vector<boost::json::object> lines = Lines(out());
  ASSERT_THAT(Messages(lines), ElementsAre("info: list of workspaces (workspace_list)"));
  EXPECT_EQ(lines.front().at("workspaces"), boost::json::parse(R"(["default", "dev"])"));
  EXPECT_EQ(lines.front().at("current_workspace"), "dev");
  EXPECT_THAT(Says({"workspace", "new", "-json", "dev"}, kExitError),
              ElementsAre("error: Workspace \"dev\" already exists"));
  EXPECT_THAT(Says({"workspace", "delete", "-json", "dev"}, kExitError),
              ElementsAre(StartsWith("error: Workspace \"dev\" is your active workspace. You cannot delete ")));
  EXPECT_THAT(Says({"workspace", "select", "-json", "none"}, kExitError),
              ElementsAre(StartsWith("error: Workspace \"none\" doesn't exist. You can create ")));
  EXPECT_THAT(Says({"workspace", "select", "-json", "default"}),
              ElementsAre("info: Switched to workspace \"default\""));
  EXPECT_THAT(Says({"workspace", "delete", "-json", "dev"}), ElementsAre("info: Deleted workspace \"dev\""));
  environment_.Set("TF_WORKSPACE", "default");
  EXPECT_THAT(Says({"workspace", "select", "-json", "dev"}, kExitError),
              ElementsAre(StartsWith("error: The selected workspace is currently overridden using the TF_WORKSPACE ")));
  EXPECT_THAT(Says({"workspace", "new", "-json", "dev"}, kExitError),
              ElementsAre(StartsWith("error: The workspace is currently overridden using the TF_WORKSPACE environment "
                                     "variable. You cannot create ")));
}

TEST_F(JsonLinesTest, WhatADeletedWorkspaceHeldIsWarnedOf) {
  ASSERT_EQ(Run({"workspace", "new", "-state=terraform.tfstate", "dev"}), kExitOk) << err();
  ASSERT_EQ(Run({"workspace", "select", "default"}), kExitOk) << err();
  EXPECT_THAT(Says({"workspace", "delete", "-json", "dev"}, kExitError),
              ElementsAre("error: Error: Workspace is not empty (diagnostic)"));
  EXPECT_THAT(
      Says({"workspace", "delete", "-json", "-force", "dev"}),
      ElementsAre("info: Deleted workspace \"dev\"", StartsWith("warn: \"dev\" was non-empty. The resources ")));
}

TEST_F(JsonLinesTest, AnApplyOfASavedPlanTellsWhatItWillDo) {
  Write("main.tf",
        "resource \"terraform_data\" \"c\" { count = 2 }\nmoved {\n  from = terraform_data.a\n  to = "
        "terraform_data.b\n}\nresource \"terraform_data\" \"b\" { input = \"x\" }\nresource "
        "\"terraform_data\" \"new\" {}\n");
  ASSERT_EQ(Run({"plan", "-out=plan"}), kExitOk) << err();
  const std::vector<std::string> lines = Says({"apply", "-json", "plan"});
  ASSERT_THAT(lines, testing::Not(IsEmpty()));
  EXPECT_EQ(lines.front(), "info: terraform_data.new: Plan to create (planned_change)");
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const std::string& line) { return line.ends_with("(planned_change)"); }),
            1);
}

TEST_F(JsonLinesTest, ModulesAreGottenInLines) {
  Write("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n");
  Write("m/main.tf", "");
  EXPECT_THAT(Says({"get", "-json"}), ElementsAre("info: installing m in m"));
  EXPECT_THAT(Says({"get", "-json"}), IsEmpty());
}

TEST_F(JsonLinesTest, FilesGetTheLinesBesideTheText) {
  ASSERT_EQ(Run({"state", "list", "-json-into=lines"}), kExitOk) << err();
  EXPECT_EQ(out(), "terraform_data.a\nterraform_data.c[0]\nterraform_data.c[1]\n");
  EXPECT_THAT(Messages(Lines(Read("lines"))), SizeIs(3));
  ASSERT_EQ(Run({"workspace", "select", "-json-into=lines", "none"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("Workspace \"none\" doesn't exist"));
  EXPECT_THAT(Messages(Lines(Read("lines"))), ElementsAre(StartsWith("error: Workspace \"none\" doesn't exist.")));
  ASSERT_EQ(Run({"console", "-json-into=lines"}, "1 + 1\n"), kExitOk) << err();
  EXPECT_EQ(out(), "2\n");
  EXPECT_THAT(Messages(Lines(Read("lines"))), ElementsAre("info: 2"));
}

TEST_F(JsonLinesTest, DocumentsGoIntoFilesAsTheyWouldBePrinted) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"output"}, {"output", "o"}, {"show"}, {"validate"}}) {
    std::vector<std::string> printed = command, written = command;
    printed.insert(printed.begin() + 1, "-json");
    written.insert(written.begin() + 1, "-json-into=document");
    ASSERT_EQ(Run(printed), kExitOk) << err();
    const std::string document = out();
    ASSERT_EQ(Run(command), kExitOk) << err();
    const std::string text = out();
    ASSERT_EQ(Run(written), kExitOk) << err();
    EXPECT_EQ(out(), text);
    EXPECT_EQ(Read("document"), document);
  }
  ASSERT_EQ(Run({"output", "-json-into=document", "none"}), kExitError);
  EXPECT_EQ(Read("document"), "") << "what was there is no answer any more";
  ASSERT_EQ(Run({"show", "-json", "-json-into=document"}), kExitError);
  EXPECT_THAT(Errors(), HasSubstr("The -json and -json-into arguments are mutually exclusive"));
}

}  // namespace
}  // namespace rolecall::cli
