// The case files of tests/cases/policy, in the format of `simulate`: one situation a line, with what must come out.
#include <gtest/gtest.h>

#include <fstream>

#include "json/document.h"
#include "policy/simulate/simulate.h"

namespace rolecall::policy {
namespace {

std::vector<std::string> Lines(const std::string& file) {
  std::ifstream in(ROLECALL_SOURCE_DIR "/tests/cases/policy/" + file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  EXPECT_GT(lines.size(), 50u) << file;
  return lines;
}

std::string Member(const std::string& text, const char* name) {
  json::ParseResult parsed = json::Parse(text, json::Limits{1 << 20, 64});
  const json::Node* node = parsed.root.Find(name);
  return node == nullptr ? "" : node->text;
}

TEST(PolicyCases, Decisions) {
  for (const std::string& line : Lines("decisions.jsonl")) {
    SimulateAnswer answer = SimulateOne(line, false);
    EXPECT_EQ(Member(answer.json, "decision"), Member(line, "expected")) << line << "\n" << answer.json;
  }
}

TEST(PolicyCases, Writes) {
  for (const std::string& line : Lines("writes.jsonl")) {
    SimulateAnswer answer = SimulateOne(line, false);
    std::string error = Member(answer.json, "error");
    EXPECT_EQ(error.empty() ? "valid" : error, Member(line, "expected")) << line;
    EXPECT_EQ(Member(answer.json, "message"), Member(line, "message")) << line;
  }
}

}  // namespace
}  // namespace rolecall::policy
