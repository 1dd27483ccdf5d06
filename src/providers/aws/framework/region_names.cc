#include "providers/aws/framework/region_names.h"

#include <algorithm>
#include <utility>

namespace rolecall::providers::aws {
namespace {

constexpr std::pair<std::string_view, std::string_view> kRegions[] = {
    {"af-south-1", "Africa (Cape Town)"},
    {"ap-east-1", "Asia Pacific (Hong Kong)"},
    {"ap-east-2", "Asia Pacific (Taipei)"},
    {"ap-northeast-1", "Asia Pacific (Tokyo)"},
    {"ap-northeast-2", "Asia Pacific (Seoul)"},
    {"ap-northeast-3", "Asia Pacific (Osaka)"},
    {"ap-south-1", "Asia Pacific (Mumbai)"},
    {"ap-south-2", "Asia Pacific (Hyderabad)"},
    {"ap-southeast-1", "Asia Pacific (Singapore)"},
    {"ap-southeast-2", "Asia Pacific (Sydney)"},
    {"ap-southeast-3", "Asia Pacific (Jakarta)"},
    {"ap-southeast-4", "Asia Pacific (Melbourne)"},
    {"ap-southeast-5", "Asia Pacific (Malaysia)"},
    {"ap-southeast-7", "Asia Pacific (Thailand)"},
    {"ca-central-1", "Canada (Central)"},
    {"ca-west-1", "Canada West (Calgary)"},
    {"cn-north-1", "China (Beijing)"},
    {"cn-northwest-1", "China (Ningxia)"},
    {"eu-central-1", "Europe (Frankfurt)"},
    {"eu-central-2", "Europe (Zurich)"},
    {"eu-north-1", "Europe (Stockholm)"},
    {"eu-south-1", "Europe (Milan)"},
    {"eu-south-2", "Europe (Spain)"},
    {"eu-west-1", "Europe (Ireland)"},
    {"eu-west-2", "Europe (London)"},
    {"eu-west-3", "Europe (Paris)"},
    {"il-central-1", "Israel (Tel Aviv)"},
    {"me-central-1", "Middle East (UAE)"},
    {"me-south-1", "Middle East (Bahrain)"},
    {"mx-central-1", "Mexico (Central)"},
    {"sa-east-1", "South America (Sao Paulo)"},
    {"us-east-1", "US East (N. Virginia)"},
    {"us-east-2", "US East (Ohio)"},
    {"us-gov-east-1", "AWS GovCloud (US-East)"},
    {"us-gov-west-1", "AWS GovCloud (US-West)"},
    {"us-west-1", "US West (N. California)"},
    {"us-west-2", "US West (Oregon)"},
};

constexpr std::pair<std::string_view, std::string_view> kS3HostedZones[] = {
    {"af-south-1", "Z83WF9RJE8B12"},      {"ap-east-1", "ZNB98KWMFR0R6"},       {"ap-northeast-1", "Z2M4EHUR26P7ZW"},
    {"ap-northeast-2", "Z3W03O7B5YMIYP"}, {"ap-northeast-3", "Z2YQB5RD63NC85"}, {"ap-south-1", "Z11RGJOFQNVJUP"},
    {"ap-southeast-1", "Z3O0J2DXBE1FTB"}, {"ap-southeast-2", "Z1WCIGYICN2BYD"}, {"ca-central-1", "Z1QDHH18159H29"},
    {"eu-central-1", "Z21DNDUVLTQW6Q"},   {"eu-north-1", "Z3BAZG2TWCNX0D"},     {"eu-south-1", "Z30OZKI7KPW7MI"},
    {"eu-west-1", "Z1BKCTXD74EZPE"},      {"eu-west-2", "Z3GKZC51ZF0DB4"},      {"eu-west-3", "Z3R1K369G5AVDG"},
    {"me-south-1", "Z1MPMWCPA7YB62"},     {"sa-east-1", "Z7KQH4QJS55SO"},       {"us-east-1", "Z3AQBSTGFYJSTF"},
    {"us-east-2", "Z2O1EMRO9K5GLX"},      {"us-west-1", "Z2F56UZL2M1ACD"},      {"us-west-2", "Z3BJ6K6RIION7M"},
};

}  // namespace

bool IsRegionName(std::string_view name) {
  std::size_t dashes = std::count(name.begin(), name.end(), '-');
  bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  return plain && dashes >= 2 && name.size() >= 6 && name.back() >= '0' && name.back() <= '9' && name.front() != '-';
}

std::string S3HostedZone(std::string_view region) {
  for (const auto& zone : kS3HostedZones) {
    if (zone.first == region) return std::string(zone.second);
  }
  return "";
}

std::string RegionDescription(std::string_view name) {
  for (const auto& region : kRegions) {
    if (region.first == name) return std::string(region.second);
  }
  return "";
}

}  // namespace rolecall::providers::aws
