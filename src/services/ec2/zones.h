// The Availability Zones of a region, as EC2 describes them to every account of this plane.
//
//   ZonesOf("eu-central-1")[0]   // eu-central-1a, euc1-az1, group eu-central-1-zg-1, "Europe (Frankfurt) 1"
//
// A region that the tables do not know has three. For this folder only. Pure; any thread.
#ifndef ROLECALL_SERVICES_EC2_ZONES_H_
#define ROLECALL_SERVICES_EC2_ZONES_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::services::ec2 {

struct Zone {
  std::string name;        // "eu-central-1a"
  std::string id;          // "euc1-az1"
  std::string region;      // "eu-central-1"
  std::string group;       // "eu-central-1-zg-1"
  std::string group_name;  // for people: "Europe (Frankfurt) 1"
};

// `region` has a region's form (services/regions.h).
std::vector<Zone> ZonesOf(std::string_view region);

}  // namespace rolecall::services::ec2

#endif  // ROLECALL_SERVICES_EC2_ZONES_H_
