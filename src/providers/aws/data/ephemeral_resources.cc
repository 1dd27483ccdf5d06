// ephemeral: aws_eks_cluster_auth, aws_kms_secrets, aws_secretsmanager_random_password,
// aws_secretsmanager_secret_version, aws_ssm_parameter
#include "providers/aws/data/ephemeral_resources.h"

#include <set>
#include <string>
#include <utility>

#include "providers/aws/data/data_sources.h"
#include "providers/aws/ssm/calls.h"
#include "providers/framework/schema_build.h"
#include "value/convert.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

// The data source's attributes, but for its id; that a block is missing is told by what checks it (Validate).
engine::BlockSchema WithoutId(const DataSource& data) {
  engine::BlockSchema block = data.schema().block;
  block.attributes.erase("id");
  for (auto& [name, nested] : block.blocks) nested.min_items = 0;
  return block;
}

// A data source with an answer that is kept nowhere: what both schemas have goes in and comes out.
class OfDataSource final : public DataSource {
 public:
  // `asked`: what only the configuration says, whatever the data source makes of it.
  OfDataSource(engine::BlockSchema block, std::unique_ptr<const DataSource> data, std::set<std::string> asked = {})
      : DataSource(std::move(block)), data_(std::move(data)), asked_(std::move(asked)) {}

  void Validate(const Object& config, Problems& problems) const override {
    for (const auto& [name, nested] : schema().block.blocks) {
      const bool is_absent = config.Get(name).IsKnown() && config.Blocks(name).empty();
      if (is_absent) problems.push_back({name, "Block " + name + " must have a configuration value: it is required"});
    }
  }

  Result<void> Read(const Call& call, Object& state) const override {
    Object inner(data_->type(), Value::Null(data_->type()));
    Copy(state, inner, {});
    ROLECALL_RETURN_IF_ERROR(data_->Read(call, inner));
    Copy(inner, state, asked_);
    for (const auto& [name, attribute] : schema().block.attributes) {
      const bool is_empty = attribute.sensitive && attribute.type == value::Type::String() && state.Text(name).empty();
      if (is_empty) state.SetNull(name);  // a secret is text or bytes, and the other one is not there
    }
    return {};
  }

 private:
  static void Copy(const Object& from, Object& to, const std::set<std::string>& without) {
    const Value all = to.ToValue();
    for (const auto& [name, member] : all.members()) {
      if (!from.Has(name) || without.count(name) > 0) continue;
      const value::Conversion converted = value::Convert(from.Get(name), to.TypeOf(name));
      if (converted.ok()) to.Set(name, *converted);
    }
  }

  const std::unique_ptr<const DataSource> data_;
  const std::set<std::string> asked_;
};

engine::BlockSchema ParameterSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  block.attributes["arn"] = TextAttribute(Use::kRequired);
  for (const char* name : {"name", "type", "value"}) block.attributes[name] = TextAttribute(Use::kComputed);
  block.attributes["value"].sensitive = true;
  block.attributes["version"] = NumberAttribute(Use::kComputed);
  block.attributes["with_decryption"] = FlagAttribute(Use::kOptionalComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

// By its ARN, where the data source takes the name.
class Parameter final : public DataSource {
 public:
  explicit Parameter(const Behaviour& behaviour) : DataSource(ParameterSchema(behaviour)) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (!config.IsSet("arn") || config.Text("arn").starts_with("arn:")) return;
    problems.push_back({"arn", "Attribute arn value must be a valid ARN, got: " + config.Text("arn")});
  }

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string arn = state.Text("arn");
    if (state.Get("with_decryption").IsNull()) state.SetFlag("with_decryption", true);
    const JsonAnswer answer =
        CallSsm(call, "GetParameter", {{"Name", arn}, {"WithDecryption", state.Flag("with_decryption")}});
    if (!answer.ok()) return Failed("reading SSM Parameter (" + arn + ")", answer.error());
    const boost::json::value parameter = ParameterIn(*answer);
    state.SetText("arn", JsonText(parameter, "ARN"));
    state.SetText("name", JsonText(parameter, "Name"));
    state.SetText("type", JsonText(parameter, "Type"));
    state.SetText("value", JsonText(parameter, "Value"));
    state.SetInteger("version", VersionIn(parameter));
    if (state.Has("region")) state.SetText("region", call.region());
    return {};
  }
};

std::unique_ptr<const DataSource> Of(std::unique_ptr<const DataSource> data) {
  engine::BlockSchema block = WithoutId(*data);
  return std::make_unique<OfDataSource>(std::move(block), std::move(data));
}

}  // namespace

std::unique_ptr<const DataSource> MakeEphemeralClusterAuth(const Behaviour& behaviour) {
  return Of(MakeEksClusterAuthData(behaviour));
}
std::unique_ptr<const DataSource> MakeEphemeralKmsSecrets(const Behaviour& behaviour) {
  return Of(MakeKmsSecretsData(behaviour));
}
std::unique_ptr<const DataSource> MakeEphemeralRandomPassword(const Behaviour& behaviour) {
  return Of(MakeSecretRandomPasswordData(behaviour));
}
std::unique_ptr<const DataSource> MakeEphemeralParameter(const Behaviour& behaviour) {
  return std::make_unique<Parameter>(behaviour);
}
std::unique_ptr<const DataSource> MakeEphemeralSecretVersion(const Behaviour& behaviour) {
  std::unique_ptr<const DataSource> data = MakeSecretVersionData(behaviour);
  engine::BlockSchema block = WithoutId(*data);
  block.attributes.erase("secret_arn");
  block.attributes["version_stage"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["version_stages"] = TextListAttribute(Use::kComputed);
  return std::make_unique<OfDataSource>(std::move(block), std::move(data), std::set<std::string>{"version_stage"});
}

}  // namespace rolecall::providers::aws
