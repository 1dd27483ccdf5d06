#include "services/iam/credentials/owner.h"

namespace rolecall::services::iam::credentials {

using directory::User;

Owner OwnerOf(const User& user) { return {user.account, user.id, user.name}; }

Owner RootOf(const std::string& account) { return {account, account, ""}; }

Checked<Owner> AskForOwner(Call& call, Question more) {
  if (call.parameters.Has("UserName")) {
    ROLECALL_TRY(auto user, AskAndFind<User>(call, std::move(more)));
    return OwnerOf(*user);
  }
  if (call.caller.kind == services::Caller::Kind::kRoot) {
    Question question = Ask(call, call.caller.arn);
    question.context = std::move(more.context);
    ROLECALL_RETURN_IF_ERROR(services::Authorize(call, question));
    return RootOf(call.caller.account);
  }
  if (call.caller.user == nullptr) {
    return ValidationError("Must specify userName when calling with non-User credentials");
  }
  ROLECALL_TRY(auto self, AskAndFindNamed<User>(call, call.caller.user->name, std::move(more)));
  return OwnerOf(*self);
}

std::shared_ptr<const User> UserWithId(const directory::Snapshot& snapshot, const std::string& id) {
  auto identity = snapshot.identities.Find(id);
  return identity == nullptr || identity->is_role ? nullptr : snapshot.users.Find(identity->key);
}

Checked<std::shared_ptr<const User>> CurrentOwner(const directory::Snapshot& snapshot, const Owner& owner) {
  if (owner.name.empty()) return std::shared_ptr<const User>();
  auto user = UserWithId(snapshot, owner.id);
  if (user == nullptr) return NotFound<User>(owner.name);
  return user;
}

}  // namespace rolecall::services::iam::credentials
