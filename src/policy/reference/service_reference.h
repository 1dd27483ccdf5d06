// What AWS's services have: actions with their access level, types of resources with the form of their ARNs, condition
// keys with their types. AWS's Service Authorization Reference as data (tools/update-knowledge).
//
//   const ServiceReference* s3 = FindService("s3");                        // null: no service has this prefix
//   const ServiceAction* get = s3->FindAction("getobject");                // case does not count
//   get->level == AccessLevel::kRead; s3->resource(get->resources[0]).arn  // "arn:${Partition}:s3:::${BucketName}/…"
//   for (std::uint16_t key : s3->KeysOf(*get)) s3->key(key).name …
//   for (const ResourceType* type : ActionResources("s3", "GetObject")) …
//
// A service is read when it is first asked for (0.1 ms to 3 ms) and stays. All views live as long as the program. Safe
// from any thread; finding takes no lock once a service was read.
#ifndef ROLECALL_POLICY_REFERENCE_SERVICE_REFERENCE_H_
#define ROLECALL_POLICY_REFERENCE_SERVICE_REFERENCE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rolecall::policy {

enum class AccessLevel : std::uint8_t { kRead, kList, kWrite, kTagging, kPermissions };
std::string_view AccessLevelName(AccessLevel level);  // as AWS writes it: "Permissions management"

enum class ReferenceKeyType : std::uint8_t { kString, kArn, kBool, kNumeric, kDate, kIp };

// A condition key of a service, or a global one that its actions take.
struct ReferenceKey {
  std::string_view name;  // "s3:prefix", "aws:ResourceTag/${TagKey}", "s3:ExistingObjectTag/<key>"
  ReferenceKeyType type = ReferenceKeyType::kString;
  bool multivalued = false;
  std::string lower;  // the name in lower case, `*` for what is free: "aws:resourcetag/*"

  // Whether a key of a policy or request is this one.
  bool Covers(std::string_view lower_key) const;
};

struct ResourceType {
  std::string_view name;            // "bucket"
  std::string_view arn;             // "arn:${Partition}:s3:::${BucketName}"
  std::string pattern;              // the same as a pattern: "arn:*:s3:::*"
  std::vector<std::uint16_t> keys;  // which requests on it have: numbers for ServiceReference::key
};

struct ServiceAction {
  std::string_view name;  // "GetObject"
  AccessLevel level = AccessLevel::kRead;
  // Numbers for ServiceReference::resource. None: the action takes no resource, only "*" matches.
  std::vector<std::uint16_t> resources;
  std::vector<bool> required;       // which of them every request has
  std::vector<std::uint16_t> keys;  // without those of its types of resources
};

// A row of the list of services.
struct ServiceName {
  std::string_view prefix, name;  // "s3", "Amazon S3"
  bool resource_control = false;  // resource control policies apply to it
};

class ServiceReference {
 public:
  // Reads it. FindService below keeps what was read.
  explicit ServiceReference(const ServiceName& service);
  ServiceReference(const ServiceReference&) = delete;
  ServiceReference& operator=(const ServiceReference&) = delete;

  const ServiceName& service() const { return service_; }
  std::span<const ServiceAction> actions() const { return actions_; }
  std::span<const ResourceType> resources() const { return resources_; }
  std::span<const ReferenceKey> keys() const { return keys_; }
  const ResourceType& resource(std::uint16_t number) const { return resources_[number]; }
  const ReferenceKey& key(std::uint16_t number) const { return keys_[number]; }

  // `action` without the prefix. Null: there is none.
  const ServiceAction* FindAction(std::string_view action) const;
  const ResourceType* FindResource(std::string_view name) const;
  // All keys that a request for the action may have beside the global ones, also by its resources; sorted.
  std::vector<std::uint16_t> KeysOf(const ServiceAction& action) const;

 private:
  void Add(std::span<const std::string_view> row);

  const ServiceName service_;
  const std::string rows_;  // what the views look into
  std::vector<ServiceAction> actions_;
  std::vector<ResourceType> resources_;
  std::vector<ReferenceKey> keys_;
  std::unordered_map<std::string, std::uint16_t> by_action_;  // by lower-cased name
};

std::span<const ServiceName> ServiceNames();  // by prefix
const ServiceName* FindServiceName(std::string_view lower_prefix);

// Null: no service that we know has the prefix. Case counts: prefixes are in lower case.
const ServiceReference* FindService(std::string_view lower_prefix);
// "s3:GetObject", in any case. Null: there is none.
const ServiceAction* FindServiceAction(std::string_view action);

// The types of resources that an action takes ("s3", "GetObject"; in any case). Empty: the action or the service is not
// known, or it takes none; FindServiceAction tells which.
std::vector<const ResourceType*> ActionResources(std::string_view service, std::string_view action);

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_REFERENCE_SERVICE_REFERENCE_H_
