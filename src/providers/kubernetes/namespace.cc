// kubernetes_namespace(_v1).
#include <boost/json.hpp>
#include <utility>

#include "base/duration.h"
#include "providers/framework/schema_build.h"
#include "providers/kubernetes/metadata.h"
#include "providers/kubernetes/object_resource.h"
#include "providers/kubernetes/resources.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;
using value::Value;

constexpr std::chrono::milliseconds kAccountEvery{500};
constexpr std::chrono::seconds kAccountWithin{30};

engine::BlockSchema NamespaceSchema() {
  engine::BlockSchema timeouts;
  timeouts.attributes["delete"] = TextAttribute(Use::kOptional);
  engine::BlockSchema block;
  block.attributes["wait_for_default_service_account"] = FlagAttribute(Use::kOptional);
  block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  return block;
}

class Namespace final : public ObjectResource {
 public:
  Namespace()
      : ObjectResource({"Namespace", "namespaces", "namespace", false}, NamespaceSchema(),
                       {{"wait_for_default_service_account", Default(Value::Bool(false))}}) {}

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(ObjectResource::Create(call, config, state));
    if (!state.Flag("wait_for_default_service_account")) return {};
    const std::string path = kube::ObjectPath("/api/v1", state.Text("id"), "serviceaccounts", "default");
    const Time end = call.clock.Now() + kAccountWithin;
    for (;;) {
      const auto account = call.api.Get(path);
      if (account.ok()) return {};
      if (account.error().status != 404 || call.IsCancelled() || call.clock.Now() >= end) return Told(account.error());
      call.sleep(kAccountEvery);
    }
  }

 protected:
  void Write(const Object&, const Object&, bj::object&) const override {}
  void WriteChanges(const Object&, const Object&, const Object&, bj::object&) const override {}
  Result<void> ReadObject(const bj::value&, Object&) const override { return {}; }
  std::chrono::seconds DeleteWithin(const Object& state) const override {
    const Value& timeouts = state.Get("timeouts");
    if (!timeouts.IsKnown() || timeouts.IsNull()) return ObjectResource::DeleteWithin(state);
    return ParseWholeSeconds(TextOf(timeouts.Get("delete"))).value_or(ObjectResource::DeleteWithin(state));
  }
};

}  // namespace

std::unique_ptr<const Resource> MakeNamespace() { return std::make_unique<const Namespace>(); }

}  // namespace rolecall::providers::kubernetes
