// ObjectResource: one object of the core API with the block `metadata`; what is in it beside that is the derived
// type's.
//
// Made by POST, changed by a merge patch of what differs (so that fields of others stay), deleted and waited for. Its
// id is NAMESPACE/NAME, or NAME. Threads: as framework/resource.h says.
#ifndef ROLECALL_PROVIDERS_KUBERNETES_OBJECT_RESOURCE_H_
#define ROLECALL_PROVIDERS_KUBERNETES_OBJECT_RESOURCE_H_

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <string>

#include "providers/kubernetes/call.h"

namespace rolecall::providers::kubernetes {

struct ObjectKind {
  const char* kind;      // "ServiceAccount"
  const char* resource;  // "serviceaccounts"
  const char* words;     // "service account"
  bool is_namespaced = true;
};

class ObjectResource : public Resource {
 public:
  // Adds id and metadata to the block.
  ObjectResource(const ObjectKind& kind, engine::BlockSchema block, Rules rules);
  bool plans_as_sdk() const override { return true; }

  void Validate(const Object& config, Problems& problems) const override;
  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override;
  Result<void> Create(const Call& call, const Object& config, Object& state) const override;
  Result<bool> Read(const Call& call, Object& state) const override;
  Result<void> Update(const Call& call, const Object& prior, const Object& config, Object& state) const override;
  Result<void> Delete(const Call& call, const Object& state) const override;
  Result<void> Import(const std::string& id, Object& state) const override;

 protected:
  // `config` also has what no state keeps.
  virtual void Write(const Object& config, const Object& state, boost::json::object& object) const = 0;
  virtual void WriteChanges(const Object& prior, const Object& config, const Object& state,
                            boost::json::object& patch) const = 0;
  virtual Result<void> ReadObject(const boost::json::value& object, Object& state) const = 0;
  virtual std::chrono::seconds DeleteWithin(const Object&) const { return std::chrono::minutes(5); }

 private:
  std::string PathOf(const std::string& id) const;
  Result<void> Take(const Call& call, const boost::json::value& object, Object& state) const;

  const ObjectKind kind_;
};

}  // namespace rolecall::providers::kubernetes

#endif  // ROLECALL_PROVIDERS_KUBERNETES_OBJECT_RESOURCE_H_
