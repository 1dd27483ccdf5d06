// data: aws_caller_identity, aws_partition, aws_region, aws_default_tags, aws_service_principal, aws_arn
#include "partition/partition.h"
#include "providers/aws/data/data_sources.h"
#include "providers/aws/framework/region_names.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema ComputedTexts(std::initializer_list<const char*> names) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : names) block.attributes[name] = TextAttribute(Use::kComputed);
  return block;
}

class CallerIdentity final : public DataSource {
 public:
  CallerIdentity() : DataSource(ComputedTexts({"account_id", "arn", "user_id"})) {}
  Result<void> Read(const Call& call, Object& state) const override {
    auto answer = call.client().Query(api::kSts, "GetCallerIdentity", {});
    if (!answer.ok()) return Failed("reading STS Caller Identity", answer.error());
    state.SetText("account_id", std::string(answer->Get("Account")));
    state.SetText("arn", std::string(answer->Get("Arn")));
    state.SetText("user_id", std::string(answer->Get("UserId")));
    state.SetText("id", std::string(answer->Get("Account")));
    return {};
  }
};

class PartitionData final : public DataSource {
 public:
  PartitionData() : DataSource(ComputedTexts({"partition", "dns_suffix", "reverse_dns_prefix"})) {}
  Result<void> Read(const Call& call, Object& state) const override {
    const partition::Partition& partition = partition::OfRegion(call.provider.region);
    state.SetText("partition", std::string(partition.name));
    state.SetText("dns_suffix", std::string(partition.dns_suffix));
    state.SetText("reverse_dns_prefix", std::string(partition.reverse_dns_prefix));
    state.SetText("id", std::string(partition.name));
    return {};
  }
};

engine::BlockSchema RegionSchema(const Behaviour& behaviour) {
  engine::BlockSchema block = ComputedTexts({"description"});
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["endpoint"] = TextAttribute(Use::kOptionalComputed);
  if (behaviour.has_region_argument()) {
    block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
    block.attributes["name"].deprecated = "name is deprecated. Use region instead.";
  }
  return block;
}

class RegionData final : public DataSource {
 public:
  explicit RegionData(const Behaviour& behaviour) : DataSource(RegionSchema(behaviour)) {}
  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("name");
    if (name.empty() && state.Has("region")) name = state.Text("region");
    if (name.empty() && !state.Text("endpoint").empty()) {
      std::string endpoint = state.Text("endpoint");  // "ec2.eu-central-1.amazonaws.com"
      std::size_t dot = endpoint.find('.');
      name = endpoint.substr(dot + 1, endpoint.find('.', dot + 1) - dot - 1);
    }
    if (name.empty()) name = call.provider.region;
    if (!IsRegionName(name)) return Error{ErrorCode::kInvalidArgument, "finding Region (" + name + "): no such region"};
    const partition::Partition& partition = partition::OfRegion(name);
    state.SetText("id", name);
    state.SetText("name", name);
    if (state.Has("region")) state.SetText("region", name);
    state.SetText("endpoint", "ec2." + name + "." + std::string(partition.dns_suffix));
    state.SetText("description", RegionDescription(name));
    return {};
  }
};

engine::BlockSchema DefaultTagsSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["tags"] = TextMapAttribute(Use::kComputed);
  return block;
}

class DefaultTags final : public DataSource {
 public:
  DefaultTags() : DataSource(DefaultTagsSchema()) {}
  Result<void> Read(const Call& call, Object& state) const override {
    state.SetText("id", std::string(partition::OfRegion(call.provider.region).name));
    state.SetTextMap("tags", call.provider.tags.Managed(call.provider.tags.defaults));
    return {};
  }
};

engine::BlockSchema ServicePrincipalSchema() {
  engine::BlockSchema block = ComputedTexts({"id", "name", "suffix"});
  block.attributes["service_name"] = TextAttribute(Use::kRequired);
  block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

class ServicePrincipal final : public DataSource {
 public:
  ServicePrincipal() : DataSource(ServicePrincipalSchema()) {}
  Result<void> Read(const Call& call, Object& state) const override {
    std::string region = state.Text("region").empty() ? call.provider.region : state.Text("region");
    std::string service = state.Text("service_name");
    const std::string principal = partition::ServicePrincipal(partition::OfRegion(region), service);
    const std::string suffix = principal.substr(service.size() + 1);
    state.SetText("region", region);
    state.SetText("suffix", suffix);
    state.SetText("name", principal);
    state.SetText("id", service + "." + region + "." + suffix);
    return {};
  }
};

engine::BlockSchema ArnSchema() {
  engine::BlockSchema block = ComputedTexts({"account", "partition", "region", "resource", "service"});
  block.attributes["arn"] = TextAttribute(Use::kRequired);
  return block;
}

// An ARN taken apart: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE.
class ArnData final : public DataSource {
 public:
  ArnData() : DataSource(ArnSchema()) {}
  Result<void> Read(const Call&, Object& state) const override {
    std::string arn = state.Text("arn");
    if (!arn.starts_with("arn:")) {
      return Error{ErrorCode::kInvalidArgument, "parsing ARN (" + arn + "): no arn: prefix"};
    }
    std::size_t at = 4;
    for (const char* part : {"partition", "service", "region", "account"}) {
      std::size_t colon = arn.find(':', at);
      if (colon == std::string::npos) {
        return Error{ErrorCode::kInvalidArgument, "parsing ARN (" + arn + "): it has fewer than six parts"};
      }
      state.SetText(part, arn.substr(at, colon - at));
      at = colon + 1;
    }
    state.SetText("resource", arn.substr(at));
    state.SetText("id", arn);
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeArnData(const Behaviour&) { return std::make_unique<ArnData>(); }
std::unique_ptr<const DataSource> MakeCallerIdentityData(const Behaviour&) {
  return std::make_unique<CallerIdentity>();
}
std::unique_ptr<const DataSource> MakePartitionData(const Behaviour&) { return std::make_unique<PartitionData>(); }
std::unique_ptr<const DataSource> MakeRegionData(const Behaviour& behaviour) {
  return std::make_unique<RegionData>(behaviour);
}
std::unique_ptr<const DataSource> MakeDefaultTagsData(const Behaviour&) { return std::make_unique<DefaultTags>(); }
std::unique_ptr<const DataSource> MakeServicePrincipalData(const Behaviour&) {
  return std::make_unique<ServicePrincipal>();
}

}  // namespace rolecall::providers::aws
