// data: aws_ssm_parameter, aws_ssm_parameters_by_path
#include "providers/aws/data/data_sources.h"
#include "providers/aws/ssm/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema ParameterDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"arn", "insecure_value", "type", "value"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["value"].sensitive = true;
  block.attributes["name"] = TextAttribute(Use::kRequired);
  block.attributes["version"] = NumberAttribute(Use::kComputed);
  block.attributes["with_decryption"] = FlagAttribute(Use::kOptional);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

class SsmParameterData final : public DataSource {
 public:
  explicit SsmParameterData(const Behaviour& behaviour) : DataSource(ParameterDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string name = state.Text("name");
    if (state.Get("with_decryption").IsNull()) state.SetFlag("with_decryption", true);
    JsonAnswer answer =
        CallSsm(call, "GetParameter", {{"Name", name}, {"WithDecryption", state.Flag("with_decryption")}});
    if (!answer.ok()) return Failed("reading SSM Parameter (" + name + ")", answer.error());
    const boost::json::value parameter = ParameterIn(*answer);
    const std::string value = JsonText(parameter, "Value"), type = JsonText(parameter, "Type");
    state.SetText("id", name);
    state.SetText("arn", JsonText(parameter, "ARN"));
    state.SetText("type", type);
    state.SetText("value", value);
    if (type == "SecureString") {
      state.SetNull("insecure_value");
    } else {
      state.SetText("insecure_value", value);
    }
    state.SetInteger("version", VersionIn(parameter));
    if (state.Has("region")) state.SetText("region", call.region());
    return {};
  }
};

engine::BlockSchema ByPathDataSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : {"arns", "names", "types", "values"})
    block.attributes[name] = TextListAttribute(Use::kComputed);
  block.attributes["values"].sensitive = true;
  block.attributes["path"] = TextAttribute(Use::kRequired);
  block.attributes["recursive"] = FlagAttribute(Use::kOptional);
  block.attributes["with_decryption"] = FlagAttribute(Use::kOptional);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

class SsmParametersByPathData final : public DataSource {
 public:
  explicit SsmParametersByPathData(const Behaviour& behaviour) : DataSource(ByPathDataSchema(behaviour)) {}

  Result<void> Read(const Call& call, Object& state) const override {
    const std::string path = state.Text("path");
    if (state.Get("with_decryption").IsNull()) state.SetFlag("with_decryption", true);
    if (state.Get("recursive").IsNull()) state.SetFlag("recursive", false);
    boost::json::object input{
        {"Path", path}, {"Recursive", state.Flag("recursive")}, {"WithDecryption", state.Flag("with_decryption")}};
    std::vector<std::string> arns, names, types, values;
    while (true) {
      JsonAnswer page = CallSsm(call, "GetParametersByPath", input);
      if (!page.ok()) return Failed("reading SSM Parameters by path (" + path + ")", page.error());
      for (const boost::json::value& parameter : JsonList(*page, "Parameters")) {
        arns.push_back(JsonText(parameter, "ARN"));
        names.push_back(JsonText(parameter, "Name"));
        types.push_back(JsonText(parameter, "Type"));
        values.push_back(JsonText(parameter, "Value"));
      }
      const std::string token = JsonText(*page, "NextToken");
      if (token.empty()) break;
      input["NextToken"] = token;
    }
    state.SetText("id", path);
    state.SetTexts("arns", arns);
    state.SetTexts("names", names);
    state.SetTexts("types", types);
    state.SetTexts("values", values);
    if (state.Has("region")) state.SetText("region", call.region());
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeSsmParameterData(const Behaviour& behaviour) {
  return std::make_unique<SsmParameterData>(behaviour);
}
std::unique_ptr<const DataSource> MakeSsmParametersByPathData(const Behaviour& behaviour) {
  return std::make_unique<SsmParametersByPathData>(behaviour);
}

}  // namespace rolecall::providers::aws
