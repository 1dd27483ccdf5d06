// Managed policies by their ARNs: an account's are records of the snapshot, AWS's own come with the program
// (policy/managed/aws_managed.h) and are shown as if they were records.
//
//   if (auto policy = FindPolicy(snapshot, arn)) … policy->name, policy->default_version, policy->created …
//   std::string text = DocumentText(*policy, *policy->Find(number));
//
// A record of AWS's policy is made for each call and has neither text nor compiled form: of its versions it has the
// default one alone, empty. Ask AllVersions and DocumentText, which know both kinds, and FindCompiledPolicy
// (snapshot.h).
#ifndef ROLECALL_DIRECTORY_MANAGED_POLICIES_H_
#define ROLECALL_DIRECTORY_MANAGED_POLICIES_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/snapshot.h"

namespace rolecall::directory {

inline constexpr std::string_view kAwsOwner = "aws";  // the account of AWS's managed policies

// Null if there is none.
std::shared_ptr<const ManagedPolicy> FindPolicy(const Snapshot& snapshot, std::string_view arn);

// All of AWS's, by name.
std::vector<std::shared_ptr<const ManagedPolicy>> AwsPolicies();

// Ascending. AWS's have their numbers and dates alone.
std::vector<PolicyVersion> AllVersions(const ManagedPolicy& policy);
// Empty if the policy has no such version.
std::string DocumentText(const ManagedPolicy& policy, int version);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_MANAGED_POLICIES_H_
