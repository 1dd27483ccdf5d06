#include "server/first_start.h"

#include "directory/ids.h"

namespace rolecall::server {
namespace {

constexpr const char* kAdministrator = "rolecall-admin";
constexpr const char* kEverything =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

std::string ItemName(const std::string& url) { return "issuer/" + url; }

using StoredItem = std::shared_ptr<const directory::SealedItem>;

// In the place of `before` (null: of nothing). False: somebody else stored others meanwhile.
Result<bool> StoreKeys(directory::Directory& directory, const std::string& url, const StoredItem& before,
                       const services::oidc::SigningKeys& keys) {
  bool is_ours = false;
  ROLECALL_RETURN_IF_ERROR(directory.Write([&](directory::Transaction& transaction) {
    const StoredItem now = transaction.snapshot().sealed_items.Find(ItemName(url));
    is_ours = now == nullptr ? before == nullptr : before != nullptr && now->value.Equals(before->value.Reveal());
    if (is_ours) transaction.Put(directory::SealedItem{ItemName(url), keys.ToDocument(), directory.clock().Now()});
    return is_ours;
  }));
  return is_ours;
}

// Those of the store; made if there are none. Nodes that start together have the same.
Result<services::oidc::SigningKeys> StoredKeys(directory::Directory& directory, const std::string& url) {
  while (true) {
    if (auto item = directory.snapshot()->sealed_items.Find(ItemName(url))) {
      return services::oidc::SigningKeys::FromDocument(item->value);
    }
    ROLECALL_TRY(services::oidc::SigningKeys keys, services::oidc::SigningKeys::GenerateFirst(directory.clock().Now()));
    ROLECALL_TRY(const bool is_ours, StoreKeys(directory, url, nullptr, keys));
    if (is_ours) return keys;
  }
}

}  // namespace

Result<void> EnsureAdministrator(directory::Directory& directory, const std::string& account, const AdminKey& key) {
  Time now = directory.clock().Now();
  directory::User user;
  user.account = account;
  user.name = kAdministrator;
  user.id = directory::MakeUniqueId(directory.random(), "AIDA");
  user.created = now;
  user.access_key_ids = {key.access_key_id};
  user.inline_policies.push_back(
      {"everything", directory::MakeStoredPolicy(kEverything, policy::DocumentKind::kIdentity, "everything")});
  directory::AccessKey access_key;
  access_key.id = key.access_key_id;
  access_key.secret = key.secret_key;
  access_key.account = account;
  access_key.user_name = user.name;
  access_key.created = now;
  return directory.Write([&](directory::Transaction& transaction) {
    transaction.Put(user);
    transaction.Put(access_key);
    return true;
  });
}

Result<std::vector<services::oidc::Issuer>> OpenIssuers(directory::Directory& directory,
                                                        const std::vector<std::string>& urls) {
  std::vector<services::oidc::Issuer> issuers;
  for (const std::string& url : urls) {
    ROLECALL_TRY(services::oidc::SigningKeys keys, StoredKeys(directory, url));
    ROLECALL_TRY(services::oidc::Issuer issuer, services::oidc::Issuer::Make(url, std::move(keys)));
    issuers.push_back(std::move(issuer));
  }
  return issuers;
}

Result<bool> TakeStoredKeys(directory::Directory& directory, services::oidc::Issuer& issuer) {
  const StoredItem item = directory.snapshot()->sealed_items.Find(ItemName(issuer.url()));
  if (item == nullptr || item->value.Equals(issuer.signing_keys().ToDocument().Reveal())) return false;
  ROLECALL_TRY(services::oidc::SigningKeys keys, services::oidc::SigningKeys::FromDocument(item->value));
  issuer.Renew(std::move(keys));
  return true;
}

Result<bool> RotateKeys(directory::Directory& directory, services::oidc::Issuer& issuer,
                        const services::oidc::KeyRotation& rotation) {
  const StoredItem before = directory.snapshot()->sealed_items.Find(ItemName(issuer.url()));
  ROLECALL_TRY(const bool taken, TakeStoredKeys(directory, issuer));
  if (directory.store().read_only()) return taken;
  ROLECALL_TRY(std::optional<services::oidc::SigningKeys> keys,
               issuer.signing_keys().Rotated(rotation, directory.clock().Now()));
  if (!keys.has_value()) return taken;
  ROLECALL_TRY(const bool is_ours, StoreKeys(directory, issuer.url(), before, *keys));
  if (!is_ours) return TakeStoredKeys(directory, issuer);
  issuer.Renew(*std::move(keys));
  return true;
}

}  // namespace rolecall::server
