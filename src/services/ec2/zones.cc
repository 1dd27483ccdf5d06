#include "services/ec2/zones.h"

#include <map>

#include "base/text.h"
#include "embedded/table.h"

namespace rolecall::services::ec2 {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kUsualZones = "a1 b2 c3";

std::string_view ZoneNumbers(std::string_view region) {
  static const Texts zones = [] {
    Texts made;
    for (const embedded::Row& row : embedded::ReadTable("availability-zones.tsv", {"region", "zones"})) {
      made.emplace(row[0], row[1]);
    }
    return made;
  }();
  const auto found = zones.find(region);
  return found == zones.end() ? kUsualZones : std::string_view(found->second);
}

std::string NameOfRegion(std::string_view region) {
  static const Texts names = [] {
    Texts made;
    for (const embedded::Row& row : embedded::ReadTable("regions.tsv", {"region", "name", "s3_zone"})) {
      made.emplace(row[0], row[1]);
    }
    return made;
  }();
  const auto found = names.find(region);
  return found == names.end() ? std::string(region) : found->second;
}

// What a part of a region's name is in the ids of its zones: "c" of central, "ne" of northeast, "g" of gov.
std::string Initials(std::string_view word) {
  for (std::string_view first : {"north", "south"}) {
    if (word.size() > first.size() && word.starts_with(first)) return {word.front(), word[first.size()]};
  }
  return std::string(word.substr(0, 1));
}

// "euc1" of eu-central-1, "apne2" of ap-northeast-2, "usgw1" of us-gov-west-1.
std::string IdPrefix(std::string_view region) {
  const std::vector<std::string_view> parts = Split(region, '-');
  std::string prefix(parts.front());
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) prefix += Initials(parts[i]);
  return prefix.append(parts.back());
}

}  // namespace

std::vector<Zone> ZonesOf(std::string_view region) {
  const std::string place(region), prefix = IdPrefix(region), name = NameOfRegion(region);
  std::vector<Zone> zones;
  for (const std::string& zone : embedded::Words(ZoneNumbers(region))) {
    const std::string number = zone.substr(1);
    zones.push_back({.name = place + zone.front(),
                     .id = prefix + "-az" + number,
                     .region = place,
                     .group = place + "-zg-1",
                     .group_name = name + " 1"});
  }
  return zones;
}

}  // namespace rolecall::services::ec2
