// The instance whose metadata is served: plain facts.
#ifndef ROLECALL_SERVICES_IMDS_INSTANCE_H_
#define ROLECALL_SERVICES_IMDS_INSTANCE_H_

#include <string>

namespace rolecall::services::imds {

struct Instance {
  std::string instance_profile;  // its name
  std::string account, region, partition = "aws";
  std::string instance_id;  // "i-0123456789abcdef0"
  std::string private_ip = "10.0.0.10";
  bool allows_v1 = false;

  std::string arn() const { return "arn:" + partition + ":ec2:" + region + ":" + account + ":instance/" + instance_id; }
};

}  // namespace rolecall::services::imds

#endif  // ROLECALL_SERVICES_IMDS_INSTANCE_H_
