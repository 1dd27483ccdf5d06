// kubernetes_annotations and kubernetes_labels: some annotations or labels of an object that somebody else made, by
// server-side apply, under a field manager of their own. Deleting takes away what that manager has, and nothing else.
//
// Differs from the real provider: annotations and labels of one object may have one manager (there, each apply of one
// takes the other's away). Import knows the keys that the manager `Terraform` has, or none.
#include <algorithm>
#include <boost/json.hpp>
#include <mutex>
#include <set>
#include <utility>

#include "base/text.h"
#include "kube/client/object.h"
#include "providers/framework/schema_build.h"
#include "providers/kubernetes/resources.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;
using value::Value;
using Keys = std::set<std::string, std::less<>>;
using Texts = std::map<std::string, std::string>;

constexpr char kManager[] = "Terraform";

// What a manager has is read, and said again with what is new: by one resource at a time.
std::mutex patching;

// Where in an object the keys are.
struct Place {
  const char* attribute;  // "annotations"
  std::vector<std::string_view> path;

  std::string_view name() const { return attribute; }
};

engine::BlockSchema FieldPatchSchema(const std::vector<Place>& places) {
  engine::BlockSchema metadata;
  metadata.attributes["name"] = TextAttribute(Use::kRequired);
  metadata.attributes["namespace"] = TextAttribute(Use::kOptional);
  engine::BlockSchema block;
  AddId(block);
  block.attributes["api_version"] = TextAttribute(Use::kRequired);
  block.attributes["kind"] = TextAttribute(Use::kRequired);
  block.attributes["force"] = FlagAttribute(Use::kOptional);
  block.attributes["field_manager"] = TextAttribute(Use::kOptional);
  for (const Place& place : places) block.attributes[place.attribute] = TextMapAttribute(Use::kOptional);
  block.blocks["metadata"] = Block(engine::Nesting::kList, std::move(metadata), 1);
  block.blocks["metadata"].min_items = 1;
  return block;
}

struct Target {
  std::string api_version, kind, name_space, name;

  std::string Text() const { return kind + " \"" + (name_space.empty() ? "" : name_space + "/") + name + "\""; }
  std::string Api() const { return (api_version.find('/') == api_version.npos ? "/api/" : "/apis/") + api_version; }
};

Target TargetOf(const Object& state) {
  const std::vector<Object> blocks = state.Blocks("metadata");
  Target target{state.Text("api_version"), state.Text("kind"), "", ""};
  if (blocks.empty()) return target;
  target.name = blocks.front().Text("name");
  target.name_space = blocks.front().Text("namespace");
  return target;
}

std::string IdOf(const Target& target) {
  return "apiVersion=" + target.api_version + ",kind=" + target.kind + "," +
         (target.name_space.empty() ? "" : "namespace=" + target.name_space + ",") + "name=" + target.name;
}

// What the API calls objects of the kind, and whether they are in namespaces.
Result<std::string> PathOf(const Call& call, const Target& target) {
  const auto listed = call.api.Get(target.Api());
  if (!listed.ok()) return Told(listed.error());
  for (const bj::value& resource : kube::ListAt(*listed, {"resources"})) {
    const std::string name = kube::TextAt(resource, {"name"});
    if (kube::TextAt(resource, {"kind"}) != target.kind || name.find('/') != name.npos) continue;
    const bool is_namespaced = kube::FlagAt(resource, {"namespaced"});
    const std::string space = target.name_space.empty() ? "default" : target.name_space;
    return kube::ObjectPath(target.Api(), is_namespaced ? space : "", name, target.name);
  }
  return Error{ErrorCode::kNotFound,
               "no matches for kind \"" + target.kind + "\" in version \"" + target.api_version + "\""};
}

const bj::value* Find(const bj::value& object, const std::vector<std::string_view>& path, std::string_view prefix) {
  const bj::value* found = &object;
  for (const std::string_view name : path) {
    found = kube::At(*found, {std::string(prefix) + std::string(name)});
    if (found == nullptr) return nullptr;
  }
  return found;
}

// The keys that the manager has there (managedFields).
Keys ManagedKeys(const bj::value& object, const std::string& manager, const Place& place) {
  Keys keys;
  for (const bj::value& entry : kube::ListAt(object, {"metadata", "managedFields"})) {
    if (kube::TextAt(entry, {"manager"}) != manager || kube::TextAt(entry, {"operation"}) != "Apply") continue;
    const bj::value* fields = kube::At(entry, {"fieldsV1"});
    const bj::value* found = fields == nullptr ? nullptr : Find(*fields, place.path, "f:");
    if (found == nullptr || !found->is_object()) continue;
    for (const auto& [name, more] : found->get_object()) {
      if (name.starts_with("f:")) keys.insert(std::string(name.substr(2)));
    }
  }
  return keys;
}

// All that types of this file write.
const Place kAnnotations{"annotations", {"metadata", "annotations"}};
const Place kTemplateAnnotations{"template_annotations", {"spec", "template", "metadata", "annotations"}};
const Place kLabels{"labels", {"metadata", "labels"}};

// The texts of those keys as they are.
Texts TextsOf(const bj::value& object, const Place& place, const Keys& keys) {
  Texts texts;
  const bj::value* found = Find(object, place.path, "");
  if (found == nullptr || !found->is_object()) return texts;
  for (const auto& [key, text] : found->get_object()) {
    if (text.is_string() && keys.contains(std::string_view(key)))
      texts[std::string(key)] = std::string(text.get_string());
  }
  return texts;
}

class FieldPatch final : public Resource {
 public:
  explicit FieldPatch(std::vector<Place> places)
      : Resource(
            FieldPatchSchema(places),
            {{"api_version", ForceNew()}, {"kind", ForceNew()}, {"field_manager", Default(Value::String(kManager))}}),
        places_(std::move(places)) {}

  bool plans_as_sdk() const override { return true; }
  void Validate(const Object& config, Problems& problems) const override {
    if (std::ranges::all_of(places_, [&](const Place& place) { return config.Get(place.attribute).IsNull(); })) {
      std::string names;
      for (const Place& place : places_) names += (names.empty() ? "" : ",") + std::string(place.attribute);
      problems.push_back({places_.front().attribute, "one of `" + names + "` must be specified"});
    }
    if (config.IsSet("field_manager") && Trim(config.Text("field_manager")).empty()) {
      problems.push_back({"field_manager", "expected \"field_manager\" to not be an empty string or whitespace"});
    }
  }

  Result<void> Create(const Call& call, const Object&, Object& state) const override {
    const Target target = TargetOf(state);
    ROLECALL_TRY(const std::string path, PathOf(call, target));
    const std::lock_guard<std::mutex> lock(patching);
    const auto found = call.api.Get(path);
    if (!found.ok() && found.error().status == 404) {
      return Error{ErrorCode::kNotFound, "The resource " + target.Text() + " does not exist"};
    }
    if (!found.ok()) return Told(found.error());
    ROLECALL_RETURN_IF_ERROR(Apply(call, path, *found, state, /*is_empty=*/false));
    state.SetText("id", IdOf(target));
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    ROLECALL_TRY(const std::string path, PathOf(call, TargetOf(state)));
    const auto found = call.api.Get(path);
    if (!found.ok()) {
      if (found.error().status == 404) return false;
      return Told(found.error());
    }
    for (const Place& place : places_) ReadPlace(*found, place, state);
    return true;
  }

  Result<void> Update(const Call& call, const Object&, const Object&, Object& state) const override {
    ROLECALL_TRY(const std::string path, PathOf(call, TargetOf(state)));
    const std::lock_guard<std::mutex> lock(patching);
    const auto found = call.api.Get(path);
    if (!found.ok()) return Told(found.error());
    return Apply(call, path, *found, state, /*is_empty=*/false);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    ROLECALL_TRY(const std::string path, PathOf(call, TargetOf(state)));
    const std::lock_guard<std::mutex> lock(patching);
    const auto found = call.api.Get(path);
    // Applying would make it.
    if (!found.ok()) return found.error().status == 404 ? Result<void>() : Told(found.error());
    return Apply(call, path, *found, state, /*is_empty=*/true);
  }

  Result<void> Import(const std::string& id, Object& state) const override {
    std::map<std::string, std::string> parts;
    for (const std::string& part : SplitStrings(id, ',')) {
      const std::size_t equals = part.find('=');
      if (equals != part.npos) parts[part.substr(0, equals)] = part.substr(equals + 1);
    }
    if (parts["apiVersion"].empty() || parts["kind"].empty() || parts["name"].empty()) {
      return Error{ErrorCode::kInvalidArgument,
                   "could not parse ID: " + id + ". ID must contain apiVersion, kind, and name"};
    }
    state.SetText("api_version", parts["apiVersion"]);
    state.SetText("kind", parts["kind"]);
    state.SetText("field_manager", kManager);
    const value::Type element = state.TypeOf("metadata").element();
    Object metadata(element, Value::Null(element));
    metadata.SetText("name", parts["name"]);
    metadata.SetTextOrNull("namespace", parts["namespace"]);
    state.Set("metadata", Value::List(element, {metadata.ToValue()}));
    state.SetText("id", IdOf(TargetOf(state)));
    return {};
  }

 private:
  // The keys that are configured, and those that the manager has beside them.
  void ReadPlace(const bj::value& object, const Place& place, Object& state) const {
    Keys keys = ManagedKeys(object, state.Text("field_manager"), place);
    for (const auto& [key, text] : state.TextMap(place.attribute)) keys.insert(key);
    const Texts texts = TextsOf(object, place, keys);
    if (texts.empty() && !state.IsSet(place.attribute)) return;
    state.SetTextMap(place.attribute, texts);
  }

  // What the manager does not say again is taken away: what it has elsewhere is said as it is.
  Result<void> Apply(const Call& call, const std::string& path, const bj::value& found, const Object& state,
                     bool is_empty) const {
    const Target target = TargetOf(state);
    bj::object metadata{{"name", target.name}};
    if (!target.name_space.empty()) metadata["namespace"] = target.name_space;
    bj::value object(
        bj::object{{"apiVersion", target.api_version}, {"kind", target.kind}, {"metadata", std::move(metadata)}});
    for (const Place* place : {&kAnnotations, &kTemplateAnnotations, &kLabels}) {
      const bool is_ours = std::ranges::count(places_, std::string_view(place->attribute), &Place::name) > 0;
      if (!is_ours) {
        Write(TextsOf(found, *place, ManagedKeys(found, state.Text("field_manager"), *place)), *place, object);
      } else if (!is_empty && state.IsSet(place->attribute)) {
        Write(state.TextMap(place->attribute), *place, object);
      }
    }
    const auto applied =
        call.api.Apply(path, object, {.field_manager = state.Text("field_manager"), .force = state.Flag("force")});
    if (applied.ok()) return {};
    if (applied.error().status == 409) {
      return Told(applied.error(),
                  "Field manager conflict: Another client is managing a field Terraform tried to update. Set \"force\" "
                  "to true to override");
    }
    return Told(applied.error());
  }

  static void Write(const Texts& texts, const Place& place, bj::value& object) {
    if (texts.empty()) return;
    bj::value* at = &object;
    for (const std::string_view name : place.path) {
      bj::value& next = at->get_object()[name];
      if (!next.is_object()) next.emplace_object();
      at = &next;
    }
    for (const auto& [key, text] : texts) at->get_object()[key] = text;
  }

  const std::vector<Place> places_;
};

}  // namespace

std::unique_ptr<const Resource> MakeAnnotations() {
  return std::make_unique<const FieldPatch>(std::vector<Place>{kAnnotations, kTemplateAnnotations});
}

std::unique_ptr<const Resource> MakeLabels() { return std::make_unique<const FieldPatch>(std::vector<Place>{kLabels}); }

}  // namespace rolecall::providers::kubernetes
