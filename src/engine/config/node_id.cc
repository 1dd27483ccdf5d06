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
  const ResourceMode mode = kind == NodeKind::kData ? ResourceMode::kData : ResourceMode::kManaged;
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
    case NodeKind::kData: return Resource().Text();
    case NodeKind::kDestroy: return WithModule(module, type + "." + name);
    case NodeKind::kDestroyed: return WithModule(module, type + "." + name + " (destroyed)");
  }
  return "";
}

NodeId ResourceNode(const ResourceAddress& address) {
  const NodeKind kind = address.mode == ResourceMode::kData ? NodeKind::kData : NodeKind::kManaged;
  return NodeId{kind, address.module, address.name, address.type};
}

NodeId DestroyedNode(const ResourceAddress& address) {
  return NodeId{NodeKind::kDestroyed, address.module, address.name, address.type};
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
