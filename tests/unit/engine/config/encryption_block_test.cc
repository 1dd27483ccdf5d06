#include "engine/config/encryption_block.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

std::string Problems(const std::string& text) {
  diag::Diagnostics diagnostics;
  (void)ParseEncryption(text, diagnostics);
  std::string problems;
  for (const diag::Diagnostic& one : diagnostics.list()) problems += one.summary + "|";
  return problems;
}

TEST(EncryptionBlock, NothingIsSaidByAnEmptyVariable) {
  diag::Diagnostics diagnostics;
  EXPECT_FALSE(ParseEncryption(" \n", diagnostics).has_value());
}

TEST(EncryptionBlock, WhatIsDoubledOrUnknownIsRefused) {
  EXPECT_EQ(Problems("key_provider \"a\" \"b\" {}\nkey_provider \"a\" \"b\" {}\n"), "Duplicate key_provider|");
  EXPECT_EQ(Problems("method \"a\" \"b\" {}\nmethod \"a\" \"b\" {}\n"), "Duplicate method|");
  EXPECT_EQ(Problems("state {}\nstate {}\n"), "Duplicate state block|");
  EXPECT_EQ(Problems("remote_state_data_sources {\n  remote_state_data_source \"x\" {}\n"
                     "  remote_state_data_source \"x\" {}\n}\n"),
            "Duplicate remote_data_source|");
  EXPECT_EQ(Problems("backup {}\n"), "Unsupported block type|");
  EXPECT_EQ(Problems("state {\n  wrong = 1\n}\n"), "Unsupported argument|");
  EXPECT_EQ(Problems("method \"a b\" \"c\" {}\n"), "The provided method type is invalid|");
  EXPECT_NE(Problems("state {"), "");
  EXPECT_NE(Problems("{\"state\": "), "");
}

TEST(EncryptionBlock, WhatIsNoBooleanEnforces) {
  diag::Diagnostics diagnostics;
  const auto block = ParseEncryption("state {\n  enforced = \"no\"\n}\n", diagnostics);
  EXPECT_TRUE(diagnostics.HasErrors());
  EXPECT_TRUE(block->state->enforced);
}

}  // namespace
}  // namespace rolecall::engine
