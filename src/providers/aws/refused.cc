// Types that directories around IRSA may name and that we do not have: each is refused with what to do instead. An
// object that the state has is kept as it is.
#include "providers/aws/data/data_sources.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/s3/resources.h"
#include "providers/aws/secretsmanager/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kServiceLinkedRole =
    "aws_iam_service_linked_role is not supported by rolecall: AWS's services make these roles themselves when they "
    "are first used. Make it with \"aws iam create-service-linked-role --aws-service-name SERVICE\" and read it with "
    "data \"aws_iam_role\".";
constexpr const char* kAvailabilityZones =
    "data aws_availability_zones is not supported by rolecall, which has no EC2: give the zones by a variable or a "
    "local value.";

engine::BlockSchema ServiceLinkedRoleSchema() {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  for (const char* name : {"arn", "create_date", "name", "path", "unique_id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["aws_service_name"] = TextAttribute(Use::kRequired);
  block.attributes["custom_suffix"] = TextAttribute(Use::kOptional);
  block.attributes["description"] = TextAttribute(Use::kOptional);
  return block;
}

class ServiceLinkedRole final : public Resource {
 public:
  ServiceLinkedRole() : Resource(ServiceLinkedRoleSchema(), {}) {}
  void Validate(const Object&, Problems& problems) const override { problems.push_back({"", kServiceLinkedRole}); }
  Result<void> Create(const Call&, const Object&, Object&) const override { return Refused(); }
  Result<bool> Read(const Call&, Object&) const override { return true; }
  Result<void> Update(const Call&, const Object&, const Object&, Object&) const override { return Refused(); }
  Result<void> Delete(const Call&, const Object&) const override { return Refused(); }
  Result<void> Import(const std::string&, Object&) const override { return Refused(); }

 private:
  static Error Refused() { return {ErrorCode::kUnimplemented, kServiceLinkedRole}; }
};

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

std::unique_ptr<const Resource> MakeIamServiceLinkedRole(const Behaviour&) {
  return std::make_unique<ServiceLinkedRole>();
}
std::unique_ptr<const DataSource> MakeAvailabilityZonesData(const Behaviour&) {
  return std::make_unique<AvailabilityZones>();
}

}  // namespace rolecall::providers::aws
