// data: kubernetes_service_account(_v1), _namespace(_v1), _secret(_v1), _config_map(_v1): objects that others made, by
// name and namespace.
//
// Differs from the real provider: an object that is not there is an error for all four. (There it is one for two; of a
// secret or a config map that is missing nothing is read, and what depends on it goes on without it.)
#include <boost/json.hpp>
#include <utility>

#include "kube/client/object.h"
#include "providers/framework/schema_build.h"
#include "providers/kubernetes/metadata.h"
#include "providers/kubernetes/object_resource.h"
#include "providers/kubernetes/resources.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;
using value::Type;
using value::Value;

engine::BlockSchema DataSchema(bool is_namespaced) {
  engine::BlockSchema block;
  AddId(block);
  block.blocks["metadata"] = MetadataSchema(is_namespaced, /*is_made=*/false);
  return block;
}

class ObjectData : public DataSource {
 public:
  ObjectData(const ObjectKind& kind, engine::BlockSchema block) : DataSource(std::move(block)), kind_(kind) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckMetadata(config, kind_.is_namespaced, problems);
  }

  Result<void> Read(const Call& call, Object& state) const override {
    PlanMetadata(/*is_new=*/false, kind_.is_namespaced, state);
    const Object metadata = MetadataOf(state);
    const std::string name = metadata.Text("name");
    const std::string space = kind_.is_namespaced ? metadata.Text("namespace") : "";
    if (name.empty()) return Error{ErrorCode::kInvalidArgument, "metadata.0.name is needed to find an object"};
    const auto found = call.api.Get(kube::ObjectPath("/api/v1", space, kind_.resource, name));
    if (!found.ok()) return Told(found.error(), std::string("Unable to fetch ") + kind_.words + " from Kubernetes");
    state.SetText("id", kind_.is_namespaced ? space + "/" + name : name);
    ReadMetadata(*found, call.ignored, kind_.is_namespaced, state);
    return ReadObject(*found, state);
  }

 protected:
  virtual Result<void> ReadObject(const bj::value& object, Object& state) const = 0;

 private:
  const ObjectKind kind_;
};

engine::BlockSchema AccountSchema() {
  engine::BlockSchema block = DataSchema(true);
  const Type names = Type::Set(Type::Object({{"name", Type::String()}}));
  block.attributes["automount_service_account_token"] = FlagAttribute(Use::kComputed);
  block.attributes["default_secret_name"] = TextAttribute(Use::kComputed);
  block.attributes["image_pull_secret"] = Attribute(names, Use::kComputed);
  block.attributes["secret"] = Attribute(names, Use::kComputed);
  return block;
}

class ServiceAccountData final : public ObjectData {
 public:
  ServiceAccountData() : ObjectData({"ServiceAccount", "serviceaccounts", "service account"}, AccountSchema()) {}

 protected:
  Result<void> ReadObject(const bj::value& object, Object& state) const override {
    ReadAccount(object, state);
    return {};
  }
};

engine::BlockSchema NamespaceDataSchema() {
  engine::BlockSchema block = DataSchema(false);
  block.attributes["spec"] =
      Attribute(Type::List(Type::Object({{"finalizers", Type::List(Type::String())}})), Use::kComputed);
  return block;
}

class NamespaceData final : public ObjectData {
 public:
  NamespaceData() : ObjectData({"Namespace", "namespaces", "namespace", false}, NamespaceDataSchema()) {}

 protected:
  Result<void> ReadObject(const bj::value& object, Object& state) const override {
    std::vector<std::string> finalizers;
    for (const bj::value& one : kube::ListAt(object, {"spec", "finalizers"})) {
      if (one.is_string()) finalizers.emplace_back(one.get_string());
    }
    const Type element = state.TypeOf("spec").element();
    Object spec(element, Value::Null(element));
    spec.SetTexts("finalizers", finalizers);
    state.Set("spec", Value::List(element, {spec.ToValue()}));
    return {};
  }
};

engine::BlockSchema SecretDataSchema() {
  engine::BlockSchema block = DataSchema(true);
  block.attributes["data"] = TextMapAttribute(Use::kComputed);
  block.attributes["binary_data"] = TextMapAttribute(Use::kOptional);
  for (const char* name : {"data", "binary_data"}) block.attributes[name].sensitive = true;
  block.attributes["immutable"] = FlagAttribute(Use::kComputed);
  block.attributes["type"] = TextAttribute(Use::kComputed);
  return block;
}

class SecretData final : public ObjectData {
 public:
  SecretData() : ObjectData({"Secret", "secrets", "secret"}, SecretDataSchema()) {}

 protected:
  // The keys that the configuration names in binary_data stay base64.
  Result<void> ReadObject(const bj::value& object, Object& state) const override {
    const std::map<std::string, std::string> wanted = state.TextMap("binary_data");
    ROLECALL_TRY(const SecretTexts texts, ReadSecretTexts(object, wanted));
    state.SetTextMap("data", texts.plain);
    if (!wanted.empty()) state.SetTextMap("binary_data", texts.binary);
    state.SetText("type", kube::TextAt(object, {"type"}));
    state.SetFlag("immutable", kube::FlagAt(object, {"immutable"}));
    return {};
  }
};

engine::BlockSchema ConfigMapSchema() {
  engine::BlockSchema block = DataSchema(true);
  block.attributes["data"] = TextMapAttribute(Use::kComputed);
  block.attributes["binary_data"] = TextMapAttribute(Use::kComputed);
  block.attributes["immutable"] = FlagAttribute(Use::kComputed);
  return block;
}

class ConfigMapData final : public ObjectData {
 public:
  ConfigMapData() : ObjectData({"ConfigMap", "configmaps", "config map"}, ConfigMapSchema()) {}

 protected:
  Result<void> ReadObject(const bj::value& object, Object& state) const override {
    for (const auto& [name, member] : {std::pair("data", "data"), std::pair("binary_data", "binaryData")}) {
      std::map<std::string, std::string> texts;
      const bj::value* found = kube::At(object, {member});
      if (found != nullptr && found->is_object()) {
        for (const auto& [key, text] : found->get_object()) {
          if (text.is_string()) texts[std::string(key)] = std::string(text.get_string());
        }
      }
      state.SetTextMap(name, texts);
    }
    state.SetFlag("immutable", kube::FlagAt(object, {"immutable"}));
    return {};
  }
};

}  // namespace

std::unique_ptr<const DataSource> MakeServiceAccountData() { return std::make_unique<const ServiceAccountData>(); }
std::unique_ptr<const DataSource> MakeNamespaceData() { return std::make_unique<const NamespaceData>(); }
std::unique_ptr<const DataSource> MakeSecretData() { return std::make_unique<const SecretData>(); }
std::unique_ptr<const DataSource> MakeConfigMapData() { return std::make_unique<const ConfigMapData>(); }

}  // namespace rolecall::providers::kubernetes
