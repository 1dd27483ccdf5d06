// Credentials that belong to a user and have an id: the same steps for SSH keys, signing certificates and
// service-specific credentials. For this folder only.
//
//   template <> struct Owned<SshPublicKey> { kIdParameter, kTable, kQuota, Missing(id) };
//   return AddOwned(call, owner, key, [&](const SshPublicKey& other) -> Refusal { … a duplicate? … }, xml);
//   table.push_back({"DeleteSSHPublicKey", &DeleteOwned<SshPublicKey>, {kNewUserName, kId}, false, false});
//
// Whoever names another user's credential is told that there is none of that id.
#ifndef ROLECALL_SERVICES_IAM_CREDENTIALS_OWNED_H_
#define ROLECALL_SERVICES_IAM_CREDENTIALS_OWNED_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/iam/credentials/owner.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam::credentials {

template <typename T>
struct Owned;

template <typename T>
std::vector<std::shared_ptr<const T>> OwnedBy(const directory::Snapshot& snapshot, const Owner& owner) {
  return (snapshot.*Owned<T>::kTable).Sorted(owner.id + "/");
}

template <typename T>
Checked<std::shared_ptr<const T>> FindOwned(const Call& call, const directory::Snapshot& snapshot, const Owner& owner) {
  const std::string id(call.parameters.Get(Owned<T>::kIdParameter));
  auto found = (snapshot.*Owned<T>::kTable).Find(owner.id + "/" + id);
  if (found == nullptr) return Owned<T>::Missing(id);
  return found;
}

// Puts the record if its owner is still there, `check` finds nothing wrong with any of the owner's others, and the
// quota allows it. Answers `xml`.
template <typename T, typename F>
OperationResult AddOwned(Call& call, const Owner& owner, const T& record, F check, std::string xml) {
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ROLECALL_TRY([[maybe_unused]] auto user, CurrentOwner(transaction.snapshot(), owner));
    const auto others = OwnedBy<T>(transaction.snapshot(), owner);
    std::size_t counted = 0;
    for (const auto& other : others) {
      if (Refusal refusal = check(*other)) return *std::move(refusal);
      if (Owned<T>::CountsWith(*other, record)) ++counted;
    }
    if (counted >= Owned<T>::kQuota.limit) return Exceeded(Owned<T>::kQuota);
    transaction.Put(record);
    return xml;
  });
}

template <typename T, typename F>
OperationResult ChangeOwned(Call& call, F edit) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ROLECALL_TRY(auto current, FindOwned<T>(call, transaction.snapshot(), owner));
    T changed = *current;
    OperationResult result = edit(changed, owner);
    if (result.ok()) transaction.Put(std::move(changed));
    return result;
  });
}

template <typename T>
OperationResult SetStatusOfOwned(Call& call) {
  return ChangeOwned<T>(call, [&](T& changed, const Owner&) -> OperationResult {
    changed.active = call.parameters.Get("Status") == "Active";
    return std::string();
  });
}

template <typename T>
OperationResult DeleteOwned(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ROLECALL_TRY(auto current, FindOwned<T>(call, transaction.snapshot(), owner));
    transaction.Delete(*current);
    return std::string();
  });
}

inline std::string_view StatusOf(bool active) { return active ? "Active" : "Inactive"; }
// The order of listings: as they were made.
template <typename T>
std::string ListingKey(const T& record) {
  return FormatIso8601Millis(record.created) + record.id;
}

inline constexpr ParameterRule kStatus{.name = "Status", .required = true, .values = "Active|Inactive"};

}  // namespace rolecall::services::iam::credentials

#endif  // ROLECALL_SERVICES_IAM_CREDENTIALS_OWNED_H_
