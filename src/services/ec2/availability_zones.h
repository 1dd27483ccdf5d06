// DescribeAvailabilityZones, for a caller that may: filters, names and ids as EC2 takes them. For this folder only.
//
// Differs from AWS: no Local and no Wavelength Zones, so AllAvailabilityZones adds none. Any thread.
#ifndef ROLECALL_SERVICES_EC2_AVAILABILITY_ZONES_H_
#define ROLECALL_SERVICES_EC2_AVAILABILITY_ZONES_H_

#include <string>

#include "services/call.h"
#include "services/checked.h"

namespace rolecall::services::ec2 {

// <availabilityZoneInfo>…. DryRunOperation (412), InvalidParameterValue, UnknownParameter, FilterLimitExceeded.
Checked<std::string> DescribeAvailabilityZones(const Call& call);

}  // namespace rolecall::services::ec2

#endif  // ROLECALL_SERVICES_EC2_AVAILABILITY_ZONES_H_
