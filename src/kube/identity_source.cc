#include "kube/identity_source.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "kube/object_fields.h"

namespace rolecall::kube {
namespace {

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

// The many accounts that have nothing of ours share one.
const std::shared_ptr<const ServiceAccount>& BareAccount() {
  static const auto bare = std::make_shared<const ServiceAccount>();
  return bare;
}

}  // namespace

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
      if (text.is_string() && IsIdentityAnnotation(key)) account.annotations.emplace(key, text.as_string());
    }
  }
  std::string space = StringAt(*metadata, "namespace");
  Add({space.empty() ? "default" : std::move(space), StringAt(*metadata, "name")}, std::move(account));
}

void IdentitySource::Add(ServiceAccountName name, ServiceAccount account) {
  accounts_.Put(std::move(name), account.annotations.empty()
                                     ? BareAccount()
                                     : std::make_shared<const ServiceAccount>(std::move(account)));
}

std::optional<std::string> IdentitySource::ConfigOf(const boost::json::value& value, std::string_view space) {
  const boost::json::object* object = value.if_object();
  if (object == nullptr || StringAt(*object, "kind") != "ConfigMap") return std::nullopt;
  const boost::json::object* metadata = ObjectAt(*object, "metadata");
  const boost::json::object* data = ObjectAt(*object, "data");
  if (metadata == nullptr || data == nullptr || StringAt(*metadata, "name") != kIdentityConfigMap ||
      StringAt(*metadata, "namespace") != space) {
    return std::nullopt;
  }
  return StringAt(*data, "config");
}

bool IdentitySource::AddConfigMap(const boost::json::value& value, std::string_view space) {
  const boost::json::object* object = value.if_object();
  if (object == nullptr) return true;
  if (const boost::json::array* items = ItemsOf(*object)) {
    return std::all_of(items->begin(), items->end(),
                       [&](const boost::json::value& item) { return AddConfigMap(item, space); });
  }
  const std::optional<std::string> config = ConfigOf(value, space);
  return !config || SetConfigMap(*config);
}

bool IdentitySource::SetConfigMap(std::string_view config) {
  const std::optional<boost::json::object> object = ParseObject(config);
  if (!object) return false;
  auto mapped = std::make_shared<Mapped>();
  for (const auto& [key, entry] : *object) {
    const std::optional<ServiceAccountName> name = ParseServiceAccountName(key);
    // An entry without "/" or a null one is passed over (the upstream handler dies of it).
    if (!name || !entry.is_object()) continue;
    MappedRole role = ReadMappedRole(entry.as_object());
    if (name->first.find('*') != std::string::npos) mapped->patterns[name->second].emplace_back(name->first, role);
    mapped->exact[*name] = std::move(role);
  }
  for (auto& [account, patterns] : mapped->patterns) {
    std::ranges::stable_sort(patterns, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  }
  mapped_ = std::move(mapped);
  return true;
}

bool IdentitySource::SetContainerCredentials(std::string_view config) {
  const std::optional<boost::json::object> object = ParseObject(config);
  if (!object) return false;
  const boost::json::value* identities = object->if_contains("identities");
  auto names = std::make_shared<std::set<ServiceAccountName>>();
  if (identities != nullptr && identities->is_array()) {
    for (const boost::json::value& identity : identities->as_array()) {
      if (!identity.is_object()) return false;
      names->emplace(StringAt(identity.as_object(), "namespace"), StringAt(identity.as_object(), "serviceAccount"));
    }
  }
  container_credentials_ = std::move(names);
  return true;
}

void IdentitySource::AlsoContainerCredentials(Associated associated) {
  associated_ = associated ? std::make_shared<const Associated>(std::move(associated)) : nullptr;
}

const ServiceAccount* IdentitySource::Find(const ServiceAccountName& name) const {
  const ServiceAccount* const own = accounts_.Find(name.first, name.second);
  return own != nullptr || below_ == nullptr ? own : below_->Find(name);
}

const MappedRole* IdentitySource::FindMapped(const ServiceAccountName& name, bool exact_only) const {
  if (mapped_ != nullptr) {
    const auto exact = mapped_->exact.find(name);
    if (exact != mapped_->exact.end()) return &exact->second;
    const auto patterns = mapped_->patterns.find(name.second);
    if (!exact_only && patterns != mapped_->patterns.end()) {
      // Differs from amazon-eks-pod-identity-webhook: any glob in the namespace part works, as its README promises;
      // its code knows only a lone "*".
      for (const auto& [pattern, role] : patterns->second) {
        if (MatchesGlob(pattern, name.first)) return &role;
      }
    }
  }
  return below_ == nullptr ? nullptr : below_->FindMapped(name, exact_only);
}

bool IdentitySource::UsesContainerCredentials(const ServiceAccountName& name) const {
  return (container_credentials_ != nullptr && container_credentials_->contains(name)) ||
         (associated_ != nullptr && (*associated_)(name)) ||
         (below_ != nullptr && below_->UsesContainerCredentials(name));
}

}  // namespace rolecall::kube
