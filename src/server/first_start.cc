#include "server/first_start.h"

#include "directory/ids.h"

namespace rolecall::server {
namespace {

constexpr const char* kAdministrator = "rolecall-admin";
constexpr const char* kEverything =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

std::string ItemName(const std::string& url) { return "issuer/" + url; }

Result<void> StoreKeys(directory::Directory& directory, const std::string& url,
                       const services::oidc::SigningKeys& keys) {
  return directory.Write([&](directory::Transaction& transaction) {
    transaction.Put(directory::SealedItem{ItemName(url), keys.ToDocument(), directory.clock().Now()});
    return true;
  });
}

Result<services::oidc::SigningKeys> StoredKeys(directory::Directory& directory, const std::string& url) {
  const std::string name = ItemName(url);
  if (auto item = directory.snapshot()->sealed_items.Find(name)) {
    return services::oidc::SigningKeys::FromDocument(item->value);
  }
  ROLECALL_TRY(services::oidc::SigningKeys keys, services::oidc::SigningKeys::GenerateFirst(directory.clock().Now()));
  ROLECALL_RETURN_IF_ERROR(StoreKeys(directory, url, keys));
  return keys;
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
    transaction.Put(std::move(user));
    transaction.Put(std::move(access_key));
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

Result<bool> RotateKeys(directory::Directory& directory, services::oidc::Issuer& issuer,
                        const services::oidc::KeyRotation& rotation) {
  ROLECALL_TRY(std::optional<services::oidc::SigningKeys> keys,
               issuer.signing_keys().Rotated(rotation, directory.clock().Now()));
  if (!keys.has_value()) return false;
  ROLECALL_RETURN_IF_ERROR(StoreKeys(directory, issuer.url(), *keys));
  issuer.Renew(*std::move(keys));
  return true;
}

}  // namespace rolecall::server
