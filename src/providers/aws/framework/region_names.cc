#include "providers/aws/framework/region_names.h"

#include <algorithm>
#include <unordered_map>

#include "embedded/table.h"

namespace rolecall::providers::aws {
namespace {

struct Region {
  std::string_view name, s3_zone;  // "-": none
};

const std::unordered_map<std::string_view, Region>& Regions() {
  static const auto* const kRegions = [] {
    auto* regions = new std::unordered_map<std::string_view, Region>();
    for (const embedded::Row& row : embedded::ReadTable("regions.tsv", {"region", "name", "s3_zone"})) {
      regions->emplace(row[0], Region{row[1], row[2]});
    }
    return regions;
  }();
  return *kRegions;
}

}  // namespace

bool IsRegionName(std::string_view name) {
  std::size_t dashes = std::count(name.begin(), name.end(), '-');
  bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  return plain && dashes >= 2 && name.size() >= 6 && name.back() >= '0' && name.back() <= '9' && name.front() != '-';
}

std::string S3HostedZone(std::string_view region) {
  const auto found = Regions().find(region);
  return found == Regions().end() || found->second.s3_zone == "-" ? "" : std::string(found->second.s3_zone);
}

std::string RegionDescription(std::string_view name) {
  const auto found = Regions().find(name);
  return found == Regions().end() ? "" : std::string(found->second.name);
}

}  // namespace rolecall::providers::aws
