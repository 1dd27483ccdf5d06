// aws_iam_user_group_membership: the groups that a user is to be in, besides others.
#include <algorithm>

#include "providers/aws/framework/difference.h"
#include "providers/aws/iam/calls.h"
#include "providers/aws/iam/resources.h"
#include "providers/aws/iam/role_policies.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

engine::BlockSchema MembershipSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["groups"] = TextSetAttribute(Use::kRequired);
  block.attributes["user"] = TextAttribute(Use::kRequired);
  return block;
}

class UserGroupMembership final : public Resource {
 public:
  UserGroupMembership() : Resource(MembershipSchema(), {{"user", ForceNew()}}) {}

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "AddUserToGroup", state.Texts("groups")));
    state.SetText("id", UniqueName(call.provider, "terraform-"));
    return {};
  }

  // Only the groups that are ours count: others may be another resource's.
  Result<bool> Read(const Call& call, Object& state) const override {
    std::string user = state.Text("user");
    auto groups = AllPages(call, "ListGroupsForUser", {{"UserName", user}}, "Groups");
    if (!groups.ok() && groups.error().Is(kNoSuchEntity)) return false;
    if (!groups.ok()) return Failed("reading IAM User Group Membership (" + user + ")", groups.error());
    std::vector<std::string> ours = state.Texts("groups");
    std::vector<std::string> found;
    for (const api::XmlNode& group : *groups) {
      std::string name(group.Get("GroupName"));
      if (std::find(ours.begin(), ours.end(), name) != ours.end()) found.push_back(std::move(name));
    }
    state.SetTexts("groups", found);
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object&, Object& state) const override {
    std::vector<std::string> before = prior.Texts("groups");
    std::vector<std::string> after = state.Texts("groups");
    ROLECALL_RETURN_IF_ERROR(ForEach(call, state, "RemoveUserFromGroup", Difference(before, after)));
    return ForEach(call, state, "AddUserToGroup", Difference(after, before));
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    return ForEach(call, state, "RemoveUserFromGroup", state.Texts("groups"));
  }

  // USER/GROUP/GROUP…
  Result<void> Import(const std::string& id, Object& state) const override {
    std::vector<std::string> parts = {""};
    for (char c : id) {
      if (c == '/') {
        parts.emplace_back();
      } else {
        parts.back() += c;
      }
    }
    if (parts.size() < 2 || std::find(parts.begin(), parts.end(), "") != parts.end()) {
      return Error{ErrorCode::kInvalidArgument,
                   "unexpected format of ID (" + id + "), expected <user-name>/<group-name1>/..."};
    }
    state.SetText("user", parts[0]);
    state.SetTexts("groups", {parts.begin() + 1, parts.end()});
    state.SetText("id", id);
    return {};
  }

 private:
  static Result<void> ForEach(const Call& call, const Object& state, const std::string& action,
                              const std::vector<std::string>& groups) {
    std::string user = state.Text("user");
    bool is_removal = action == "RemoveUserFromGroup";
    for (const std::string& group : groups) {
      auto answer = call.Iam(action, {{"UserName", user}, {"GroupName", group}});
      if (answer.ok() || (is_removal && answer.error().Is(kNoSuchEntity))) continue;
      return Failed("changing IAM User Group Membership (" + user + "), group " + group, answer.error());
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeIamUserGroupMembership(const Behaviour&) {
  return std::make_unique<UserGroupMembership>();
}

}  // namespace rolecall::providers::aws
