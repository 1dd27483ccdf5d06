// Console passwords. There is no console here and nothing makes a password; but clients ask for one, and take it away,
// before they delete a user.
// Differs from AWS: CreateLoginProfile and UpdateLoginProfile are not operations here.
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::User;

aws::ErrorShape NoProfile(const std::string& user) {
  return NoSuchEntity("Login Profile for User " + user + " cannot be found.");
}

OperationResult GetLoginProfile(Call& call) {
  ROLECALL_TRY(auto user, AskAndFind<User>(call));
  if (!user->login.has_value()) return NoProfile(user->name);
  aws::XmlWriter xml;
  xml.Open("LoginProfile").Text("UserName", user->name).Text("CreateDate", FormatIso8601(user->login->created));
  xml.Text("PasswordResetRequired", user->login->reset_required ? "true" : "false").Close();
  return xml.Take();
}

OperationResult DeleteLoginProfile(Call& call) {
  ROLECALL_TRY(auto user, AskAndFind<User>(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = Find<User>(transaction.snapshot(), user->account, user->name);
    if (current == nullptr) return NotFound<User>(user->name);
    if (!current->login.has_value()) return NoProfile(user->name);
    User changed = *current;
    changed.login.reset();
    transaction.Put(std::move(changed));
    return std::string();
  });
}

}  // namespace

void AddLoginProfiles(Table& table) {
  table.push_back({"GetLoginProfile", &GetLoginProfile, {kUserName}});
  table.push_back({"DeleteLoginProfile", &DeleteLoginProfile, {kUserName}, false, false});
}

}  // namespace rolecall::services::iam
