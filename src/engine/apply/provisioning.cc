#include "engine/apply/provisioning.h"

#include <map>
#include <optional>
#include <utility>

#include "engine/graph/instance_config.h"
#include "engine/provider/config_decoder.h"
#include "engine/provider/schema_value.h"
#include "engine/provision/provisioner.h"
#include "engine/provision/provisioner_schema.h"
#include "hcl/decode/decode.h"

namespace rolecall::engine {
namespace {

using value::Value;

// What the provisioner's own block says goes before what the object's says.
Value Merged(const Value& base, const Value& changes) {
  if (base.IsNull()) return changes;
  if (changes.IsNull()) return base;
  std::map<std::string, Value> members = base.members();
  for (const auto& [name, value] : changes.members()) {
    if (!value.IsKnown() || !value.IsNull()) members[name] = value;
  }
  return Value::Object(std::move(members));
}

class Provisioning {
 public:
  Provisioning(const ProvisionContext& context, const Provisioned& object) : context_(context), object_(object) {}

  bool Run(const Provisioner& provisioner, diag::Diagnostics& diagnostics) {
    event_ = ResourceEvent{object_.address, "", Action::kNoOp, "", {}, provisioner.type, ""};
    diag::Diagnostics problems;
    const BlockSchema* const schema = ProvisionerSchema(provisioner.type);
    if (schema == nullptr) {  // plans that destroy go past what is missing
      AddObjectError(object_.address, "missing-provisioner", "Missing required provisioner plugin",
                     "There is no provisioner \"" + provisioner.type + "\" here.", provisioner.range, diagnostics);
      return false;
    }
    const Value config = Decode(*schema, provisioner.body, problems);
    Value connection = Value::Null(value::Type::Dynamic());
    for (const std::optional<hcl::Body>* body : {&object_.provisioners->connection, &provisioner.connection}) {
      if (*body) connection = Merged(connection, Decode(ConnectionSchema(), **body, problems));
    }
    if (!problems.HasErrors()) Check(provisioner, config, connection, problems);
    diagnostics.Append(problems);
    return !problems.HasErrors() && Execute(provisioner, config, connection, diagnostics);
  }

 private:
  Value Decode(const BlockSchema& schema, const hcl::Body& body, diag::Diagnostics& problems) const {
    hcl::Scope scope =
        context_.walk.evaluator.ScopeFor(*object_.module, object_.address.module, hcl::BodyReferences(body));
    object_.repetition->Define(scope);
    scope.Set("self", *object_.self);
    return ConfigDecoder(schema).Decode(body, scope, problems);
  }

  void Check(const Provisioner& provisioner, const Value& config, const Value& connection,
             diag::Diagnostics& problems) const {
    if (!config.UnmarkDeep().IsWhollyKnown() || !connection.UnmarkDeep().IsWhollyKnown()) {
      AddObjectError(object_.address, "unknown-provisioner", "Invalid provisioner configuration",
                     "The configuration of the provisioner is not wholly known.", provisioner.range, problems);
      return;
    }
    CheckProvisioner(provisioner.type, config.UnmarkDeep(), provisioner.range, problems);
    CheckConnection(connection.UnmarkDeep(), provisioner.range, problems);
    NameObject(object_.address, provisioner.range, problems);
  }

  void Tell(const std::string& text) {
    event_.text = !is_hidden_     ? text
                  : is_ephemeral_ ? "(output suppressed due to ephemeral value in config)"
                                  : "(output suppressed due to sensitive value in config)";
    context_.hooks.Say(Progress::kProvisionOutput, event_);
  }

  bool Execute(const Provisioner& provisioner, const Value& config, const Value& connection,
               diag::Diagnostics& diagnostics) {
    is_ephemeral_ = config.HasMarkDeep(kEphemeral);
    is_hidden_ = config.HasMarkDeep(value::kSensitive) || is_ephemeral_ || HidesHost(connection);
    const Value plain = config.UnmarkDeep(), plain_connection = connection.UnmarkDeep();
    const Interrupt* interrupt = context_.interrupt;
    context_.hooks.Say(Progress::kProvisionStarted, event_);
    const std::optional<ProvisionFailure> failure =
        RunProvisioner(provisioner.type, {plain, plain_connection, context_.environment, context_.random,
                                          [this](const std::string& text) { Tell(text); },
                                          [interrupt] { return interrupt == nullptr || !interrupt->IsStopping(); }});
    event_.text.clear();
    context_.hooks.Say(failure ? Progress::kProvisionFailed : Progress::kProvisionComplete, event_);
    if (!failure || provisioner.continues) return true;
    AddObjectError(object_.address, "provisioner-failed", failure->summary,
                   is_hidden_ ? failure->without_texts : failure->detail, provisioner.range, diagnostics);
    return false;
  }

  // Who is reached is told; keys and passwords never are.
  static bool HidesHost(const Value& connection) {
    if (connection.IsNull()) return false;
    for (const char* name : {"host", "user", "bastion_host", "bastion_user"}) {
      const Value& part = connection.Unmark().Get(name);
      if (part.HasMarkDeep(value::kSensitive) || part.HasMarkDeep(kEphemeral)) return true;
    }
    return false;
  }

  const ProvisionContext& context_;
  const Provisioned& object_;
  ResourceEvent event_;
  bool is_hidden_ = false;
  bool is_ephemeral_ = false;  // that is why
};

}  // namespace

bool Provision(const ProvisionContext& context, const Provisioned& object, bool on_destroy,
               diag::Diagnostics& diagnostics) {
  Provisioning provisioning(context, object);
  for (const Provisioner& provisioner : object.provisioners->steps) {
    if (provisioner.on_destroy == on_destroy && !provisioning.Run(provisioner, diagnostics)) return false;
  }
  return true;
}

Repetition RepetitionOf(const InstanceKey& key) {
  Repetition repetition;
  repetition.key = key;
  repetition.is_count = std::holds_alternative<long long>(key);
  repetition.is_each = std::holds_alternative<std::string>(key);
  repetition.each_value = Value::Unknown(value::Type::Dynamic());
  return repetition;
}

}  // namespace rolecall::engine
