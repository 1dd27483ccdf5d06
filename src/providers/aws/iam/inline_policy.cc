// aws_iam_role_policy, aws_iam_user_policy, aws_iam_group_policy
#include "providers/aws/framework/name_attribute.h"
#include "providers/aws/framework/policy_attribute.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

// Whose policy it is.
struct InlinePolicyKind {
  std::string attribute;  // "role"
  std::string noun;       // "Role", as in PutRolePolicy and RoleName
};

engine::BlockSchema InlinePolicySchema(const InlinePolicyKind& kind, const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes[kind.attribute] = TextAttribute(Use::kRequired);
  block.attributes["name"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name_prefix"] =
      TextAttribute(behaviour.has_computed_inline_prefix() ? Use::kOptionalComputed : Use::kOptional);
  block.attributes["policy"] = TextAttribute(Use::kRequired);
  return block;
}

class IamInlinePolicy final : public Resource {
 public:
  IamInlinePolicy(InlinePolicyKind kind, const Behaviour& behaviour)
      : Resource(InlinePolicySchema(kind, behaviour), {{kind.attribute, ForceNew()},
                                                       {"name", ForceNew()},
                                                       {"name_prefix", ForceNew()},
                                                       {"policy", PolicyRule(KeyOrder::kVersionFirst)}}),
        kind_(std::move(kind)),
        behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    ValidateNames(config, 128, 102, problems);
    ValidateIamPolicy(config, "policy", problems);
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    std::string name = NameFor(call.provider, config);
    ROLECALL_RETURN_IF_ERROR(Put(call, name, state));
    state.SetText("name", name);
    if (behaviour_.has_computed_inline_prefix()) state.SetText("name_prefix", PrefixOfUniqueName(name));
    state.SetText("id", state.Text(kind_.attribute) + ":" + name);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string id = state.Text("id");
    std::size_t colon = id.find(':');
    if (colon == std::string::npos) return Error{ErrorCode::kInvalidArgument, "unexpected format of ID (" + id + ")"};
    std::string owner = id.substr(0, colon);
    std::string name = id.substr(colon + 1);
    auto answer = call.Iam("Get" + kind_.noun + "Policy", {{kind_.noun + "Name", owner}, {"PolicyName", name}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed("reading IAM " + kind_.noun + " Policy (" + id + ")", answer.error());
    state.SetText(kind_.attribute, owner);
    state.SetText("name", name);
    if (behaviour_.has_computed_inline_prefix()) state.SetText("name_prefix", PrefixOfUniqueName(name));
    state.SetText("policy", PolicyToKeep(state.Text("policy"), DecodeDocument(answer->Get("PolicyDocument")),
                                         KeyOrder::kVersionFirst));
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return Put(call, state.Text("name"), state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    auto answer = call.Iam("Delete" + kind_.noun + "Policy",
                           {{kind_.noun + "Name", state.Text(kind_.attribute)}, {"PolicyName", state.Text("name")}});
    return GoneIsFine("deleting IAM " + kind_.noun + " Policy (" + state.Text("id") + ")", answer);
  }

  Result<void> Import(const std::string& id, Object& state) const override {
    std::size_t colon = id.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == id.size()) {
      return Error{ErrorCode::kInvalidArgument,
                   "unexpected format of ID (" + id + "), expected <" + kind_.attribute + "-name>:<policy-name>"};
    }
    state.SetText("id", id);
    return {};
  }

 private:
  Result<void> Put(const Call& call, const std::string& name, const Object& state) const {
    std::string owner = state.Text(kind_.attribute);
    auto answer = call.Iam("Put" + kind_.noun + "Policy",
                           {{kind_.noun + "Name", owner},
                            {"PolicyName", name},
                            {"PolicyDocument", NormalizeJsonOrKeep(state.Text("policy"), KeyOrder::kVersionFirst)}});
    if (!answer.ok()) {
      return Failed("putting IAM " + kind_.noun + " (" + owner + ") Policy (" + name + ")", answer.error());
    }
    return {};
  }

  InlinePolicyKind kind_;
  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamRolePolicy(const Behaviour& behaviour) {
  return std::make_unique<IamInlinePolicy>(InlinePolicyKind{"role", "Role"}, behaviour);
}
std::unique_ptr<const Resource> MakeIamUserPolicy(const Behaviour& behaviour) {
  return std::make_unique<IamInlinePolicy>(InlinePolicyKind{"user", "User"}, behaviour);
}
std::unique_ptr<const Resource> MakeIamGroupPolicy(const Behaviour& behaviour) {
  return std::make_unique<IamInlinePolicy>(InlinePolicyKind{"group", "Group"}, behaviour);
}

}  // namespace rolecall::providers::aws
