// kubernetes_secret(_v1).
#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/encoding.h"
#include "kube/client/object.h"
#include "providers/framework/schema_build.h"
#include "providers/kubernetes/metadata.h"
#include "providers/kubernetes/object_resource.h"
#include "providers/kubernetes/resources.h"

namespace rolecall::providers::kubernetes {
namespace {

namespace bj = boost::json;
using value::Value;
using Texts = std::map<std::string, std::string>;

constexpr char kTokenType[] = "kubernetes.io/service-account-token";
constexpr std::chrono::milliseconds kTokenEvery{500};
constexpr std::chrono::minutes kTokenWithin{1};

engine::AttributeSchema SecretMap(Use use, bool is_write_only = false) {
  engine::AttributeSchema attribute = TextMapAttribute(use);
  attribute.sensitive = true;
  attribute.write_only = is_write_only;
  return attribute;
}

engine::BlockSchema SecretSchema() {
  engine::BlockSchema timeouts;
  timeouts.attributes["create"] = TextAttribute(Use::kOptional);
  engine::BlockSchema block;
  block.attributes["data"] = SecretMap(Use::kOptionalComputed);
  block.attributes["data_wo"] = SecretMap(Use::kOptional, true);
  block.attributes["data_wo_revision"] = NumberAttribute(Use::kOptional);
  block.attributes["binary_data"] = SecretMap(Use::kOptional);
  block.attributes["binary_data_wo"] = SecretMap(Use::kOptional, true);
  block.attributes["binary_data_wo_revision"] = NumberAttribute(Use::kOptional);
  block.attributes["immutable"] = FlagAttribute(Use::kOptional);
  block.attributes["type"] = TextAttribute(Use::kOptional);
  block.attributes["wait_for_service_account_token"] = FlagAttribute(Use::kOptional);
  block.blocks["timeouts"] = Block(engine::Nesting::kSingle, std::move(timeouts));
  return block;
}

// As the API has them: base64. `config` has what is write-only.
Texts Encoded(const Object& config, const Object& state, bool with_write_only) {
  Texts encoded;
  for (const auto& [key, text] : state.TextMap("data")) encoded[key] = Base64Encode(text);
  for (const auto& [key, text] : state.TextMap("binary_data")) encoded[key] = text;
  if (!with_write_only) return encoded;
  for (const auto& [key, text] : config.TextMap("data_wo")) encoded[key] = Base64Encode(text);
  for (const auto& [key, text] : config.TextMap("binary_data_wo")) encoded[key] = text;
  return encoded;
}

bj::object JsonOf(const Texts& texts) {
  bj::object object;
  for (const auto& [key, text] : texts) object[key] = text;
  return object;
}

class SecretResource final : public ObjectResource {
 public:
  SecretResource()
      : ObjectResource({"Secret", "secrets", "secret"}, SecretSchema(),
                       {{"type", Default(Value::String("Opaque"), /*force_new=*/true)},
                        {"wait_for_service_account_token", Default(Value::Bool(true))}}) {}

  void Validate(const Object& config, Problems& problems) const override {
    ObjectResource::Validate(config, problems);
    for (const char* name : {"binary_data", "binary_data_wo"}) {
      for (const auto& [key, text] : config.TextMap(name)) {
        if (!Base64Decode(text)) problems.push_back({name, std::string(name) + "." + key + " is not base64"});
      }
    }
    for (const char* name : {"data", "binary_data"}) {
      if (!config.Get(name).IsNull() && !config.Get(std::string(name) + "_wo").IsNull()) {
        problems.push_back({name, "\"" + std::string(name) + "\": conflicts with " + name + "_wo"});
      }
    }
  }

  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override {
    ROLECALL_RETURN_IF_ERROR(ObjectResource::Plan(prior, config, planned));
    // What is only written has no data that a state could know.
    if (prior == nullptr && planned.IsUnknown("data") && planned.Text("type") != kTokenType &&
        config.Get("data").IsNull()) {
      planned.SetNull("data");
    }
    return {};
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    ROLECALL_RETURN_IF_ERROR(ObjectResource::Create(call, config, state));
    if (state.Text("type") != kTokenType || !state.Flag("wait_for_service_account_token")) return {};
    // The token controller fills it.
    const Time end = call.clock.Now() + kTokenWithin;
    while (!state.TextMap("data").contains("token")) {
      if (call.IsCancelled() || call.clock.Now() >= end) {
        return Error{ErrorCode::kDeadlineExceeded,
                     "Waiting for default secret of \"" + state.Text("id") + "\" to appear: there is no token"};
      }
      call.sleep(kTokenEvery);
      ROLECALL_TRY(const bool exists, Read(call, state));
      if (!exists) return Error{ErrorCode::kNotFound, "the secret " + state.Text("id") + " is gone"};
    }
    return {};
  }

 protected:
  void Write(const Object& config, const Object& state, bj::object& object) const override {
    object["type"] = state.Text("type");
    object["data"] = JsonOf(Encoded(config, state, true));
    if (state.Flag("immutable")) object["immutable"] = true;
  }

  void WriteChanges(const Object& prior, const Object& config, const Object& state, bj::object& patch) const override {
    bj::object data = MapChanges(Encoded(prior, prior, false), Encoded(config, state, false));
    // Another revision: what is written but not kept is written anew.
    for (const auto& [name, is_binary] : {std::pair("data_wo", false), std::pair("binary_data_wo", true)}) {
      const std::string revision = std::string(name) + "_revision";
      if (TextOf(prior.Get(revision)) == TextOf(state.Get(revision))) continue;
      for (const auto& [key, text] : config.TextMap(name)) data[key] = is_binary ? text : Base64Encode(text);
    }
    if (!data.empty()) patch["data"] = std::move(data);
    if (prior.Flag("immutable") != state.Flag("immutable")) patch["immutable"] = state.Flag("immutable");
  }

  Result<void> ReadObject(const bj::value& object, Object& state) const override {
    ROLECALL_TRY(SecretTexts texts, ReadSecretTexts(object, state.TextMap("binary_data")));
    // What a configuration only writes is kept nowhere.
    if (state.IsSet("data_wo_revision") || state.IsSet("binary_data_wo_revision")) {
      const Texts kept = state.TextMap("data");
      std::erase_if(texts.plain, [&](const auto& entry) { return !kept.contains(entry.first); });
    }
    SetTexts("data", texts.plain, state);
    SetTexts("binary_data", texts.binary, state);
    state.SetText("type", kube::TextAt(object, {"type"}));
    state.SetFlag("immutable", kube::FlagAt(object, {"immutable"}));
    return {};
  }

 private:
  static void SetTexts(const char* name, const Texts& texts, Object& state) {
    if (texts.empty() && !state.IsSet(name)) return state.SetNull(name);
    state.SetTextMap(name, texts);
  }
};

}  // namespace

Result<SecretTexts> ReadSecretTexts(const bj::value& object, const Texts& binary) {
  SecretTexts texts;
  const bj::value* found = kube::At(object, {"data"});
  if (found == nullptr || !found->is_object()) return texts;
  for (const auto& [name, text] : found->get_object()) {
    if (!text.is_string()) continue;
    const std::string key(name), encoded(text.get_string());
    std::optional<std::string> bytes = Base64Decode(encoded);
    if (!bytes) return Error{ErrorCode::kUnavailable, "the API server's answer has data that is no base64"};
    if (binary.contains(key)) {
      texts.binary[key] = encoded;
    } else {
      texts.plain[key] = *std::move(bytes);
    }
  }
  return texts;
}

std::unique_ptr<const Resource> MakeSecret() { return std::make_unique<const SecretResource>(); }

}  // namespace rolecall::providers::kubernetes
