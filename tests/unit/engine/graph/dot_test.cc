#include "engine/graph/dot.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

TEST(GraphToDot, NamesNodesAndLeavesOutWhatFollows) {
  Graph graph;
  const auto role = graph.Add(ResourceNode(*ParseResourceAddress("aws_iam_role.a")), std::make_unique<Step>());
  const auto policy =
      graph.Add(ResourceNode(*ParseResourceAddress("module.m.aws_iam_policy.b")), std::make_unique<Step>());
  const auto provider = graph.Add(ProviderNode({.source = "hashicorp/aws"}), std::make_unique<Step>());
  const auto variable = graph.Add({NodeKind::kVariable, {}, "name"}, std::make_unique<Step>());
  const auto local = graph.Add({NodeKind::kLocal, {}, "l"}, std::make_unique<Step>());
  graph.Connect(role, provider);
  graph.Connect(policy, provider);
  graph.Connect(policy, role);
  graph.Connect(local, variable);
  graph.Connect(role, local);
  graph.Connect(role, variable);
  EXPECT_EQ(GraphToDot(graph), R"dot(digraph {
	compound = "true"
	newrank = "true"
	subgraph "root" {
		"[root] aws_iam_role.a (expand)" [label = "aws_iam_role.a", shape = "box"]
		"[root] module.m.aws_iam_policy.b (expand)" [label = "module.m.aws_iam_policy.b", shape = "box"]
		"[root] provider[\"registry.opentofu.org/hashicorp/aws\"]" [label = "provider[\"registry.opentofu.org/hashicorp/aws\"]", shape = "diamond"]
		"[root] var.name" [label = "var.name", shape = "note"]
		"[root] aws_iam_role.a (expand)" -> "[root] local.l (expand)"
		"[root] aws_iam_role.a (expand)" -> "[root] provider[\"registry.opentofu.org/hashicorp/aws\"]"
		"[root] local.l (expand)" -> "[root] var.name"
		"[root] module.m.aws_iam_policy.b (expand)" -> "[root] aws_iam_role.a (expand)"
		"[root] provider[\"registry.opentofu.org/hashicorp/aws\"] (close)" -> "[root] module.m.aws_iam_policy.b (expand)"
		"[root] root" -> "[root] provider[\"registry.opentofu.org/hashicorp/aws\"] (close)"
	}
}
)dot");
}

}  // namespace
}  // namespace rolecall::engine
