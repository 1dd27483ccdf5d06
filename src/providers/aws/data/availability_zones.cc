// data: aws_availability_zones, which directories around IRSA may name and that we do not have: refused with what to do
// instead.
#include "providers/aws/data/data_sources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kAvailabilityZones =
    "data aws_availability_zones is not supported by rolecall, which has no EC2: give the zones by a variable or a "
    "local value.";

engine::BlockSchema AvailabilityZonesSchema() {
  engine::BlockSchema filter;
  filter.attributes["name"] = TextAttribute(Use::kRequired);
  filter.attributes["values"] = TextSetAttribute(Use::kRequired);
  engine::BlockSchema block;
  AddId(block);
  block.attributes["all_availability_zones"] = FlagAttribute(Use::kOptional);
  block.attributes["exclude_names"] = TextSetAttribute(Use::kOptional);
  block.attributes["exclude_zone_ids"] = TextSetAttribute(Use::kOptional);
  block.attributes["group_names"] = TextSetAttribute(Use::kComputed);
  block.attributes["names"] = TextListAttribute(Use::kComputed);
  block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["state"] = TextAttribute(Use::kOptional);
  block.attributes["zone_ids"] = TextListAttribute(Use::kComputed);
  block.blocks["filter"] = Block(engine::Nesting::kSet, std::move(filter));
  return block;
}

class AvailabilityZones final : public DataSource {
 public:
  AvailabilityZones() : DataSource(AvailabilityZonesSchema()) {}
  void Validate(const Object&, Problems& problems) const override { problems.push_back({"", kAvailabilityZones}); }
  Result<void> Read(const Call&, Object&) const override {
    return Error{ErrorCode::kUnimplemented, kAvailabilityZones};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeAvailabilityZonesData(const Behaviour&) {
  return std::make_unique<AvailabilityZones>();
}

}  // namespace rolecall::providers::aws
