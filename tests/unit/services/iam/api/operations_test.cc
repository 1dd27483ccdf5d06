// The table of operations against AWS's model of the service: a list of its names (operations.txt: facts, taken from
// botocore's iam/2010-05-08).
#include <fstream>

#include "tests/unit/services/iam/iam_fixture.h"

namespace rolecall::services::iam {
namespace {

Names NamesOfTheModel() {
  std::ifstream file(std::string(ROLECALL_SOURCE_DIR) + "/tests/unit/services/iam/api/operations.txt");
  Names names;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && !line.starts_with('#')) names.push_back(line);
  }
  return names;
}

class IamOperations : public IamTest, public ::testing::WithParamInterface<std::string> {};

// Served, or refused for a reason of its own: never "no such operation".
TEST_P(IamOperations, AreAllInTheTable) {
  const Reply reply = Ask(GetParam());
  EXPECT_NE(reply.error_code, "InvalidAction") << reply.Outcome();
  EXPECT_NE(reply.status, 500) << reply.Outcome();
  EXPECT_EQ(reply.audit.operation, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Model, IamOperations, ::testing::ValuesIn(NamesOfTheModel()),
                         [](const auto& info) { return info.param; });

TEST(IamModel, HasAsManyOperationsAsAws) { EXPECT_EQ(NamesOfTheModel().size(), 181u); }

class IamUnknownOperation : public IamTest {};

TEST_F(IamUnknownOperation, IsRefusedAsSuch) {
  EXPECT_EQ(Ask("GetEverything").Outcome(),
            "400 InvalidAction: Could not find operation GetEverything for version 2010-05-08");
}

}  // namespace
}  // namespace rolecall::services::iam
