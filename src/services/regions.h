// Regions: which regions of AWS this plane is. One process answers for all of them.
//
//   Regions regions({"eu-central-1", "eu-west-1"});   // the first is its own
//   if (!regions.Serves(claim.region)) … refuse …
//
// The region of a call is always one of them (or the plane's own, for IAM and STS' global endpoints), never any other
// name that a caller signs with: policies decide by it. Plain value; any thread.
#ifndef ROLECALL_SERVICES_REGIONS_H_
#define ROLECALL_SERVICES_REGIONS_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::services {

class Regions {
 public:
  // At least one. `every`: also all others that have a region's form (a plane for tests stands for all of AWS).
  explicit Regions(std::vector<std::string> served, bool every = false);

  const std::string& own() const { return served_.front(); }
  const std::vector<std::string>& served() const { return served_; }
  bool Serves(std::string_view region) const;
  // The region that IAM and STS' global endpoint are signed for, in the partition of the plane's own region.
  std::string_view global() const;

 private:
  std::vector<std::string> served_;
  bool every_;
};

// "eu-central-1", "us-gov-west-1", "us-iso-east-1": letters, names and a number between hyphens.
bool IsRegionName(std::string_view region);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_REGIONS_H_
