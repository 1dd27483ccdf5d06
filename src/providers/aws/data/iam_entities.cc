// data: aws_iam_user, aws_iam_group, aws_iam_instance_profile
#include "providers/aws/data/data_sources.h"
#include "providers/aws/iam/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using value::Type;
using value::Value;

engine::BlockSchema Texts(std::initializer_list<const char*> computed, const char* required) {
  engine::BlockSchema block;
  AddId(block);
  for (const char* name : computed) block.attributes[name] = TextAttribute(Use::kComputed);
  block.attributes[required] = TextAttribute(Use::kRequired);
  return block;
}

std::string TextAt(const api::XmlNode* node, std::string_view name) {
  return node == nullptr ? "" : std::string(node->Get(name));
}

engine::BlockSchema UserDataSchema() {
  engine::BlockSchema block = Texts({"arn", "path", "permissions_boundary", "user_id"}, "user_name");
  block.attributes["tags"] = TextMapAttribute(Use::kOptionalComputed);
  return block;
}

class UserData final : public DataSource {
 public:
  UserData() : DataSource(UserDataSchema()) {}
  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("user_name");
    auto answer = call.Iam("GetUser", {{"UserName", name}});
    if (!answer.ok()) return Failed("reading IAM User (" + name + ")", answer.error());
    const api::XmlNode* user = answer->Find("User");
    state.SetText("id", TextAt(user, "UserId"));
    state.SetText("user_id", TextAt(user, "UserId"));
    state.SetText("arn", TextAt(user, "Arn"));
    state.SetText("path", TextAt(user, "Path"));
    const api::XmlNode* boundary = user == nullptr ? nullptr : user->Find("PermissionsBoundary");
    state.SetText("permissions_boundary", TextAt(boundary, "PermissionsBoundaryArn"));
    state.SetTextMap("tags", user == nullptr ? Tags() : call.provider.tags.Managed(TagsOf(*user)));
    return {};
  }
};

engine::BlockSchema GroupDataSchema() {
  engine::BlockSchema block = Texts({"arn", "group_id", "path"}, "group_name");
  Type user = Type::Object(
      {{"arn", Type::String()}, {"path", Type::String()}, {"user_id", Type::String()}, {"user_name", Type::String()}});
  block.attributes["users"] = Attribute(Type::List(user), Use::kComputed);
  return block;
}

class GroupData final : public DataSource {
 public:
  GroupData() : DataSource(GroupDataSchema()) {}
  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("group_name");
    std::string what = "reading IAM Group (" + name + ")";
    auto answer = call.Iam("GetGroup", {{"GroupName", name}});
    if (!answer.ok()) return Failed(what, answer.error());
    auto members = AllPages(call, "GetGroup", {{"GroupName", name}}, "Users");
    if (!members.ok()) return Failed(what, members.error());
    const api::XmlNode* group = answer->Find("Group");
    state.SetText("id", TextAt(group, "GroupId"));
    state.SetText("group_id", TextAt(group, "GroupId"));
    state.SetText("arn", TextAt(group, "Arn"));
    state.SetText("path", TextAt(group, "Path"));
    std::vector<Value> users;
    for (const api::XmlNode& member : *members) {
      users.push_back(Value::Object({{"arn", Value::String(TextAt(&member, "Arn"))},
                                     {"path", Value::String(TextAt(&member, "Path"))},
                                     {"user_id", Value::String(TextAt(&member, "UserId"))},
                                     {"user_name", Value::String(TextAt(&member, "UserName"))}}));
    }
    state.Set("users", Value::List(state.TypeOf("users").element(), std::move(users)));
    return {};
  }
};

class InstanceProfileData final : public DataSource {
 public:
  InstanceProfileData()
      : DataSource(Texts({"arn", "create_date", "path", "role_arn", "role_id", "role_name"}, "name")) {}
  Result<void> Read(const Call& call, Object& state) const override {
    std::string name = state.Text("name");
    auto answer = call.Iam("GetInstanceProfile", {{"InstanceProfileName", name}});
    if (!answer.ok()) return Failed("reading IAM Instance Profile (" + name + ")", answer.error());
    const api::XmlNode* profile = answer->Find("InstanceProfile");
    state.SetText("id", TextAt(profile, "InstanceProfileId"));
    state.SetText("arn", TextAt(profile, "Arn"));
    state.SetText("create_date", TextAt(profile, "CreateDate"));
    state.SetText("path", TextAt(profile, "Path"));
    std::vector<const api::XmlNode*> roles;
    if (profile != nullptr) roles = profile->List("Roles");
    const api::XmlNode* role = roles.empty() ? nullptr : roles.front();
    state.SetText("role_arn", TextAt(role, "Arn"));
    state.SetText("role_id", TextAt(role, "RoleId"));
    state.SetText("role_name", TextAt(role, "RoleName"));
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeIamUserData(const Behaviour&) { return std::make_unique<UserData>(); }
std::unique_ptr<const DataSource> MakeIamGroupData(const Behaviour&) { return std::make_unique<GroupData>(); }
std::unique_ptr<const DataSource> MakeIamInstanceProfileData(const Behaviour&) {
  return std::make_unique<InstanceProfileData>();
}

}  // namespace rolecall::providers::aws
