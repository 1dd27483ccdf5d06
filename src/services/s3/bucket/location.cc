#include "services/s3/bucket/location.h"

#include <set>

#include "embedded/table.h"

namespace rolecall::services::s3::bucket {
namespace {

constexpr std::string_view kGlobalRegion = "us-east-1";

bool IsRegion(std::string_view name) {
  static const std::set<std::string, std::less<>> regions = [] {
    std::set<std::string, std::less<>> names;
    for (const embedded::Row& row : embedded::ReadTable("regions.tsv", {"region", "name", "s3_zone"})) {
      names.emplace(row[0]);
    }
    return names;
  }();
  return regions.find(name) != regions.end();
}

aws::ErrorShape Incompatible(std::string_view constraint) {
  return {400, "IllegalLocationConstraintException",
          "The " + std::string(constraint) +
              " location constraint is incompatible for the region specific endpoint this request was sent to."};
}

}  // namespace

Checked<std::string> RegionOfNewBucket(std::string_view constraint, const std::string& endpoint_region,
                                       const std::string& own_region) {
  if (constraint.empty()) {
    if (endpoint_region == kGlobalRegion || endpoint_region == own_region) return endpoint_region;
    return Incompatible("unspecified");
  }
  // The oldest constraint is no region's name.
  const std::string_view region = constraint == "EU" ? "eu-west-1" : constraint;
  if (endpoint_region == kGlobalRegion) {
    if (region != kGlobalRegion && IsRegion(region)) return std::string(region);
    return aws::ErrorShape{400,
                           "InvalidLocationConstraint",
                           "The specified location-constraint is not valid",
                           {{"LocationConstraint", std::string(constraint)}}};
  }
  if (region == endpoint_region) return std::string(region);
  return Incompatible(constraint);
}

std::string LocationConstraintOf(const std::string& region) { return region == kGlobalRegion ? "" : region; }

}  // namespace rolecall::services::s3::bucket
