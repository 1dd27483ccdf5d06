// EC2 as far as directories with roles ask for it: DescribeAvailabilityZones of the plane's regions.
//
//   std::unique_ptr<services::Service> ec2 = services::ec2::MakeEc2();
//
// EC2's own Query protocol; answers are in API version 2016-11-15, whichever is asked for. Every other action of EC2 is
// refused with 501 NotImplemented after its permission was asked for. Where EC2 is forwarded this service is not made.
// Threads: any.
#ifndef ROLECALL_SERVICES_EC2_EC2_H_
#define ROLECALL_SERVICES_EC2_EC2_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::ec2 {

std::unique_ptr<services::Service> MakeEc2();

}  // namespace rolecall::services::ec2

#endif  // ROLECALL_SERVICES_EC2_EC2_H_
