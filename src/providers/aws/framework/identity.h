// Resource identities: what Terraform 1.12 and later knows an object by beside its attributes. Those of the types that
// have them in the AWS provider, as a table: which attributes, and which import id they stand for.
//
//   const IdentityKind* kind = FindIdentityKind(behaviour, "aws_iam_role_policy");
//   MakeIdentity(*kind, place, object);                    // {account_id, name, role}
//   ImportIdOfIdentity(*kind, place, {role = "app", name = "p"});   // "app:p"
//
// Pure; any thread.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_IDENTITY_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_IDENTITY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/provider/provider.h"
#include "providers/aws/framework/behaviour.h"
#include "providers/framework/object.h"

namespace rolecall::providers::aws {

struct IdentityKind {
  const char* type;
  std::int64_t version;
  bool has_account, has_region;
  const char* import_id;  // "{role}:{name}": the attributes, and what stands between them
  int since = 1;          // the minor version of 6 that is the first to have it
};

// Of the provider that asks.
struct IdentityPlace {
  std::string account, region;
};

// Null: the type has none, or none in this version.
const IdentityKind* FindIdentityKind(const Behaviour& behaviour, std::string_view type);
// `object` exists. An account that was not asked for is null.
engine::ResourceIdentity MakeIdentity(const IdentityKind& kind, const IdentityPlace& place, const Object& object);
// kInvalidArgument: an attribute is missing, is no text or is unknown to the type; account or region are not the
// provider's.
Result<std::string> ImportIdOfIdentity(const IdentityKind& kind, const IdentityPlace& place,
                                       const value::Value& identity);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_IDENTITY_H_
