#include "engine/graph/dot.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/provider/registry_hosts.h"
#include "engine/state/address.h"

namespace rolecall::engine {
namespace {

struct Node {
  std::string name;   // "aws_iam_role.a (expand)"
  std::string label;  // empty: not declared, only in edges
  const char* shape = "";
  std::set<std::string> awaited;
};

// By name, so that everything comes out sorted.
using Nodes = std::map<std::string, Node>;

std::string Quote(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

// With the registry's host, which node ids do without.
std::string ProviderLabel(std::string label) {
  const std::size_t open = label.find("[\"");
  if (open == std::string::npos) return label;
  const bool is_built_in = label.compare(open + 2, 8, "builtin/") == 0;
  return label.insert(open + 2, (is_built_in ? "terraform.io" : kDefaultRegistry) + std::string("/"));
}

Node Describe(const NodeId& id) {
  Node node;
  const std::string label = id.Text();
  if (id.IsResource()) {
    node = {label + " (expand)", label, "box", {}};
  } else if (id.kind == NodeKind::kProvider) {
    node = {ProviderLabel(label), ProviderLabel(label), "diamond", {}};
  } else if (id.kind == NodeKind::kVariable && id.module.IsRoot()) {
    node = {label, label, "note", {}};
  } else if (id.kind == NodeKind::kExpand || id.kind == NodeKind::kClose || id.kind == NodeKind::kEphemeralClose) {
    node.name = label == "root (close)" ? "root" : label;
  } else {
    node.name = label + " (expand)";
  }
  return node;
}

// A provider ends when the last resource that uses it is done.
void AddProviderEnds(Nodes& nodes) {
  std::map<std::string, std::set<std::string>> users;
  for (const auto& [name, node] : nodes) {
    for (const std::string& awaited : node.awaited) {
      if (std::string(nodes.at(awaited).shape) == "diamond") users[awaited].insert(name);
    }
  }
  for (auto& [provider, names] : users) {
    names.insert(provider);
    nodes[provider + " (close)"] = {provider + " (close)", "", "", std::move(names)};
  }
}

// The root waits for all that nobody else waits for.
void AddRoot(Nodes& nodes) {
  std::set<std::string> last;
  for (const auto& [name, node] : nodes) {
    if (name != "root") last.insert(name);
  }
  for (const auto& [name, node] : nodes) {
    if (name == "root") continue;
    for (const std::string& awaited : node.awaited) last.erase(awaited);
  }
  nodes["root"] = {"root", "", "", std::move(last)};
}

// Drops every edge that a longer way makes needless.
void Reduce(Nodes& nodes) {
  std::map<std::string, std::vector<std::string>> edges;
  for (const auto& [name, node] : nodes) edges[name].assign(node.awaited.begin(), node.awaited.end());
  for (auto& [name, node] : nodes) {
    std::set<std::string> seen;
    std::vector<std::string> todo;
    for (const std::string& awaited : node.awaited) {
      const std::vector<std::string>& further = edges[awaited];
      todo.insert(todo.end(), further.begin(), further.end());
    }
    while (!todo.empty()) {
      const std::string at = std::move(todo.back());
      todo.pop_back();
      if (!seen.insert(at).second) continue;
      node.awaited.erase(at);
      const std::vector<std::string>& further = edges[at];
      todo.insert(todo.end(), further.begin(), further.end());
    }
  }
}

Nodes Collect(const Graph& graph) {
  std::vector<std::string> names(graph.size());
  Nodes nodes;
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    Node node = Describe(graph.node(id));
    names[id] = node.name;
    nodes[node.name] = std::move(node);
  }
  for (Graph::Id id = 0; id < graph.size(); ++id) {
    for (const Graph::Id awaited : graph.awaited(id)) nodes[names[id]].awaited.insert(names[awaited]);
  }
  return nodes;
}

}  // namespace

std::string GraphToDot(const Graph& graph) {
  Nodes nodes = Collect(graph);
  AddProviderEnds(nodes);
  AddRoot(nodes);
  Reduce(nodes);
  const auto quoted = [](const std::string& name) { return Quote("[root] " + name); };
  std::string out = "digraph {\n\tcompound = \"true\"\n\tnewrank = \"true\"\n\tsubgraph \"root\" {\n";
  std::set<std::string> edges;
  for (const auto& [name, node] : nodes) {
    for (const std::string& awaited : node.awaited) edges.insert(quoted(name) + " -> " + quoted(awaited));
    if (node.label.empty()) continue;
    out += "\t\t" + quoted(name) + " [label = " + Quote(node.label) + ", shape = \"" + node.shape + "\"]\n";
  }
  for (const std::string& edge : edges) out += "\t\t" + edge + "\n";
  return out + "\t}\n}\n";
}

std::string NameInCycle(const NodeId& id) {
  std::string name = id.Text();
  switch (id.kind) {
    case NodeKind::kLocal:
    case NodeKind::kOutput:
    case NodeKind::kCheck: return name + " (expand)";
    case NodeKind::kVariable:
      return id.module.IsRoot() ? name : name + " (expand, reference), " + name + " (expand, input)";
    case NodeKind::kProvider: return ProviderLabel(std::move(name));
    default: return name;
  }
}

}  // namespace rolecall::engine
