// data: aws_availability_zones
#include <algorithm>
#include <set>

#include "providers/aws/data/data_sources.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema ZonesSchema(const Behaviour& behaviour) {
  engine::BlockSchema filter, timeouts;
  filter.attributes["name"] = TextAttribute(Use::kRequired);
  filter.attributes["values"] = TextSetAttribute(Use::kRequired);
  timeouts.attributes["read"] = TextAttribute(Use::kOptional);
  engine::BlockSchema block;
  AddId(block);
  block.attributes["all_availability_zones"] = FlagAttribute(Use::kOptional);
  block.attributes["exclude_names"] = TextSetAttribute(Use::kOptional);
  block.attributes["exclude_zone_ids"] = TextSetAttribute(Use::kOptional);
  block.attributes["group_names"] = TextSetAttribute(Use::kComputed);
  block.attributes["names"] = TextListAttribute(Use::kComputed);
  block.attributes["state"] = TextAttribute(Use::kOptional);
  block.attributes["zone_ids"] = TextListAttribute(Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  block.blocks["filter"] = Block(engine::Nesting::kSet, std::move(filter));
  block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  return block;
}

void AddFilter(std::size_t number, const std::string& name, const std::vector<std::string>& values,
               api::QueryParameters& parameters) {
  const std::string prefix = "Filter." + std::to_string(number) + ".";
  parameters.emplace_back(prefix + "Name", name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    parameters.emplace_back(prefix + "Value." + std::to_string(i + 1), values[i]);
  }
}

api::QueryParameters QuestionOf(const Object& config) {
  api::QueryParameters parameters;
  if (config.Flag("all_availability_zones")) parameters.emplace_back("AllAvailabilityZones", "true");
  std::size_t filters = 0;
  if (const std::string state = config.Text("state"); !state.empty()) {
    AddFilter(++filters, "state", {state}, parameters);
  }
  for (const Object& filter : config.Blocks("filter")) {
    AddFilter(++filters, filter.Text("name"), filter.Texts("values"), parameters);
  }
  return parameters;
}

class AvailabilityZones final : public DataSource {
 public:
  explicit AvailabilityZones(const Behaviour& behaviour) : DataSource(ZonesSchema(behaviour)) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckOneOf(config, "state", "state", {"available", "information", "impaired", "unavailable", "constrained"},
               problems);
  }

  Result<void> Read(const Call& call, Object& state) const override {
    auto answer = call.client().Query(api::kEc2, "DescribeAvailabilityZones", QuestionOf(state));
    if (!answer.ok()) return Failed("fetching Availability Zones", answer.error());
    std::vector<const api::XmlNode*> zones = answer->List("availabilityZoneInfo", "item");
    std::ranges::stable_sort(zones, {}, [](const api::XmlNode* zone) { return zone->Get("zoneName"); });
    const std::vector<std::string> excluded = state.Texts("exclude_names"),
                                   excluded_ids = state.Texts("exclude_zone_ids");
    std::vector<std::string> names, ids;
    std::set<std::string> groups;
    for (const api::XmlNode* zone : zones) {
      const std::string_view name = zone->Get("zoneName"), id = zone->Get("zoneId");
      if (std::ranges::count(excluded, name) > 0 || std::ranges::count(excluded_ids, id) > 0) continue;
      names.emplace_back(name);
      ids.emplace_back(id);
      groups.emplace(zone->Get("groupName"));
    }
    state.SetText("id", call.region());
    state.SetTexts("names", names);
    state.SetTexts("zone_ids", ids);
    state.SetTexts("group_names", {groups.begin(), groups.end()});
    if (state.Has("region")) state.SetText("region", call.region());
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeAvailabilityZonesData(const Behaviour& behaviour) {
  return std::make_unique<AvailabilityZones>(behaviour);
}

}  // namespace rolecall::providers::aws
