// aws_iam_{role,user,group}_policies_exclusive, aws_iam_{role,user,group}_policy_attachments_exclusive: nothing but
// what they list is inside, or attached to, a role, user or group. They own no object: destroying one changes nothing.
#include "providers/aws/framework/difference.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/iam/role_policies.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

// What a resource watches, of whom.
struct ExclusiveKind {
  std::string owner;  // "role_name"
  std::string noun;   // "Role", as in ListRolePolicies and RoleName
  std::string list;   // "policy_names" or "policy_arns"
};

engine::BlockSchema ExclusiveSchema(const ExclusiveKind& kind) {
  engine::BlockSchema block;
  block.attributes[kind.owner] = TextAttribute(Use::kRequired);
  block.attributes[kind.list] = TextSetAttribute(Use::kRequired);
  return block;
}

class Exclusive final : public Resource {
 public:
  explicit Exclusive(ExclusiveKind kind)
      : Resource(ExclusiveSchema(kind), {{kind.owner, ForceNew()}}),
        kind_(std::move(kind)),
        is_attachments_(kind_.list == "policy_arns") {}

  // The real one is written with the plugin framework.
  bool plans_as_sdk() const override { return false; }

  Result<void> Create(const Call& call, const Object&, Object& state) const override { return Sync(call, state); }
  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    return Sync(call, state);
  }
  Result<void> Delete(const Call&, const Object&) const override { return {}; }

  Result<bool> Read(const Call& call, Object& state) const override {
    auto present = Present(call, state.Text(kind_.owner));
    if (!present.ok() && present.error().Is(kNoSuchEntity)) return false;
    if (!present.ok()) return Failed("reading " + What(state), present.error());
    state.SetTexts(kind_.list, *present);
    return true;
  }

  Result<void> Import(const std::string& id, Object& state) const override {
    state.SetText(kind_.owner, id);
    return {};
  }

 private:
  std::string What(const Object& state) const {
    return std::string("IAM ") + kind_.noun + (is_attachments_ ? " Policy Attachments" : " Policies") + " Exclusive (" +
           state.Text(kind_.owner) + ")";
  }

  api::ServiceResult<std::vector<std::string>> Present(const Call& call, const std::string& owner) const {
    std::string action = is_attachments_ ? "ListAttached" + kind_.noun + "Policies" : "List" + kind_.noun + "Policies";
    auto members =
        AllPages(call, action, {{kind_.noun + "Name", owner}}, is_attachments_ ? "AttachedPolicies" : "PolicyNames");
    if (!members.ok()) return members.error();
    std::vector<std::string> names;
    for (const api::XmlNode& member : *members) {
      names.push_back(is_attachments_ ? std::string(member.Get("PolicyArn")) : member.text);
    }
    return names;
  }

  // Takes away what is not listed. Attachments that are missing are made; policies inside cannot be, for want of a
  // document: the plan shows them as missing.
  Result<void> Sync(const Call& call, const Object& state) const {
    std::string owner = state.Text(kind_.owner);
    auto present = Present(call, owner);
    if (!present.ok()) return Failed("reading " + What(state), present.error());
    std::vector<std::string> wanted = state.Texts(kind_.list);
    std::string remove = (is_attachments_ ? "Detach" : "Delete") + kind_.noun + "Policy";
    for (const std::string& one : Difference(*present, wanted)) {
      ROLECALL_RETURN_IF_ERROR(GoneIsFine("removing " + one + " of " + What(state), Change(call, remove, owner, one)));
    }
    if (!is_attachments_) return {};
    for (const std::string& one : Difference(wanted, *present)) {
      auto answer = Change(call, "Attach" + kind_.noun + "Policy", owner, one);
      if (!answer.ok()) return Failed("attaching " + one + ": " + What(state), answer.error());
    }
    return {};
  }

  api::ServiceResult<api::XmlNode> Change(const Call& call, const std::string& action, const std::string& owner,
                                          const std::string& policy) const {
    return RetryWhile<api::XmlNode>(
        call, kPropagationTimeout, [](const api::ServiceError& error) { return error.Is("ConcurrentModification"); },
        [&] {
          return call.Iam(action,
                          {{kind_.noun + "Name", owner}, {is_attachments_ ? "PolicyArn" : "PolicyName", policy}});
        });
  }

  ExclusiveKind kind_;
  bool is_attachments_;
};

}  // namespace

std::unique_ptr<const Resource> MakeIamRolePoliciesExclusive(const Behaviour&) {
  return std::make_unique<Exclusive>(ExclusiveKind{"role_name", "Role", "policy_names"});
}
std::unique_ptr<const Resource> MakeIamUserPoliciesExclusive(const Behaviour&) {
  return std::make_unique<Exclusive>(ExclusiveKind{"user_name", "User", "policy_names"});
}
std::unique_ptr<const Resource> MakeIamGroupPoliciesExclusive(const Behaviour&) {
  return std::make_unique<Exclusive>(ExclusiveKind{"group_name", "Group", "policy_names"});
}
std::unique_ptr<const Resource> MakeIamRolePolicyAttachmentsExclusive(const Behaviour&) {
  return std::make_unique<Exclusive>(ExclusiveKind{"role_name", "Role", "policy_arns"});
}
std::unique_ptr<const Resource> MakeIamUserPolicyAttachmentsExclusive(const Behaviour&) {
  return std::make_unique<Exclusive>(ExclusiveKind{"user_name", "User", "policy_arns"});
}
std::unique_ptr<const Resource> MakeIamGroupPolicyAttachmentsExclusive(const Behaviour&) {
  return std::make_unique<Exclusive>(ExclusiveKind{"group_name", "Group", "policy_arns"});
}

}  // namespace rolecall::providers::aws
