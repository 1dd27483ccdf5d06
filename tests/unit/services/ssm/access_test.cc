// Every operation against every caller that must not get through: see tests/support/access_matrix.h.
#include <algorithm>
#include <fstream>

#include "tests/support/access_matrix.h"
#include "tests/unit/services/ssm/ssm_fixture.h"

namespace rolecall::services::ssm {
namespace {

using testing::AccessCase;
using testing::JsonRequest;

constexpr char kValue[] = "find-me-if-you-can";
constexpr char kArn[] = "arn:aws:ssm:eu-central-1:054000737513:parameter/app/db";

class SsmAccess : public testing::AccessMatrix, public ::testing::WithParamInterface<AccessCase> {
 protected:
  SsmAccess() {
    for (const char* name : {"/app/db", "flat"}) {
      AskJson(*service_, Root(), "AmazonSSM.PutParameter",
              bj::serialize(bj::object{{"Name", name}, {"Value", kValue}, {"Type", "SecureString"}}));
    }
  }
  std::unique_ptr<Service> service_ = MakeSsm();
};

TEST_P(SsmAccess, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*service_, GetParam()); }

// By ARN: the other account asks for ours.
AccessCase ByArn(const char* operation, const std::string& member, const std::string& more = "") {
  return {.name = operation,
          .action = std::string("ssm:") + operation,
          .resource = kArn,
          .request = JsonRequest(std::string("AmazonSSM.") + operation, "{" + member + more + "}"),
          .secrets = {kValue}};
}

// By name: of the caller's own account, whoever that is.
AccessCase ByName(const char* operation, const std::string& input, const std::string& resource = kArn,
                  std::vector<std::string> also = {}) {
  return {.name = std::string(operation) + "ByName",
          .action = std::string("ssm:") + operation,
          .resource = resource,
          .request = JsonRequest(std::string("AmazonSSM.") + operation, input),
          .also = std::move(also),
          .names_mean_own_account = true,
          .secrets = {kValue}};
}

AccessCase NewOne() {
  AccessCase each = ByName("PutParameter", R"({"Name":"/app/new","Value":"x","Type":"String"})",
                           "arn:aws:ssm:eu-central-1:054000737513:parameter/app/new");
  each.name = "PutParameterAnew";
  return each;
}

std::vector<AccessCase> ServedOperations() {
  const std::string name = std::string(R"("Name":")") + kArn + '"';
  const std::string names = std::string(R"("Names":[")") + kArn + "\"]";
  const std::string target = std::string(R"("ResourceType":"Parameter","ResourceId":")") + kArn + '"';
  return {ByArn("GetParameter", name),
          ByName("GetParameter", R"({"Name":"/app/db","WithDecryption":false})"),
          ByArn("GetParameters", names),
          ByName("GetParameters", R"({"Names":["/app/db"]})"),
          ByArn("GetParameterHistory", name),
          ByName("GetParametersByPath", R"({"Path":"/app"})", "arn:aws:ssm:eu-central-1:054000737513:parameter/app"),
          ByName("PutParameter", R"({"Name":"/app/db","Value":"x","Overwrite":true})"),
          NewOne(),
          ByArn("DeleteParameter", name),
          ByName("DeleteParameter", R"({"Name":"/app/db"})"),
          ByArn("DeleteParameters", names),
          ByName("DescribeParameters", "{}", "*"),
          ByArn("LabelParameterVersion", name, R"(,"Labels":["prod"])"),
          ByArn("UnlabelParameterVersion", name, R"(,"ParameterVersion":1,"Labels":["prod"])"),
          ByArn("AddTagsToResource", target, R"(,"Tags":[{"Key":"a","Value":"1"}])"),
          ByArn("RemoveTagsFromResource", target, R"(,"TagKeys":["a"])"),
          ByArn("ListTagsForResource", target)};
}

INSTANTIATE_TEST_SUITE_P(Served, SsmAccess, ::testing::ValuesIn(ServedOperations()), testing::AccessCaseName);

// Those that are only known: nobody without the permission learns even that.
std::vector<AccessCase> AllOthers() {
  std::ifstream file(std::string(ROLECALL_SOURCE_DIR) + "/tests/unit/services/ssm/operations.txt");
  std::vector<AccessCase> cases;
  std::vector<std::string> served;
  for (const AccessCase& each : ServedOperations()) served.push_back(each.action);
  for (std::string line; std::getline(file, line);) {
    const std::string action = "ssm:" + line;
    if (line.empty() || line.starts_with('#') || std::ranges::find(served, action) != served.end()) continue;
    cases.push_back(
        {.name = line, .action = action, .request = JsonRequest("AmazonSSM." + line), .names_mean_own_account = true});
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(NotServed, SsmAccess, ::testing::ValuesIn(AllOthers()), testing::AccessCaseName);

}  // namespace
}  // namespace rolecall::services::ssm
