// What the resource and the data source of access entries read alike.
#ifndef ROLECALL_PROVIDERS_AWS_EKS_ACCESS_ENTRY_ATTRIBUTES_H_
#define ROLECALL_PROVIDERS_AWS_EKS_ACCESS_ENTRY_ATTRIBUTES_H_

#include <boost/json/value.hpp>
#include <string>

#include "providers/aws/eks/calls.h"

namespace rolecall::providers::aws {

// The path of an entry in the API.
std::string AccessEntryPath(const std::string& cluster, const std::string& principal_arn);
// DescribeAccessEntry. Its answer's accessEntry is read by ReadAccessEntry, but for tags.
JsonAnswer DescribeAccessEntry(const Call& call, const std::string& cluster, const std::string& principal_arn);
void ReadAccessEntry(const boost::json::value& entry, Object& state);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_EKS_ACCESS_ENTRY_ATTRIBUTES_H_
