// The reading half of plan_file.h. Nothing in the file is trusted: kinds, enumerations and addresses are checked.
#include <algorithm>
#include <charconv>
#include <limits>

#include "base/encoding.h"
#include "base/secret.h"
#include "crypto/digest.h"
#include "engine/plan/plan_file.h"
#include "engine/plan/plan_file_format.h"
#include "engine/plan/plan_file_value.h"
#include "engine/state/state_file.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxDepth = 256;

Error Damaged(std::string what) { return {ErrorCode::kDataLoss, "the saved plan is damaged: " + std::move(what)}; }

// One object of the file, read member by member.
class Reader {
 public:
  Reader(const json::Node& node, std::string_view text) : node_(node), text_(text) {}

  Result<void> Text(const char* name, std::string& to) const {
    const json::Node* found = node_.Find(name);
    if (found == nullptr || !found->IsString()) return Damaged(std::string(name) + " must be a string");
    to = found->text;
    return {};
  }
  Result<void> Flag(const char* name, bool& to) const {
    const json::Node* found = node_.Find(name);
    if (found == nullptr || found->kind != json::Node::Kind::kBool) {
      return Damaged(std::string(name) + " must be a bool");
    }
    to = found->flag;
    return {};
  }
  Result<void> Number(const char* name, std::int64_t& to, std::int64_t most) const {
    const json::Node* found = node_.Find(name);
    if (found == nullptr || found->kind != json::Node::Kind::kNumber) return Damaged(std::string(name) + " is missing");
    const char* end = found->text.data() + found->text.size();
    const auto [stopped, error] = std::from_chars(found->text.data(), end, to);
    if (error != std::errc() || stopped != end || to < 0 || to > most) return Damaged(std::string(name) + " is wrong");
    return {};
  }
  template <typename E>
  Result<void> Enumeration(const char* name, E& to, E last) const {
    std::int64_t number = 0;
    ROLECALL_RETURN_IF_ERROR(Number(name, number, static_cast<std::int64_t>(last)));
    to = static_cast<E>(number);
    return {};
  }
  Result<void> Value(const char* name, value::Value& to) const {
    const json::Node* found = node_.Find(name);
    if (found == nullptr) return Damaged(std::string(name) + " is missing");
    ROLECALL_TRY(to, ReadPlanValue(*found));
    return {};
  }
  Result<void> Paths(const char* name, std::vector<value::Path>& to) const {
    const json::Node* found = node_.Find(name);
    if (found == nullptr) return Damaged(std::string(name) + " is missing");
    ROLECALL_TRY(to, ReadPlanPaths(*found));
    return {};
  }
  Result<void> Texts(const char* name, std::vector<std::string>& to) const {
    return Array(name, [&](const json::Node& item) -> Result<void> {
      if (!item.IsString()) return Damaged(std::string(name) + " must hold strings");
      to.push_back(item.text);
      return {};
    });
  }
  template <typename Each>
  Result<void> Array(const char* name, Each each) const {
    const json::Node* found = node_.Find(name);
    if (found == nullptr || !found->IsArray()) return Damaged(std::string(name) + " must be a list");
    for (const json::Node& item : found->items) ROLECALL_RETURN_IF_ERROR(each(item));
    return {};
  }
  Result<void> Base64(const char* name, std::string& to) const {
    std::string text;
    ROLECALL_RETURN_IF_ERROR(Text(name, text));
    const std::optional<std::string> bytes = Base64Decode(text);
    if (!bytes) return Damaged(std::string(name) + " is not base64");
    to = *bytes;
    return {};
  }
  Result<void> State(const char* name, engine::State& to) const {
    const json::Node* found = node_.Find(name);
    if (found == nullptr) return Damaged(std::string(name) + " is missing");
    ROLECALL_TRY(to, ReadStateFile(text_.substr(found->begin, found->end - found->begin)));
    return {};
  }
  Reader Of(const json::Node& node) const { return Reader(node, text_); }
  bool Has(const char* name) const { return node_.Find(name) != nullptr; }

 private:
  const json::Node& node_;
  std::string_view text_;
};

Result<void> ReadAddress(const Reader& reader, const char* name, ResourceAddress& to) {
  std::string text;
  ROLECALL_RETURN_IF_ERROR(reader.Text(name, text));
  ROLECALL_TRY(to, ParseResourceAddress(text));
  return {};
}

// What planned and drifted changes have in common.
template <typename Change>
Result<void> ReadCommon(const Reader& reader, Change& change) {
  ROLECALL_RETURN_IF_ERROR(ReadAddress(reader, "address", change.address));
  if (reader.Has("previous_address")) {
    ResourceAddress previous;
    ROLECALL_RETURN_IF_ERROR(ReadAddress(reader, "previous_address", previous));
    change.previous_address = std::move(previous);
  }
  std::string provider;
  ROLECALL_RETURN_IF_ERROR(reader.Text("provider", provider));
  ROLECALL_TRY(change.provider, ParseProviderAddress(provider));
  ROLECALL_RETURN_IF_ERROR(reader.Text("provider_version", change.provider_version));
  ROLECALL_RETURN_IF_ERROR(reader.Text("deposed", change.deposed));
  ROLECALL_RETURN_IF_ERROR(reader.Enumeration("action", change.action, Action::kForgetThenCreate));
  ROLECALL_RETURN_IF_ERROR(reader.Value("before", change.before));
  ROLECALL_RETURN_IF_ERROR(reader.Value("after", change.after));
  const auto is_object = [](const value::Value& value) {
    return value.type().IsObject() || (value.IsKnown() && value.IsNull());
  };
  if (!is_object(change.before) || !is_object(change.after)) {
    return Damaged("before and after must be objects");
  }
  ROLECALL_RETURN_IF_ERROR(reader.Paths("before_sensitive", change.before_sensitive));
  return reader.Paths("after_sensitive", change.after_sensitive);
}

Result<ResourceChange> ReadChange(const Reader& reader) {
  ResourceChange change;
  ROLECALL_RETURN_IF_ERROR(ReadCommon(reader, change));
  ROLECALL_RETURN_IF_ERROR(reader.Enumeration("reason", change.reason, ActionReason::kDeleteBecauseEnabledFalse));
  ROLECALL_RETURN_IF_ERROR(reader.Paths("requires_replace", change.requires_replace));
  ROLECALL_RETURN_IF_ERROR(reader.Base64("private", change.private_bytes));
  ROLECALL_RETURN_IF_ERROR(reader.Text("importing_id", change.importing_id));
  ROLECALL_RETURN_IF_ERROR(reader.Text("importing_identity", change.importing_identity));
  if (reader.Has("planned_identity")) {
    ROLECALL_RETURN_IF_ERROR(reader.Text("planned_identity", change.planned_identity));
    ROLECALL_RETURN_IF_ERROR(reader.Number("planned_identity_version", change.planned_identity_version,
                                           std::numeric_limits<std::int64_t>::max()));
    const json::ParseResult identity = json::Parse(change.planned_identity, {});
    if (!identity.error.empty() || !identity.root.IsObject()) return Damaged("planned_identity must be an object");
  }
  ROLECALL_RETURN_IF_ERROR(reader.Flag("create_before_destroy", change.create_before_destroy));
  ROLECALL_RETURN_IF_ERROR(reader.Texts("dependencies", change.dependencies));
  return change;
}

Result<DriftChange> ReadDrift(const Reader& reader) {
  DriftChange change;
  ROLECALL_RETURN_IF_ERROR(ReadCommon(reader, change));
  return change;
}

Result<RelevantAttribute> ReadRelevant(const Reader& reader) {
  RelevantAttribute relevant;
  ROLECALL_RETURN_IF_ERROR(ReadAddress(reader, "resource", relevant.resource));
  std::vector<value::Path> paths;
  ROLECALL_RETURN_IF_ERROR(reader.Paths("path", paths));
  if (!paths.empty()) relevant.path = paths.front();
  return relevant;
}

Result<OutputChange> ReadOutput(const Reader& reader) {
  OutputChange change;
  ROLECALL_RETURN_IF_ERROR(reader.Text("name", change.name));
  ROLECALL_RETURN_IF_ERROR(reader.Enumeration("action", change.action, Action::kForgetThenCreate));
  ROLECALL_RETURN_IF_ERROR(reader.Value("before", change.before));
  ROLECALL_RETURN_IF_ERROR(reader.Value("after", change.after));
  ROLECALL_RETURN_IF_ERROR(reader.Flag("sensitive", change.sensitive));
  ROLECALL_RETURN_IF_ERROR(reader.Flag("before_sensitive", change.before_sensitive));
  ROLECALL_RETURN_IF_ERROR(reader.Flag("after_sensitive", change.after_sensitive));
  return change;
}

Result<CheckResult> ReadCheck(const Reader& reader) {
  CheckResult check;
  ROLECALL_RETURN_IF_ERROR(reader.Text("kind", check.kind));
  ROLECALL_RETURN_IF_ERROR(reader.Text("address", check.address));
  ROLECALL_RETURN_IF_ERROR(reader.Enumeration("status", check.status, CheckStatus::kUnknown));
  ROLECALL_RETURN_IF_ERROR(reader.Array("objects", [&](const json::Node& node) -> Result<void> {
    const Reader inner = reader.Of(node);
    CheckObject object;
    ROLECALL_RETURN_IF_ERROR(inner.Text("address", object.address));
    ROLECALL_RETURN_IF_ERROR(inner.Enumeration("status", object.status, CheckStatus::kUnknown));
    ROLECALL_RETURN_IF_ERROR(inner.Texts("failure_messages", object.failure_messages));
    check.objects.push_back(std::move(object));
    return {};
  }));
  return check;
}

Result<PlannedVariable> ReadVariable(const Reader& reader) {
  PlannedVariable variable;
  ROLECALL_RETURN_IF_ERROR(reader.Text("name", variable.name));
  ROLECALL_RETURN_IF_ERROR(reader.Value("value", variable.value));
  ROLECALL_RETURN_IF_ERROR(reader.Flag("sensitive", variable.sensitive));
  ROLECALL_RETURN_IF_ERROR(reader.Flag("given", variable.given));
  return variable;
}

// A list of objects, each read by `read`.
template <typename T>
Result<void> ReadList(const Reader& reader, const char* name, std::vector<T>& to, Result<T> (*read)(const Reader&)) {
  return reader.Array(name, [&](const json::Node& node) -> Result<void> {
    ROLECALL_TRY(T one, read(reader.Of(node)));
    to.push_back(std::move(one));
    return {};
  });
}

template <typename T>
Result<void> ReadAddresses(const Reader& reader, const char* name, std::vector<T>& to,
                           Result<T> (*parse)(std::string_view)) {
  std::vector<std::string> texts;
  ROLECALL_RETURN_IF_ERROR(reader.Texts(name, texts));
  for (const std::string& text : texts) {
    ROLECALL_TRY(T one, parse(text));
    to.push_back(std::move(one));
  }
  return {};
}

Result<void> ReadPlan(const Reader& reader, Plan& plan) {
  ROLECALL_RETURN_IF_ERROR(reader.Enumeration("mode", plan.mode, PlanMode::kRefreshOnly));
  ROLECALL_RETURN_IF_ERROR(ReadList(reader, "changes", plan.changes, ReadChange));
  ROLECALL_RETURN_IF_ERROR(ReadList(reader, "drift", plan.drift, ReadDrift));
  if (reader.Has("relevant")) ROLECALL_RETURN_IF_ERROR(ReadList(reader, "relevant", plan.relevant, ReadRelevant));
  ROLECALL_RETURN_IF_ERROR(ReadList(reader, "outputs", plan.outputs, ReadOutput));
  ROLECALL_RETURN_IF_ERROR(ReadList(reader, "checks", plan.checks, ReadCheck));
  ROLECALL_RETURN_IF_ERROR(ReadList(reader, "variables", plan.variables, ReadVariable));
  ROLECALL_RETURN_IF_ERROR(ReadAddresses(reader, "targets", plan.targets, ParseTarget));
  ROLECALL_RETURN_IF_ERROR(ReadAddresses(reader, "excludes", plan.excludes, ParseTarget));
  ROLECALL_RETURN_IF_ERROR(ReadAddresses(reader, "force_replace", plan.force_replace, ParseResourceAddress));
  ROLECALL_RETURN_IF_ERROR(reader.Text("timestamp", plan.timestamp));
  ROLECALL_RETURN_IF_ERROR(reader.Flag("errored", plan.errored));
  ROLECALL_RETURN_IF_ERROR(reader.State("previous_state", plan.previous_state));
  return reader.State("prior_state", plan.prior_state);
}

Result<SavedPlan> ReadBody(std::string_view body) {
  const json::ParseResult parsed = json::Parse(body, {.max_bytes = kMaxPlanBytes, .max_depth = kMaxDepth});
  if (!parsed.error.empty()) return Damaged(parsed.error);
  const Reader reader(parsed.root, body);
  SavedPlan saved;
  ROLECALL_RETURN_IF_ERROR(reader.Text("program_version", saved.program_version));
  ROLECALL_RETURN_IF_ERROR(reader.Text("created", saved.created));
  ROLECALL_RETURN_IF_ERROR(reader.Text("workspace", saved.workspace));
  ROLECALL_RETURN_IF_ERROR(reader.Text("backend_type", saved.backend_type));
  ROLECALL_RETURN_IF_ERROR(reader.Value("backend_arguments", saved.backend_arguments));
  ROLECALL_RETURN_IF_ERROR(reader.Text("configuration_hash", saved.configuration_hash));
  ROLECALL_RETURN_IF_ERROR(reader.Text("state_lineage", saved.state_lineage));
  ROLECALL_RETURN_IF_ERROR(reader.Number("state_serial", saved.state_serial, INT64_MAX));
  const json::Node* plan = parsed.root.Find("plan");
  if (plan == nullptr) return Damaged("it has no plan");
  ROLECALL_RETURN_IF_ERROR(ReadPlan(reader.Of(*plan), saved.plan));
  return saved;
}

}  // namespace

bool LooksLikePlan(std::string_view bytes) { return bytes.starts_with(kPlanFileMagic); }

Result<SavedPlan> DecodePlan(std::string_view bytes) {
  if (!LooksLikePlan(bytes)) {
    const bool is_zip = bytes.starts_with("PK");
    return Error{ErrorCode::kInvalidArgument,
                 is_zip ? "this is a plan of OpenTofu or Terraform; plans can only be applied by the program that made "
                          "them. Make one with \"rolecall plan -out=FILE\"."
                        : "this is not a saved plan. Make one with \"rolecall plan -out=FILE\"."};
  }
  if (bytes.size() > kMaxPlanBytes) return Error{ErrorCode::kResourceExhausted, "the saved plan is too large"};
  const std::size_t end = bytes.find('\n');
  const std::string_view line = bytes.substr(0, std::min(end, std::size_t{200}));
  const std::string version = std::string(kPlanFileMagic) + std::to_string(kPlanFileVersion) + " ";
  if (end == std::string_view::npos) return Damaged("its first line does not end");
  if (!line.starts_with(version)) {
    return Error{ErrorCode::kUnimplemented,
                 "the saved plan was made by another version of Rolecall. Make a new one with this version."};
  }
  const std::string_view body = bytes.substr(end + 1);
  if (bytes.substr(0, end + 1) != PlanFileHeader(crypto::Sha256Hex(body))) {
    return Damaged("its content is not what its digest says");
  }
  return ReadBody(body);
}

std::string HashConfiguration(std::vector<std::pair<std::string, std::string>> files) {
  std::sort(files.begin(), files.end());
  std::string all;
  for (const auto& [name, content] : files) {
    all += std::to_string(name.size()) + ":" + name + crypto::Sha256(content);
  }
  return crypto::Sha256Hex(all);
}

std::optional<StalePlan> FindStale(const SavedPlan& saved, const State& current,
                                   const std::string& configuration_hash) {
  // The first plan of all knows no lineage yet.
  const bool is_first = saved.state_lineage.empty() && saved.state_serial == 0;
  if (!is_first && saved.state_lineage != current.lineage) {
    return StalePlan{"Saved plan does not match the given state",
                     "The given plan file can not be applied because it was created from a different state lineage."};
  }
  if (saved.state_serial != current.serial || saved.state_lineage != current.lineage) {
    return StalePlan{"Saved plan is stale",
                     "The given plan file can no longer be applied because the state was changed by another operation "
                     "after the plan was created."};
  }
  if (saved.configuration_hash != configuration_hash) {
    return StalePlan{"Saved plan is stale",
                     "The given plan file can no longer be applied because the configuration was changed after the "
                     "plan was created. Make a new plan."};
  }
  return std::nullopt;
}

}  // namespace rolecall::engine
