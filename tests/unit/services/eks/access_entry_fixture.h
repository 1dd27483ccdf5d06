// EKS with principals for access entries: the role "app" of EksTest, a role with a path, a user.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_EKS_ACCESS_ENTRY_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_EKS_ACCESS_ENTRY_FIXTURE_H_

#include <string>

#include "tests/unit/services/eks/eks_fixture.h"

namespace rolecall::services::eks {

inline constexpr char kEntries[] = "/clusters/main/access-entries";
inline constexpr char kUserArn[] = "arn:aws:iam::054000737513:user/ann";
inline constexpr char kViewPolicy[] = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
inline constexpr char kEditPolicy[] = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy";

class AccessEntryTest : public EksTest {
 protected:
  AccessEntryTest() {
    Write([&](directory::Transaction& transaction) {
      directory::User user;
      user.account = kAccount;
      user.name = "ann";
      user.id = "AIDAANN";
      transaction.Put(std::move(user));
    });
  }
  static std::string At(const std::string& principal, const std::string& rest = "") {
    return std::string(kEntries) + "/" + PercentEncode(principal) + rest;
  }
  static std::string PoliciesOf(const std::string& principal) { return At(principal, "/access-policies"); }
  Reply Enter(const std::string& principal, const bj::object& more = {}) {
    bj::object body{{"principalArn", principal}};
    for (const auto& entry : more) body[entry.key()] = entry.value();
    return Ask(Root(), "POST", kEntries, body);
  }
  Reply Give(const std::string& principal, const std::string& policy, const bj::object& scope) {
    return Ask(Root(), "POST", PoliciesOf(principal), {{"policyArn", policy}, {"accessScope", scope}});
  }
};

}  // namespace rolecall::services::eks

#endif  // ROLECALL_TESTS_UNIT_SERVICES_EKS_ACCESS_ENTRY_FIXTURE_H_
