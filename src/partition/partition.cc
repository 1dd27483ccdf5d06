#include "partition/partition.h"

#include <algorithm>

namespace rolecall::partition {
namespace {

// A few services in China have principals of their own.
constexpr std::string_view kOwnInChina[] = {"codedeploy", "elasticmapreduce", "logs", "ec2"};

}  // namespace

// A table in the code: the installed library takes no files that are embedded into the program. The first row has all
// regions that no other row has. Source: AWS SDKs' endpoint rules, partitions.json.
std::span<const Partition> All() {
  static const Partition kPartitions[] = {
      {"aws", "amazonaws.com", "com.amazonaws", "us-east-1", "api.aws", "", "arn:aws:"},
      {"aws-cn", "amazonaws.com.cn", "cn.com.amazonaws", "cn-north-1", "api.amazonwebservices.com.cn", "cn-",
       "arn:aws-cn:"},
      {"aws-us-gov", "amazonaws.com", "com.amazonaws", "us-gov-west-1", "api.aws", "us-gov-", "arn:aws-us-gov:"},
      {"aws-iso", "c2s.ic.gov", "gov.ic.c2s", "us-iso-east-1", "api.aws.ic.gov", "us-iso-", "arn:aws-iso:"},
      {"aws-iso-b", "sc2s.sgov.gov", "gov.sgov.sc2s", "us-isob-east-1", "api.aws.scloud", "us-isob-", "arn:aws-iso-b:"},
      {"aws-iso-e", "cloud.adc-e.uk", "uk.adc-e.cloud", "eu-isoe-west-1", "api.cloud-aws.adc-e.uk", "eu-isoe-",
       "arn:aws-iso-e:"},
      {"aws-iso-f", "csp.hci.ic.gov", "gov.ic.hci.csp", "us-isof-south-1", "api.aws.hci.ic.gov", "us-isof-",
       "arn:aws-iso-f:"},
      {"aws-eusc", "amazonaws.eu", "eu.amazonaws", "eusc-de-east-1", "api.amazonwebservices.eu", "eusc-",
       "arn:aws-eusc:"},
  };
  return kPartitions;
}

const Partition& OfRegion(std::string_view region) {
  for (const Partition& partition : All()) {
    if (!partition.region_start.empty() && region.starts_with(partition.region_start)) return partition;
  }
  return All().front();
}

const Partition* Find(std::string_view name) {
  const auto found = std::ranges::find(All(), name, &Partition::name);
  return found == All().end() ? nullptr : &*found;
}

std::string ServicePrincipal(const Partition& partition, std::string_view service) {
  const bool own = partition.name == "aws-cn" && std::ranges::find(kOwnInChina, service) != std::end(kOwnInChina);
  return std::string(service) + (own ? ".amazonaws.com.cn" : ".amazonaws.com");
}

}  // namespace rolecall::partition
