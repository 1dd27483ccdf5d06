#include "access/paths/cluster_paths.h"

#include <gtest/gtest.h>

#include "access/paths/rbac.h"

namespace rolecall::access {
namespace {

std::string Binding(const std::string& subject, const std::string& rules, const std::string& space = "apps") {
  const bool everywhere = space.empty();
  const std::string place = everywhere ? "" : ", namespace: " + space;
  return std::string("---\nkind: ") + (everywhere ? "ClusterRole" : "Role") + "\nmetadata: {name: r" + place +
         "}\nrules: [" + rules + "]\n---\nkind: " + (everywhere ? "ClusterRoleBinding" : "RoleBinding") +
         "\nmetadata: {name: b" + place + "}\nroleRef: {kind: " + (everywhere ? "ClusterRole" : "Role") +
         ", name: r}\nsubjects: [" + subject + "]\n";
}

std::string Rule(const std::string& verbs, const std::string& group, const std::string& resources,
                 const std::string& names = "") {
  return "{verbs: [" + verbs + "], apiGroups: ['" + group + "'], resources: [" + resources + "]" +
         (names.empty() ? "" : ", resourceNames: [" + names + "]") + "}";
}

constexpr char kGroup[] = "{kind: Group, name: devs}";

// "WHO: method>method", each takeover of apps/web, with blanks between.
std::string Takeovers(const std::string& yaml) {
  Rbac rbac;
  const Result<void> read = AddRbacText("rbac.yaml", yaml, rbac);
  EXPECT_TRUE(read.ok()) << read.error().message;
  rbac.Finish();
  std::string text;
  for (const Takeover& one : ClusterPaths(rbac).To({"apps", "web"})) {
    text += (text.empty() ? "" : "; ") + one.who + ":";
    for (const TakeoverStep& step : one.steps) text += " " + step.method;
  }
  return text;
}

TEST(ClusterPaths, WhoMakesPodsBecomesAnyServiceAccountOfTheNamespace) {
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "", "pods"))), "Group devs: create-pod");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("patch", "apps", "deployments"))), "Group devs: create-deployment");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "batch", "cronjobs"))), "Group devs: create-cronjob");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "", "pods"), "other")), "");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "", "pods"), "")), "Group devs: create-pod");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("get, list", "", "pods"))), "");
}

TEST(ClusterPaths, TokensAreOfTheNamesThatTheRuleHas) {
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "", "serviceaccounts/token"))), "Group devs: create-token");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "", "serviceaccounts/token", "web"))), "Group devs: create-token");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "", "serviceaccounts/token", "db"))), "");
}

TEST(ClusterPaths, ExecNeedsAPodThatRunsAsIt) {
  const std::string exec = Binding(kGroup, Rule("create", "", "pods/exec"));
  EXPECT_EQ(Takeovers(exec), "");
  const std::string pod =
      "---\nkind: Deployment\nmetadata: {name: web, namespace: apps}\nspec: {template: {spec: {serviceAccountName: "
      "web, "
      "containers: [{name: a}]}}}\n";
  EXPECT_EQ(Takeovers(exec + pod), "Group devs: exec");
}

TEST(ClusterPaths, SecretsNeedBothMakingAndReading) {
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "", "secrets"))), "");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create, get", "", "secrets"))), "Group devs: token-secret");
}

TEST(ClusterPaths, WhoMayBindOrEscalateGivesItselfTheRest) {
  constexpr char kRbac[] = "rbac.authorization.k8s.io";
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("bind", kRbac, "clusterroles"))), "");
  EXPECT_EQ(
      Takeovers(Binding(kGroup, Rule("bind", kRbac, "clusterroles") + "," + Rule("create", kRbac, "rolebindings"))),
      "Group devs: bind-cluster-role");
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("escalate, update", kRbac, "roles"))), "Group devs: escalate-role");
}

TEST(ClusterPaths, AStarIsEverything) {
  const std::string admin =
      "---\nkind: ClusterRoleBinding\nmetadata: {name: admins}\nroleRef: {kind: ClusterRole, name: cluster-admin}\n"
      "subjects: [{kind: User, name: root}]\n";
  EXPECT_EQ(Takeovers(admin), "User root: create-token");
}

TEST(ClusterPaths, ImpersonationGivesWhatTheOtherMayDoAndNoToken) {
  const std::string impersonator =
      Binding("{kind: User, name: ann}", Rule("impersonate", "", "serviceaccounts", "web"));
  // Acting as the target towards the cluster is no token of it.
  EXPECT_EQ(Takeovers(impersonator), "");
  const std::string of_another =
      Binding("{kind: User, name: ann}", Rule("impersonate", "", "users, groups", "devs, bob"), "") +
      "---\nkind: Role\nmetadata: {name: p, namespace: apps}\nrules: [" + Rule("create", "", "pods") +
      "]\n---\nkind: RoleBinding\nmetadata: {name: p, namespace: apps}\nroleRef: {kind: Role, name: p}\nsubjects: [" +
      kGroup + "]\n";
  EXPECT_EQ(Takeovers(of_another), "Group devs: create-pod; User ann: impersonate create-pod");
}

TEST(ClusterPaths, ServiceAccountsLeadOnFromNamespaceToNamespace) {
  const std::string chain =
      Binding("{kind: ServiceAccount, name: ci, namespace: build}", Rule("create", "", "pods")) +
      "---\nkind: Role\nmetadata: {name: t, namespace: build}\nrules: [" +
      Rule("create", "", "serviceaccounts/token", "ci") +
      "]\n---\nkind: RoleBinding\nmetadata: {name: t, namespace: build}\nroleRef: {kind: Role, name: t}\nsubjects: "
      "[{kind: User, name: bob}]\n";
  EXPECT_EQ(Takeovers(chain), "ServiceAccount build/ci: create-pod; User bob: create-token create-pod");
}

TEST(ClusterPaths, AggregatedRolesHaveTheRulesOfThoseTheyAreMadeOf) {
  const std::string yaml =
      "kind: ClusterRole\nmetadata: {name: edit}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {to: "
      "edit}}]}\n"
      "---\nkind: ClusterRole\nmetadata: {name: part, labels: {to: edit}}\nrules: [" +
      Rule("create", "", "pods") +
      "]\n---\nkind: RoleBinding\nmetadata: {name: b, namespace: apps}\nroleRef: {kind: ClusterRole, name: edit}\n"
      "subjects: [{kind: Group, name: devs}]\n";
  EXPECT_EQ(Takeovers(yaml), "Group devs: create-pod");
}

TEST(ClusterPaths, ABindingToARoleThatIsNotThereIsSaid) {
  Rbac rbac;
  ASSERT_TRUE(AddRbacText("b.yaml",
                          "kind: RoleBinding\nmetadata: {name: b, namespace: apps}\nroleRef: {kind: Role, name: gone}\n"
                          "subjects: [{kind: Group, name: devs}]\n",
                          rbac)
                  .ok());
  rbac.Finish();
  ASSERT_EQ(rbac.gaps().size(), 1U);
  EXPECT_EQ(rbac.gaps()[0], "RoleBinding apps/b names the Role gone, which is not among the objects");
}

TEST(ClusterPaths, ARuleThatIsLimitedToNamesMayNameWhatIsThere) {
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("patch", "apps", "deployments", "front"))), "Group devs: create-deployment");
  // What is made has no name yet.
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("create", "apps", "deployments", "front"))), "");
}

TEST(ClusterPaths, AggregatedRolesAreMadeOfWhatTheirSelectorsFind) {
  const auto aggregated = [](const std::string& selector) {
    return "---\nkind: ClusterRole\nmetadata: {name: whole}\nrules: []\naggregationRule: {clusterRoleSelectors: [" +
           selector + "]}\n---\nkind: ClusterRole\nmetadata: {name: part, labels: {a: b}}\nrules: [" +
           Rule("create", "", "pods") +
           "]\n---\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: "
           "whole}\nsubjects: [" +
           kGroup + "]\n";
  };
  const std::string in = "matchExpressions: [{key: a, operator: In, values: [b, c]}]";
  for (const std::string& selector :
       {std::string("{matchLabels: {a: b}}"), "{" + in + "}",
        std::string("{matchExpressions: [{key: a, operator: Exists}]}"),
        std::string("{matchExpressions: [{key: z, operator: NotIn, values: [b]}]}"), std::string("{}")}) {
    EXPECT_EQ(Takeovers(aggregated(selector)), "Group devs: create-pod") << selector;
  }
  EXPECT_EQ(Takeovers(aggregated("{matchExpressions: [{key: a, operator: DoesNotExist}]}")), "");
  EXPECT_EQ(Takeovers(aggregated("{matchLabels: {a: b, c: d}}")), "");
}

TEST(ClusterPaths, RolesThatEveryClusterHasAreKnown) {
  const auto bound = [](const std::string& role) {
    return "---\nkind: RoleBinding\nmetadata: {name: b, namespace: apps}\nroleRef: {kind: ClusterRole, name: " + role +
           "}\nsubjects: [" + kGroup + "]\n";
  };
  EXPECT_EQ(Takeovers(bound("edit")), "Group devs: create-token");
  EXPECT_EQ(Takeovers(bound("admin")), "Group devs: create-token");
  EXPECT_EQ(Takeovers(bound("cluster-admin")), "Group devs: create-token");
  EXPECT_EQ(Takeovers(bound("view")), "");
  // The cluster's own is what counts.
  EXPECT_EQ(Takeovers(bound("edit") + "---\nkind: ClusterRole\nmetadata: {name: edit}\nrules: []\n"), "");
}

TEST(ClusterPaths, WhatMayBeBoundMustGiveAWay) {
  const auto binder = [](const std::string& names) {
    return Binding(kGroup, Rule("bind", "rbac.authorization.k8s.io", "clusterroles", names) + ", " +
                               Rule("create", "rbac.authorization.k8s.io", "rolebindings"));
  };
  EXPECT_EQ(Takeovers(binder("")), "Group devs: bind-cluster-role");
  EXPECT_EQ(Takeovers(binder("admin")), "Group devs: bind-cluster-role");
  EXPECT_EQ(Takeovers(binder("view")), "");
  EXPECT_EQ(Takeovers(binder("not-among-the-objects")), "Group devs: bind-cluster-role");
}

TEST(ClusterPaths, WhoMayBeInAnyGroupMayDoAnything) {
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("impersonate", "", "users, groups"), "")),
            "Group devs: impersonate create-token");
  // A group alone cannot be impersonated.
  EXPECT_EQ(Takeovers(Binding(kGroup, Rule("impersonate", "", "groups"), "")), "");
}

TEST(ClusterPaths, WhoBecomesAServiceAccountIsInItsGroups) {
  const std::string makes = Binding(kGroup, Rule("create", "", "pods"), "dev");
  std::string members = Binding("{kind: Group, name: 'system:serviceaccounts:dev'}", Rule("create", "", "pods"));
  EXPECT_EQ(Takeovers(makes + members),
            "Group system:serviceaccounts:dev: create-pod; Group devs: create-pod create-pod");
}

}  // namespace
}  // namespace rolecall::access
