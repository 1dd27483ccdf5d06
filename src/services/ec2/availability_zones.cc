#include "services/ec2/availability_zones.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "aws/wire/xml.h"
#include "base/text.h"
#include "base/utf8.h"
#include "policy/document/glob.h"
#include "services/ec2/zones.h"

namespace rolecall::services::ec2 {
namespace {

constexpr std::size_t kMostFilters = 50, kMostFilterValues = 200, kMostValueCharacters = 255;

// What a zone has for a filter; empty: nothing, so that no value fits.
struct FilterField {
  std::string_view name;
  std::string (*of)(const Zone&);
};
constexpr FilterField kFilters[] = {
    {"group-long-name", [](const Zone& zone) { return zone.group_name; }},
    {"group-name", [](const Zone& zone) { return zone.group; }},
    {"message", [](const Zone&) { return std::string(); }},
    {"opt-in-status", [](const Zone&) { return std::string("opt-in-not-required"); }},
    {"parent-zone-id", [](const Zone&) { return std::string(); }},
    {"parent-zone-name", [](const Zone&) { return std::string(); }},
    {"region-name", [](const Zone& zone) { return zone.region; }},
    {"state", [](const Zone&) { return std::string("available"); }},
    {"zone-id", [](const Zone& zone) { return zone.id; }},
    {"zone-name", [](const Zone& zone) { return zone.name; }},
    {"zone-type", [](const Zone&) { return std::string("availability-zone"); }},
};

struct Filter {
  std::string name;
  std::vector<std::string> values;
};

struct Question {
  std::map<unsigned, Filter> filters;  // by their numbers
  std::vector<std::string> names, ids;
  bool is_dry_run = false;
};

aws::ErrorShape InvalidValue(std::string text) { return {400, "InvalidParameterValue", std::move(text)}; }
std::string Shown(std::string_view text) { return std::string(FirstCharacters(text, 128)); }

std::optional<unsigned> Number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Checked<bool> ReadFlag(std::string_view name, std::string_view text) {
  const std::string lower = LowerAscii(text.substr(0, 8));
  if (lower == "true" || lower == "false") return lower == "true";
  return InvalidValue("Value (" + Shown(text) + ") for parameter " + std::string(name) +
                      " is invalid. It must be true or false.");
}

// "Filter.N.Name" and "Filter.N.Value.M". False: it is no such thing.
bool ReadFilter(const std::vector<std::string_view>& parts, const std::string& value, Question& question) {
  const std::optional<unsigned> number = parts.size() >= 3 ? Number(parts[1]) : std::nullopt;
  if (!number) return false;
  if (parts.size() == 3 && parts[2] == "Name") {
    question.filters[*number].name = value;
    return true;
  }
  if (parts.size() != 4 || parts[2] != "Value" || !Number(parts[3])) return false;
  question.filters[*number].values.push_back(value);
  return true;
}

// One parameter. UnknownParameter, InvalidParameterValue.
std::optional<aws::ErrorShape> ReadParameter(const std::string& name, const std::string& value, Question& question) {
  // Of a presigned request, the signature's.
  if (name == "Action" || name == "Version" || name.starts_with("X-Amz-")) return std::nullopt;
  if (name == "AllAvailabilityZones" || name == "DryRun") {
    ROLECALL_TRY(const bool flag, ReadFlag(name, value));
    if (name == "DryRun") question.is_dry_run = flag;
    return std::nullopt;
  }
  const std::vector<std::string_view> parts = Split(name, '.');
  if (parts.size() == 2 && Number(parts[1]) && (parts[0] == "ZoneName" || parts[0] == "ZoneId")) {
    (parts[0] == "ZoneName" ? question.names : question.ids).push_back(value);
    return std::nullopt;
  }
  if (parts[0] == "Filter" && ReadFilter(parts, value, question)) return std::nullopt;
  return aws::ErrorShape{400, "UnknownParameter", "The parameter " + Shown(name) + " is not recognized"};
}

std::optional<aws::ErrorShape> CheckFilter(const Filter& filter) {
  if (std::ranges::find(kFilters, filter.name, &FilterField::name) == std::end(kFilters)) {
    return InvalidValue("The filter '" + Shown(filter.name) + "' is invalid");
  }
  if (filter.values.empty()) return InvalidValue("The filter '" + filter.name + "' has no values");
  if (filter.values.size() > kMostFilterValues) {
    return aws::ErrorShape{400, "FilterLimitExceeded",
                           "The maximum number of filter values specified on a single call is 200"};
  }
  const bool is_long = std::ranges::any_of(filter.values, [](const std::string& value) {
    return FirstCharacters(value, kMostValueCharacters).size() < value.size();
  });
  if (is_long)
    return aws::ErrorShape{400, "FilterLimitExceeded", "The maximum length for a filter value is 255 characters"};
  return std::nullopt;
}

std::optional<aws::ErrorShape> CheckKnown(const std::vector<std::string>& asked, const std::vector<Zone>& zones,
                                          std::string Zone::*field, std::string_view what) {
  for (const std::string& each : asked) {
    if (std::ranges::find(zones, each, field) != zones.end()) continue;
    return InvalidValue("Invalid " + std::string(what) + ": [" + Shown(each) + "]");
  }
  return std::nullopt;
}

bool Fits(const Zone& zone, const Filter& filter) {
  const std::string text = std::ranges::find(kFilters, filter.name, &FilterField::name)->of(zone);
  if (text.empty()) return false;
  return std::ranges::any_of(
      filter.values, [&](const std::string& value) { return policy::GlobMatch(policy::ToPattern(value), text); });
}

bool IsAsked(const Zone& zone, const Question& question) {
  const auto among = [](const std::vector<std::string>& list, const std::string& text) {
    return list.empty() || std::ranges::count(list, text) > 0;
  };
  return among(question.names, zone.name) && among(question.ids, zone.id) &&
         std::ranges::all_of(question.filters, [&](const auto& filter) { return Fits(zone, filter.second); });
}

void Write(const Zone& zone, aws::XmlWriter& xml) {
  xml.Open("item").Text("optInStatus", "opt-in-not-required").Text("zoneName", zone.name).Text("zoneId", zone.id);
  xml.Text("zoneType", "availability-zone").Text("zoneState", "available").Text("regionName", zone.region);
  xml.Text("groupName", zone.group).Text("groupLongName", zone.group_name);
  xml.Text("networkBorderGroup", zone.region).Text("messageSet", "").Close();
}

}  // namespace

Checked<std::string> DescribeAvailabilityZones(const Call& call) {
  Question question;
  for (const auto& [name, value] : call.parameters.list()) {
    ROLECALL_RETURN_IF_ERROR(ReadParameter(name, value, question));
  }
  if (question.filters.size() > kMostFilters) {
    return aws::ErrorShape{400, "FilterLimitExceeded",
                           "The maximum number of filters specified on a single call is 50"};
  }
  for (const auto& [number, filter] : question.filters) ROLECALL_RETURN_IF_ERROR(CheckFilter(filter));
  const std::vector<Zone> zones = ZonesOf(call.region);
  ROLECALL_RETURN_IF_ERROR(CheckKnown(question.names, zones, &Zone::name, "availability zone"));
  ROLECALL_RETURN_IF_ERROR(CheckKnown(question.ids, zones, &Zone::id, "availability zone-id"));
  if (question.is_dry_run) {
    return aws::ErrorShape{412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set."};
  }
  aws::XmlWriter xml;
  xml.Open("availabilityZoneInfo");
  for (const Zone& zone : zones) {
    if (IsAsked(zone, question)) Write(zone, xml);
  }
  xml.Close();
  return xml.Take();
}

}  // namespace rolecall::services::ec2
