#include "engine/provision/provisioner_schema.h"

#include <algorithm>
#include <map>

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

AttributeSchema Optional(Type type) { return {.type = std::move(type), .optional = true}; }

BlockSchema LocalExecSchema() {
  BlockSchema schema;
  schema.attributes["command"] = {.type = Type::String(), .required = true};
  schema.attributes["interpreter"] = Optional(Type::List(Type::String()));
  schema.attributes["working_dir"] = Optional(Type::String());
  schema.attributes["environment"] = Optional(Type::Map(Type::String()));
  schema.attributes["quiet"] = Optional(Type::Bool());
  return schema;
}

BlockSchema RemoteExecSchema() {
  BlockSchema schema;
  schema.attributes["inline"] = Optional(Type::List(Type::String()));
  schema.attributes["script"] = Optional(Type::String());
  schema.attributes["scripts"] = Optional(Type::List(Type::String()));
  return schema;
}

BlockSchema FileSchema() {
  BlockSchema schema;
  schema.attributes["source"] = Optional(Type::String());
  schema.attributes["content"] = Optional(Type::String());
  schema.attributes["destination"] = {.type = Type::String(), .required = true};
  return schema;
}

BlockSchema MakeConnectionSchema() {
  BlockSchema schema;
  for (const char* name : {"type",
                           "user",
                           "password",
                           "host",
                           "timeout",
                           "script_path",
                           "target_platform",
                           "private_key",
                           "certificate",
                           "host_key",
                           "agent_identity",
                           "proxy_scheme",
                           "proxy_host",
                           "proxy_user_name",
                           "proxy_user_password",
                           "bastion_host",
                           "bastion_host_key",
                           "bastion_user",
                           "bastion_password",
                           "bastion_private_key",
                           "bastion_certificate",
                           "cacert"}) {
    schema.attributes[name] = Optional(Type::String());
  }
  for (const char* name : {"port", "bastion_port", "proxy_port"}) schema.attributes[name] = Optional(Type::Number());
  for (const char* name : {"agent", "https", "insecure", "use_ntlm"}) schema.attributes[name] = Optional(Type::Bool());
  return schema;
}

// Known not to be given.
bool IsAbsent(const Value& value) { return value.IsKnown() && value.IsNull(); }

void Refuse(const std::string& type, const std::string& detail, const diag::Range& range,
            diag::Diagnostics& diagnostics) {
  diagnostics.AddError("invalid-provisioner", "Invalid " + type + " provisioner configuration", detail, range);
}

}  // namespace

const BlockSchema* ProvisionerSchema(const std::string& type) {
  static const std::map<std::string, BlockSchema> kSchemas = {
      {kLocalExec, LocalExecSchema()}, {kRemoteExec, RemoteExecSchema()}, {kFileProvisioner, FileSchema()}};
  const auto found = kSchemas.find(type);
  return found == kSchemas.end() ? nullptr : &found->second;
}

const BlockSchema& ConnectionSchema() {
  static const BlockSchema kSchema = MakeConnectionSchema();
  return kSchema;
}

void CheckProvisioner(const std::string& type, const Value& config, const diag::Range& range,
                      diag::Diagnostics& diagnostics) {
  if (!config.IsKnown() || config.IsNull()) return;
  const auto given = [&](std::initializer_list<const char*> names) {
    return std::count_if(names.begin(), names.end(), [&](const char* name) { return !IsAbsent(config.Get(name)); });
  };
  if (type == kRemoteExec) {
    const auto count = given({"inline", "script", "scripts"});
    if (count == 0) Refuse(type, R"(One of "inline", "script", or "scripts" must be set.)", range, diagnostics);
    if (count > 1) Refuse(type, R"(Only one of "inline", "script", or "scripts" must be set.)", range, diagnostics);
  }
  if (type == kFileProvisioner) {
    const auto count = given({"source", "content"});
    if (count == 0) Refuse(type, "Must provide one of 'source' or 'content'.", range, diagnostics);
    if (count > 1) Refuse(type, "Cannot set both 'source' and 'content'.", range, diagnostics);
  }
}

void CheckConnection(const Value& connection, const diag::Range& range, diag::Diagnostics& diagnostics) {
  if (!connection.IsKnown() || connection.IsNull()) return;
  const Value& type = connection.Get("type");
  if (!type.IsKnown() || type.IsNull()) return;
  const std::string& name = type.AsString();
  if (name.empty() || name == "ssh") return;
  diagnostics.AddError("unsupported-connection", "Connection type \"" + name + "\" is not supported",
                       name == "winrm" ? "This program reaches machines by ssh alone. Install an SSH server on the "
                                         "Windows machine, or run the step by local-exec with a client for WinRM."
                                       : "A connection is of type \"ssh\".",
                       range);
}

}  // namespace rolecall::engine
