// 1/0 is a number until something is to be kept of it.
#include <gtest/gtest.h>

#include "tests/unit/engine/workshop.h"

namespace rolecall::engine::testing {
namespace {

std::string ErrorsOf(const std::string& text) {
  Workshop shop({{"main.tf", text}});
  shop.MakePlan();
  return shop.Errors();
}

TEST(InfiniteNumber, NeitherOutputsNorObjectsCanKeepIt) {
  EXPECT_NE(ErrorsOf("output \"x\" {\n  value = 1/0\n}\n")
                .find("main.tf:2  Failed to serialize output value: An error occurred while serializing output value "
                      "\"x\": cannot serialize infinity as JSON."),
            std::string::npos);
  EXPECT_NE(ErrorsOf("output \"x\" {\n  value     = { a = [sensitive(-1/0)] }\n  sensitive = true\n}\n")
                .find("cannot serialize infinity"),
            std::string::npos);
  const std::string errors =
      ErrorsOf("resource \"aws_thing\" \"a\" {\n  name = \"n\"\n  rule {\n    port = 1/0\n  }\n}\n");
  EXPECT_NE(errors.find("failed to encode aws_thing.a: failed to serialize value: cannot serialize infinity as JSON"),
            std::string::npos)
      << errors;
}

TEST(InfiniteNumber, WhatDoesNotKeepItMayHaveIt) {
  EXPECT_EQ(ErrorsOf("locals {\n  most = 1/0\n}\noutput \"x\" {\n  value = min(5, local.most)\n}\n"), "");
}

}  // namespace
}  // namespace rolecall::engine::testing
