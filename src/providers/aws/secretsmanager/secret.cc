// aws_secretsmanager_secret
#include <algorithm>

#include "providers/aws/framework/name_attribute.h"
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/secretsmanager/calls.h"
#include "providers/aws/secretsmanager/resources.h"
#include "providers/aws/secretsmanager/secret_replicas.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

engine::BlockSchema SecretSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["description"] = TextAttribute(Use::kOptional);
  block.attributes["force_overwrite_replica_secret"] = FlagAttribute(Use::kOptional);
  block.attributes["kms_key_id"] = TextAttribute(Use::kOptional);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name_prefix"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["policy"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["recovery_window_in_days"] = NumberAttribute(Use::kOptional);
  block.blocks["replica"] = ReplicaBlock();
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  if (behaviour.has_secret_rotation_arguments()) {
    engine::BlockSchema rules;
    rules.attributes["automatically_after_days"] = NumberAttribute(Use::kRequired);
    block.attributes["rotation_enabled"] = FlagAttribute(Use::kComputed);
    block.attributes["rotation_lambda_arn"] = TextAttribute(Use::kOptionalComputed);
    block.blocks["rotation_rules"] = Block(engine::Nesting::kList, std::move(rules), 1);
    block.blocks["rotation_rules"].computed = true;
  }
  return block;
}

Rules SecretRules(const Behaviour& behaviour) {
  Rules rules = {{"force_overwrite_replica_secret", Default(Value::Bool(false))},
                 {"name", ForceNew()},
                 {"name_prefix", ForceNew()},
                 {"policy", PolicyRule()},
                 {"recovery_window_in_days", Default(Value::Int(30))}};
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

bool IsNameCharacter(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("/_+=.@-").find(static_cast<char>(c)) != std::string_view::npos;
}

class SecretResource final : public Resource {
 public:
  explicit SecretResource(const Behaviour& behaviour)
      : Resource(SecretSchema(behaviour), SecretRules(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    for (const char* name : {"name", "name_prefix"}) {
      std::string text = config.Text(name);
      if (!std::all_of(text.begin(), text.end(), IsNameCharacter) || text.size() > 512) {
        problems.push_back({name, std::string("invalid value for ") + name +
                                      " (must contain only alphanumeric characters and any of /_+=.@-)"});
      }
    }
    CheckConflict(config, "name", "name_prefix", problems);
    if (!config.Text("policy").empty()) ValidatePolicy(config, "policy", problems);
    std::int64_t window = config.Integer("recovery_window_in_days", 30);
    if (window != 0 && (window < 7 || window > 30)) {
      problems.push_back({"recovery_window_in_days",
                          "\"recovery_window_in_days\" must be 0 (force delete) or in the range (7 - 30), got " +
                              std::to_string(window)});
    }
    if (behaviour_.has_secret_rotation_arguments() &&
        (config.IsSet("rotation_lambda_arn") || !config.Blocks("rotation_rules").empty())) {
      problems.push_back({"rotation_lambda_arn", "rotation of secrets is not supported by rolecall"});
    }
  }

  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override {
    PlanReplicas(prior, config, planned);
    return {};
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string name = NameFor(call.provider, config);
    boost::json::object input = {{"ClientRequestToken", UniqueName(call.provider, "terraform-")}, {"Name", name}};
    if (!state.Text("description").empty()) input["Description"] = state.Text("description");
    if (!state.Text("kms_key_id").empty()) input["KmsKeyId"] = state.Text("kms_key_id");
    Replicas replicas = ConfiguredReplicas(config);
    if (!replicas.empty()) {
      input["AddReplicaRegions"] = ReplicasAsJson(replicas);
      input["ForceOverwriteReplicaSecret"] = state.Flag("force_overwrite_replica_secret");
    }
    if (Tags tags = state.TextMap("tags_all"); !tags.empty()) input["Tags"] = TagsAsJson(tags);
    // A secret of this name that is being deleted is gone soon when its deletion was forced.
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) {
          return error.Is("InvalidRequestException") &&
                 (MessageHas(error, "scheduled for deletion") || MessageHas(error, "was deleted"));
        },
        [&] { return CallSecrets(call, "CreateSecret", input); });
    if (!answer.ok()) return Failed("creating Secrets Manager Secret (" + name + ")", answer.error());
    state.SetText("id", JsonText(*answer, "ARN"));
    state.SetText("name", name);
    std::string policy = config.Text("policy");
    return IsEmptyPolicyText(policy) ? Result<void>() : PutSecretPolicy(call, state.Text("id"), policy);
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string id = state.Text("id");
    auto answer = CallSecrets(call, "DescribeSecret", {{"SecretId", id}});
    if (!answer.ok() && IsSecretGone(answer.error())) return false;
    if (!answer.ok()) return Failed("reading Secrets Manager Secret (" + id + ")", answer.error());
    if (answer->as_object().contains("DeletedDate")) return false;
    auto policy = GetSecretPolicy(call, id);
    if (!policy.ok() && IsSecretGone(policy.error())) return false;
    if (!policy.ok()) return Failed("reading Secrets Manager Secret Policy (" + id + ")", policy.error());
    SetFrom(*answer, state);
    std::string document = JsonText(*policy, "ResourcePolicy");
    state.SetText("policy", document.empty() ? "" : PolicyToKeep(state.Text("policy"), document));
    ReadTags(call.provider.tags, behaviour_, TagsFromJson(*answer), state);
    if (behaviour_.has_region_argument() && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object& config, Object& state) const override {
    std::string id = state.Text("id");
    std::string what = "updating Secrets Manager Secret (" + id + ")";
    if (!config.Blocks("replica").empty()) {
      // Not of `state`: blocks that are partly unknown in the plan are not there any more.
      Replicas before = ConfiguredReplicas(prior);
      Replicas after = ConfiguredReplicas(config);
      for (auto& replica : after) {
        if (replica.second.empty() && before.contains(replica.first)) replica.second = before[replica.first];
      }
      ROLECALL_RETURN_IF_ERROR(UpdateReplicas(call, id, before, after, state.Flag("force_overwrite_replica_secret")));
    }
    if (prior.Text("description") != state.Text("description") ||
        prior.Text("kms_key_id") != state.Text("kms_key_id")) {
      boost::json::object input = {{"ClientRequestToken", UniqueName(call.provider, "terraform-")},
                                   {"SecretId", id},
                                   {"Description", state.Text("description")}};
      if (!state.Text("kms_key_id").empty()) input["KmsKeyId"] = state.Text("kms_key_id");
      auto answer = CallSecrets(call, "UpdateSecret", input);
      if (!answer.ok()) return Failed(what, answer.error());
    }
    if (prior.Text("policy") != state.Text("policy")) {
      ROLECALL_RETURN_IF_ERROR(PutSecretPolicy(call, id, state.Text("policy")));
    }
    return UpdateTags(call, id, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string id = state.Text("id");
    Replicas replicas = ConfiguredReplicas(state);
    ROLECALL_RETURN_IF_ERROR(UpdateReplicas(call, id, replicas, {}, false));
    boost::json::object input = {{"SecretId", id}};
    std::int64_t window = state.Integer("recovery_window_in_days", 30);
    if (window == 0) {
      input["ForceDeleteWithoutRecovery"] = true;
    } else {
      input["RecoveryWindowInDays"] = window;
    }
    auto answer = CallSecrets(call, "DeleteSecret", input);
    if (!answer.ok() && IsSecretGone(answer.error())) return {};
    if (!answer.ok()) return Failed("deleting Secrets Manager Secret (" + id + ")", answer.error());
    return WaitUntilGone(call, id);
  }

 private:
  void SetFrom(const boost::json::value& secret, Object& state) const {
    std::string name = JsonText(secret, "Name");
    state.SetText("arn", JsonText(secret, "ARN"));
    state.SetText("description", JsonText(secret, "Description"));
    state.SetText("kms_key_id", JsonText(secret, "KmsKeyId"));
    state.SetText("name", name);
    state.SetText("name_prefix", PrefixOfUniqueName(name));
    ReadReplicas(secret, state);
    if (!behaviour_.has_secret_rotation_arguments()) return;
    const boost::json::value* enabled = secret.as_object().if_contains("RotationEnabled");
    state.SetFlag("rotation_enabled", enabled != nullptr && enabled->is_bool() && enabled->as_bool());
    state.SetText("rotation_lambda_arn", JsonText(secret, "RotationLambdaARN"));
  }

  static Result<void> UpdateTags(const Call& call, const std::string& id, const Object& prior, const Object& state) {
    const TagSettings& settings = call.provider.tags;
    TagChanges changes =
        ChangesOfTags(settings.Managed(prior.TextMap("tags_all")), settings.Managed(state.TextMap("tags_all")));
    std::string what = "updating tags for Secrets Manager Secret (" + id + ")";
    if (!changes.removed.empty()) {
      boost::json::array keys;
      for (const std::string& key : changes.removed) keys.emplace_back(key);
      auto answer = CallSecrets(call, "UntagResource", {{"SecretId", id}, {"TagKeys", keys}});
      if (!answer.ok()) return Failed(what, answer.error());
    }
    if (!changes.set.empty()) {
      auto answer = CallSecrets(call, "TagResource", {{"SecretId", id}, {"Tags", TagsAsJson(changes.set)}});
      if (!answer.ok()) return Failed(what, answer.error());
    }
    return {};
  }

  static Result<void> WaitUntilGone(const Call& call, const std::string& id) {
    Backoff backoff(call, kPropagationTimeout);
    do {
      auto answer = CallSecrets(call, "DescribeSecret", {{"SecretId", id}});
      if (!answer.ok() && IsSecretGone(answer.error())) return {};
      if (!answer.ok()) return Failed("waiting for Secrets Manager Secret (" + id + ") delete", answer.error());
      if (answer->as_object().contains("DeletedDate")) return {};
    } while (backoff.Wait());
    return Error{ErrorCode::kDeadlineExceeded,
                 "waiting for Secrets Manager Secret (" + id + ") delete: it is still there"};
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeSecret(const Behaviour& behaviour) {
  return std::make_unique<SecretResource>(behaviour);
}

}  // namespace rolecall::providers::aws
