// aws_secretsmanager_secret_version
#include <algorithm>

#include "base/encoding.h"
#include "providers/aws/framework/difference.h"
#include "providers/aws/secretsmanager/calls.h"
#include "providers/aws/secretsmanager/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kCurrent = "AWSCURRENT";

engine::BlockSchema VersionSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  if (behaviour.has_secret_arn()) {
    block.attributes["secret_arn"] = TextAttribute(Use::kComputed);
    block.attributes["arn"].deprecated = "arn is deprecated. Use secret_arn instead.";
  }
  block.attributes["secret_id"] = TextAttribute(Use::kRequired);
  block.attributes["secret_string"] = TextAttribute(Use::kOptional);
  block.attributes["secret_string"].sensitive = true;
  block.attributes["secret_binary"] = TextAttribute(Use::kOptional);
  block.attributes["secret_binary"].sensitive = true;
  block.attributes["version_id"] = TextAttribute(Use::kComputed);
  block.attributes["version_stages"] = TextSetAttribute(Use::kOptionalComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  if (behaviour.has_write_only_secrets()) {
    block.attributes["has_secret_string_wo"] = FlagAttribute(Use::kComputed);
    block.attributes["secret_string_wo"] = TextAttribute(Use::kOptional);
    block.attributes["secret_string_wo"].sensitive = true;
    block.attributes["secret_string_wo"].write_only = true;
    block.attributes["secret_string_wo_version"] = NumberAttribute(Use::kOptional);
  }
  return block;
}

Rules VersionRules(const Behaviour& behaviour) {
  Rules rules = {{"secret_id", ForceNew()}, {"secret_string", ForceNew()}, {"secret_binary", ForceNew()}};
  if (behaviour.has_write_only_secrets()) rules.emplace("secret_string_wo_version", ForceNew());
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

class SecretVersion final : public Resource {
 public:
  explicit SecretVersion(const Behaviour& behaviour)
      : Resource(VersionSchema(behaviour), VersionRules(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    int given = config.IsSet("secret_string") + config.IsSet("secret_binary");
    if (behaviour_.has_write_only_secrets()) given += config.IsSet("secret_string_wo");
    if (given > 1) {
      problems.push_back(
          {"secret_string", "only one of secret_string, secret_binary and secret_string_wo can be specified"});
    }
    if (behaviour_.has_write_only_secrets()) CheckWriteOnly(config, problems);
    if (config.IsSet("secret_binary") && !Base64Decode(config.Text("secret_binary"))) {
      problems.push_back({"secret_binary", "\"secret_binary\" must be base64-encoded"});
    }
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string secret = state.Text("secret_id");
    boost::json::object input = {{"ClientRequestToken", UniqueName(call.provider, "terraform-")}, {"SecretId", secret}};
    if (config.IsSet("secret_string")) input["SecretString"] = config.Text("secret_string");
    if (config.IsSet("secret_binary")) input["SecretBinary"] = config.Text("secret_binary");
    bool write_only = behaviour_.has_write_only_secrets() && config.IsSet("secret_string_wo");
    if (write_only) input["SecretString"] = config.Text("secret_string_wo");
    if (std::vector<std::string> stages = config.Texts("version_stages"); !stages.empty()) {
      input["VersionStages"] = boost::json::array(stages.begin(), stages.end());
    }
    auto answer = CallSecrets(call, "PutSecretValue", input);
    if (!answer.ok()) return Failed("putting Secrets Manager Secret Version (" + secret + ")", answer.error());
    state.SetText("version_id", JsonText(*answer, "VersionId"));
    state.SetText("id", secret + "|" + state.Text("version_id"));
    if (write_only) state.SetFlag("has_secret_string_wo", true);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string id = state.Text("id");
    std::size_t bar = id.rfind('|');
    if (bar == std::string::npos) {
      return Error{ErrorCode::kInvalidArgument,
                   "unexpected format of ID (" + id + "), expected <secret_id>|<version_id>"};
    }
    std::string secret = id.substr(0, bar);
    auto answer = CallSecrets(call, "GetSecretValue", {{"SecretId", secret}, {"VersionId", id.substr(bar + 1)}});
    if (!answer.ok() && IsSecretGone(answer.error())) return false;
    if (!answer.ok()) return Failed("reading Secrets Manager Secret Version (" + id + ")", answer.error());
    state.SetText("arn", JsonText(*answer, "ARN"));
    if (state.Has("secret_arn")) state.SetText("secret_arn", JsonText(*answer, "ARN"));
    state.SetText("secret_id", secret);
    state.SetText("version_id", JsonText(*answer, "VersionId"));
    state.SetTexts("version_stages", JsonTexts(*answer, "VersionStages"));
    if (behaviour_.has_region_argument() && !state.IsSet("region")) state.SetText("region", call.region());
    bool write_only = behaviour_.has_write_only_secrets() && state.Flag("has_secret_string_wo");
    // What must not be in the state is not put there by reading either.
    state.SetText("secret_string", write_only ? "" : JsonText(*answer, "SecretString"));
    state.SetText("secret_binary", JsonText(*answer, "SecretBinary"));
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::vector<std::string> before = prior.Texts("version_stages");
    std::vector<std::string> after = state.Texts("version_stages");
    if (!state.IsSet("version_stages")) return {};
    for (const std::string& stage : Difference(after, before)) ROLECALL_RETURN_IF_ERROR(AddStage(call, state, stage));
    for (const std::string& stage : Difference(before, after)) {
      // A secret always has a current version: the label moves only when another version takes it.
      if (stage != kCurrent) ROLECALL_RETURN_IF_ERROR(RemoveStage(call, state, stage));
    }
    return {};
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    for (const std::string& stage : state.Texts("version_stages")) {
      if (stage != kCurrent) ROLECALL_RETURN_IF_ERROR(RemoveStage(call, state, stage));
    }
    return {};
  }

 private:
  // A value that no state keeps is written anew when its version says so: neither goes without the other.
  static void CheckWriteOnly(const Object& config, Problems& problems) {
    const bool has_value = !config.Get("secret_string_wo").IsNull();
    const bool has_version = !config.Get("secret_string_wo_version").IsNull();
    if (has_value == has_version) return;
    const std::string given = has_value ? "secret_string_wo" : "secret_string_wo_version";
    problems.push_back(
        {given, "\"" + given + "\": all of `secret_string_wo,secret_string_wo_version` must be specified"});
  }

  static Result<void> AddStage(const Call& call, const Object& state, const std::string& stage) {
    std::string secret = state.Text("secret_id");
    std::string what = "updating Secrets Manager Secret (" + secret + ") version stage " + stage;
    boost::json::object input = {
        {"SecretId", secret}, {"VersionStage", stage}, {"MoveToVersionId", state.Text("version_id")}};
    auto description = CallSecrets(call, "DescribeSecret", {{"SecretId", secret}});
    if (!description.ok()) return Failed(what, description.error());
    const boost::json::value* versions = description->as_object().if_contains("VersionIdsToStages");
    if (versions != nullptr && versions->is_object()) {
      for (const auto& version : versions->as_object()) {
        std::vector<std::string> stages = JsonTexts(*versions, version.key());
        if (std::find(stages.begin(), stages.end(), stage) != stages.end()) {
          input["RemoveFromVersionId"] = version.key();
        }
      }
    }
    auto answer = CallSecrets(call, "UpdateSecretVersionStage", input);
    if (!answer.ok()) return Failed(what, answer.error());
    return {};
  }

  static Result<void> RemoveStage(const Call& call, const Object& state, const std::string& stage) {
    std::string secret = state.Text("secret_id");
    auto answer =
        CallSecrets(call, "UpdateSecretVersionStage",
                    {{"SecretId", secret}, {"VersionStage", stage}, {"RemoveFromVersionId", state.Text("version_id")}});
    if (answer.ok() || IsSecretGone(answer.error())) return {};
    return Failed("removing Secrets Manager Secret (" + secret + ") version stage " + stage, answer.error());
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeSecretVersion(const Behaviour& behaviour) {
  return std::make_unique<SecretVersion>(behaviour);
}

}  // namespace rolecall::providers::aws
