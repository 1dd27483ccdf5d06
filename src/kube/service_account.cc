#include "kube/service_account.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"

namespace rolecall::kube {
namespace {

constexpr std::string_view kConfigMap = "pod-identity-webhook";

std::string StringAt(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

const boost::json::object* ObjectAt(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

// The objects of a List; null if it is none.
const boost::json::array* ItemsOf(const boost::json::object& object) {
  const boost::json::value* items = object.if_contains("items");
  return items != nullptr ? items->if_array() : nullptr;
}

// A member by name ignoring case, as Go's JSON reader finds it.
const boost::json::value* FindIgnoringCase(const boost::json::object& object, std::string_view name) {
  if (const boost::json::value* exact = object.if_contains(name)) return exact;
  for (const auto& [key, value] : object) {
    if (EqualsIgnoringAsciiCase(key, name)) return &value;
  }
  return nullptr;
}

// '*' matches any run; all else itself.
bool MatchesGlob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<boost::json::object> ParseObject(std::string_view text) {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

MappedRole ReadMappedRole(const boost::json::object& entry) {
  MappedRole role;
  if (const auto* value = FindIgnoringCase(entry, "RoleARN"); value != nullptr && value->is_string()) {
    role.role_arn = std::string(value->as_string());
  }
  if (const auto* value = FindIgnoringCase(entry, "Audience"); value != nullptr && value->is_string()) {
    role.audience = std::string(value->as_string());
  }
  if (const auto* value = FindIgnoringCase(entry, "UseRegionalSTS"); value != nullptr && value->is_bool()) {
    role.regional_sts = value->as_bool();
  }
  if (const auto* value = FindIgnoringCase(entry, "TokenExpiration"); value != nullptr && value->is_int64()) {
    role.token_expiration = value->as_int64();
  }
  return role;
}

const std::string* Annotation(const ServiceAccount* account, const WebhookSettings& settings, std::string_view name) {
  if (account == nullptr) return nullptr;
  const auto found = account->annotations.find(settings.annotation_prefix + "/" + std::string(name));
  return found == account->annotations.end() ? nullptr : &found->second;
}

std::string ComposeRoleArn(const std::string& annotation, const WebhookSettings& settings) {
  if (!settings.compose_role_arn || annotation.find("arn:") != std::string::npos) return annotation;
  return "arn:" + settings.partition + ":iam::" + settings.account_id + ":role/" + annotation;
}

std::int64_t AtLeastMinimum(std::int64_t seconds) { return std::max(seconds, kMinTokenExpiration); }

}  // namespace

std::optional<ServiceAccountName> ParseServiceAccountName(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return std::nullopt;
  const std::string_view name = text.substr(slash + 1);
  if (name.find('/') != std::string_view::npos) return std::nullopt;
  return ServiceAccountName(text.substr(0, slash), name);
}

void IdentitySource::AddObject(const boost::json::value& value) {
  const boost::json::object* object = value.if_object();
  if (object == nullptr) return;
  if (const boost::json::array* items = ItemsOf(*object)) {
    for (const boost::json::value& item : *items) AddObject(item);
    return;
  }
  const boost::json::object* metadata = ObjectAt(*object, "metadata");
  if (StringAt(*object, "kind") != "ServiceAccount" || metadata == nullptr) return;
  ServiceAccount account;
  if (const boost::json::object* annotations = ObjectAt(*metadata, "annotations")) {
    for (const auto& [key, text] : *annotations) {
      if (text.is_string()) account.annotations.emplace(key, text.as_string());
    }
  }
  std::string space = StringAt(*metadata, "namespace");
  accounts_[{space.empty() ? "default" : std::move(space), StringAt(*metadata, "name")}] = std::move(account);
}

void IdentitySource::AddConfigMap(const boost::json::value& value, std::string_view space) {
  const boost::json::object* object = value.if_object();
  if (object == nullptr) return;
  if (const boost::json::array* items = ItemsOf(*object)) {
    for (const boost::json::value& item : *items) AddConfigMap(item, space);
    return;
  }
  const boost::json::object* metadata = ObjectAt(*object, "metadata");
  const boost::json::object* data = ObjectAt(*object, "data");
  if (StringAt(*object, "kind") != "ConfigMap" || metadata == nullptr || data == nullptr) return;
  if (StringAt(*metadata, "name") == kConfigMap && StringAt(*metadata, "namespace") == space) {
    SetConfigMap(StringAt(*data, "config"));
  }
}

bool IdentitySource::SetConfigMap(std::string_view config) {
  const std::optional<boost::json::object> object = ParseObject(config);
  if (!object) return false;
  std::map<ServiceAccountName, MappedRole> mapped;
  for (const auto& [key, entry] : *object) {
    const std::optional<ServiceAccountName> name = ParseServiceAccountName(key);
    // An entry without "/" or a null one is passed over (the upstream handler dies of it).
    if (name && entry.is_object()) mapped[*name] = ReadMappedRole(entry.as_object());
  }
  mapped_ = std::move(mapped);
  return true;
}

bool IdentitySource::SetContainerCredentials(std::string_view config) {
  const std::optional<boost::json::object> object = ParseObject(config);
  if (!object) return false;
  const boost::json::value* identities = object->if_contains("identities");
  std::set<ServiceAccountName> names;
  if (identities != nullptr && identities->is_array()) {
    for (const boost::json::value& identity : identities->as_array()) {
      if (!identity.is_object()) return false;
      names.emplace(StringAt(identity.as_object(), "namespace"), StringAt(identity.as_object(), "serviceAccount"));
    }
  }
  container_credentials_ = std::move(names);
  return true;
}

const ServiceAccount* IdentitySource::Find(const ServiceAccountName& name) const {
  const auto found = accounts_.find(name);
  return found == accounts_.end() ? nullptr : &found->second;
}

const MappedRole* IdentitySource::FindMapped(const ServiceAccountName& name, bool exact_only) const {
  const auto exact = mapped_.find(name);
  if (exact != mapped_.end()) return &exact->second;
  if (exact_only) return nullptr;
  const MappedRole* best = nullptr;
  std::size_t best_length = 0;
  // Differs from amazon-eks-pod-identity-webhook: any glob in the namespace part works, as its README promises;
  // its code knows only a lone "*".
  for (const auto& [key, role] : mapped_) {
    const auto& [space, account] = key;
    if (account == name.second && space.find('*') != std::string::npos && MatchesGlob(space, name.first) &&
        (best == nullptr || space.size() > best_length)) {
      best = &role;
      best_length = space.size();
    }
  }
  return best;
}

std::optional<std::int64_t> ParseTokenExpiration(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const std::optional<std::int64_t> seconds = ParseInt<std::int64_t>(text);
  if (!seconds) return std::nullopt;
  return AtLeastMinimum(*seconds);
}

bool IsRoleArn(std::string_view text) {
  if (!text.starts_with("arn:aws")) return false;
  text.remove_prefix(7);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const auto is_partition = [](char c) { return IsAsciiLower(c) || IsAsciiDigit(c) || c == '-'; };
  if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_partition)) return false;
  text.remove_prefix(colon);
  if (!text.starts_with(":iam::") || text.size() < 24) return false;
  const std::string_view account = text.substr(6, 12);
  if (!std::all_of(account.begin(), account.end(), IsAsciiDigit)) return false;
  text.remove_prefix(18);
  const auto is_name = [](char c) {
    return IsAsciiAlphanumeric(c) || std::string_view("_-/.@+=,").find(c) != std::string_view::npos;
  };
  return text.starts_with(":role/") && text.size() > 6 && std::all_of(text.begin() + 6, text.end(), is_name);
}

PodIdentity IdentityOf(const ServiceAccountName& name, const IdentitySource& source, const WebhookSettings& settings) {
  PodIdentity identity;
  const ServiceAccount* account = source.Find(name);
  const std::string* role = Annotation(account, settings, "role-arn");
  const bool has_role = role != nullptr && !role->empty();
  const bool container_credentials = source.UsesContainerCredentials(name);
  const MappedRole* mapped = has_role ? nullptr : source.FindMapped(name, container_credentials);

  identity.audience = settings.token_audience;
  identity.regional_sts = settings.regional_sts_endpoint;
  identity.token_expiration = AtLeastMinimum(settings.token_expiration);
  // A service account that carries nothing of ours leaves the word to the ConfigMap.
  // With EKS Pod Identity it has it only for one that is not known at all.
  const bool by_config_map =
      mapped != nullptr && !mapped->role_arn.empty() && (!container_credentials || account == nullptr);
  if (by_config_map) {
    identity.role_arn = mapped->role_arn;
    // Differs from amazon-eks-pod-identity-webhook: a missing audience and an expiration below 600 s, with which
    // no pod would start or no token be accepted, become the defaults.
    if (!mapped->audience.empty()) identity.audience = mapped->audience;
    identity.regional_sts = mapped->regional_sts;
    if (mapped->token_expiration > 0) identity.token_expiration = AtLeastMinimum(mapped->token_expiration);
  } else {
    if (has_role) identity.role_arn = ComposeRoleArn(*role, settings);
    if (const std::string* audience = Annotation(account, settings, "audience")) identity.audience = *audience;
    if (const std::string* regional = Annotation(account, settings, "sts-regional-endpoints")) {
      identity.regional_sts = ParseBool(*regional).value_or(settings.regional_sts_endpoint);
    }
    if (const std::string* expiration = Annotation(account, settings, "token-expiration")) {
      identity.token_expiration = ParseTokenExpiration(*expiration).value_or(identity.token_expiration);
    }
  }
  if (container_credentials) {
    identity.method = IdentityMethod::kContainerCredentials;
    identity.audience = settings.container_credentials_audience;
    if (account == nullptr && !by_config_map) identity.token_expiration = kDefaultTokenExpiration;
  } else if (!identity.role_arn.empty()) {
    identity.method = IdentityMethod::kWebIdentity;
  } else if (account == nullptr) {
    identity.reason = "service account " + name.first + "/" + name.second + " is not known";
  } else {
    identity.reason = "service account " + name.first + "/" + name.second + " has no annotation " +
                      settings.annotation_prefix + "/role-arn";
  }
  return identity;
}

}  // namespace rolecall::kube
