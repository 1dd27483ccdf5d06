// AWS's regions by name, and what AWS calls them for people. A region that is not in our table is a region all the same
// (IsRegionName looks at the form only); it has no description and no hosted zone then. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_REGION_NAMES_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_REGION_NAMES_H_

#include <string>
#include <string_view>

namespace rolecall::providers::aws {

// Whether it has a region's form ("eu-central-1"): new regions come faster than our releases.
bool IsRegionName(std::string_view name);
// Route 53's zone of S3 websites and endpoints in a region; "" where we do not know it.
std::string S3HostedZone(std::string_view region);
// "Europe (Frankfurt)"; "" for regions that we do not know.
std::string RegionDescription(std::string_view name);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_REGION_NAMES_H_
