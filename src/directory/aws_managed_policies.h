// Well-known managed policies of AWS ("arn:aws:iam::aws:policy/…"), in our own approximation: enough to attach them
// and to be allowed what they allow at the services that we have. Each is a row of data/aws-managed-policies.tsv and a
// document in data/aws-managed-policies/.
#ifndef ROLECALL_DIRECTORY_AWS_MANAGED_POLICIES_H_
#define ROLECALL_DIRECTORY_AWS_MANAGED_POLICIES_H_

#include <vector>

#include "directory/iam_records.h"

namespace rolecall::directory {

std::vector<ManagedPolicy> AwsManagedPolicies();

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_AWS_MANAGED_POLICIES_H_
