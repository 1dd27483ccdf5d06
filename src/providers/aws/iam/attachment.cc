// aws_iam_role_policy_attachment, aws_iam_user_policy_attachment, aws_iam_group_policy_attachment
#include <algorithm>

#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

// What a policy is attached to.
struct AttachmentKind {
  std::string attribute;  // "role"
  std::string noun;       // "Role", as in AttachRolePolicy and RoleName
};

engine::BlockSchema AttachmentSchema(const AttachmentKind& kind) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes[kind.attribute] = TextAttribute(Use::kRequired);
  block.attributes["policy_arn"] = TextAttribute(Use::kRequired);
  return block;
}

class IamAttachment final : public Resource {
 public:
  IamAttachment(AttachmentKind kind, const Behaviour& behaviour)
      : Resource(AttachmentSchema(kind), {{kind.attribute, ForceNew()}, {"policy_arn", ForceNew()}}),
        kind_(std::move(kind)),
        behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override { CheckArn(config, "policy_arn", problems); }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    std::string owner = state.Text(kind_.attribute);
    std::string arn = state.Text("policy_arn");
    auto answer = RetryWhile<api::XmlNode>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return error.Is("ConcurrentModification"); },
        [&] { return call.Iam("Attach" + kind_.noun + "Policy", Parameters(owner, arn)); });
    if (!answer.ok()) {
      return Failed("attaching IAM Policy (" + arn + ") to IAM " + kind_.noun + " (" + owner + ")", answer.error());
    }
    const bool is_plain = behaviour_.has_plain_attachment_ids() && kind_.noun != "Group";
    state.SetText("id", is_plain ? owner + "/" + arn : UniqueName(call.provider, owner + "-"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string owner = state.Text(kind_.attribute);
    auto attached =
        AllPages(call, "ListAttached" + kind_.noun + "Policies", {{kind_.noun + "Name", owner}}, "AttachedPolicies");
    if (!attached.ok() && attached.error().Is(kNoSuchEntity)) return false;
    if (!attached.ok()) {
      return Failed("reading IAM Policies attached to IAM " + kind_.noun + " (" + owner + ")", attached.error());
    }
    std::string arn = state.Text("policy_arn");
    return std::any_of(attached->begin(), attached->end(),
                       [&](const api::XmlNode& policy) { return policy.Get("PolicyArn") == arn; });
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string owner = state.Text(kind_.attribute);
    std::string arn = state.Text("policy_arn");
    auto answer = RetryWhile<api::XmlNode>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return error.Is("ConcurrentModification"); },
        [&] { return call.Iam("Detach" + kind_.noun + "Policy", Parameters(owner, arn)); });
    return GoneIsFine("detaching IAM Policy (" + arn + ") from IAM " + kind_.noun + " (" + owner + ")", answer);
  }

  Result<void> Import(const std::string& id, Object& state) const override {
    std::size_t slash = id.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == id.size()) {
      return Error{ErrorCode::kInvalidArgument,
                   "unexpected format of ID (" + id + "), expected <" + kind_.attribute + "-name>/<policy_arn>"};
    }
    std::string owner = id.substr(0, slash);
    std::string arn = id.substr(slash + 1);
    state.SetText(kind_.attribute, owner);
    state.SetText("policy_arn", arn);
    state.SetText("id", behaviour_.has_plain_attachment_ids() ? id : owner + "-" + arn);
    return {};
  }

 private:
  api::QueryParameters Parameters(const std::string& owner, const std::string& arn) const {
    return {{kind_.noun + "Name", owner}, {"PolicyArn", arn}};
  }

  AttachmentKind kind_;
  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamRolePolicyAttachment(const Behaviour& behaviour) {
  return std::make_unique<IamAttachment>(AttachmentKind{"role", "Role"}, behaviour);
}
std::unique_ptr<const Resource> MakeIamUserPolicyAttachment(const Behaviour& behaviour) {
  return std::make_unique<IamAttachment>(AttachmentKind{"user", "User"}, behaviour);
}
std::unique_ptr<const Resource> MakeIamGroupPolicyAttachment(const Behaviour& behaviour) {
  return std::make_unique<IamAttachment>(AttachmentKind{"group", "Group"}, behaviour);
}

}  // namespace rolecall::providers::aws
