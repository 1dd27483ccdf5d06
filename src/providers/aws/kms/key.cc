// aws_kms_key
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/kms/calls.h"
#include "providers/aws/kms/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

constexpr char kSymmetric[] = "SYMMETRIC_DEFAULT";
constexpr int kDefaultWindow = 30;

engine::BlockSchema KeySchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["bypass_policy_lockout_safety_check"] = FlagAttribute(Use::kOptional);
  block.attributes["custom_key_store_id"] = TextAttribute(Use::kOptional);
  block.attributes["customer_master_key_spec"] = TextAttribute(Use::kOptional);
  block.attributes["deletion_window_in_days"] = NumberAttribute(Use::kOptional);
  block.attributes["description"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["enable_key_rotation"] = FlagAttribute(Use::kOptional);
  block.attributes["is_enabled"] = FlagAttribute(Use::kOptional);
  block.attributes["key_id"] = TextAttribute(Use::kComputed);
  block.attributes["key_usage"] = TextAttribute(Use::kOptional);
  block.attributes["multi_region"] = FlagAttribute(Use::kOptionalComputed);
  block.attributes["policy"] = TextAttribute(Use::kOptionalComputed);
  if (behaviour.has_key_rotation_period()) {
    block.attributes["rotation_period_in_days"] = NumberAttribute(Use::kOptionalComputed);
  }
  if (behaviour.major() >= 5) block.attributes["xks_key_id"] = TextAttribute(Use::kOptional);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  if (behaviour.major() >= 5) {
    engine::BlockSchema timeouts;
    timeouts.attributes["create"] = TextAttribute(Use::kOptional);
    block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  }
  return block;
}

Rules KeyRules(const Behaviour& behaviour) {
  Rules rules = {{"bypass_policy_lockout_safety_check", Default(Value::Bool(false))},
                 {"custom_key_store_id", ForceNew()},
                 {"customer_master_key_spec", Default(Value::String(kSymmetric), true)},
                 {"enable_key_rotation", Default(Value::Bool(false))},
                 {"is_enabled", Default(Value::Bool(true))},
                 {"key_usage", Default(Value::String("ENCRYPT_DECRYPT"), true)},
                 {"multi_region", ForceNew()},
                 {"policy", PolicyRule()}};
  if (behaviour.major() >= 5) rules.emplace("xks_key_id", ForceNew());
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

class KmsKeyResource final : public Resource {
 public:
  explicit KmsKeyResource(const Behaviour& behaviour)
      : Resource(KeySchema(behaviour), KeyRules(behaviour)), behaviour_(behaviour) {}

  Timeouts timeouts() const override {
    return behaviour_.major() >= 5 ? Timeouts{{"create", std::chrono::minutes(2)}} : Timeouts{};
  }

  void Validate(const Object& config, Problems& problems) const override {
    const std::int64_t window = config.Integer("deletion_window_in_days", kDefaultWindow);
    if (window < 7 || window > 30) {
      problems.push_back(
          {"deletion_window_in_days",
           "expected deletion_window_in_days to be in the range (7 - 30), got " + std::to_string(window)});
    }
    if (!config.Text("policy").empty()) ValidatePolicy(config, "policy", problems);
    if (!config.Has("rotation_period_in_days") || !config.IsSet("rotation_period_in_days")) return;
    const std::int64_t period = config.Integer("rotation_period_in_days");
    if (period >= 90 && period <= 2560) return;
    problems.push_back(
        {"rotation_period_in_days",
         "expected rotation_period_in_days to be in the range (90 - 2560), got " + std::to_string(period)});
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    boost::json::object input{{"BypassPolicyLockoutSafetyCheck", state.Flag("bypass_policy_lockout_safety_check")},
                              {"KeySpec", state.Text("customer_master_key_spec")},
                              {"KeyUsage", state.Text("key_usage")}};
    if (config.IsSet("description")) input["Description"] = config.Text("description");
    if (config.IsSet("policy")) input["Policy"] = NormalizeJsonOrKeep(config.Text("policy"));
    if (config.Flag("multi_region")) input["MultiRegion"] = true;
    for (const auto& [attribute, member] :
         {std::pair("custom_key_store_id", "CustomKeyStoreId"), {"xks_key_id", "XksKeyId"}}) {
      if (config.Has(attribute) && config.IsSet(attribute)) input[member] = config.Text(attribute);
    }
    if (Tags tags = state.TextMap("tags_all"); !tags.empty()) input["Tags"] = KmsTagsAsJson(tags);
    // Who was made a moment ago is not known to key policies yet.
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) { return error.Is("MalformedPolicyDocumentException"); },
        [&] { return CallKms(call, "CreateKey", input); });
    if (!answer.ok()) return Failed("creating KMS Key", answer.error());
    state.SetText("id", JsonText(KeyMetadata(*answer), "KeyId"));
    if (state.Flag("enable_key_rotation")) ROLECALL_RETURN_IF_ERROR(SetRotation(call, state));
    if (!state.Flag("is_enabled")) return SetEnabled(call, state);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string id = state.Text("id");
    const std::string what = "reading KMS Key (" + id + ")";
    auto answer = CallKms(call, "DescribeKey", {{"KeyId", id}});
    if (!answer.ok() && IsKmsGone(answer.error())) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    const boost::json::value key = KeyMetadata(*answer);
    if (JsonText(key, "KeyState") == "PendingDeletion") return false;
    SetFrom(key, state);
    auto policy = CallKms(call, "GetKeyPolicy", {{"KeyId", id}, {"PolicyName", "default"}});
    if (!policy.ok()) return Failed(what + ": reading policy", policy.error());
    state.SetText("policy", PolicyToKeep(state.Text("policy"), JsonText(*policy, "Policy")));
    ROLECALL_RETURN_IF_ERROR(ReadRotation(call, key, state));
    auto tags = ReadKmsTags(call, id);
    if (!tags.ok()) return Failed("listing tags for KMS Key (" + id + ")", tags.error());
    ReadTags(call.provider.tags, behaviour_, *tags, state);
    if (behaviour_.has_region_argument() && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    const std::string id = state.Text("id");
    // A disabled key takes no changes: enabled first, disabled last.
    const bool switches = prior.Flag("is_enabled") != state.Flag("is_enabled");
    if (switches && state.Flag("is_enabled")) ROLECALL_RETURN_IF_ERROR(SetEnabled(call, state));
    const bool rotates = prior.Flag("enable_key_rotation") != state.Flag("enable_key_rotation") ||
                         (behaviour_.has_key_rotation_period() && state.IsSet("rotation_period_in_days") &&
                          prior.Integer("rotation_period_in_days") != state.Integer("rotation_period_in_days"));
    if (rotates) ROLECALL_RETURN_IF_ERROR(SetRotation(call, state));
    if (prior.Text("description") != state.Text("description")) {
      auto answer = CallKms(call, "UpdateKeyDescription", {{"KeyId", id}, {"Description", state.Text("description")}});
      if (!answer.ok()) return Failed("updating KMS Key (" + id + "): updating description", answer.error());
    }
    if (prior.Text("policy") != state.Text("policy")) ROLECALL_RETURN_IF_ERROR(PutPolicy(call, state));
    ROLECALL_RETURN_IF_ERROR(UpdateTags(call, prior, state));
    if (switches && !state.Flag("is_enabled")) return SetEnabled(call, state);
    return {};
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    const std::string id = state.Text("id");
    auto answer =
        CallKms(call, "ScheduleKeyDeletion",
                {{"KeyId", id}, {"PendingWindowInDays", state.Integer("deletion_window_in_days", kDefaultWindow)}});
    if (answer.ok() || IsKmsGone(answer.error())) return {};
    if (answer.error().Is("KMSInvalidStateException") && MessageHas(answer.error(), "is pending deletion")) return {};
    return Failed("deleting KMS Key (" + id + ")", answer.error());
  }

 private:
  void SetFrom(const boost::json::value& key, Object& state) const {
    state.SetText("arn", JsonText(key, "Arn"));
    state.SetText("key_id", JsonText(key, "KeyId"));
    state.SetText("description", JsonText(key, "Description"));
    state.SetText("customer_master_key_spec", JsonText(key, "CustomerMasterKeySpec"));
    state.SetText("key_usage", JsonText(key, "KeyUsage"));
    state.SetFlag("is_enabled", JsonFlag(key, "Enabled"));
    state.SetFlag("multi_region", JsonFlag(key, "MultiRegion"));
  }

  // Keys of message authentication do not rotate.
  Result<void> ReadRotation(const Call& call, const boost::json::value& key, Object& state) const {
    boost::json::value status = boost::json::object();
    if (JsonText(key, "KeySpec") == kSymmetric) {
      auto answer = CallKms(call, "GetKeyRotationStatus", {{"KeyId", state.Text("id")}});
      if (!answer.ok()) {
        return Failed("reading KMS Key (" + state.Text("id") + "): reading key rotation", answer.error());
      }
      status = *answer;
    }
    state.SetFlag("enable_key_rotation", JsonFlag(status, "KeyRotationEnabled"));
    if (!behaviour_.has_key_rotation_period()) return {};
    const boost::json::value* days = status.as_object().if_contains("RotationPeriodInDays");
    state.SetInteger("rotation_period_in_days", days != nullptr && days->is_int64() ? days->as_int64() : 0);
    return {};
  }

  Result<void> SetRotation(const Call& call, const Object& state) const {
    const bool on = state.Flag("enable_key_rotation");
    boost::json::object input{{"KeyId", state.Text("id")}};
    if (on && behaviour_.has_key_rotation_period() && state.Integer("rotation_period_in_days") > 0) {
      input["RotationPeriodInDays"] = state.Integer("rotation_period_in_days");
    }
    auto answer = CallKms(call, on ? "EnableKeyRotation" : "DisableKeyRotation", input);
    if (!answer.ok()) return Failed("updating KMS Key (" + state.Text("id") + "): key rotation", answer.error());
    return {};
  }

  static Result<void> SetEnabled(const Call& call, const Object& state) {
    auto answer = CallKms(call, state.Flag("is_enabled") ? "EnableKey" : "DisableKey", {{"KeyId", state.Text("id")}});
    if (!answer.ok()) return Failed("updating KMS Key (" + state.Text("id") + "): is_enabled", answer.error());
    return {};
  }

  static Result<void> PutPolicy(const Call& call, const Object& state) {
    const boost::json::object input{
        {"BypassPolicyLockoutSafetyCheck", state.Flag("bypass_policy_lockout_safety_check")},
        {"KeyId", state.Text("id")},
        {"Policy", NormalizeJsonOrKeep(state.Text("policy"))},
        {"PolicyName", "default"}};
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout,
        [](const api::ServiceError& error) { return error.Is("MalformedPolicyDocumentException"); },
        [&] { return CallKms(call, "PutKeyPolicy", input); });
    if (!answer.ok()) return Failed("updating KMS Key (" + state.Text("id") + "): updating policy", answer.error());
    return {};
  }

  static Result<void> UpdateTags(const Call& call, const Object& prior, const Object& state) {
    const std::string id = state.Text("id");
    const TagSettings& settings = call.provider.tags;
    const TagChanges changes =
        ChangesOfTags(settings.Managed(prior.TextMap("tags_all")), settings.Managed(state.TextMap("tags_all")));
    const std::string what = "updating tags for KMS Key (" + id + ")";
    if (!changes.removed.empty()) {
      boost::json::array keys(changes.removed.begin(), changes.removed.end());
      auto answer = CallKms(call, "UntagResource", {{"KeyId", id}, {"TagKeys", std::move(keys)}});
      if (!answer.ok()) return Failed(what, answer.error());
    }
    if (!changes.set.empty()) {
      auto answer = CallKms(call, "TagResource", {{"KeyId", id}, {"Tags", KmsTagsAsJson(changes.set)}});
      if (!answer.ok()) return Failed(what, answer.error());
    }
    return {};
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeKmsKey(const Behaviour& behaviour) {
  return std::make_unique<KmsKeyResource>(behaviour);
}

}  // namespace rolecall::providers::aws
