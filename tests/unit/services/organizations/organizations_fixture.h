// A plane with an organization: the management account (kAccount), a unit, and an account in it.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_ORGANIZATIONS_ORGANIZATIONS_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_ORGANIZATIONS_ORGANIZATIONS_FIXTURE_H_

#include <boost/json.hpp>
#include <string>

#include "services/organizations/organizations.h"
#include "tests/support/access_matrix.h"

namespace rolecall::services::organizations {

inline constexpr char kTarget[] = "AWSOrganizationsV20161128.";
inline constexpr char kDenyBuckets[] =
    R"({"Version":"2012-10-17","Statement":[{"Sid":"NoBuckets","Effect":"Deny","Action":"s3:CreateBucket","Resource":"*"}]})";

// Over ServiceFixture or AccessMatrix.
template <typename Base>
class WithOrganization : public Base {
 protected:
  using Reply = testing::Reply;

  Reply As(const Caller& caller, const std::string& operation, const std::string& body = "{}") {
    return this->AskJson(*service_, caller, kTarget + operation, body);
  }
  Reply Ask(const std::string& operation, const std::string& body = "{}") { return As(this->Root(), operation, body); }
  // Members of the organization.
  void MakeOrganization() {
    organization_ = Ask("CreateOrganization", R"({"FeatureSet":"ALL"})").At("Organization/Id");
    root_ = Ask("ListRoots").At("Roots/Id");
    unit_ = NewUnit(root_, "dev");
    account_ = NewAccount("app");
    EXPECT_EQ(Move(account_, root_, unit_).Outcome(), "200");
  }
  std::string NewUnit(const std::string& parent, const std::string& name) {
    return Ask("CreateOrganizationalUnit", R"({"ParentId":")" + parent + R"(","Name":")" + name + "\"}")
        .At("OrganizationalUnit/Id");
  }
  std::string NewAccount(const std::string& name) {
    const std::string request =
        Ask("CreateAccount", R"({"AccountName":")" + name + R"(","Email":")" + name + R"(@example.com"})")
            .At("CreateAccountStatus/Id");
    return Ask("DescribeCreateAccountStatus", R"({"CreateAccountRequestId":")" + request + "\"}")
        .At("CreateAccountStatus/AccountId");
  }
  Reply Move(const std::string& account, const std::string& from, const std::string& to) {
    return Ask("MoveAccount", R"({"AccountId":")" + account + R"(","SourceParentId":")" + from +
                                  R"(","DestinationParentId":")" + to + "\"}");
  }
  Reply TryPolicy(const std::string& content, const std::string& type = "SERVICE_CONTROL_POLICY",
                  const std::string& name = "guard") {
    const boost::json::object body{{"Name", name}, {"Description", ""}, {"Type", type}, {"Content", content}};
    return Ask("CreatePolicy", boost::json::serialize(body));
  }
  std::string NewPolicy(const std::string& content, const std::string& type = "SERVICE_CONTROL_POLICY",
                        const std::string& name = "guard") {
    return TryPolicy(content, type, name).At("Policy/PolicySummary/Id");
  }
  Reply Attach(const std::string& policy, const std::string& target) {
    return OnTarget("AttachPolicy", policy, target);
  }
  Reply Detach(const std::string& policy, const std::string& target) {
    return OnTarget("DetachPolicy", policy, target);
  }
  Reply OnTarget(const std::string& operation, const std::string& policy, const std::string& target) {
    return Ask(operation, R"({"PolicyId":")" + policy + R"(","TargetId":")" + target + "\"}");
  }
  Reply SetType(const std::string& operation, const std::string& type) {
    return Ask(operation, R"({"RootId":")" + root_ + R"(","PolicyType":")" + type + "\"}");
  }

  std::unique_ptr<Service> service_ = MakeOrganizations();
  std::string organization_, root_, unit_, account_;
};

}  // namespace rolecall::services::organizations

#endif  // ROLECALL_TESTS_UNIT_SERVICES_ORGANIZATIONS_ORGANIZATIONS_FIXTURE_H_
