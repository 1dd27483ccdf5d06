// The writing half of plan_file.h.
#include "base/encoding.h"
#include "crypto/digest.h"
#include "engine/plan/plan_file.h"
#include "engine/plan/plan_file_format.h"
#include "engine/plan/plan_file_value.h"
#include "engine/state/state_file.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

// An object that is written member by member.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) { out_ += '{'; }
  std::string& Key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    json::AppendQuoted(out_, name, false);
    return out_ += ':';
  }
  void Text(std::string_view name, std::string_view text) { json::AppendQuoted(Key(name), text, false); }
  void Number(std::string_view name, std::int64_t number) { Key(name) += std::to_string(number); }
  void Flag(std::string_view name, bool flag) { Key(name) += flag ? "true" : "false"; }
  void Value(std::string_view name, const value::Value& value) { AppendPlanValue(Key(name), value); }
  void Paths(std::string_view name, const std::vector<value::Path>& paths) { AppendPlanPaths(Key(name), paths); }
  template <typename List, typename Each>
  void Array(std::string_view name, const List& list, Each each) {
    Key(name) += '[';
    bool first = true;
    for (const auto& item : list) {
      if (!first) out_ += ',';
      first = false;
      each(out_, item);
    }
    out_ += ']';
  }
  template <typename List>
  void AddressTexts(std::string_view name, const List& list) {
    Array(name, list, [](std::string& out, const auto& address) { json::AppendQuoted(out, address.Text(), false); });
  }
  void Texts(std::string_view name, const std::vector<std::string>& list) {
    Array(name, list, [](std::string& out, const std::string& text) { json::AppendQuoted(out, text, false); });
  }
  void Close() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

// What planned and drifted changes have in common: what is changed, and its values.
template <typename Change>
void AppendSubject(Writer& object, const Change& change) {
  object.Text("address", change.address.Text());
  if (change.previous_address) object.Text("previous_address", change.previous_address->Text());
  object.Text("deposed", change.deposed);
  object.Text("provider", change.provider.Text());
  object.Text("provider_version", change.provider_version);
  object.Number("action", static_cast<int>(change.action));
}

template <typename Change>
void AppendValues(Writer& object, const Change& change) {
  object.Value("before", change.before);
  object.Value("after", change.after);
  object.Paths("before_sensitive", change.before_sensitive);
  object.Paths("after_sensitive", change.after_sensitive);
}

void AppendChange(std::string& out, const ResourceChange& change) {
  Writer object(out);
  AppendSubject(object, change);
  object.Number("reason", static_cast<int>(change.reason));
  AppendValues(object, change);
  object.Paths("requires_replace", change.requires_replace);
  object.Text("private", Base64Encode(change.private_bytes));
  object.Text("importing_id", change.importing_id);
  object.Text("importing_identity", change.importing_identity);
  if (!change.planned_identity.empty()) {
    object.Text("planned_identity", change.planned_identity);
    object.Number("planned_identity_version", change.planned_identity_version);
  }
  object.Flag("create_before_destroy", change.create_before_destroy);
  object.Texts("dependencies", change.dependencies);
  object.Close();
}

void AppendDrift(std::string& out, const DriftChange& change) {
  Writer object(out);
  AppendSubject(object, change);
  AppendValues(object, change);
  object.Close();
}

void AppendOutput(std::string& out, const OutputChange& change) {
  Writer object(out);
  object.Text("name", change.name);
  object.Number("action", static_cast<int>(change.action));
  object.Value("before", change.before);
  object.Value("after", change.after);
  object.Flag("sensitive", change.sensitive);
  object.Flag("before_sensitive", change.before_sensitive);
  object.Flag("after_sensitive", change.after_sensitive);
  object.Close();
}

void AppendRelevant(std::string& out, const RelevantAttribute& relevant) {
  Writer object(out);
  object.Text("resource", relevant.resource.Text());
  object.Paths("path", {relevant.path});
  object.Close();
}

void AppendCheck(std::string& out, const CheckResult& check) {
  Writer object(out);
  object.Text("kind", check.kind);
  object.Text("address", check.address);
  object.Number("status", static_cast<int>(check.status));
  object.Array("objects", check.objects, [](std::string& to, const CheckObject& one) {
    Writer inner(to);
    inner.Text("address", one.address);
    inner.Number("status", static_cast<int>(one.status));
    inner.Texts("failure_messages", one.failure_messages);
    inner.Close();
  });
  object.Close();
}

void AppendVariable(std::string& out, const PlannedVariable& variable) {
  Writer object(out);
  object.Text("name", variable.name);
  object.Value("value", variable.value);
  object.Flag("sensitive", variable.sensitive);
  object.Flag("given", variable.given);
  object.Close();
}

void AppendState(std::string& out, const State& state) {
  std::string text = WriteStateFile(state, StateLayout::kCompact);
  text.pop_back();  // the line break
  out += text;
}

void AppendPlan(std::string& out, const Plan& plan) {
  Writer object(out);
  object.Number("mode", static_cast<int>(plan.mode));
  object.Array("changes", plan.changes, AppendChange);
  object.Array("drift", plan.drift, AppendDrift);
  object.Array("relevant", plan.relevant, AppendRelevant);
  object.Array("outputs", plan.outputs, AppendOutput);
  object.Array("checks", plan.checks, AppendCheck);
  std::vector<PlannedVariable> kept;
  for (const PlannedVariable& variable : plan.variables) {
    if (!variable.ephemeral) kept.push_back(variable);
  }
  object.Array("variables", kept, AppendVariable);
  object.AddressTexts("targets", plan.targets);
  object.AddressTexts("excludes", plan.excludes);
  object.AddressTexts("force_replace", plan.force_replace);
  object.Text("timestamp", plan.timestamp);
  object.Flag("errored", plan.errored);
  AppendState(object.Key("previous_state"), plan.previous_state);
  AppendState(object.Key("prior_state"), plan.prior_state);
  object.Close();
}

}  // namespace

std::string EncodePlan(const SavedPlan& saved) {
  std::string body;
  Writer object(body);
  object.Text("program_version", saved.program_version);
  object.Text("created", saved.created);
  object.Text("workspace", saved.workspace);
  object.Text("backend_type", saved.backend_type);
  object.Value("backend_arguments", saved.backend_arguments);
  object.Text("configuration_hash", saved.configuration_hash);
  object.Text("state_lineage", saved.state_lineage);
  object.Number("state_serial", saved.state_serial);
  AppendPlan(object.Key("plan"), saved.plan);
  object.Close();
  body += '\n';
  return PlanFileHeader(crypto::Sha256Hex(body)) + body;
}

std::string PlanFileHeader(const std::string& digest) {
  return std::string(kPlanFileMagic) + std::to_string(kPlanFileVersion) + " sha256=" + digest + "\n";
}

}  // namespace rolecall::engine
