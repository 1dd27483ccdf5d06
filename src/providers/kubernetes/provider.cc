#include "providers/kubernetes/provider.h"

#include <cstdlib>
#include <mutex>
#include <optional>
#include <utility>

#include "kube/client/api_client.h"
#include "providers/framework/resource_provider.h"
#include "providers/kubernetes/configuration.h"
#include "providers/kubernetes/metadata.h"
#include "providers/kubernetes/resources.h"

namespace rolecall::providers::kubernetes {
namespace {

// The first major version that wants `_v1` in its types' names.
constexpr int kDeprecatesUnversioned = 3;

ResourceTable MakeResources() {
  ResourceTable table;
  for (const char* version : {"", "_v1"}) {
    table.emplace("kubernetes_service_account" + std::string(version), MakeServiceAccount());
    table.emplace("kubernetes_namespace" + std::string(version), MakeNamespace());
    table.emplace("kubernetes_secret" + std::string(version), MakeSecret());
  }
  table.emplace("kubernetes_annotations", MakeAnnotations());
  table.emplace("kubernetes_labels", MakeLabels());
  return table;
}

DataSourceTable MakeDataSources() {
  DataSourceTable table;
  for (const char* version : {"", "_v1"}) {
    table.emplace("kubernetes_service_account" + std::string(version), MakeServiceAccountData());
    table.emplace("kubernetes_namespace" + std::string(version), MakeNamespaceData());
    table.emplace("kubernetes_secret" + std::string(version), MakeSecretData());
    table.emplace("kubernetes_config_map" + std::string(version), MakeConfigMapData());
  }
  return table;
}

class KubernetesProvider final : public ResourceProvider<Call> {
 public:
  KubernetesProvider(Dependencies use, const std::string& version)
      : ResourceProvider(kSource, kubernetes::ConfigurationSchema(), MakeResources(), MakeDataSources()),
        use_(std::move(use)) {
    if (!version.empty() && std::atoi(version.c_str()) < kDeprecatesUnversioned) return;
    for (const char* kind : {"service_account", "namespace", "secret"}) DeprecateUnversioned(kind, "");
    for (const char* kind : {"service_account", "namespace", "secret", "config_map"})
      DeprecateUnversioned(kind, "data.");
  }

  void ValidateConfiguration(const value::Value& configuration, diag::Diagnostics& diagnostics) override {
    Problems problems;
    CheckConfiguration(Object(engine::ImpliedType(schema().configuration), configuration), problems);
    ReportProblems(problems, diagnostics);
  }

  void Configure(const value::Value& configuration, diag::Diagnostics&) override {
    if (!configuration.IsWhollyKnown()) {
      access_ = Error{ErrorCode::kUnavailable,
                      "the provider's configuration depends on something that is not known yet: apply that first"};
      return;
    }
    const Object config(engine::ImpliedType(schema().configuration), configuration);
    ignored_ = {config.Texts("ignore_annotations"), config.Texts("ignore_labels")};
    access_ = AccessOf(config, use_.environment, use_.files);
  }

  engine::PlannedResource Plan(const std::string& type, const engine::ResourceState& prior,
                               const value::Value& proposed, const value::Value& config,
                               diag::Diagnostics& diagnostics) override {
    engine::PlannedResource planned = ResourceProvider::Plan(type, prior, proposed, config, diagnostics);
    if (prior.value.IsNull() || planned.planned.IsNull()) return planned;
    const value::Value* before = prior.value.Find("metadata");
    const value::Value* after = planned.planned.Find("metadata");
    if (before == nullptr || after == nullptr) return planned;
    for (const std::string& name : ReplacingMetadata(*before, *after)) {
      planned.requires_replace.push_back(
          {value::AttributeStep{"metadata"}, value::IndexStep{0LL}, value::AttributeStep{name}});
    }
    return planned;
  }

 protected:
  std::optional<Call> CallFor(const Object&, const engine::Cancellation* cancellation,
                              diag::Diagnostics& diagnostics) override {
    const std::lock_guard lock(mutex_);
    if (!access_.ok()) {
      diagnostics.AddError("provider-not-configured", "The Kubernetes provider does not know its cluster",
                           access_.error().message);
      return std::nullopt;
    }
    if (api_ == nullptr) {
      api_ = std::make_unique<kube::ApiClient>(
          *access_, kube::ApiDependencies{use_.environment, use_.files, use_.clock, use_.sleep});
    }
    return Call{*api_, ignored_, use_.clock, use_.sleep, cancellation};
  }

  Attempt Create(const Type& resource, const Call& call, const Object& config, Object state) const override {
    const Result<void> outcome = resource.Create(call, config, state);
    // What was made and then not found well is there all the same.
    const bool exists = !state.Text("id").empty();
    return {exists ? state.ToValue() : value::Value::Null(resource.type()), outcome};
  }

  std::string ErrorSummary(const std::string&, const Error& error) const override { return error.message; }

 private:
  // In the real provider's words.
  void DeprecateUnversioned(const std::string& kind, const std::string& mode) {
    const std::string type = "kubernetes_" + kind;
    Deprecate(mode + type, "Deprecated Resource", "Deprecated; use " + type + "_v1.");
  }

  const Dependencies use_;
  IgnoredKeys ignored_;
  Result<kube::ClusterAccess> access_{Error{ErrorCode::kUnavailable, "it is not configured"}};
  std::mutex mutex_;
  std::unique_ptr<kube::ApiClient> api_;
};

}  // namespace

std::unique_ptr<engine::Provider> MakeKubernetesProvider(Dependencies dependencies, const std::string& version) {
  return std::make_unique<KubernetesProvider>(std::move(dependencies), version);
}

}  // namespace rolecall::providers::kubernetes
