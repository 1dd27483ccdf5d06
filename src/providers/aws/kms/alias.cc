// aws_kms_alias
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/kms/calls.h"
#include "providers/aws/kms/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr char kPrefix[] = "alias/";

engine::BlockSchema AliasSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name_prefix"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["target_key_arn"] = TextAttribute(Use::kComputed);
  block.attributes["target_key_id"] = TextAttribute(Use::kRequired);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  return block;
}

std::string IdIn(const std::string& key) { return key.substr(key.rfind('/') + 1); }

Rules AliasRules(const Behaviour& behaviour) {
  // A key's id and its ARN are the same target.
  Rule target;
  target.same = [](const std::string& before, const std::string& after) { return IdIn(before) == IdIn(after); };
  Rules rules = {{"name", ForceNew()}, {"name_prefix", ForceNew()}, {"target_key_id", std::move(target)}};
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

class KmsAliasResource final : public Resource {
 public:
  explicit KmsAliasResource(const Behaviour& behaviour)
      : Resource(AliasSchema(behaviour), AliasRules(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    for (const char* name : {"name", "name_prefix"}) {
      if (!config.IsSet(name)) continue;
      const std::string text = config.Text(name);
      if (text.starts_with("alias/aws/")) {
        problems.push_back({name, std::string(name) + " cannot begin with reserved AWS CMK prefix 'alias/aws/'"});
      } else if (!text.starts_with(kPrefix) || text.size() == std::string_view(kPrefix).size()) {
        problems.push_back(
            {name, std::string(name) + " must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-]"});
      }
    }
    CheckConflict(config, "name", "name_prefix", problems);
  }

  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior != nullptr && !prior->Get("target_key_id").Same(planned.Get("target_key_id"))) {
      planned.SetUnknown("target_key_arn");
    }
    return {};
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string name = config.Text("name");
    if (name.empty()) {
      const std::string prefix =
          config.IsSet("name_prefix") ? config.Text("name_prefix") : std::string(kPrefix) + "terraform-";
      name = UniqueName(call.provider, prefix);
    }
    // A key that was made a moment ago is not yet seen everywhere.
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return IsKmsGone(error); },
        [&] {
          return CallKms(call, "CreateAlias", {{"AliasName", name}, {"TargetKeyId", state.Text("target_key_id")}});
        });
    if (!answer.ok()) return Failed("creating KMS Alias (" + name + ")", answer.error());
    state.SetText("id", name);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string name = state.Text("id");
    auto alias = FindAlias(call, name);
    if (!alias.ok()) return Failed("reading KMS Alias (" + name + ")", alias.error());
    if (alias->is_null()) return false;
    const std::string arn = JsonText(*alias, "AliasArn"), target = JsonText(*alias, "TargetKeyId");
    state.SetText("arn", arn);
    state.SetText("name", name);
    state.SetText("name_prefix", PrefixOfUniqueName(name));
    state.SetText("target_key_arn", arn.substr(0, arn.find(std::string(":") + kPrefix)) + ":key/" + target);
    // It stays as it was written, id or ARN.
    if (IdIn(state.Text("target_key_id")) != target) state.SetText("target_key_id", target);
    if (behaviour_.has_region_argument() && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    if (IdIn(prior.Text("target_key_id")) == IdIn(state.Text("target_key_id"))) return {};
    auto answer =
        CallKms(call, "UpdateAlias", {{"AliasName", state.Text("id")}, {"TargetKeyId", state.Text("target_key_id")}});
    if (!answer.ok()) return Failed("updating KMS Alias (" + state.Text("id") + ")", answer.error());
    return {};
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    auto answer = CallKms(call, "DeleteAlias", {{"AliasName", state.Text("id")}});
    if (answer.ok() || IsKmsGone(answer.error())) return {};
    return Failed("deleting KMS Alias (" + state.Text("id") + ")", answer.error());
  }

 private:
  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeKmsAlias(const Behaviour& behaviour) {
  return std::make_unique<KmsAliasResource>(behaviour);
}

}  // namespace rolecall::providers::aws
