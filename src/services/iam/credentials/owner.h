// Whose credentials a call is about: a user by its name, or whoever asks. For this folder only.
//
//   ROLECALL_TRY(Owner owner, AskForOwner(call));              // authorized on the user
//   Keys belong to owner.id, which a new name of the user does not change.
//
// Errors: NoSuchEntity; ValidationError where a role's session names nobody. Source: IAM API Reference, "If you do not
// specify a user name, IAM determines the user name implicitly based on the AWS access key ID signing the request."
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_OWNER_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_OWNER_H_

#include <memory>
#include <string>

#include "services/iam/entity.h"

namespace rolecall::services::iam::credentials {

struct Owner {
  std::string account, id, name;  // root: the account's number twice, and no name
};

Owner OwnerOf(const directory::User& user);
Owner RootOf(const std::string& account);

Checked<Owner> AskForOwner(Call& call, Question more = {});

// The owner as it is now: gone, or by its present name. Null and no refusal: root.
Checked<std::shared_ptr<const directory::User>> CurrentOwner(const directory::Snapshot& snapshot, const Owner& owner);
// The user that an id belongs to; null: root, or nobody any more.
std::shared_ptr<const directory::User> UserWithId(const directory::Snapshot& snapshot, const std::string& id);

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_OWNER_H_
