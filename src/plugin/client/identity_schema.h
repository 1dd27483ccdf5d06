// IdentitySchema: what the identity of a plugin's type consists of.
//
//   ROLECALL_TRY(IdentitySchema schema, ReadIdentitySchema(message));
//   std::optional<value::Value> identity = FitIdentity(schema, "aws_vpc", written, diagnostics);
//
// Pure; any thread. Errors: kInvalidArgument, with the attribute.
#ifndef ROLECALL_PLUGIN_CLIENT_IDENTITY_SCHEMA_H_
#define ROLECALL_PLUGIN_CLIENT_IDENTITY_SCHEMA_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "diag/diagnostic.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::plugin {

namespace wire {
class ResourceIdentitySchema;
}

struct IdentitySchema {
  std::int64_t version = 0;
  value::Type type = value::Type::Object({});
  std::set<std::string> required_for_import;
};

Result<IdentitySchema> ReadIdentitySchema(const wire::ResourceIdentitySchema& from);

// What an import block says (an object, wholly known), as an object of the schema's type. Nothing, with diagnostics:
// it is none.
std::optional<value::Value> FitIdentity(const IdentitySchema& schema, const std::string& type,
                                        const value::Value& written, diag::Diagnostics& diagnostics);

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_IDENTITY_SCHEMA_H_
