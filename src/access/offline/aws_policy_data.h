// The data source aws_iam_policy where it means one of AWS's own policies: known without asking anybody.
//
//   if (std::optional<Value> known = AwsPolicyData(object, partition)) return *known;
//
// `object` has what the configuration says (arn, or name and perhaps path_prefix). Nothing: AWS has no such policy. An
// `partition` is the provider's: a name is one of its policies. An
// account's own policy of the same name is not thought of: AWS's is found first there too. For this folder only.
#ifndef ROLECALL_ACCESS_OFFLINE_AWS_POLICY_DATA_H_
#define ROLECALL_ACCESS_OFFLINE_AWS_POLICY_DATA_H_

#include <optional>

#include "partition/partition.h"
#include "value/value.h"

namespace rolecall::access {

std::optional<value::Value> AwsPolicyData(const value::Value& object, const partition::Partition& partition);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_OFFLINE_AWS_POLICY_DATA_H_
