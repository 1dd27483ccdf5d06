// AWS's partitions: parts of AWS that share nothing, each with its own accounts, regions, host names and ARNs. The one
// place that knows which there are, and which of them a region is in.
//
//   const Partition& china = partition::OfRegion("cn-north-1");
//   china.name;                        // "aws-cn"
//   china.arn + "s3:::" + bucket;      // "arn:aws-cn:s3:::reports"
//
// Safe from any thread; nothing here ever changes.
#ifndef ROLECALL_PARTITION_PARTITION_H_
#define ROLECALL_PARTITION_PARTITION_H_

#include <span>
#include <string>
#include <string_view>

namespace rolecall::partition {

struct Partition {
  std::string_view name;                // "aws"
  std::string_view dns_suffix;          // "amazonaws.com"
  std::string_view reverse_dns_prefix;  // "com.amazonaws"
  std::string_view global_region;       // where global services sign: "us-east-1"
  std::string_view dualstack_suffix;    // "api.aws"
  std::string_view region_start;        // how the names of its regions begin; empty: those of no other partition
  std::string arn;                      // how its ARNs begin: "arn:aws:"
};

std::span<const Partition> All();
// By the region's name; unknown regions are of partition "aws".
const Partition& OfRegion(std::string_view region);
// Null: there is none of that name.
const Partition* Find(std::string_view name);

// The principal of a service: "ec2", of no partition in particular, is "ec2.amazonaws.com", and in China for the few
// that have one of their own "ec2.amazonaws.com.cn". `service` is without a domain.
std::string ServicePrincipal(const Partition& partition, std::string_view service);

}  // namespace rolecall::partition

#endif  // ROLECALL_PARTITION_PARTITION_H_
