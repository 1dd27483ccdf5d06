// aws_secretsmanager_secret_policy
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/secretsmanager/calls.h"
#include "providers/aws/secretsmanager/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema SecretPolicySchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["block_public_policy"] = FlagAttribute(Use::kOptional);
  block.attributes["policy"] = TextAttribute(Use::kRequired);
  block.attributes["secret_arn"] = TextAttribute(Use::kRequired);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

Rules SecretPolicyRules(const Behaviour& behaviour) {
  Rules rules = {{"policy", PolicyRule()}, {"secret_arn", ForceNew()}};
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

class SecretPolicy final : public Resource {
 public:
  explicit SecretPolicy(const Behaviour& behaviour)
      : Resource(SecretPolicySchema(behaviour), SecretPolicyRules(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidatePolicy(config, "policy", problems);
    CheckArn(config, "secret_arn", problems);
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(Put(call, state));
    state.SetText("id", state.Text("secret_arn"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string id = state.Text("id");
    auto answer = GetSecretPolicy(call, id);
    if (!answer.ok() && IsSecretGone(answer.error())) return false;
    if (!answer.ok()) return Failed("reading Secrets Manager Secret Policy (" + id + ")", answer.error());
    std::string policy = JsonText(*answer, "ResourcePolicy");
    if (policy.empty()) return false;
    state.SetText("policy", PolicyToKeep(state.Text("policy"), policy));
    state.SetText("secret_arn", JsonText(*answer, "ARN"));
    if (behaviour_.has_region_argument() && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return Put(call, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    return PutSecretPolicy(call, state.Text("id"), "");
  }

 private:
  static Result<void> Put(const Call& call, const Object& state) {
    return PutSecretPolicy(call, state.Text("secret_arn"), state.Text("policy"), state.Flag("block_public_policy"));
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeSecretPolicy(const Behaviour& behaviour) {
  return std::make_unique<SecretPolicy>(behaviour);
}

}  // namespace rolecall::providers::aws
