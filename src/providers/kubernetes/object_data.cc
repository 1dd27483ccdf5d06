// data: kubernetes_service_account(_v1), _namespace(_v1), _secret(_v1), _config_map(_v1): objects that others made, by
// name and namespace.
//
// As in the real provider a service account that is not there is an error; of another object that is missing nothing is
// read, and its data is null.
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
    if (name.empty()) return Error{ErrorCode::kInvalidArgument, "resource name may not be empty"};
    const auto found = call.api.Get(kube::ObjectPath("/api/v1", space, kind_.resource, name));
    if (!found.ok() && (found.error().status != 404 || MustBeThere())) {
      return Told(found.error(),
                  MustBeThere() ? std::string("Unable to fetch ") + kind_.words + " from Kubernetes" : "");
    }
    state.SetText("id", kind_.is_namespaced ? space + "/" + name : name);
    if (!found.ok()) {
      ReadWholeMetadata(bj::object{{"metadata", WriteMetadata(state)}}, kind_.is_namespaced, state);
      return {};
    }
    ReadWholeMetadata(*found, kind_.is_namespaced, state);
    return ReadObject(call, *found, state);
  }

 protected:
  virtual bool MustBeThere() const { return false; }
  virtual Result<void> ReadObject(const Call& call, const bj::value& object, Object& state) const = 0;

 private:
  const ObjectKind kind_;
};

engine::BlockSchema AccountSchema() {
  engine::BlockSchema block = DataSchema(true);
  const Type names = Type::List(Type::Object({{"name", Type::String()}}));
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
  bool MustBeThere() const override { return true; }
  Result<void> ReadObject(const Call& call, const bj::value& object, Object& state) const override {
    ReadAccount(object, DefaultSecret(call, object), state);
    return {};
  }

 private:
  // The one secret of those that the account names that has a token of it, by its name and by itself. Who may not read
  // secrets, or finds two, knows of none.
  static std::string DefaultSecret(const Call& call, const bj::value& account) {
    const std::string start = kube::TextAt(account, {"metadata", "name"}) + "-token-";
    std::string own;
    for (const bj::value& entry : kube::ListAt(account, {"secrets"})) {
      const std::string name = kube::TextAt(entry, {"name"});
      if (!name.starts_with(start)) continue;
      const std::string space = kube::TextAt(account, {"metadata", "namespace"});
      const auto secret = call.api.Get(kube::ObjectPath("/api/v1", space, "secrets", name));
      if (!secret.ok()) return "";
      if (!HasTokenOf(*secret, account)) continue;
      if (!own.empty()) return "";
      own = name;
    }
    return own;
  }

  static bool HasTokenOf(const bj::value& secret, const bj::value& account) {
    const auto says = [&](const char* annotation, const char* member) {
      return kube::TextAt(secret, {"metadata", "annotations", annotation}) ==
             kube::TextAt(account, {"metadata", member});
    };
    return kube::TextAt(secret, {"type"}) == "kubernetes.io/service-account-token" &&
           says("kubernetes.io/service-account.name", "name") && says("kubernetes.io/service-account.uid", "uid");
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
  Result<void> ReadObject(const Call&, const bj::value& object, Object& state) const override {
    std::vector<std::string> finalizers;
    for (const bj::value& one : kube::ListAt(object, {"spec", "finalizers"})) {
      if (one.is_string()) finalizers.emplace_back(one.get_string());
    }
    const Type element = state.TypeOf("spec").element();
    Object spec(element, Value::Null(element));
    spec.SetTexts("finalizers", finalizers);
    state.Set("spec", finalizers.empty() ? Value::List(element, {}) : Value::List(element, {spec.ToValue()}));
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
  // The keys that the configuration names in binary_data stay base64; one that is not there is "".
  Result<void> ReadObject(const Call&, const bj::value& object, Object& state) const override {
    const std::map<std::string, std::string> wanted = state.TextMap("binary_data");
    ROLECALL_TRY(SecretTexts texts, ReadSecretTexts(object, wanted));
    for (const auto& [key, unused] : wanted) texts.binary.try_emplace(key);
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
  block.attributes["immutable"] = FlagAttribute(Use::kOptionalComputed);
  return block;
}

class ConfigMapData final : public ObjectData {
 public:
  ConfigMapData() : ObjectData({"ConfigMap", "configmaps", "config map"}, ConfigMapSchema()) {}

 protected:
  Result<void> ReadObject(const Call&, const bj::value& object, Object& state) const override {
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
