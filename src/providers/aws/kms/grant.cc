// aws_kms_grant
#include <algorithm>

#include "providers/aws/kms/calls.h"
#include "providers/aws/kms/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr std::pair<const char*, const char*> kConstraints[] = {
    {"encryption_context_equals", "EncryptionContextEquals"}, {"encryption_context_subset", "EncryptionContextSubset"}};

engine::BlockSchema GrantSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["grant_creation_tokens"] = TextSetAttribute(Use::kOptional);
  block.attributes["grant_id"] = TextAttribute(Use::kComputed);
  block.attributes["grant_token"] = TextAttribute(Use::kComputed);
  block.attributes["grant_token"].sensitive = true;
  block.attributes["grantee_principal"] = TextAttribute(Use::kRequired);
  block.attributes["key_id"] = TextAttribute(Use::kRequired);
  block.attributes["name"] = TextAttribute(Use::kOptional);
  block.attributes["operations"] = TextSetAttribute(Use::kRequired);
  block.attributes["retire_on_delete"] = FlagAttribute(Use::kOptional);
  block.attributes["retiring_principal"] = TextAttribute(Use::kOptional);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  engine::BlockSchema constraints;
  for (const auto& [name, member] : kConstraints) constraints.attributes[name] = TextMapAttribute(Use::kOptional);
  block.blocks["constraints"] = Block(engine::Nesting::kSet, std::move(constraints));
  return block;
}

Rules GrantRules(const Behaviour& behaviour) {
  Rules rules = {{"retire_on_delete", Default(value::Value::Bool(false), true)}};
  for (const char* name : {"constraints", "grant_creation_tokens", "grantee_principal", "key_id", "name", "operations",
                           "retiring_principal"}) {
    rules.emplace(name, ForceNew());
  }
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

struct GrantId {
  std::string key, grant;
};

// "KEY:GRANT", where the key may be an ARN.
GrantId ReadId(const std::string& id) {
  const std::size_t colon = id.rfind(':');
  if (colon == std::string::npos) return {id, ""};
  return {id.substr(0, colon), id.substr(colon + 1)};
}

class KmsGrantResource final : public Resource {
 public:
  explicit KmsGrantResource(const Behaviour& behaviour)
      : Resource(GrantSchema(behaviour), GrantRules(behaviour)), behaviour_(behaviour) {}

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    const std::string key = state.Text("key_id");
    boost::json::object input{{"KeyId", key}, {"GranteePrincipal", state.Text("grantee_principal")}};
    boost::json::array operations;
    for (const std::string& operation : state.Texts("operations")) operations.emplace_back(operation);
    input["Operations"] = std::move(operations);
    if (!state.Text("name").empty()) input["Name"] = state.Text("name");
    if (!state.Text("retiring_principal").empty()) input["RetiringPrincipal"] = state.Text("retiring_principal");
    if (boost::json::object constraints = ConstraintsOf(config); !constraints.empty()) {
      input["Constraints"] = std::move(constraints);
    }
    // A role that was made a moment ago is not yet seen everywhere.
    auto answer = RetryWhile<boost::json::value>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return error.Is("InvalidArnException"); },
        [&] { return CallKms(call, "CreateGrant", input); });
    if (!answer.ok()) return Failed("creating KMS Grant for Key (" + key + ")", answer.error());
    state.SetText("id", key + ":" + JsonText(*answer, "GrantId"));
    state.SetText("grant_token", JsonText(*answer, "GrantToken"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const GrantId id = ReadId(state.Text("id"));
    auto grants = AllKmsPages(call, "ListGrants", {{"KeyId", id.key}, {"GrantId", id.grant}}, "Grants");
    if (!grants.ok() && IsKmsGone(grants.error())) return false;
    if (!grants.ok()) return Failed("reading KMS Grant (" + state.Text("id") + ")", grants.error());
    const boost::json::array& list = grants->as_array();
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const auto& grant) { return JsonText(grant, "GrantId") == id.grant; });
    if (found == list.end()) return false;
    state.SetText("key_id", id.key);
    state.SetText("grant_id", id.grant);
    state.SetTexts("operations", JsonTexts(*found, "Operations"));
    SetIfOther(state, "grantee_principal", JsonText(*found, "GranteePrincipal"));
    SetIfOther(state, "retiring_principal", JsonText(*found, "RetiringPrincipal"));
    SetIfOther(state, "name", JsonText(*found, "Name"));
    if (behaviour_.has_region_argument() && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    const GrantId id = ReadId(state.Text("id"));
    const char* action = state.Flag("retire_on_delete") ? "RetireGrant" : "RevokeGrant";
    auto answer = CallKms(call, action, {{"KeyId", id.key}, {"GrantId", id.grant}});
    if (answer.ok() || IsKmsGone(answer.error())) return {};
    return Failed("deleting KMS Grant (" + state.Text("id") + ")", answer.error());
  }

 private:
  static boost::json::object ConstraintsOf(const Object& config) {
    boost::json::object constraints;
    for (const Object& block : config.Blocks("constraints")) {
      for (const auto& [name, member] : kConstraints) {
        if (!block.IsSet(name)) continue;
        boost::json::object context;
        for (const auto& [key, text] : block.TextMap(name)) context[key] = text;
        constraints[member] = std::move(context);
      }
    }
    return constraints;
  }

  // What is left out stays null where the API says nothing of it.
  static void SetIfOther(Object& state, const char* name, const std::string& text) {
    if (state.Text(name) != text) state.SetTextOrNull(name, text);
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeKmsGrant(const Behaviour& behaviour) {
  return std::make_unique<KmsGrantResource>(behaviour);
}

}  // namespace rolecall::providers::aws
