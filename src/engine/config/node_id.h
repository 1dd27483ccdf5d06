// NodeId: which thing of a configuration, or which step of a walk, is meant: a value to look things up by.
//
//   NodeId id{NodeKind::kVariable, module.path, "name"};     // var.name of a module
//   NodeId role = ResourceNode(address);                     // instance keys of the module stay, the resource's goes
//   std::unordered_map<NodeId, Value> values;                // hashed and compared without making strings
//   role.Text()                                              // "module.a.aws_iam_role.b", as a person calls it
//
// The graph and the walk name configuration modules (no instance keys); the evaluator names module instances. An id
// says nothing of whether there is such a thing. The order of ids is total but means nothing to a person: what is shown
// is ordered by its text.
// Threads: plain values.
#ifndef ROLECALL_ENGINE_CONFIG_NODE_ID_H_
#define ROLECALL_ENGINE_CONFIG_NODE_ID_H_

#include <compare>
#include <cstddef>
#include <functional>
#include <string>

#include "engine/state/address.h"

namespace rolecall::engine {

enum class NodeKind {
  kVariable,
  kLocal,
  kOutput,
  kExpand,    // the instances of a module call; named by the module that is called
  kClose,     // all that lies in a module is done
  kProvider,  // a provider configuration: type is its source, name its alias
  kManaged,   // a resource block
  kData,
  kEphemeral,
  kEphemeralClose,  // nobody needs the objects of that block any more
  kCheck,
  kImport,     // an import block, by its number; type is where it begins, which orders what is said of it
  kDestroy,    // one object that goes
  kDestroyed,  // all objects of a resource that go have gone
};

struct NodeId {
  NodeKind kind = NodeKind::kVariable;
  ModuleAddress module;
  std::string name;
  std::string type = {};  // of resources and providers; "" for all others

  bool IsResource() const {
    return kind == NodeKind::kManaged || kind == NodeKind::kData || kind == NodeKind::kEphemeral;
  }
  // Of a resource, without instance key.
  ResourceAddress Resource() const;
  // `var.a`, `module.x.local.b`, `module.x (expand)`, `aws_iam_role.c`, `provider["hashicorp/aws"].west`.
  std::string Text() const;
  auto operator<=>(const NodeId&) const = default;
};

// The block of a resource, or (kDestroyed) the end of all its objects that go.
NodeId ResourceNode(const ResourceAddress& address);
NodeId DestroyedNode(const ResourceAddress& address);
// The end of an ephemeral block.
NodeId EphemeralCloseNode(const ResourceAddress& address);
// One object that goes; `deposed` is "" for the current one.
NodeId DestroyNode(const ResourceAddress& instance, const std::string& deposed);
// What tells provider configurations apart: module, source and alias, not the registry's host.
NodeId ProviderNode(const ProviderAddress& address);

}  // namespace rolecall::engine

template <>
struct std::hash<rolecall::engine::NodeId> {
  std::size_t operator()(const rolecall::engine::NodeId& id) const;
};

#endif  // ROLECALL_ENGINE_CONFIG_NODE_ID_H_
