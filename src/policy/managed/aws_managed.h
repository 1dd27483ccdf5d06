// The managed policies of AWS ("arn:aws:iam::aws:policy/…"): names, dates, documents, older versions, and the compiled
// form that requests are decided on. The plane and the analyses of directories read the same.
//
//   if (const AwsManagedPolicy* found = FindAwsManagedPolicy("arn:aws:iam::aws:policy/ReadOnlyAccess")) {
//     std::shared_ptr<const CompiledPolicy> compiled = CompiledAwsPolicy(*found);   // made when it is first asked for
//     std::string text = AwsPolicyText(*found);                                     // 150 bytes to 150 KB of JSON
//   }
//
// Data: tools/update-knowledge; every policy and version that the data's source saw. A policy is known by its whole
// ARN. Each partition has them all, with its own ARNs in them. Differs from AWS: those other than "aws" lack a few, and
// have versions of their own. What is asked for first makes an index of some 200 KB; a compiled policy stays for as
// long as the program runs, texts are inflated for each call. Safe from any thread; finding takes no lock.
#ifndef ROLECALL_POLICY_MANAGED_AWS_MANAGED_H_
#define ROLECALL_POLICY_MANAGED_AWS_MANAGED_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "partition/partition.h"
#include "policy/decide/engine.h"

namespace rolecall::policy {

struct AwsManagedPolicy {
  const partition::Partition* partition;
  std::string_view name;  // "AWSLambdaBasicExecutionRole"
  std::string_view path;  // "/service-role/"
  int default_version = 1;
  Time created, updated;
  std::string_view description;  // of those that are used most; else empty

  std::string arn() const;
};

struct AwsPolicyVersion {
  int number = 1;
  Time created;
};

std::span<const AwsManagedPolicy> AwsManagedPolicies(const partition::Partition& partition);  // by name
// Null: AWS has no such policy, as far as we know. The ARN is of any partition.
const AwsManagedPolicy* FindAwsManagedPolicy(std::string_view arn);
const AwsManagedPolicy* FindAwsManagedPolicyNamed(const partition::Partition& partition, std::string_view name);

// `policy` is one of AwsManagedPolicies(partition).
std::shared_ptr<const CompiledPolicy> CompiledAwsPolicy(const AwsManagedPolicy& policy);
std::string AwsPolicyText(const AwsManagedPolicy& policy);  // of the default version

// Also the default version; the newest first. Numbers may be missing.
std::vector<AwsPolicyVersion> AwsPolicyVersions(const AwsManagedPolicy& policy);
// Nothing: there is no such version, or it was never seen.
std::optional<std::string> AwsPolicyText(const AwsManagedPolicy& policy, int version);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_MANAGED_AWS_MANAGED_H_
