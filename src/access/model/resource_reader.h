// Makes an identity model from resources: what plans and states have in common.
//
//   ResourceReader reader(configuration, files, Origin::Kind::kConfiguration);
//   for (…) reader.Add(address, value);
//   for (…) reader.AddGone(address, before);  // of a plan, for what will be
//   IdentityModel model = reader.Finish();   // joins what belongs together
#ifndef ROLECALL_ACCESS_MODEL_RESOURCE_READER_H_
#define ROLECALL_ACCESS_MODEL_RESOURCE_READER_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "access/model/identity_model.h"
#include "base/file_system.h"
#include "engine/config/configuration.h"
#include "value/value.h"

namespace rolecall::access {

class ResourceReader {
 public:
  // Both may be null and must outlive the reader.
  ResourceReader(const engine::Configuration* configuration, const FileSystem* files, Origin::Kind kind)
      : configuration_(configuration), files_(files), kind_(kind) {}

  // True if resources of the type say anything about identity.
  static bool Reads(const std::string& type);
  void Add(const engine::ResourceAddress& address, const value::Value& value);
  // An object that goes or is changed: what it gave a role before is not what the role has because it was found there.
  void AddGone(const engine::ResourceAddress& address, const value::Value& before);
  // Whether an attribute or block of a role is configured, rather than found; by default the configuration says it.
  using IsWritten = std::function<bool(const engine::ResourceAddress& address, const char* name)>;
  void SetWritten(IsWritten is_written) { is_written_ = std::move(is_written); }
  // Something is not known already.
  bool has_gaps() const { return !model_.gaps.empty(); }
  IdentityModel Finish();

 private:
  using Address = engine::ResourceAddress;
  // What is joined to a role, user or group by its name, at the end.
  enum class Owner { kRole, kUser, kGroup };
  struct PendingJoin {
    Owner owner;
    std::string name;
    std::vector<PolicyDocument> inline_policies;
    std::vector<Attachment> attached;
    std::vector<std::string> groups;
  };

  // What a role had when it was read: its own blocks, and what other resources or other people gave it.
  struct FoundAtRole {
    std::size_t role;  // its number
    Address address;
    std::vector<PolicyDocument> inline_policies;
    std::vector<Attachment> attached;
  };
  // Names of inline policies and ARNs.
  struct GoneFromRole {
    std::set<std::string> inline_policies, attached;
  };

  void AddRole(const Address& address, const value::Value& value);
  void AddFound(const FoundAtRole& found);
  void AddPolicy(const Address& address, const value::Value& value);
  void AddProvider(const Address& address, const value::Value& value);
  void AddMember(const Address& address, const value::Value& value, std::vector<Member>& members);
  void AddInline(const Address& address, const value::Value& value, Owner owner, const char* attribute);
  void AddAttachment(const Address& address, const value::Value& value, Owner owner, const char* attribute);
  void AddAttachments(const Address& address, const value::Value& value);
  void AddExclusive(const Address& address, const value::Value& value, Owner owner, const char* attribute);
  void AddProfile(const Address& address, const value::Value& value);
  void AddProtected(const Address& address, const value::Value& value, std::string arn);
  void AddRepositoryPolicy(const Address& address, const value::Value& value);
  void JoinRepositories();
  void JoinAliases();
  void AddGroupsOfUser(const value::Value& value);
  void AddUsersOfGroup(const value::Value& value);
  void AddServiceAccount(const Address& address, const value::Value& value);
  void AddGap(std::string sentence) { model_.gaps.push_back(std::move(sentence)); }
  void Join(const PendingJoin& pending);
  void AddElsewhere(Owner owner, const std::string& name);
  void AddUnknownOwner(const PendingJoin& pending);
  void JoinAnnotations(const ServiceAccount& annotated);
  // What makes service accounts or annotates them (resource_reader_kubernetes.cc).
  void AddKubernetes(const Address& address, const value::Value& value);
  void AddManifestObject(const Address& address, const value::Value& value);
  void AddManifestYaml(const Address& address, const value::Value& value, const char* attribute);
  void AddObjectAnnotations(const Address& address, const value::Value& value);
  void AddHelmRelease(const Address& address, const value::Value& value);
  void TakeManifests(const Address& address, const char* attribute, const std::string& text);
  void TakeAccount(const Address& address, const char* attribute, ServiceAccount account);
  PolicyDocument Document(const Address& address, const value::Value& value, const char* attribute, std::string name);
  void TakePartial(const Address& address, const char* attribute, const std::string& owner_arn,
                   PolicyDocument& document);
  Origin OriginAt(const Address& address, const char* attribute, std::string* file = nullptr) const;

  const engine::Configuration* configuration_;
  const FileSystem* files_;
  const Origin::Kind kind_;
  IdentityModel model_;
  std::vector<PendingJoin> pending_;
  std::vector<FoundAtRole> found_;
  std::map<std::string, GoneFromRole> gone_;  // by the role's name
  IsWritten is_written_;
  std::map<std::string, std::string> repositories_;                       // ARNs by name
  std::vector<std::pair<std::size_t, std::string>> repository_policies_;  // numbers of resources, with names
  std::map<std::string, std::string> key_aliases_;                        // ARNs of keys by ARNs of aliases
  std::vector<ServiceAccount> annotated_;                                // by kubernetes_annotations: joined at the end
  std::unordered_map<std::string, std::size_t> roles_, users_, groups_;  // by name, made in Finish
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_RESOURCE_READER_H_
