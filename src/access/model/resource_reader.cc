#include "access/model/resource_reader.h"

#include <algorithm>

#include "access/model/model_readers.h"
#include "access/model/partial_document.h"
#include "access/model/resource_value.h"
#include "access/model/written_place.h"
#include "base/placeholder.h"
#include "partition/partition.h"
#include "policy/document/arn.h"
#include "policy/document/document.h"

namespace rolecall::access {
namespace {

using value::Value;

bool HasDocument(const std::vector<PolicyDocument>& documents, const std::string& name) {
  return std::any_of(documents.begin(), documents.end(), [&](const auto& one) { return one.name == name; });
}

bool HasAttachment(const std::vector<Attachment>& attached, const std::string& arn) {
  return std::any_of(attached.begin(), attached.end(), [&](const auto& one) { return one.policy_arn == arn; });
}

std::string InlineName(const std::string& name) { return "inline policy " + name; }

// The resource that a policy of its own is attached to, where that is not named by its ARN. A bucket's name is its ARN;
// a queue's address is https://sqs.REGION.amazonaws.com/ACCOUNT/NAME.
std::string AttachedTo(const std::string& type, const Value& value) {
  if (type == "aws_s3_bucket_policy" || type == "aws_s3_bucket") {
    const std::string bucket = TextAt(value, "bucket");
    std::string arn = TextAt(value, "arn");
    if (arn.starts_with("arn:")) return arn;
    if (bucket.empty()) return "";
    return partition::OfRegion(TextAt(value, "region")).arn + "s3:::" + bucket;
  }
  if (type == "aws_kms_key_policy") return TextAt(value, "key_id");
  if (type != "aws_sqs_queue_policy") return TextAt(value, "arn");
  const std::string url = WithoutScheme(TextAt(value, "queue_url"));
  const std::size_t first = url.find('/'), second = url.find('/', first + 1);
  if (second == std::string::npos || !url.starts_with("sqs.")) return "";
  const std::string host = url.substr(0, first), account = url.substr(first + 1, second - first - 1);
  const std::string region = host.substr(4, host.find('.', 4) - 4);
  return partition::OfRegion(region).arn + "sqs:" + region + ":" + account + ":" + url.substr(second + 1);
}

// The ARN of a key that may be named by its id, as of the secret's account and region.
std::string KeyArn(const std::string& key, const std::string& secret_arn) {
  const auto secret = policy::ParseArn(secret_arn);
  if (key.empty() || key.starts_with("arn:") || key.starts_with("alias/") || HasPlaceholder(key) || !secret) return key;
  return "arn:" + std::string(secret->partition) + ":kms:" + std::string(secret->region) + ":" +
         std::string(secret->account) + ":key/" + key;
}

const char* const kTypes[] = {"aws_iam_role",
                              "aws_iam_policy",
                              "aws_iam_openid_connect_provider",
                              "aws_iam_user",
                              "aws_iam_group",
                              "aws_iam_role_policy",
                              "aws_iam_user_policy",
                              "aws_iam_group_policy",
                              "aws_iam_role_policy_attachment",
                              "aws_iam_user_policy_attachment",
                              "aws_iam_group_policy_attachment",
                              "aws_iam_policy_attachment",
                              "aws_iam_role_policy_attachments_exclusive",
                              "aws_iam_user_policy_attachments_exclusive",
                              "aws_iam_group_policy_attachments_exclusive",
                              "aws_iam_instance_profile",
                              "aws_iam_user_group_membership",
                              "aws_iam_group_membership",
                              "aws_dynamodb_resource_policy",
                              "aws_ecr_repository",
                              "aws_eks_pod_identity_association",
                              "aws_ecr_repository_policy",
                              "aws_kinesis_resource_policy",
                              "aws_kms_alias",
                              "aws_kms_external_key",
                              "aws_kms_key",
                              "aws_kms_key_policy",
                              "aws_kms_replica_key",
                              "aws_s3_bucket",
                              "aws_s3_bucket_policy",
                              "aws_sns_topic",
                              "aws_sns_topic_policy",
                              "aws_sqs_queue",
                              "aws_sqs_queue_policy",
                              "aws_secretsmanager_secret",
                              "aws_secretsmanager_secret_policy",
                              "kubernetes_service_account",
                              "kubernetes_service_account_v1",
                              "kubernetes_annotations",
                              "kubernetes_manifest",
                              "kubectl_manifest",
                              "helm_release"};

}  // namespace

bool ResourceReader::Reads(const std::string& type) {
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

Origin ResourceReader::OriginAt(const Address& address, const char* attribute, std::string* file) const {
  Origin origin = OriginOf(configuration_, address, attribute, file);
  origin.kind = kind_;
  return origin;
}

PolicyDocument ResourceReader::Document(const Address& address, const Value& value, const char* attribute,
                                        std::string name) {
  PolicyDocument document;
  document.name = std::move(name);
  document.text = TextAt(value, attribute);
  document.origin = OriginAt(address, attribute, &document.file);
  document.known = !IsUnknownAt(value, attribute);
  if (HasPlaceholder(document.text)) TakePartial(address, attribute, TextAt(value, "arn"), document);
  if (IsUnknownAt(value, attribute)) {
    model_.gaps.push_back("the " + document.name + " (" + address.Text() + "." + attribute +
                          ") is known only after apply");
  }
  if (document.file.empty() || files_ == nullptr) return document;
  // The file's own text has the file's places; what the provider makes of it means the same.
  Result<std::string> text = files_->Read(document.file, policy::kMaxDocumentBytes);
  if (!text.ok()) {
    document.file.clear();
  } else {
    document.text = *std::move(text);
  }
  return document;
}

// A document of which parts are not known is read as far as it is known, and says what is not.
void ResourceReader::TakePartial(const Address& address, const char* attribute, const std::string& owner_arn,
                                 PolicyDocument& document) {
  PartialDocument partial = CompletePartial(document.text, AccountOf(owner_arn), PartitionOf(owner_arn));
  document.known = partial.readable;
  document.text = std::move(partial.text);
  document.unknown_parts = std::move(partial.unknown);
  document.lacks_statements = partial.lacks_statements;
  std::string parts;
  for (const std::string& part : document.unknown_parts) parts += (parts.empty() ? "" : ", ") + part;
  AddGap("of the " + document.name + " (" + address.Text() + "." + attribute + ") is not known: " + parts);
}

void ResourceReader::Add(const Address& address, const Value& value) {
  const std::string& type = address.type;
  if (address.mode != engine::ResourceMode::kManaged || !value.IsKnown() || value.IsNull()) return;
  if (type == "aws_iam_role") return AddRole(address, value);
  if (type == "aws_iam_policy") return AddPolicy(address, value);
  if (type == "aws_iam_openid_connect_provider") return AddProvider(address, value);
  if (type == "aws_iam_user") return AddMember(address, value, model_.users);
  if (type == "aws_iam_group") return AddMember(address, value, model_.groups);
  if (type == "aws_iam_role_policy") return AddInline(address, value, Owner::kRole, "role");
  if (type == "aws_iam_user_policy") return AddInline(address, value, Owner::kUser, "user");
  if (type == "aws_iam_group_policy") return AddInline(address, value, Owner::kGroup, "group");
  if (type == "aws_iam_role_policy_attachment") return AddAttachment(address, value, Owner::kRole, "role");
  if (type == "aws_iam_user_policy_attachment") return AddAttachment(address, value, Owner::kUser, "user");
  if (type == "aws_iam_group_policy_attachment") return AddAttachment(address, value, Owner::kGroup, "group");
  if (type == "aws_iam_policy_attachment") return AddAttachments(address, value);
  if (type == "aws_iam_role_policy_attachments_exclusive") {
    return AddExclusive(address, value, Owner::kRole, "role_name");
  }
  if (type == "aws_iam_user_policy_attachments_exclusive") {
    return AddExclusive(address, value, Owner::kUser, "user_name");
  }
  if (type == "aws_iam_group_policy_attachments_exclusive") {
    return AddExclusive(address, value, Owner::kGroup, "group_name");
  }
  if (type == "aws_iam_instance_profile") return AddProfile(address, value);
  if (type == "aws_eks_pod_identity_association") {
    model_.pod_identities.push_back({TextAt(value, "namespace"), TextAt(value, "service_account"),
                                     TextAt(value, "cluster_name"), TextAt(value, "role_arn"),
                                     OriginAt(address, "service_account")});
    return;
  }
  if (type == "aws_iam_user_group_membership") return AddGroupsOfUser(value);
  if (type == "aws_iam_group_membership") return AddUsersOfGroup(value);
  if (type == "aws_kms_alias") {
    const std::string arn = TextAt(value, "arn");
    if (!arn.empty()) key_aliases_[arn] = KeyArn(TextAt(value, "target_key_id"), arn);
    return;
  }
  if (type.starts_with("aws_kms_") && type != "aws_kms_key_policy") {
    return AddProtected(address, value, TextAt(value, "arn"));
  }
  if (type.ends_with("_resource_policy")) return AddProtected(address, value, TextAt(value, "resource_arn"));
  if (type == "aws_ecr_repository") {
    repositories_[TextAt(value, "name")] = TextAt(value, "arn");
    return;
  }
  if (type == "aws_ecr_repository_policy") return AddRepositoryPolicy(address, value);
  if (type.starts_with("aws_s3_") || type.starts_with("aws_sns_") || type.starts_with("aws_sqs_") ||
      type == "aws_kms_key_policy") {
    return AddProtected(address, value, AttachedTo(type, value));
  }
  if (type == "aws_secretsmanager_secret") {
    const std::string arn = TextAt(value, "arn");
    model_.secrets.push_back({arn, KeyArn(TextAt(value, "kms_key_id"), arn), OriginAt(address, "kms_key_id")});
    return AddProtected(address, value, arn);
  }
  if (type == "aws_secretsmanager_secret_policy") return AddProtected(address, value, TextAt(value, "secret_arn"));
  AddKubernetes(address, value);
}

void ResourceReader::AddRole(const Address& address, const Value& value) {
  Role role;
  role.arn = TextAt(value, "arn");
  role.name = TextAt(value, "name");
  role.path = TextAt(value, "path");
  role.account = AccountOf(role.arn);
  role.unique_id = TextAt(value, "unique_id");
  role.origin = OriginAt(address, "name");
  role.trust = Document(address, value, "assume_role_policy", "trust policy of " + ShownName(role));
  role.boundary_arn = TextAt(value, "permissions_boundary");
  role.tags = TextMapAt(value, "tags_all");
  if (role.tags.empty()) role.tags = TextMapAt(value, "tags");
  role.max_session_duration = NumberAt(value, "max_session_duration").value_or(3600);
  // Both attributes are also what was found, if they are not configured: resources of their own know better (AddFound).
  FoundAtRole found{model_.roles.size(), address, {}, {}};
  for (const std::string& arn : TextsAt(value, "managed_policy_arns")) {
    found.attached.push_back({arn, OriginAt(address, "managed_policy_arns")});
  }
  for (const Value& block : BlocksAt(value, "inline_policy")) {
    PolicyDocument document;
    document.name = InlineName(TextAt(block, "name"));
    document.text = TextAt(block, "policy");
    document.origin = OriginAt(address, "inline_policy");
    if (HasPlaceholder(document.text)) TakePartial(address, "inline_policy", role.arn, document);
    if (!document.known || !document.text.empty()) found.inline_policies.push_back(std::move(document));
  }
  if (!found.attached.empty() || !found.inline_policies.empty()) found_.push_back(std::move(found));
  model_.roles.push_back(std::move(role));
}

void ResourceReader::AddPolicy(const Address& address, const Value& value) {
  ManagedPolicy policy;
  policy.arn = TextAt(value, "arn");
  policy.name = TextAt(value, "name");
  policy.document = Document(address, value, "policy", policy.arn.empty() ? "policy " + policy.name : policy.arn);
  policy.origin = OriginAt(address, "name");
  if (policy.arn.empty()) {
    model_.gaps.push_back("the ARN of " + address.Text() + " is known only after apply");
    return;
  }
  model_.policies[policy.arn] = std::move(policy);
}

void ResourceReader::AddProvider(const Address& address, const Value& value) {
  OidcProvider provider;
  provider.arn = TextAt(value, "arn");
  provider.url = WithoutScheme(TextAt(value, "url"));
  provider.client_ids = TextsAt(value, "client_id_list");
  if (IsUnknownAt(value, "client_id_list")) provider.client_ids = {Placeholder("client_id_list")};
  provider.origin = OriginAt(address, "url");
  model_.providers.push_back(std::move(provider));
}

void ResourceReader::AddMember(const Address& address, const Value& value, std::vector<Member>& members) {
  Member member;
  member.arn = TextAt(value, "arn");
  member.name = TextAt(value, "name");
  member.path = TextAt(value, "path");
  member.account = AccountOf(member.arn);
  member.unique_id = TextAt(value, "unique_id");
  member.boundary_arn = TextAt(value, "permissions_boundary");
  member.tags = TextMapAt(value, "tags_all");
  member.origin = OriginAt(address, "name");
  members.push_back(std::move(member));
}

void ResourceReader::AddInline(const Address& address, const Value& value, Owner owner, const char* attribute) {
  PendingJoin pending{owner, TextAt(value, attribute), {}, {}, {}};
  pending.inline_policies.push_back(Document(address, value, "policy", InlineName(TextAt(value, "name"))));
  pending_.push_back(std::move(pending));
}

void ResourceReader::AddAttachment(const Address& address, const Value& value, Owner owner, const char* attribute) {
  const std::string arn = TextAt(value, "policy_arn");
  if (arn.empty()) model_.gaps.push_back("the policy of " + address.Text() + " is known only after apply");
  if (arn.empty()) return;
  pending_.push_back({owner, TextAt(value, attribute), {}, {{arn, OriginAt(address, "policy_arn")}}, {}});
}

// One policy and all whom it is attached to.
void ResourceReader::AddAttachments(const Address& address, const Value& value) {
  const std::string arn = TextAt(value, "policy_arn");
  const std::pair<Owner, const char*> kLists[] = {
      {Owner::kRole, "roles"}, {Owner::kUser, "users"}, {Owner::kGroup, "groups"}};
  if (arn.empty()) model_.gaps.push_back("the policy of " + address.Text() + " is known only after apply");
  if (arn.empty()) return;
  for (const auto& [owner, attribute] : kLists) {
    if (IsUnknownAt(value, attribute)) {
      model_.gaps.push_back("the " + std::string(attribute) + " of " + address.Text() + " are known only after apply");
    }
    for (const std::string& name : TextsAt(value, attribute)) {
      pending_.push_back({owner, name, {}, {{arn, OriginAt(address, "policy_arn")}}, {}});
    }
  }
}

// It attaches what it lists, too.
void ResourceReader::AddExclusive(const Address& address, const Value& value, Owner owner, const char* attribute) {
  if (IsUnknownAt(value, "policy_arns")) AddGap("the policies of " + address.Text() + " are known only after apply");
  for (const std::string& arn : TextsAt(value, "policy_arns")) {
    pending_.push_back({owner, TextAt(value, attribute), {}, {{arn, OriginAt(address, "policy_arns")}}, {}});
  }
}

void ResourceReader::AddProfile(const Address& address, const Value& value) {
  InstanceProfile profile{TextAt(value, "arn"), TextAt(value, "name"), {}, OriginAt(address, "role")};
  if (const std::string role = TextAt(value, "role"); !role.empty()) profile.roles.push_back(role);
  model_.instance_profiles.push_back(std::move(profile));
}

// A resource that has a policy of its own.
void ResourceReader::AddProtected(const Address& address, const Value& value, std::string arn) {
  if (TextAt(value, "policy").empty() && !IsUnknownAt(value, "policy")) return;
  // What the provider computes where none is written is the default policy, which counts as none.
  const bool computed = IsUnknownAt(value, "policy") && configuration_ != nullptr &&
                        FindWritten(*configuration_, address, "policy").expression == nullptr;
  if (computed) return;
  ProtectedResource resource{std::move(arn), {}};
  const std::string name = resource.arn.empty() ? address.Text() : resource.arn;
  resource.policy = Document(address, value, "policy", "policy of " + name);
  model_.resources.push_back(std::move(resource));
}

// It names its repository, whose ARN is found at the end.
void ResourceReader::AddRepositoryPolicy(const Address& address, const Value& value) {
  const std::size_t known = model_.resources.size();
  AddProtected(address, value, "");
  if (model_.resources.size() > known) repository_policies_.emplace_back(known, TextAt(value, "repository"));
}

// Of a repository that is made elsewhere account and region are not known: any of the name.
void ResourceReader::JoinRepositories() {
  for (const auto& [number, name] : repository_policies_) {
    ProtectedResource& resource = model_.resources[number];
    const auto found = repositories_.find(name);
    const bool known = found != repositories_.end() && !found->second.empty();
    resource.arn = known ? found->second : "arn:*:ecr:*:*:repository/" + name;
    resource.policy.name = "policy of " + resource.arn;
  }
}

// A secret's key may be named by an alias ("alias/x" is one of its own account and region).
void ResourceReader::JoinAliases() {
  for (StoredSecret& secret : model_.secrets) {
    std::string alias = secret.kms_key;
    if (alias.starts_with("alias/")) {
      const auto arn = policy::ParseArn(secret.arn);
      if (!arn) continue;
      alias = "arn:" + std::string(arn->partition) + ":kms:" + std::string(arn->region) + ":" +
              std::string(arn->account) + ":" + alias;
    }
    const auto found = key_aliases_.find(alias);
    if (found != key_aliases_.end()) secret.kms_key = found->second;
  }
}

void ResourceReader::AddGroupsOfUser(const Value& value) {
  pending_.push_back({Owner::kUser, TextAt(value, "user"), {}, {}, TextsAt(value, "groups")});
}

void ResourceReader::AddUsersOfGroup(const Value& value) {
  for (const std::string& user : TextsAt(value, "users")) {
    pending_.push_back({Owner::kUser, user, {}, {}, {TextAt(value, "group")}});
  }
}

// Whoever is given something here and made elsewhere: its ARN is not known (nor its path), of a role neither who can
// assume it.
void ResourceReader::AddElsewhere(Owner owner, const std::string& name) {
  if (owner == Owner::kRole) {
    roles_.emplace(name, model_.roles.size());
    Role& role = model_.roles.emplace_back();
    role.name = name;
    role.trust.name = "trust policy of " + name;
    role.trust.known = false;
    return;
  }
  std::vector<Member>& members = owner == Owner::kUser ? model_.users : model_.groups;
  (owner == Owner::kUser ? users_ : groups_).emplace(name, members.size());
  members.emplace_back().name = name;
}

void ResourceReader::AddUnknownOwner(const PendingJoin& pending) {
  std::string what;
  if (!pending.attached.empty()) what = pending.attached.front().policy_arn;
  if (!pending.inline_policies.empty()) what = "the " + pending.inline_policies.front().name;
  if (!what.empty()) AddGap("whom " + what + " is given to is known only after apply");
}

void ResourceReader::Join(const PendingJoin& pending) {
  const auto join = [&](auto& owner) {
    for (const PolicyDocument& document : pending.inline_policies) {
      if (!HasDocument(owner.inline_policies, document.name)) owner.inline_policies.push_back(document);
    }
    for (const Attachment& attachment : pending.attached) {
      if (!HasAttachment(owner.attached, attachment.policy_arn)) owner.attached.push_back(attachment);
    }
  };
  const auto& positions = pending.owner == Owner::kRole ? roles_ : pending.owner == Owner::kUser ? users_ : groups_;
  if (!positions.contains(pending.name)) {
    if (pending.name.empty() || HasPlaceholder(pending.name)) return AddUnknownOwner(pending);
    AddElsewhere(pending.owner, pending.name);
  }
  const auto found = positions.find(pending.name);
  if (pending.owner == Owner::kRole) return join(model_.roles[found->second]);
  Member& member = (pending.owner == Owner::kUser ? model_.users : model_.groups)[found->second];
  join(member);
  member.groups.insert(member.groups.end(), pending.groups.begin(), pending.groups.end());
}

void ResourceReader::AddGone(const Address& address, const Value& before) {
  if (address.mode != engine::ResourceMode::kManaged || !before.IsKnown() || before.IsNull()) return;
  if (address.type == "aws_iam_role_policy") {
    gone_[TextAt(before, "role")].inline_policies.insert(InlineName(TextAt(before, "name")));
  } else if (address.type == "aws_iam_role_policy_attachment") {
    gone_[TextAt(before, "role")].attached.insert(TextAt(before, "policy_arn"));
  } else if (address.type == "aws_iam_policy_attachment") {
    for (const std::string& role : TextsAt(before, "roles")) {
      gone_[role].attached.insert(TextAt(before, "policy_arn"));
    }
  } else if (address.type == "aws_iam_role_policy_attachments_exclusive") {
    for (const std::string& arn : TextsAt(before, "policy_arns")) {
      gone_[TextAt(before, "role_name")].attached.insert(arn);
    }
  }
}

void ResourceReader::AddFound(const FoundAtRole& found) {
  Role& role = model_.roles[found.role];
  const auto gone = gone_.find(role.name);
  const auto stays = [&](const std::set<std::string>& names, const std::string& name, const char* attribute) {
    if (!names.contains(name)) return true;
    if (is_written_) return is_written_(found.address, attribute);
    return configuration_ != nullptr && IsWrittenIn(*configuration_, found.address, attribute);
  };
  for (const PolicyDocument& document : found.inline_policies) {
    if (gone != gone_.end() && !stays(gone->second.inline_policies, document.name, "inline_policy")) continue;
    if (!HasDocument(role.inline_policies, document.name)) role.inline_policies.push_back(document);
  }
  for (const Attachment& attachment : found.attached) {
    if (gone != gone_.end() && !stays(gone->second.attached, attachment.policy_arn, "managed_policy_arns")) continue;
    if (!HasAttachment(role.attached, attachment.policy_arn)) role.attached.push_back(attachment);
  }
}

IdentityModel ResourceReader::Finish() {
  const auto index = [](const auto& list, auto& positions) {
    for (std::size_t i = 0; i < list.size(); ++i) positions.emplace(list[i].name, i);
  };
  index(model_.roles, roles_);
  index(model_.users, users_);
  index(model_.groups, groups_);
  for (const PendingJoin& pending : pending_) Join(pending);
  for (const FoundAtRole& found : found_) AddFound(found);
  JoinRepositories();
  JoinAliases();
  for (const ServiceAccount& annotated : annotated_) JoinAnnotations(annotated);
  return std::move(model_);
}

}  // namespace rolecall::access
