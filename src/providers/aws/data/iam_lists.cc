// data: aws_iam_roles, aws_iam_users, aws_iam_account_alias, aws_iam_session_context
#include <re2/re2.h>

#include "providers/aws/data/data_sources.h"
#include "providers/aws/iam/calls.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

// Which list.
struct Kind {
  std::string action;  // "ListRoles"
  std::string list;    // "Roles"
  std::string name;    // "RoleName"
};

engine::BlockSchema ListSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["arns"] = TextSetAttribute(Use::kComputed);
  block.attributes["name_regex"] = TextAttribute(Use::kOptional);
  block.attributes["names"] = TextSetAttribute(Use::kComputed);
  block.attributes["path_prefix"] = TextAttribute(Use::kOptional);
  return block;
}

class EntityList final : public DataSource {
 public:
  explicit EntityList(Kind kind) : DataSource(ListSchema()), kind_(std::move(kind)) {}

  void Validate(const Object& config, Problems& problems) const override {
    if (!config.IsSet("name_regex")) return;
    re2::RE2 pattern(config.Text("name_regex"), re2::RE2::Quiet);
    if (!pattern.ok()) problems.push_back({"name_regex", "not a regular expression: " + pattern.error()});
  }

  Result<void> Read(const Call& call, Object& state) const override {
    api::QueryParameters parameters;
    if (!state.Text("path_prefix").empty()) parameters.emplace_back("PathPrefix", state.Text("path_prefix"));
    auto members = AllPages(call, kind_.action, std::move(parameters), kind_.list);
    if (!members.ok()) return Failed("reading IAM " + kind_.list, members.error());
    re2::RE2 pattern(state.Text("name_regex"), re2::RE2::Quiet);
    std::vector<std::string> arns;
    std::vector<std::string> names;
    for (const api::XmlNode& member : *members) {
      std::string name(member.Get(kind_.name));
      if (!state.Text("name_regex").empty() && !re2::RE2::PartialMatch(name, pattern)) continue;
      arns.emplace_back(member.Get("Arn"));
      names.push_back(std::move(name));
    }
    state.SetTexts("arns", arns);
    state.SetTexts("names", names);
    state.SetText("id", call.provider.region);
    return {};
  }

 private:
  Kind kind_;
};

engine::BlockSchema AliasSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["account_alias"] = TextAttribute(Use::kComputed);
  return block;
}

class AccountAlias final : public DataSource {
 public:
  AccountAlias() : DataSource(AliasSchema()) {}
  Result<void> Read(const Call& call, Object& state) const override {
    auto aliases = AllPages(call, "ListAccountAliases", {}, "AccountAliases");
    if (!aliases.ok()) return Failed("reading IAM Account Alias", aliases.error());
    if (aliases->empty()) return Error{ErrorCode::kNotFound, "reading IAM Account Alias: the account has none"};
    state.SetText("account_alias", aliases->front().text);
    state.SetText("id", aliases->front().text);
    return {};
  }
};

engine::BlockSchema SessionContextSchema() {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["arn"] = TextAttribute(Use::kRequired);
  for (const char* name : {"issuer_arn", "issuer_id", "issuer_name", "session_name"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  return block;
}

// The role that a session is of: its ARN with the path, which the session's own ARN lacks.
class SessionContext final : public DataSource {
 public:
  SessionContext() : DataSource(SessionContextSchema()) {}

  Result<void> Read(const Call& call, Object& state) const override {
    constexpr std::string_view kAssumed = ":assumed-role/";
    std::string arn = state.Text("arn");
    state.SetText("id", arn);
    state.SetText("issuer_arn", arn);
    for (const char* name : {"issuer_id", "issuer_name", "session_name"}) state.SetText(name, "");
    std::size_t at = arn.find(kAssumed);
    std::size_t slash = arn.rfind('/');
    if (at == std::string::npos || arn.find(":sts::") == std::string::npos || slash < at + kAssumed.size()) return {};
    std::string name = arn.substr(at + kAssumed.size(), slash - at - kAssumed.size());
    auto answer = call.Iam("GetRole", {{"RoleName", name}});
    if (!answer.ok()) return Failed("reading IAM Session Context (" + arn + "): role " + name, answer.error());
    const api::XmlNode* role = answer->Find("Role");
    if (role == nullptr) return Error{ErrorCode::kUnavailable, "reading IAM Session Context: the answer has no Role"};
    state.SetText("issuer_arn", std::string(role->Get("Arn")));
    state.SetText("issuer_id", std::string(role->Get("RoleId")));
    state.SetText("issuer_name", name);
    state.SetText("session_name", arn.substr(slash + 1));
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeIamRolesData(const Behaviour&) {
  return std::make_unique<EntityList>(Kind{"ListRoles", "Roles", "RoleName"});
}
std::unique_ptr<const DataSource> MakeIamUsersData(const Behaviour&) {
  return std::make_unique<EntityList>(Kind{"ListUsers", "Users", "UserName"});
}
std::unique_ptr<const DataSource> MakeIamAccountAliasData(const Behaviour&) { return std::make_unique<AccountAlias>(); }
std::unique_ptr<const DataSource> MakeIamSessionContextData(const Behaviour&) {
  return std::make_unique<SessionContext>();
}

}  // namespace rolecall::providers::aws
