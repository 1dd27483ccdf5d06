// PolicyUses: how many identities of an account each managed policy is attached to, and is the boundary of, beside the
// tables of users, groups and roles: who reads one policy among thousands does not go through all of them.
//
//   uses.Replace<Role>(before, &role);            // null: there was none, there is none any more
//   uses.Of(account, policy.arn()).attached
//
// A value, as a Table is: copying it copies a pointer.
#ifndef ROLECALL_DIRECTORY_POLICY_USES_H_
#define ROLECALL_DIRECTORY_POLICY_USES_H_

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "directory/iam_records.h"
#include "directory/table.h"

namespace rolecall::directory {

struct PolicyUse {
  int attached = 0;
  int boundaries = 0;
};

class PolicyUses {
 public:
  PolicyUse Of(std::string_view account, std::string_view policy_arn) const {
    const auto found = uses_.Find(KeyOf(account, policy_arn));
    return found == nullptr ? PolicyUse() : *found;
  }

  template <typename T>
  void Replace(const T* before, const T* after) {
    if (before != nullptr && after != nullptr && UseSame(*before, *after)) return;
    if (before != nullptr) Add(*before, -1);
    if (after != nullptr) Add(*after, 1);
  }

 private:
  // ARNs mind their case; AWS's own policies are used by many accounts.
  static std::string KeyOf(std::string_view account, std::string_view policy_arn) {
    return std::string(account).append("/").append(policy_arn);
  }
  template <typename T>
  static std::string BoundaryOf(const T& identity) {
    if constexpr (std::is_same_v<T, Group>) {
      return "";
    } else {
      return identity.boundary_arn;
    }
  }
  template <typename T>
  static bool UseSame(const T& a, const T& b) {
    return a.attached == b.attached && BoundaryOf(a) == BoundaryOf(b);
  }

  template <typename T>
  void Add(const T& identity, int number) {
    for (const std::string& arn : identity.attached) Count(identity.account, arn, {number, 0});
    const std::string boundary = BoundaryOf(identity);
    if (!boundary.empty()) Count(identity.account, boundary, {0, number});
  }

  void Count(std::string_view account, std::string_view policy_arn, PolicyUse more) {
    PolicyUse use = Of(account, policy_arn);
    use.attached += more.attached;
    use.boundaries += more.boundaries;
    const std::string key = KeyOf(account, policy_arn);
    if (use.attached == 0 && use.boundaries == 0) {
      uses_.Erase(key);
    } else {
      uses_.Put(key, std::make_shared<const PolicyUse>(use));
    }
  }

  Table<PolicyUse> uses_;
};

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_POLICY_USES_H_
