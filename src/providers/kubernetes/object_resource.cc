#include "providers/kubernetes/object_resource.h"

#include <boost/json.hpp>
#include <utility>

#include "kube/client/object.h"
#include "providers/framework/schema_build.h"
#include "providers/kubernetes/metadata.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;

constexpr char kApi[] = "/api/v1";

engine::BlockSchema WithMetadata(engine::BlockSchema block, bool is_namespaced) {
  AddId(block);
  block.blocks["metadata"] = MetadataSchema(is_namespaced);
  return block;
}

std::string Capitalized(std::string text) {
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace

ObjectResource::ObjectResource(const ObjectKind& kind, engine::BlockSchema block, Rules rules)
    : Resource(WithMetadata(std::move(block), kind.is_namespaced), std::move(rules)), kind_(kind) {}

void ObjectResource::Validate(const Object& config, Problems& problems) const {
  CheckMetadata(config, kind_.is_namespaced, problems);
}

Result<void> ObjectResource::Plan(const Object* prior, const Object&, Object& planned) const {
  PlanMetadata(prior == nullptr, kind_.is_namespaced, planned);
  return {};
}

std::string ObjectResource::PathOf(const std::string& id) const {
  const std::size_t slash = id.find('/');
  const std::string space = slash == id.npos ? "" : id.substr(0, slash);
  return kube::ObjectPath(kApi, space, kind_.resource, slash == id.npos ? id : id.substr(slash + 1));
}

Result<void> ObjectResource::Take(const Call& call, const bj::value& object, Object& state) const {
  const std::string name = kube::TextAt(object, {"metadata", "name"});
  const std::string space = kube::TextAt(object, {"metadata", "namespace"});
  if (name.empty() || space.empty() == kind_.is_namespaced) {
    return Error{ErrorCode::kUnavailable, std::string("the API server's answer is no ") + kind_.kind};
  }
  state.SetText("id", kind_.is_namespaced ? space + "/" + name : name);
  ReadMetadata(object, call.ignored, kind_.is_namespaced, state);
  return ReadObject(object, state);
}

Result<void> ObjectResource::Create(const Call& call, const Object& config, Object& state) const {
  // What is not known of it yet is nothing; with that the framework took all of the block away.
  state.Set("metadata", config.Get("metadata"));
  PlanMetadata(/*is_new=*/false, kind_.is_namespaced, state);
  bj::object object{{"apiVersion", "v1"}, {"kind", kind_.kind}, {"metadata", WriteMetadata(state)}};
  Write(config, state, object);
  const std::string space = kind_.is_namespaced ? MetadataOf(state).Text("namespace") : "";
  const auto made = call.api.Create(kube::ObjectPath(kApi, space, kind_.resource), bj::value(std::move(object)));
  if (!made.ok()) return Told(made.error());
  return Take(call, *made, state);
}

Result<bool> ObjectResource::Read(const Call& call, Object& state) const {
  const auto found = call.api.Get(PathOf(state.Text("id")));
  if (!found.ok()) {
    if (found.error().status == 404) return false;
    return Told(found.error(), std::string("Failed to read ") + kind_.words);
  }
  ROLECALL_RETURN_IF_ERROR(Take(call, *found, state));
  return true;
}

Result<void> ObjectResource::Update(const Call& call, const Object& prior, const Object& config, Object& state) const {
  bj::object patch;
  if (bj::object metadata = MetadataChanges(prior, state); !metadata.empty()) patch["metadata"] = std::move(metadata);
  WriteChanges(prior, config, state, patch);
  const std::string path = PathOf(prior.Text("id"));
  const auto changed = patch.empty() ? call.api.Get(path) : Patch(call, path, bj::value(std::move(patch)));
  if (!changed.ok()) return Told(changed.error(), std::string("Failed to update ") + kind_.words);
  return Take(call, *changed, state);
}

Result<void> ObjectResource::Delete(const Call& call, const Object& state) const {
  const std::string id = state.Text("id");
  return DeleteAndWait(call, PathOf(id), Capitalized(kind_.words) + " (" + id + ")", DeleteWithin(state));
}

Result<void> ObjectResource::Import(const std::string& id, Object& state) const {
  const std::size_t slash = id.find('/');
  const bool has_namespace = slash != id.npos && slash != 0;
  const std::string name = slash == id.npos ? id : id.substr(slash + 1);
  if (has_namespace != kind_.is_namespaced || name.empty() || name.find('/') != name.npos) {
    return Error{ErrorCode::kInvalidArgument, "Unexpected ID format (\"" + id + "\"), expected \"" +
                                                  (kind_.is_namespaced ? "namespace/name" : "name") + "\"."};
  }
  state.SetText("id", id);
  return {};
}

}  // namespace rolecall::providers::kubernetes
