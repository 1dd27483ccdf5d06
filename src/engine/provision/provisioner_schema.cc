#include "engine/provision/provisioner_schema.h"

namespace rolecall::engine {
namespace {

BlockSchema LocalExecSchema() {
  using value::Type;
  BlockSchema schema;
  schema.attributes["command"] = {.type = Type::String(), .required = true};
  schema.attributes["interpreter"] = {.type = Type::List(Type::String()), .optional = true};
  schema.attributes["working_dir"] = {.type = Type::String(), .optional = true};
  schema.attributes["environment"] = {.type = Type::Map(Type::String()), .optional = true};
  schema.attributes["quiet"] = {.type = Type::Bool(), .optional = true};
  return schema;
}

}  // namespace

const BlockSchema* ProvisionerSchema(const std::string& type) {
  static const BlockSchema kSchema = LocalExecSchema();
  return type == kLocalExec ? &kSchema : nullptr;
}

}  // namespace rolecall::engine
