// `errors`: which page a name, a code, a message or a part of one leads to.
#include <algorithm>

#include "access/doctor/doctor.h"
#include "errors/error_pages.h"
#include "policy/lint/rule_page.h"
#include "policy/lint/rules.h"
#include "tests/unit/cli/command_line_fixture.h"

namespace rolecall::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using ErrorsCommandTest = CommandLineTest;

TEST_F(ErrorsCommandTest, WithoutArgumentsAllPagesAreListed) {
  EXPECT_EQ(Run({"errors"}), kExitOk) << err();
  const std::string list = out();
  EXPECT_EQ(static_cast<std::size_t>(std::count(list.begin(), list.end(), '\n')), errors::ErrorPages().size());
  EXPECT_THAT(list, HasSubstr("\nnot-authorized-assume-role    is not authorized to perform: sts:AssumeRole\n"));
}

TEST_F(ErrorsCommandTest, ANameAndTheWholeMessageLeadToTheSamePage) {
  EXPECT_EQ(Run({"errors", "not-authorized-assume-role"}), kExitOk) << err();
  const std::string page = out();
  EXPECT_THAT(page, StartsWith("# is not authorized to perform: sts:AssumeRole\n\n## Cause\n"));
  EXPECT_THAT(page, AllOf(HasSubstr("\n## Check\n"), HasSubstr("\n## Fix\n"), HasSubstr("\nSaid by: ")));
  // As it comes in a log: one argument, or one for each word.
  const std::string said =
      "An error occurred (AccessDenied): User: arn:aws:iam::111122223333:user/x is not authorized to perform: "
      "sts:AssumeRole on resource: arn:aws:iam::111122223333:role/y";
  EXPECT_EQ(Run({"errors", said}), kExitOk) << err();
  EXPECT_EQ(out(), page);
  EXPECT_EQ(Run({"errors", "", "is not authorized", "to perform:", "sts:AssumeRole", " "}), kExitOk) << err();
  EXPECT_EQ(out(), page);
}

TEST_F(ErrorsCommandTest, CodesOfLintAndDoctorAreExplained) {
  EXPECT_EQ(Run({"errors", "agent-missing"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("# agent-missing\n\nPods use EKS Pod Identity and its agent does not run. Severity: "
                                "error. Found by `rolecall doctor`, which prints the command that repairs it.\n\n"));
  for (const policy::LintRule& rule : access::DoctorRules()) {
    EXPECT_EQ(Run({"errors", std::string(rule.code)}), kExitOk) << rule.code;
    EXPECT_THAT(out(), HasSubstr(std::string(rule.title)));
  }
  for (const policy::LintRule& rule : policy::LintRules()) {
    EXPECT_EQ(Run({"errors", std::string(rule.code)}), kExitOk) << rule.code;
    EXPECT_EQ(out(), policy::ExplainRule(rule));
  }
}

TEST_F(ErrorsCommandTest, APartOfAMessageGivesThePageOrThoseThatHaveIt) {
  EXPECT_EQ(Run({"errors", "IDPCommunication"}), kExitOk) << err();
  EXPECT_THAT(out(), StartsWith("# IDPCommunicationError\n"));
  EXPECT_EQ(Run({"errors", "not authorized"}), kExitOk) << err();
  EXPECT_THAT(out(), AllOf(HasSubstr("pass-role                     is not authorized to perform: iam:PassRole\n"),
                           HasSubstr("explicit-deny "), Not(HasSubstr("## Cause"))));
}

TEST_F(ErrorsCommandTest, WhatHasNoPageIsAnError) {
  EXPECT_EQ(Run({"errors", "zzz"}), kExitError);
  EXPECT_EQ(out(), "");
  EXPECT_THAT(err(), HasSubstr("there is no page on this text. `rolecall errors` lists those that are there."));
  for (const std::string& message : {std::string("  "), std::string((16u << 10) + 1, 'a')}) {
    EXPECT_EQ(Run({"errors", message}), kExitError);
    EXPECT_THAT(err(), StartsWith("rolecall errors: a message of 1 to 16,384 bytes, or a name or code\n"));
  }
}

}  // namespace
}  // namespace rolecall::cli
