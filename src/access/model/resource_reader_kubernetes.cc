// Service accounts, and what annotates them, among the resources of Kubernetes' and Helm's providers.
#include <algorithm>
#include <boost/json.hpp>

#include "access/model/model_readers.h"
#include "access/model/resource_reader.h"
#include "access/model/resource_value.h"
#include "base/placeholder.h"
#include "kube/manifest.h"
#include "value/json.h"

namespace rolecall::access {
namespace {

using value::Value;
namespace js = boost::json;

constexpr const char* kAnnotationPrefix = "eks.amazonaws.com";
constexpr int kMaxChartDepth = 24;

// A text that may be unknown: then it has a placeholder. Absent: "".
std::string TextOrUnknown(const Value& object, std::string_view name) {
  return IsUnknownAt(object, name) ? Placeholder(name) : TextAt(object, name);
}

std::string NamespaceOf(const Value& object) {
  const std::string name = TextOrUnknown(object, "namespace");
  return name.empty() ? "default" : name;
}

// An attribute of a provider's new versions, or the blocks of its old ones.
std::vector<Value> AttributeOrBlocks(const Value& object, std::string_view name) {
  const Value found = AttributeOf(object, name);
  const bool is_object = found.IsKnown() && !found.IsNull() && found.type().kind() == value::Type::Kind::kObject;
  return is_object ? std::vector<Value>{found} : BlocksAt(object, name);
}

std::map<std::string, std::string> AnnotationsAt(const Value& object, const char* name) {
  std::map<std::string, std::string> annotations;
  for (auto& [key, text] : TextMapAt(object, name)) annotations[key] = text;
  const Value found = AttributeOf(object, name);
  if (!found.IsKnown() || found.IsNull()) return annotations;
  const auto kind = found.type().kind();
  if (kind != value::Type::Kind::kObject && kind != value::Type::Kind::kMap) return annotations;
  for (const auto& [key, member] : found.members()) {
    if (!member.IsKnown()) annotations[key] = Placeholder(key);
  }
  return annotations;
}

// "a.b\\.c/d" -> {"a", "b.c/d"}: the path of a chart's value as --set has it.
std::vector<std::string> SetPath(const std::string& name) {
  std::vector<std::string> steps(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '\\' && i + 1 < name.size()) {
      steps.back() += name[++i];
    } else if (name[i] == '.') {
      steps.emplace_back();
    } else {
      steps.back() += name[i];
    }
  }
  return steps;
}

void SetValue(js::value& values, const std::vector<std::string>& path, const std::string& text) {
  js::value* at = &values;
  for (const std::string& step : path) {
    if (!at->is_object()) *at = js::object();
    at = &at->as_object()[step];
  }
  *at = text;
}

// `more` over `values`, as Helm merges them.
void MergeValues(js::value& values, const js::value& more, int depth = 0) {
  if (!values.is_object() || !more.is_object() || depth > kMaxChartDepth) {
    values = more;
    return;
  }
  for (const auto& [key, value] : more.as_object()) MergeValues(values.as_object()[key], value, depth + 1);
}

// Every serviceAccount { annotations } of a chart's values, at any depth: charts nest charts.
void FindAccounts(const js::value& values, std::vector<const js::object*>& found, int depth = 0) {
  const js::object* members = values.if_object();
  if (members == nullptr || depth > kMaxChartDepth) return;
  for (const auto& [key, value] : *members) {
    const js::object* inner = value.if_object();
    if (inner == nullptr) continue;
    if (key == "serviceAccount" && inner->contains("annotations")) found.push_back(inner);
    FindAccounts(value, found, depth + 1);
  }
}

}  // namespace

void ResourceReader::AddKubernetes(const Address& address, const Value& value) {
  const std::string& type = address.type;
  if (type == "kubernetes_service_account" || type == "kubernetes_service_account_v1") {
    return AddServiceAccount(address, value);
  }
  if (type == "kubernetes_annotations") return AddObjectAnnotations(address, value);
  if (type == "kubernetes_manifest") return AddManifestObject(address, value);
  if (type == "kubectl_manifest") return AddManifestYaml(address, value, "yaml_body");
  if (type == "helm_release") return AddHelmRelease(address, value);
}

void ResourceReader::TakeAccount(const Address& address, const char* attribute, ServiceAccount account) {
  ReadAnnotations(kAnnotationPrefix, account);
  account.origin = OriginAt(address, attribute);
  account.role_origin = account.origin;
  model_.service_accounts.push_back(std::move(account));
}

void ResourceReader::AddServiceAccount(const Address& address, const Value& value) {
  for (const Value& metadata : AttributeOrBlocks(value, "metadata")) {
    ServiceAccount account;
    account.namespace_name = NamespaceOf(metadata);
    account.name = TextOrUnknown(metadata, "name");
    if (account.name.empty()) account.name = TextAt(metadata, "generate_name") + Placeholder("generate_name");
    account.annotations = AnnotationsAt(metadata, "annotations");
    if (IsUnknownAt(metadata, "annotations") || !TextAt(metadata, "annotations").empty()) {
      AddGap("the annotations of " + address.Text() + " are not known");
    }
    TakeAccount(address, "metadata", std::move(account));
  }
}

void ResourceReader::AddObjectAnnotations(const Address& address, const Value& value) {
  if (TextAt(value, "kind") != "ServiceAccount") return;
  for (const Value& metadata : AttributeOrBlocks(value, "metadata")) {
    ServiceAccount account;
    account.namespace_name = NamespaceOf(metadata);
    account.name = TextOrUnknown(metadata, "name");
    account.annotations = AnnotationsAt(value, "annotations");
    account.origin = OriginAt(address, "annotations");
    annotated_.push_back(std::move(account));
  }
}

// Annotations of an account that this source has, or that somebody else makes.
void ResourceReader::JoinAnnotations(const ServiceAccount& annotated) {
  const auto found =
      std::find_if(model_.service_accounts.begin(), model_.service_accounts.end(), [&](const ServiceAccount& account) {
        return account.namespace_name == annotated.namespace_name && account.name == annotated.name;
      });
  ServiceAccount& account =
      found != model_.service_accounts.end() ? *found : model_.service_accounts.emplace_back(annotated);
  for (const auto& [key, text] : annotated.annotations) account.annotations[key] = text;
  ReadAnnotations(kAnnotationPrefix, account);
  account.role_origin = annotated.origin;
}

void ResourceReader::AddManifestObject(const Address& address, const Value& value) {
  const Value manifest = AttributeOf(value, "manifest");
  if (!manifest.IsWhollyKnown()) return AddGap("the manifest of " + address.Text() + " is not known");
  if (const auto text = value::ToJson(manifest); text.ok()) TakeManifests(address, "manifest", *text);
}

void ResourceReader::AddManifestYaml(const Address& address, const Value& value, const char* attribute) {
  if (IsUnknownAt(value, attribute)) return AddGap("the manifest of " + address.Text() + " is not known");
  TakeManifests(address, attribute, TextAt(value, attribute));
}

void ResourceReader::TakeManifests(const Address& address, const char* attribute, const std::string& text) {
  IdentityModel made;
  if (!AddManifestText(address.Text(), text, kAnnotationPrefix, made).ok()) {
    return AddGap("the manifest of " + address.Text() + " cannot be read");
  }
  for (ServiceAccount& account : made.service_accounts) TakeAccount(address, attribute, std::move(account));
}

void ResourceReader::AddHelmRelease(const Address& address, const Value& value) {
  js::value values = js::object();
  bool is_known = !IsUnknownAt(value, "values");
  for (const std::string& text : TextsAt(value, "values")) {
    const Result<std::vector<js::value>> parsed = kube::ParseManifests(address.Text(), text);
    is_known = is_known && parsed.ok();
    if (parsed.ok() && parsed->size() == 1) MergeValues(values, parsed->front());
  }
  for (const char* name : {"set", "set_sensitive"}) {
    for (const Value& one : BlocksAt(value, name)) {
      SetValue(values, SetPath(TextAt(one, "name")), TextOrUnknown(one, "value"));
    }
  }
  if (!is_known) AddGap("the values of " + address.Text() + " are not known");
  std::vector<const js::object*> accounts;
  FindAccounts(values, accounts);
  for (const js::object* found : accounts) {
    ServiceAccount account;
    account.namespace_name = NamespaceOf(value);
    const js::value* name = found->if_contains("name");
    // Without a name the chart makes one up, mostly from the release's.
    account.name = name != nullptr && name->is_string() && !name->as_string().empty()
                       ? std::string(name->as_string())
                       : Placeholder("serviceAccount.name." + address.name);
    const js::object* annotations = found->at("annotations").if_object();
    for (const auto& [key, text] : annotations == nullptr ? js::object() : *annotations) {
      if (text.is_string()) account.annotations[std::string(key)] = std::string(text.as_string());
    }
    TakeAccount(address, "values", std::move(account));
  }
}

}  // namespace rolecall::access
