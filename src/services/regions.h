// Regions: which regions of AWS this plane is. One process answers for all of them.
//
//   Regions regions({"eu-central-1", "eu-west-1"});   // the first is its own
//   if (!regions.Serves(claim.region)) … refuse …
//
// What lies in a region (secrets, buckets) is asked for in its own: the region of a call is the one it was signed for,
// which must be served. What is the same in all of them (IAM, STS, tokens) is asked in the plane's own, whatever region
// the signature is for: policies decide by it, and a caller must not choose it.
// Plain value; any thread.
#ifndef ROLECALL_SERVICES_REGIONS_H_
#define ROLECALL_SERVICES_REGIONS_H_

#include <string>
#include <string_view>
#include <vector>

namespace rolecall::services {

class Regions {
 public:
  // At least one. `every`: also all others that have a region's form (a plane stands for all of AWS).
  explicit Regions(std::vector<std::string> served, bool every = false);

  const std::string& own() const { return served_.front(); }
  const std::vector<std::string>& served() const { return served_; }
  bool Serves(std::string_view region) const;

 private:
  std::vector<std::string> served_;
  bool every_;
};

// "eu-central-1", "us-gov-west-1", "us-iso-east-1": letters, names and a number between hyphens.
bool IsRegionName(std::string_view region);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_REGIONS_H_
