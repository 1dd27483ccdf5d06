#include "cli/identity/simulate_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace rolecall::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kGood[] = R"({"name": "n", "request": {"principal": null, "action": "s3:GetObject"}})";

int Simulate(const std::string& input, bool batch, std::string& output) {
  std::istringstream in(input);
  std::ostringstream out;
  SimulateOptions options;
  options.batch = batch;
  int code = RunSimulate(in, out, options);
  output = out.str();
  return code;
}

TEST(RunSimulate, AnswersOneObjectOverSeveralLines) {
  std::string output;
  EXPECT_EQ(Simulate("{\"request\":\n {\"principal\": null,\n \"action\": \"s3:GetObject\"}}\n", false, output), 0);
  EXPECT_THAT(output, HasSubstr(R"("decision": "implicitDeny", "blockedBy": ["resource"])"));
}

TEST(RunSimulate, GoesOnAfterAMalformedLineAndFailsAtTheEnd) {
  std::string output;
  EXPECT_EQ(Simulate(std::string(kGood) + "\nnonsense\n\n" + kGood, true, output), 1);
  std::istringstream lines(output);
  std::string first, second, third, rest;
  std::getline(lines, first);
  std::getline(lines, second);
  std::getline(lines, third);
  EXPECT_THAT(first, HasSubstr("implicitDeny"));
  EXPECT_THAT(second, HasSubstr(R"({"error": ")"));
  EXPECT_EQ(third, first);
  EXPECT_FALSE(std::getline(lines, rest));
}

TEST(RunSimulate, RefusesInputThatIsTooLong) {
  std::string output;
  EXPECT_EQ(Simulate(std::string((16u << 20) + 2, ' '), false, output), 1);
  EXPECT_THAT(output, HasSubstr("longer than 16 MiB"));
}

}  // namespace
}  // namespace rolecall::cli
