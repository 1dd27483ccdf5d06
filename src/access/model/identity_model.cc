#include "access/model/identity_model.h"

#include <algorithm>

#include "access/model/aws_documents.h"
#include "base/placeholder.h"
#include "policy/document/arn.h"
#include "policy/document/glob.h"

namespace rolecall::access {
namespace {

constexpr std::string_view kNotChosenYet = "??????";
constexpr std::string_view kSomeRepository = "arn:*:ecr:*:*:";  // of which only the name is known

template <typename T, typename Predicate>
const T* FindIn(const std::vector<T>& list, Predicate&& matches) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

void AddDocuments(const IdentityModel& model, const std::vector<PolicyDocument>& inlines,
                  const std::vector<Attachment>& attached, std::vector<const PolicyDocument*>& documents) {
  for (const PolicyDocument& document : inlines) documents.push_back(&document);
  for (const Attachment& attachment : attached) {
    const PolicyDocument* document = model.FindPolicyDocument(attachment.policy_arn);
    if (document != nullptr) documents.push_back(document);
  }
}

template <typename T, typename Same>
void AddNew(std::vector<T>& list, std::vector<T> more, Same&& same) {
  const std::size_t own = list.size();
  for (T& one : more) {
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(own);
    if (std::none_of(list.begin(), end, [&](const T& known) { return same(known, one); })) {
      list.push_back(std::move(one));
    }
  }
}

}  // namespace

std::string Origin::PlaceText() const {
  if (!range.has_place()) return "";
  return *range.file + ":" + std::to_string(range.start.line);
}

std::string Origin::Text() const {
  const std::string place = PlaceText();
  if (!place.empty()) return address.empty() ? place : place + " (" + address + ")";
  switch (kind) {
    case Kind::kNone: return "";
    case Kind::kConfiguration:
    case Kind::kManifest: return address;
    case Kind::kState: return address.empty() ? "the state" : address + " in the state";
    case Kind::kEndpoint: return "the live endpoint";
  }
  return "";
}

bool OidcProvider::KnowsClientIds() const {
  return std::none_of(client_ids.begin(), client_ids.end(), [](const std::string& id) { return HasPlaceholder(id); });
}

const Role* IdentityModel::FindRole(std::string_view arn) const {
  return FindIn(roles, [&](const Role& role) { return role.arn == arn; });
}

const Role* IdentityModel::FindRoleByName(std::string_view name) const {
  return FindIn(roles, [&](const Role& role) { return role.name == name; });
}

const Member* IdentityModel::FindUser(std::string_view arn) const {
  return FindIn(users, [&](const Member& user) { return user.arn == arn; });
}

const Member* IdentityModel::FindGroup(std::string_view name) const {
  return FindIn(groups, [&](const Member& group) { return group.name == name; });
}

const OidcProvider* IdentityModel::FindProvider(std::string_view url, std::string_view account) const {
  return FindIn(providers, [&](const OidcProvider& provider) {
    return provider.url == url && AccountOf(provider.arn) == account;
  });
}

const OidcProvider* IdentityModel::FindProviderByArn(std::string_view arn) const {
  return FindIn(providers, [&](const OidcProvider& provider) { return provider.arn == arn; });
}

const ServiceAccount* IdentityModel::FindServiceAccount(std::string_view namespace_name, std::string_view name) const {
  return FindIn(service_accounts, [&](const ServiceAccount& account) {
    return account.namespace_name == namespace_name && account.name == name;
  });
}

const PodIdentity* IdentityModel::FindPodIdentity(std::string_view namespace_name,
                                                  std::string_view service_account) const {
  return FindIn(pod_identities, [&](const PodIdentity& one) {
    return one.namespace_name == namespace_name && one.service_account == service_account;
  });
}

const PolicyDocument* IdentityModel::FindResourcePolicy(std::string_view arn) const {
  // A bucket's counts for its objects.
  if (const auto parsed = policy::ParseArn(arn); parsed && parsed->service == "s3" && parsed->account.empty()) {
    arn = arn.substr(0, arn.find('/'));
  }
  const ProtectedResource* found = FindIn(resources, [&](const ProtectedResource& one) {
    const bool is_pattern = one.arn.ends_with(kNotChosenYet) || one.arn.starts_with(kSomeRepository);
    if (one.arn == arn || (is_pattern && policy::GlobMatch(policy::ToPattern(one.arn), arn))) return true;
    // A key's policy may name it by its id.
    return !one.arn.empty() && one.arn.find(':') == std::string::npos && arn.ends_with(":key/" + one.arn);
  });
  return found == nullptr ? nullptr : &found->policy;
}

const StoredSecret* IdentityModel::FindSecret(std::string_view arn) const {
  return FindIn(secrets, [&](const StoredSecret& one) {
    return one.arn == arn || (one.arn.ends_with(kNotChosenYet) && policy::GlobMatch(policy::ToPattern(one.arn), arn));
  });
}

const PolicyDocument* IdentityModel::FindPolicyDocument(const std::string& arn) const {
  const auto policy = policies.find(arn);
  return policy == policies.end() ? AwsDocument(arn) : &policy->second.document;
}

std::vector<const PolicyDocument*> IdentityModel::IdentityPolicies(const Role& role) const {
  std::vector<const PolicyDocument*> documents;
  AddDocuments(*this, role.inline_policies, role.attached, documents);
  return documents;
}

std::vector<const PolicyDocument*> IdentityModel::IdentityPolicies(const Member& user) const {
  std::vector<const PolicyDocument*> documents;
  AddDocuments(*this, user.inline_policies, user.attached, documents);
  for (const std::string& name : user.groups) {
    const Member* group = FindGroup(name);
    if (group != nullptr) AddDocuments(*this, group->inline_policies, group->attached, documents);
  }
  return documents;
}

std::vector<std::string> IdentityModel::MissingPolicies(const std::vector<Attachment>& attached) const {
  std::vector<std::string> missing;
  for (const Attachment& attachment : attached) {
    const PolicyDocument* document = FindPolicyDocument(attachment.policy_arn);
    if (document == nullptr || !document->known) missing.push_back(attachment.policy_arn);
  }
  return missing;
}

const PolicyDocument* IdentityModel::Boundary(const std::string& boundary_arn) const {
  const PolicyDocument* document = FindPolicyDocument(boundary_arn);
  return document == nullptr || !document->known ? nullptr : document;
}

void IdentityModel::Merge(IdentityModel other) {
  if (account_id.empty() || (account_is_placeholder && !other.account_id.empty() && !other.account_is_placeholder)) {
    account_id = other.account_id;
    account_is_placeholder = other.account_is_placeholder;
  }
  if (region.empty()) region = other.region;
  const auto same_arn = [](const auto& a, const auto& b) { return a.arn == b.arn; };
  AddNew(roles, std::move(other.roles), same_arn);
  AddNew(users, std::move(other.users), same_arn);
  AddNew(groups, std::move(other.groups), same_arn);
  AddNew(instance_profiles, std::move(other.instance_profiles), same_arn);
  AddNew(providers, std::move(other.providers), same_arn);
  AddNew(resources, std::move(other.resources), same_arn);
  AddNew(service_accounts, std::move(other.service_accounts), [](const ServiceAccount& a, const ServiceAccount& b) {
    return a.namespace_name == b.namespace_name && a.name == b.name;
  });
  policies.merge(other.policies);
  providers_complete = providers_complete || other.providers_complete;
  roles_complete = roles_complete || other.roles_complete;
  AddNew(secrets, std::move(other.secrets),
         [](const StoredSecret& a, const StoredSecret& b) { return a.arn == b.arn; });
  bucket_accounts.merge(other.bucket_accounts);
  for (PodIdentity& one : other.pod_identities) pod_identities.push_back(std::move(one));
  for (std::string& gap : other.gaps) gaps.push_back(std::move(gap));
  for (std::string& gap : other.unread) unread.push_back(std::move(gap));
  for (std::string& one : other.passed_over) passed_over.push_back(std::move(one));
}

std::string AccountOf(std::string_view arn) {
  const auto parsed = policy::ParseArn(arn);
  return parsed ? std::string(parsed->account) : std::string();
}

std::string PartitionOf(std::string_view arn) {
  const auto parsed = policy::ParseArn(arn);
  return parsed ? std::string(parsed->partition) : std::string("aws");
}

std::string WithoutScheme(std::string_view url) {
  const std::size_t scheme = url.find("://");
  return std::string(scheme == std::string_view::npos ? url : url.substr(scheme + 3));
}

std::string NameOfArn(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

}  // namespace rolecall::access
