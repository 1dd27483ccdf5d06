#include "engine/config/node_id.h"

#include "base/check.h"

namespace rolecall::engine {
namespace {

std::string WithModule(const ModuleAddress& module, const std::string& text) {
  return module.IsRoot() ? text : module.Text() + "." + text;
}

}  // namespace

ResourceAddress NodeId::Resource() const {
  ROLECALL_CHECK(IsResource());
  ResourceMode mode = ResourceMode::kManaged;
  if (kind == NodeKind::kData) mode = ResourceMode::kData;
  if (kind == NodeKind::kEphemeral) mode = ResourceMode::kEphemeral;
  return ResourceAddress{module, mode, type, name, {}};
}

std::string NodeId::Text() const {
  switch (kind) {
    case NodeKind::kVariable: return WithModule(module, "var." + name);
    case NodeKind::kLocal: return WithModule(module, "local." + name);
    case NodeKind::kOutput: return WithModule(module, "output." + name);
    case NodeKind::kCheck: return WithModule(module, "check." + name);
    case NodeKind::kImport: return WithModule(module, "import." + name);
    case NodeKind::kExpand: return module.Text() + " (expand)";
    case NodeKind::kClose: return (module.IsRoot() ? "root" : module.Text()) + " (close)";
    case NodeKind::kProvider: return ProviderAddress{module, "", type, name}.Text();
    case NodeKind::kManaged:
    case NodeKind::kData:
    case NodeKind::kEphemeral: return Resource().Text();
    case NodeKind::kEphemeralClose: return WithModule(module, "ephemeral." + type + "." + name + " (close)");
    case NodeKind::kDestroy: return WithModule(module, type + "." + name);
    case NodeKind::kDestroyed: return WithModule(module, type + "." + name + " (destroyed)");
  }
  return "";
}

NodeId ResourceNode(const ResourceAddress& address) {
  NodeKind kind = NodeKind::kManaged;
  if (address.mode == ResourceMode::kData) kind = NodeKind::kData;
  if (address.mode == ResourceMode::kEphemeral) kind = NodeKind::kEphemeral;
  return NodeId{kind, address.module, address.name, address.type};
}

NodeId DestroyedNode(const ResourceAddress& address) {
  return NodeId{NodeKind::kDestroyed, address.module, address.name, address.type};
}

NodeId EphemeralCloseNode(const ResourceAddress& address) {
  return NodeId{NodeKind::kEphemeralClose, address.module, address.name, address.type};
}

NodeId DestroyNode(const ResourceAddress& instance, const std::string& deposed) {
  const std::string what = deposed.empty() ? " (destroy)" : " (destroy deposed " + deposed + ")";
  return NodeId{NodeKind::kDestroy, instance.module, instance.name + IndexKeyText(instance.key) + what, instance.type};
}

NodeId ProviderNode(const ProviderAddress& address) {
  return NodeId{NodeKind::kProvider, address.module, address.alias, address.source};
}

}  // namespace rolecall::engine

std::size_t std::hash<rolecall::engine::NodeId>::operator()(const rolecall::engine::NodeId& id) const {
  std::size_t hash = static_cast<std::size_t>(id.kind);
  const auto mix = [&hash](std::size_t part) { hash ^= part + 0x9e3779b97f4a7c15U + (hash << 6) + (hash >> 2); };
  for (const rolecall::engine::ModuleStep& step : id.module.steps) {
    mix(std::hash<std::string>()(step.name));
    mix(std::hash<rolecall::engine::InstanceKey>()(step.key));
  }
  mix(std::hash<std::string>()(id.name));
  mix(std::hash<std::string>()(id.type));
  return hash;
}
