// aws_iam_group, aws_iam_group_membership
#include "providers/aws/framework/difference.h"
#include "providers/aws/framework/text_checks.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/iam/role_policies.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Value;

engine::BlockSchema GroupSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["arn"] = TextAttribute(Use::kComputed);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  block.attributes["path"] = TextAttribute(Use::kOptional);
  block.attributes["unique_id"] = TextAttribute(Use::kComputed);
  return block;
}

class IamGroup final : public Resource {
 public:
  IamGroup() : Resource(GroupSchema(), {{"path", Default(Value::String("/"))}}) {}

  void Validate(const Object& config, Problems& problems) const override { CheckEntityName(config, "name", problems); }

  Result<void> Plan(const Object* prior, const Object&, Object& planned) const override {
    if (prior != nullptr) PlanMovedEntity(*prior, planned);
    return {};
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    std::string name = state.Text("name");
    auto answer = call.Iam("CreateGroup", {{"GroupName", name}, {"Path", state.Text("path")}});
    if (!answer.ok()) return Failed("creating IAM Group (" + name + ")", answer.error());
    state.SetText("id", name);
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("id");
    auto answer = call.Iam("GetGroup", {{"GroupName", name}});
    if (!answer.ok() && answer.error().Is(kNoSuchEntity)) return false;
    if (!answer.ok()) return Failed("reading IAM Group (" + name + ")", answer.error());
    const api::XmlNode* group = answer->Find("Group");
    if (group == nullptr) {
      return Error{ErrorCode::kUnavailable, "reading IAM Group (" + name + "): the answer has no Group"};
    }
    state.SetText("arn", std::string(group->Get("Arn")));
    state.SetText("name", std::string(group->Get("GroupName")));
    state.SetText("path", std::string(group->Get("Path")));
    state.SetText("unique_id", std::string(group->Get("GroupId")));
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    auto answer = call.Iam(
        "UpdateGroup",
        {{"GroupName", prior.Text("name")}, {"NewGroupName", state.Text("name")}, {"NewPath", state.Text("path")}});
    if (!answer.ok()) return Failed("updating IAM Group (" + prior.Text("name") + ")", answer.error());
    state.SetText("id", state.Text("name"));
    return {};
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    std::string name = state.Text("id");
    return GoneIsFine("deleting IAM Group (" + name + ")", call.Iam("DeleteGroup", {{"GroupName", name}}));
  }
};

engine::BlockSchema MembershipSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  block.attributes["group"] = TextAttribute(Use::kRequired);
  block.attributes["users"] = TextSetAttribute(Use::kRequired);
  return block;
}

class IamGroupMembership final : public Resource {
 public:
  IamGroupMembership() : Resource(MembershipSchema(), {{"name", ForceNew()}, {"group", ForceNew()}}) {}

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "AddUserToGroup", state.Texts("users")));
    state.SetText("id", state.Text("name"));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    std::string group = state.Text("group");
    auto members = AllPages(call, "GetGroup", {{"GroupName", group}}, "Users");
    if (!members.ok() && members.error().Is(kNoSuchEntity)) return false;
    if (!members.ok()) return Failed("reading IAM Group Membership (" + state.Text("id") + ")", members.error());
    std::vector<std::string> users;
    for (const api::XmlNode& member : *members) users.emplace_back(member.Get("UserName"));
    state.SetTexts("users", users);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::vector<std::string> before = prior.Texts("users");
    std::vector<std::string> after = state.Texts("users");
    ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "RemoveUserFromGroup", Difference(before, after)));
    return ForEach(call, state, "AddUserToGroup", Difference(after, before));
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    return ForEach(call, state, "RemoveUserFromGroup", state.Texts("users"));
  }

  Result<void> Import(const std::string& id, Object&) const override {
    return Error{ErrorCode::kUnimplemented, "aws_iam_group_membership (" + id + ") doesn't support import"};
  }

 private:
  static Result<void> ForEach(const Call& call, const Object& state, const std::string& action,
                              const std::vector<std::string>& users) {
    std::string group = state.Text("group");
    for (const std::string& user : users) {
      auto answer = call.Iam(action, {{"GroupName", group}, {"UserName", user}});
      bool is_removal = action == "RemoveUserFromGroup";
      if (answer.ok() || (is_removal && answer.error().Is(kNoSuchEntity))) continue;
      return Failed("changing IAM Group Membership (" + group + "), user " + user, answer.error());
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeIamGroup(const Behaviour&) { return std::make_unique<IamGroup>(); }
std::unique_ptr<const Resource> MakeIamGroupMembership(const Behaviour&) {
  return std::make_unique<IamGroupMembership>();
}

}  // namespace rolecall::providers::aws
