// kubernetes_service_account(_v1).
//
// Differs from the real provider: of a server before 1.24, which makes a token's secret for each account a moment
// later, creation does not wait for it; default_secret_name has it from the next refresh on.
#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "kube/client/object.h"
#include "providers/framework/schema_build.h"
#include "providers/kubernetes/object_resource.h"
#include "providers/kubernetes/resources.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;
using value::Value;

engine::BlockSchema ServiceAccountSchema() {
  engine::BlockSchema reference;
  reference.attributes["name"] = TextAttribute(Use::kOptional);
  engine::BlockSchema timeouts;
  timeouts.attributes["create"] = TextAttribute(Use::kOptional);
  engine::BlockSchema block;
  block.attributes["automount_service_account_token"] = FlagAttribute(Use::kOptional);
  block.attributes["default_secret_name"] = TextAttribute(Use::kComputed);
  block.blocks["image_pull_secret"] = Block(engine::Nesting::kSet, reference);
  block.blocks["secret"] = Block(engine::Nesting::kSet, std::move(reference));
  block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  return block;
}

bj::array WriteReferences(const Object& state, const std::string& block) {
  bj::array references;
  for (const Object& reference : state.Blocks(block))
    references.push_back(bj::object{{"name", reference.Text("name")}});
  return references;
}

// The name that a server before 1.24 gives the secret of an account's token: NAME-token-x1y2z.
bool IsDefaultSecret(const std::string& secret, const std::string& account) {
  const std::string start = account + "-token-";
  return secret.size() == start.size() + 5 && secret.starts_with(start);
}

// As the type says: a set, or the list of a data source.
void ReadReferences(const bj::value& object, const char* member, const std::string& block, const std::string& without,
                    Object& state) {
  const value::Type type = state.TypeOf(block), element = state.TypeOf(block).element();
  std::vector<Value> references;
  for (const bj::value& entry : kube::ListAt(object, {member})) {
    const std::string name = kube::TextAt(entry, {"name"});
    if (!without.empty() && name == without) continue;
    Object reference(element, Value::Null(element));
    reference.SetText("name", name);
    references.push_back(reference.ToValue());
  }
  state.Set(block,
            type.IsList() ? Value::List(element, std::move(references)) : Value::Set(element, std::move(references)));
}

class ServiceAccount final : public ObjectResource {
 public:
  ServiceAccount()
      : ObjectResource({"ServiceAccount", "serviceaccounts", "service account"}, ServiceAccountSchema(),
                       {{"automount_service_account_token", Default(Value::Bool(true))}}) {}

 protected:
  void Write(const Object&, const Object& state, bj::object& object) const override {
    object["automountServiceAccountToken"] = state.Flag("automount_service_account_token");
    if (bj::array list = WriteReferences(state, "image_pull_secret"); !list.empty()) object["imagePullSecrets"] = list;
    if (bj::array list = WriteReferences(state, "secret"); !list.empty()) object["secrets"] = list;
  }

  void WriteChanges(const Object& prior, const Object&, const Object& state, bj::object& patch) const override {
    if (prior.Flag("automount_service_account_token") != state.Flag("automount_service_account_token")) {
      patch["automountServiceAccountToken"] = state.Flag("automount_service_account_token");
    }
    if (!prior.Get("image_pull_secret").Same(state.Get("image_pull_secret"))) {
      patch["imagePullSecrets"] = WriteReferences(state, "image_pull_secret");
    }
    if (prior.Get("secret").Same(state.Get("secret"))) return;
    bj::array secrets = WriteReferences(state, "secret");
    const std::string own = prior.Text("default_secret_name");
    if (!own.empty()) secrets.push_back(bj::object{{"name", own}});
    patch["secrets"] = std::move(secrets);
  }

  Result<void> ReadObject(const bj::value& object, Object& state) const override {
    const std::string name = kube::TextAt(object, {"metadata", "name"});
    std::string own;
    for (const bj::value& entry : kube::ListAt(object, {"secrets"})) {
      const std::string secret = kube::TextAt(entry, {"name"});
      const bool is_configured = std::ranges::any_of(
          state.Blocks("secret"), [&](const Object& configured) { return configured.Text("name") == secret; });
      if (IsDefaultSecret(secret, name) && !is_configured) own = secret;
    }
    ReadAccount(object, own, state);
    return {};
  }
};

}  // namespace

void ReadAccount(const bj::value& object, const std::string& own, Object& state) {
  state.SetText("default_secret_name", own);
  // As the real provider has it: what is not said is no, though the token is mounted then.
  state.SetFlag("automount_service_account_token", kube::FlagAt(object, {"automountServiceAccountToken"}));
  ReadReferences(object, "imagePullSecrets", "image_pull_secret", "", state);
  ReadReferences(object, "secrets", "secret", own, state);
}

std::unique_ptr<const Resource> MakeServiceAccount() { return std::make_unique<const ServiceAccount>(); }

}  // namespace rolecall::providers::kubernetes
