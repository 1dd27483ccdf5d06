// The language reference as a table: every block and argument that OpenTofu 1.12 has is read or refused. What is read
// is told when it is nonsense; what is passed over in silence is not, and fails here. (The arguments of backends are
// read when one is opened: engine/backend.)
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine {
namespace {

using testing::Workshop;

// A block of the language, opened but for "@", where something goes in; and the arguments and blocks that it has.
struct LanguageBlock {
  std::string text;
  std::vector<std::string> arguments;
  std::vector<std::string> blocks;  // with labels: "provider_meta \"aws\""
  bool is_open = false;             // what else stands in it is for other programs
};

const std::vector<LanguageBlock>& Language() {
  static const std::string kThing = "resource \"aws_thing\" \"t\" {\n  name = \"t\"\n";
  static const std::string kRule = "condition = path.root != 1\n error_message = \"No.\"\n";
  static const std::vector<LanguageBlock> blocks = {
      {"terraform {\n@}\n",
       {"required_version"},  // `experiments` is passed over, as OpenTofu does
       {"required_providers", "provider_meta \"aws\"", "encryption"}},
      {"language {\n@}\n", {"edition", "experiments"}, {}},
      {"language {\n  compatible_with {\n@}\n}\n", {"opentofu"}, {}, true},
      {"terraform {\n  required_providers {\n    aws = {\n@}\n}\n}\n",
       {"source", "version", "configuration_aliases"},
       {}},
      {"provider \"aws\" {\n@}\n" + kThing + "}\n", {"alias", "version", "for_each", "region"}, {"_"}},
      {"variable \"v\" {\n@}\n",
       {"description", "default", "type", "sensitive", "ephemeral", "nullable", "deprecated", "const"},
       {"validation"}},
      {"locals {\n@}\n", {"l"}, {}},
      {"output \"o\" {\n@}\n",
       {"value", "description", "sensitive", "ephemeral", "deprecated", "depends_on"},
       {"precondition", "postcondition"}},
      {"module \"m\" {\n  source = \"./m\"\n@}\n",
       {"count", "for_each", "providers", "depends_on", "in"},
       {"lifecycle", "_"}},
      {"module \"m\" {\n@}\n", {"source"}, {}},
      {"module \"m\" {\n  source = \"a/b/c\"\n@}\n", {"version"}, {}},
      {"module \"m\" {\n  source = \"./m\"\n  lifecycle {\n@}\n}\n", {"enabled"}, {}},
      {kThing + "@}\n",
       {"count", "for_each", "provider", "depends_on", "policy"},
       {"lifecycle", "provisioner \"local-exec\"", "connection", "_"}},
      {kThing + "  provisioner \"local-exec\" {\n    command = \"true\"\n@}\n}\n",
       {"when", "on_failure", "interpreter", "working_dir", "environment", "quiet"},
       {"connection", "lifecycle"}},
      {kThing + "  provisioner \"local-exec\" {\n@}\n}\n", {"command"}, {}},
      {kThing + "  provisioner \"remote-exec\" {\n@}\n}\n", {"inline", "script", "scripts"}, {"connection", "_"}},
      {kThing + "  provisioner \"file\" {\n  destination = \"d\"\n@}\n}\n", {"source", "content"}, {"connection"}},
      {kThing + "  provisioner \"file\" {\n  content = \"c\"\n@}\n}\n", {"destination"}, {}},
      {kThing + "  connection {\n@}\n}\n",
       {"type",
        "user",
        "password",
        "host",
        "port",
        "timeout",
        "script_path",
        "private_key",
        "certificate",
        "agent",
        "agent_identity",
        "host_key",
        "target_platform",
        "proxy_scheme",
        "proxy_host",
        "proxy_port",
        "proxy_user_name",
        "proxy_user_password",
        "bastion_host",
        "bastion_host_key",
        "bastion_port",
        "bastion_user",
        "bastion_password",
        "bastion_private_key",
        "bastion_certificate",
        "https",
        "insecure",
        "use_ntlm",
        "cacert"},
       {}},
      {kThing + "  lifecycle {\n@}\n}\n",
       {"create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by", "destroy", "enabled"},
       {"precondition", "postcondition"}},
      {kThing + "  lifecycle {\n  precondition {\n" + kRule + "@}\n}\n}\n", {"nonsense"}, {}},
      {"data \"aws_who\" \"w\" {\n@}\n", {"count", "for_each", "provider", "depends_on", "seed"}, {"lifecycle", "_"}},
      {"data \"aws_who\" \"w\" {\n  lifecycle {\n@}\n}\n", {"enabled"}, {"precondition", "postcondition"}},
      {"", {}, {"ephemeral \"aws_token\" \"e\""}},
      {"ephemeral \"aws_token\" \"e\" {\n@}\n",
       {"count", "for_each", "provider", "depends_on", "seed"},
       {"lifecycle", "_"}},
      {"ephemeral \"aws_token\" \"e\" {\n  lifecycle {\n@}\n}\n", {"enabled"}, {"precondition", "postcondition"}},
      {"moved {\n  to = aws_thing.b\n@}\n", {"from"}, {}},
      {"moved {\n  from = aws_thing.b\n@}\n", {"to"}, {}},
      {"removed {\n@}\n", {"from"}, {"lifecycle", "provisioner \"local-exec\"", "connection"}},
      {"removed {\n  from = aws_thing.b\n  lifecycle {\n@}\n}\n", {"destroy"}, {}},
      {"import {\n  to = aws_thing.t\n@}\n" + kThing + "}\n", {"id", "identity"}, {}},
      {"import {\n  id = \"x\"\n@}\n", {"to"}, {}},
      {"import {\n  id = \"x\"\n  to = aws_thing.t\n@}\n" + kThing + "}\n", {"for_each", "provider"}, {}},
      {"check \"c\" {\n@}\n", {}, {"data \"aws_who\" \"w\"", "assert"}},
      {"check \"c\" {\n  assert {\n    error_message = \"No.\"\n@}\n}\n", {"condition"}, {}},
      {"check \"c\" {\n  assert {\n    condition = path.root != 1\n@}\n}\n", {"error_message"}, {}},
  };
  return blocks;
}

std::string LanguageProblems(const std::string& text) {
  // Not .tf: what is required there is Terraform's.
  Workshop shop(Workshop::FileTexts{{"main.tofu", text}, {"m/main.tf", "variable \"in\" { default = 1 }\n"}});
  shop.Load();
  if (!shop.diagnostics.HasErrors()) shop.engine->Validate(*shop.configuration, shop.diagnostics);
  if (!shop.diagnostics.HasErrors()) shop.MakePlan();
  return shop.diagnostics.HasErrors() ? shop.Errors() : "";
}

std::string With(const std::string& block, const std::string& inside) {
  const std::size_t at = block.find('@');
  return at == std::string::npos ? inside : block.substr(0, at) + inside + block.substr(at + 1);
}

TEST(Language, NonsenseInAnyArgumentIsTold) {
  for (const LanguageBlock& block : Language()) {
    for (const std::string& argument : block.arguments) {
      const std::string text = With(block.text, "  " + argument + " = var.nowhere[nothing]\n");
      EXPECT_NE(LanguageProblems(text), "") << text;
    }
  }
}

TEST(Language, NonsenseInAnyBlockIsTold) {
  for (const LanguageBlock& block : Language()) {
    for (const std::string& inner : block.blocks) {
      const std::string text = With(block.text, "  " + inner + " {\n    nonsense = var.nowhere\n  }\n");
      EXPECT_NE(LanguageProblems(text), "") << text;
    }
  }
}

TEST(Language, WhatTheLanguageDoesNotHaveIsTold) {
  for (const LanguageBlock& block : Language()) {
    if (block.is_open) continue;
    EXPECT_NE(LanguageProblems(With(block.text, "  nonsense {\n  }\n")), "") << block.text;
  }
}

}  // namespace
}  // namespace rolecall::engine
