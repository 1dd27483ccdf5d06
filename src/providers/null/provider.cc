#include "providers/null/provider.h"

#include "providers/framework/schema_build.h"
#include "providers/framework/table_provider.h"

namespace rolecall::providers::null {
namespace {

// A positive number of 63 bits, in decimal digits.
std::string RandomNumber(Random& random) { return std::to_string(random.Below(std::uint64_t{1} << 63)); }

engine::BlockSchema NullResourceSchema() {
  engine::BlockSchema block;
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["triggers"] = TextMapAttribute(Use::kOptional);
  return block;
}

class NullResource final : public Resource {
 public:
  explicit NullResource(Random& random) : Resource(NullResourceSchema(), {{"triggers", ForceNew()}}), random_(random) {}

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    state.SetText("id", RandomNumber(random_));
    return {};
  }

 private:
  Random& random_;
};

// The real provider's own words (3.x).
constexpr const char* kDataIsDeprecated =
    "The null_data_source was historically used to construct intermediate values to re-use elsewhere in "
    "configuration, the same can now be achieved using locals or the terraform_data resource type in Terraform 1.4 and "
    "later.";

engine::BlockSchema NullDataSchema() {
  engine::BlockSchema block;
  block.attributes["has_computed_default"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["id"] = TextAttribute(Use::kComputed);
  block.attributes["inputs"] = TextMapAttribute(Use::kOptional);
  block.attributes["outputs"] = TextMapAttribute(Use::kComputed);
  block.attributes["random"] = TextAttribute(Use::kComputed);
  return block;
}

class NullData final : public DataSource {
 public:
  explicit NullData(Random& random) : DataSource(NullDataSchema()), random_(random) {}

  Result<void> Read(const Call&, Object& state) const override {
    state.Set("outputs", state.Get("inputs"));
    std::string random = RandomNumber(random_);
    if (state.Text("has_computed_default").empty()) state.SetText("has_computed_default", "default");
    state.SetText("random", std::move(random));
    state.SetText("id", "static");
    return {};
  }

 private:
  Random& random_;
};

}  // namespace

std::unique_ptr<engine::Provider> MakeNullProvider(Random& random) {
  ResourceTable resources;
  resources.emplace("null_resource", std::make_unique<NullResource>(random));
  DataSourceTable data_sources;
  data_sources.emplace("null_data_source", std::make_unique<NullData>(random));
  auto provider = std::make_unique<TableProvider>("hashicorp/null", std::move(resources), std::move(data_sources));
  provider->Deprecate("data.null_data_source", "Deprecated", kDataIsDeprecated);
  return provider;
}

}  // namespace rolecall::providers::null
