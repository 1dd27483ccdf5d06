// Short ways to talk to Parameter Store in tests.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_SSM_SSM_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_SSM_SSM_FIXTURE_H_

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "services/ssm/ssm.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::ssm {

namespace bj = boost::json;
using testing::ExpectDenied;
using testing::ExpectError;
using testing::Reply;
using Names = std::vector<std::string>;

inline constexpr char kArnPrefix[] = "arn:aws:ssm:eu-central-1:054000737513:parameter";
inline constexpr char kBadName[] =
    "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of "
    "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 "
    "symbols .-_";

class SsmTest : public testing::ServiceFixture {
 protected:
  Reply AskAs(const Caller& caller, const std::string& operation, const bj::object& input) {
    return AskJson(*service_, caller, "AmazonSSM." + operation, bj::serialize(input));
  }
  Reply Ask(const std::string& operation, const bj::object& input) { return AskAs(Root(), operation, input); }

  // PutParameter of a String unless `more` says otherwise.
  Reply TryPut(const std::string& name, const std::string& value, bj::object more = {}) {
    more["Name"] = name;
    more["Value"] = value;
    if (!more.contains("Type")) more["Type"] = "String";
    return Ask("PutParameter", more);
  }
  void Put(const std::string& name, const std::string& value = "one", const bj::object& more = {}) {
    const Reply reply = TryPut(name, value, more);
    EXPECT_EQ(reply.status, 200) << reply.Outcome();
  }
  void Overwrite(const std::string& name, const std::string& value, bj::object more = {}) {
    more["Overwrite"] = true;
    Put(name, value, more);
  }
  std::string Value(const std::string& name) {
    return Ask("GetParameter", {{"Name", name}, {"WithDecryption", true}}).At("Parameter/Value");
  }
  static void ExpectNotFound(const Reply& reply) { ExpectError(reply, 400, "ParameterNotFound", ""); }
  static void ExpectValidation(const Reply& reply, const std::string& text) {
    EXPECT_EQ(reply.Outcome(), "400 ValidationException: " + text);
  }
  // The record, as it is stored.
  std::shared_ptr<const directory::ParameterRecord> Record(const std::string& name,
                                                           const std::string& region = testing::kRegion) const {
    return snapshot()->parameters.Find(directory::ParameterKey(testing::kAccount, region, name));
  }

  std::unique_ptr<Service> service_ = MakeSsm();
};

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_TESTS_UNIT_SERVICES_SSM_SSM_FIXTURE_H_
