#include <algorithm>

#include "directory/ids.h"
#include "partition/own_partition.h"
#include "services/iam/operations.h"
#include "services/iam/rules.h"
#include "services/iam/shapes.h"

namespace rolecall::services::iam {
namespace {

using directory::AccessKey;
using directory::User;

// Whose keys the call is about: a user, or (null) the account's root. Authorized.
Checked<std::shared_ptr<const User>> AskForOwner(Call& call) {
  if (call.parameters.Has("UserName")) return AskAndFind<User>(call);
  if (call.caller.kind == services::Caller::Kind::kRoot) {
    ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, call.caller.arn)));
    return std::shared_ptr<const User>();
  }
  if (call.caller.user == nullptr) {
    return ValidationError("Must specify userName when calling with non-User credentials");
  }
  return AskAndFindNamed<User>(call, call.caller.user->name);
}

std::vector<std::string> KeyIds(const directory::Snapshot& snapshot, const std::string& account, const User* user) {
  if (user != nullptr) return user->access_key_ids;
  auto record = snapshot.accounts.Find(account);
  return record == nullptr ? std::vector<std::string>() : record->root_access_key_ids;
}

void PutKeyIds(directory::Transaction& transaction, const std::string& account, const User* user,
               std::vector<std::string> ids) {
  if (user != nullptr) {
    User changed = *user;
    changed.access_key_ids = std::move(ids);
    transaction.Put(std::move(changed));
  } else if (auto record = transaction.snapshot().accounts.Find(account)) {
    directory::Account changed = *record;
    changed.root_access_key_ids = std::move(ids);
    transaction.Put(std::move(changed));
  }
}

// The owner as it is now; a refusal if the user is gone.
Checked<std::shared_ptr<const User>> Current(const directory::Transaction& transaction, const User* owner) {
  if (owner == nullptr) return std::shared_ptr<const User>();
  auto current = Find<User>(transaction.snapshot(), owner->account, owner->name);
  if (current == nullptr) return NotFound<User>(owner->name);
  return current;
}

OperationResult CreateAccessKey(Call& call) {
  ROLECALL_TRY(auto owner, AskForOwner(call));
  AccessKey key;
  key.id = directory::MakeAccessKeyId(call.random, "AKIA", call.caller.account);
  key.secret = Secret(RandomBase64Text(call.random, 40));
  key.account = call.caller.account;
  key.created = call.now;
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ROLECALL_TRY(auto user, Current(transaction, owner.get()));
    std::vector<std::string> ids = KeyIds(transaction.snapshot(), key.account, user.get());
    if (ids.size() >= kAccessKeysPerUser.limit) return Exceeded(kAccessKeysPerUser);
    if (transaction.snapshot().access_keys.Find(key.id) != nullptr) {
      return aws::ErrorShape{503, "ServiceUnavailable", "Please try again."};  // one in 2^39 for each key there is
    }
    if (user != nullptr) key.user_name = user->name;
    ids.push_back(key.id);
    PutKeyIds(transaction, key.account, user.get(), std::move(ids));
    transaction.Put(key);
    aws::XmlWriter xml;
    xml.Open("AccessKey").Text("UserName", key.user_name).Text("AccessKeyId", key.id).Text("Status", "Active");
    xml.Text("SecretAccessKey", key.secret.Reveal()).Text("CreateDate", FormatIso8601(key.created)).Close();
    return xml.Take();
  });
}

OperationResult ListAccessKeys(Call& call) {
  ROLECALL_TRY(auto owner, AskForOwner(call));
  std::vector<Item> items;
  for (const std::string& id : KeyIds(*call.snapshot, call.caller.account, owner.get())) {
    auto key = call.snapshot->access_keys.Find(id);
    if (key == nullptr) continue;
    aws::XmlWriter xml;
    xml.Text("UserName", key->user_name).Text("AccessKeyId", id).Text("Status", key->active ? "Active" : "Inactive");
    xml.Text("CreateDate", FormatIso8601(key->created));
    items.push_back({FormatIso8601Millis(key->created) + id, xml.Take()});
  }
  return Page(call, "AccessKeyMetadata", std::move(items));
}

aws::ErrorShape NoKey(const std::string& id) {
  return NoSuchEntity("The Access Key with id " + id + " cannot be found.");
}

OperationResult DeleteAccessKey(Call& call) {
  ROLECALL_TRY(auto owner, AskForOwner(call));
  const std::string id(call.parameters.Get("AccessKeyId"));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ROLECALL_TRY(auto user, Current(transaction, owner.get()));
    std::vector<std::string> ids = KeyIds(transaction.snapshot(), call.caller.account, user.get());
    auto key = transaction.snapshot().access_keys.Find(id);
    if (key == nullptr || std::erase(ids, id) == 0) return NoKey(id);
    PutKeyIds(transaction, call.caller.account, user.get(), std::move(ids));
    transaction.Delete(*key);
    return std::string();
  });
}

OperationResult UpdateAccessKey(Call& call) {
  ROLECALL_TRY(auto owner, AskForOwner(call));
  const std::string id(call.parameters.Get("AccessKeyId"));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    ROLECALL_TRY(auto user, Current(transaction, owner.get()));
    const std::vector<std::string> ids = KeyIds(transaction.snapshot(), call.caller.account, user.get());
    auto key = transaction.snapshot().access_keys.Find(id);
    if (key == nullptr || std::count(ids.begin(), ids.end(), id) == 0) return NoKey(id);
    AccessKey changed = *key;
    changed.active = call.parameters.Get("Status") == "Active";
    transaction.Put(std::move(changed));
    return std::string();
  });
}

OperationResult GetAccessKeyLastUsed(Call& call) {
  const std::string id(call.parameters.Get("AccessKeyId"));
  auto key = call.snapshot->access_keys.Find(id);
  if (key != nullptr && key->account != call.caller.account) key = nullptr;
  const std::string user = key == nullptr ? "" : key->user_name;
  ROLECALL_RETURN_IF_ERROR(
      services::Authorize(call, Ask(call, partition::OwnArn() + "iam::" + call.caller.account + ":user/" + user)));
  if (key == nullptr) return NoKey(id);
  aws::XmlWriter xml;
  xml.Text("UserName", user).Open("AccessKeyLastUsed");
  if (key->last_used.has_value()) xml.Text("LastUsedDate", FormatIso8601(*key->last_used));
  xml.Text("ServiceName", key->last_used.has_value() ? key->last_used_service : "N/A");
  xml.Text("Region", key->last_used.has_value() ? key->last_used_region : "N/A").Close();
  return xml.Take();
}

}  // namespace

void AddAccessKeys(Table& table) {
  const ParameterRule id{.name = "AccessKeyId", .required = true, .min = 16, .max = 128, .charset = Charset::kWord};
  const ParameterRule status{.name = "Status", .required = true, .values = "Active|Inactive"};
  table.push_back({"CreateAccessKey", &CreateAccessKey, {kOptionalUserName}});
  table.push_back({"ListAccessKeys", &ListAccessKeys, {kOptionalUserName, kMarker, kMaxItems}});
  table.push_back({"DeleteAccessKey", &DeleteAccessKey, {kOptionalUserName, id}, false, false});
  table.push_back({"UpdateAccessKey", &UpdateAccessKey, {kOptionalUserName, id, status}, false, false});
  table.push_back({"GetAccessKeyLastUsed", &GetAccessKeyLastUsed, {id}});
}

}  // namespace rolecall::services::iam
