#include "engine/graph/check_rules.h"

#include "base/text.h"
#include "engine/config/node_id.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/show_value.h"
#include "json/document.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Type;
using value::Value;

constexpr const char* kNoMessage =
    "This check failed, but has an invalid error message as described in the other accompanying messages.";

void WarnOfMark(const char* kind, const CheckRule& rule, diag::Diagnostics& diagnostics) {
  diagnostics.AddWarning("error-message", "Error message refers to " + std::string(kind) + " values",
                         "The error expression used to explain this condition refers to " + std::string(kind) +
                             " values, so the resulting message will not be displayed.\n\nYou can correct this by "
                             "removing references to " +
                             kind + " values, or by carefully using the " +
                             (std::string(kind) == "sensitive" ? "nonsensitive" : "ephemeralasnull") +
                             "() function if the expression will not reveal the " + kind + " data.",
                         rule.error_message->range);
}

// Evaluated also where the condition holds: what is wrong with it is not left for the day on which it is needed.
std::string MessageOf(const CheckRule& rule, const hcl::Scope& scope, diag::Diagnostics& diagnostics) {
  if (rule.error_message == nullptr) return "";
  diag::Diagnostics problems;
  const Value given = hcl::Evaluate(*rule.error_message, scope, problems);
  const bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) return "";
  for (const auto& [mark, kind] : {std::pair(value::kSensitive, "sensitive"), std::pair(kEphemeral, "ephemeral")}) {
    if (!given.HasMarkDeep(mark)) continue;
    WarnOfMark(kind, rule, diagnostics);
    return "";
  }
  value::Conversion text = value::Convert(given, Type::String());
  const bool is_null = text.ok() && text->IsKnown() && text->IsNull();
  if (!text.ok() || is_null) {
    diagnostics.AddError("error-message", "Invalid error message",
                         "Unsuitable value for error message: " +
                             (is_null ? std::string("must not be null") : text.error().Text()) + ".",
                         rule.error_message->range);
    return "";
  }
  return text->IsKnown() ? std::string(Trim(text->AsString())) : "";
}

}  // namespace

RuleResult EvaluateRule(const CheckRule& rule, const hcl::Scope& scope, const std::string& summary,
                        diag::Severity severity, diag::Diagnostics& diagnostics) {
  RuleResult outcome;
  if (rule.condition == nullptr) return outcome;  // reported when the block was read
  diag::Diagnostics problems;
  const std::string message = MessageOf(rule, scope, problems);
  Value given = hcl::Evaluate(*rule.condition, scope, problems);
  outcome.status = CheckStatus::kError;
  if (!problems.HasErrors()) {
    value::Conversion condition = value::Convert(given.UnmarkDeep(), Type::Bool());
    if (!condition.ok() || (condition->IsKnown() && condition->IsNull())) {
      problems.AddError("invalid-condition", "Invalid condition result",
                        condition.ok() ? "Condition expression must return either true or false, not null."
                                       : "Invalid condition result value: " + condition.error().Text() + ".",
                        rule.condition->range);
    } else if (!condition->IsKnown()) {
      outcome.status = CheckStatus::kUnknown;
    } else {
      outcome.status = condition->AsBool() ? CheckStatus::kPass : CheckStatus::kFail;
    }
  }
  if (outcome.status == CheckStatus::kFail) {
    outcome.message = message;
    diag::Diagnostic failure;
    failure.severity = severity;
    failure.code = "check-failed";
    failure.summary = summary;
    failure.detail = message.empty() ? kNoMessage : message;
    failure.subject = rule.condition->range;
    failure.values = hcl::ShownValues(*rule.condition, scope);
    failure.comparison = hcl::ComparedIn(*rule.condition, scope);
    problems.Add(std::move(failure));
  }
  diagnostics.Append(problems);
  return outcome;
}

namespace {

CheckStatus StatusNamed(const std::string& name) {
  for (const CheckStatus status : {CheckStatus::kPass, CheckStatus::kFail, CheckStatus::kError}) {
    if (name == CheckStatusName(status)) return status;
  }
  return CheckStatus::kUnknown;
}

CheckObject ReadCheckObject(const json::Node& node) {
  CheckObject object{node.TextOf("object_addr"), StatusNamed(node.TextOf("status")), {}};
  const json::Node* messages = node.Find("failure_messages");
  if (messages == nullptr) return object;
  for (const json::Node& message : messages->items) {
    if (message.IsString()) object.failure_messages.push_back(message.text);
  }
  return object;
}

void NoteRules(const Module& module, std::map<std::pair<std::string, std::string>, CheckResult>& all) {
  const auto note = [&all](const char* kind, const std::string& address) {
    all[{address, kind}] = CheckResult{kind, address, CheckStatus::kUnknown, {}};
  };
  const auto node = [&module](NodeKind kind, const std::string& name) {
    return NodeId{kind, module.path, name}.Text();
  };
  for (const auto& [name, variable] : module.variables) {
    if (!variable.validations.empty()) note("var", node(NodeKind::kVariable, name));
  }
  for (const auto& [name, output] : module.outputs) {
    if (!output.preconditions.empty()) note("output_value", node(NodeKind::kOutput, name));
  }
  for (const auto& [name, check] : module.checks) note("check", node(NodeKind::kCheck, name));
  for (const auto& [key, block] : module.resources) {
    const Lifecycle& lifecycle = block.lifecycle;
    if (lifecycle.preconditions.empty() && lifecycle.postconditions.empty()) continue;
    note("resource", ConfigAddress(module, block).Text());
  }
  for (const auto& [name, child] : module.children) NoteRules(*child, all);
}

void Renew(CheckResult& result, const CheckResult& newer) {
  std::map<std::string, CheckObject> objects;
  for (const CheckObject& object : result.objects) objects[object.address] = object;
  for (const CheckObject& object : newer.objects) objects[object.address] = object;
  result.objects.clear();
  result.status = CheckStatus::kPass;
  for (auto& [address, object] : objects) {
    result.status = Worse(result.status, object.status);
    result.objects.push_back(std::move(object));
  }
}

}  // namespace

std::vector<CheckResult> ReadCheckResults(const std::string& json) {
  std::vector<CheckResult> results;
  const json::ParseResult parsed = json::Parse(json, {});
  if (!parsed.error.empty()) return results;
  for (const json::Node& node : parsed.root.items) {
    const std::string kind = node.TextOf("object_kind");
    CheckResult result{
        kind == "output" ? "output_value" : kind, node.TextOf("config_addr"), StatusNamed(node.TextOf("status")), {}};
    const json::Node* objects = node.Find("objects");
    if (objects != nullptr) {
      for (const json::Node& object : objects->items) result.objects.push_back(ReadCheckObject(object));
    }
    results.push_back(std::move(result));
  }
  return results;
}

CheckStatus Worse(CheckStatus a, CheckStatus b) {
  auto rank = [](CheckStatus status) {
    switch (status) {
      case CheckStatus::kPass: return 0;
      case CheckStatus::kUnknown: return 1;
      case CheckStatus::kFail: return 2;
      case CheckStatus::kError: return 3;
    }
    return 3;
  };
  return rank(a) >= rank(b) ? a : b;
}

void CheckLog::Declare(const std::string& kind, const std::string& config_address) {
  const std::lock_guard<std::mutex> lock(mutex_);
  objects_.try_emplace({config_address, kind});
}

void CheckLog::Add(const std::string& kind, const std::string& config_address, const std::string& object_address,
                   const RuleResult& outcome) {
  std::lock_guard<std::mutex> lock(mutex_);
  auto [found, is_new] = objects_[{config_address, kind}].try_emplace(object_address);
  CheckObject& object = found->second;
  object.address = object_address;
  object.status = is_new ? outcome.status : Worse(object.status, outcome.status);
  if (!outcome.message.empty()) object.failure_messages.push_back(outcome.message);
}

std::vector<CheckResult> CheckLog::Results() const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<CheckResult> results;
  for (const auto& [key, objects] : objects_) {
    CheckResult result{key.second, key.first, CheckStatus::kPass, {}};
    for (const auto& [address, object] : objects) {
      result.status = Worse(result.status, object.status);
      result.objects.push_back(object);
    }
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<CheckResult> WithUndecided(const Configuration& configuration, const std::vector<CheckResult>& results) {
  std::map<std::pair<std::string, std::string>, CheckResult> all;
  NoteRules(*configuration.root, all);
  for (const CheckResult& result : results) all[{result.address, result.kind}] = result;
  std::vector<CheckResult> sorted;
  for (auto& [key, result] : all) sorted.push_back(std::move(result));
  return sorted;
}

std::string CheckResultsJson(const std::vector<CheckResult>& older, const std::vector<CheckResult>& newer) {
  std::map<std::pair<std::string, std::string>, CheckResult> merged;
  for (const CheckResult& result : older) merged[{result.address, result.kind}] = result;
  for (const CheckResult& result : newer) {
    const auto [found, is_new] = merged.try_emplace({result.address, result.kind}, result);
    if (!is_new) Renew(found->second, result);
  }
  std::map<std::pair<std::string, std::string>, const CheckResult*> results;
  for (const auto& [key, result] : merged) results[key] = &result;
  if (results.empty()) return "null";
  std::string json = "[";
  auto member = [&json](const char* name, const std::string& text) {
    json += std::string("\"") + name + "\":";
    json::AppendQuoted(json, text, true);
  };
  for (const auto& [key, result] : results) {
    json += json.size() > 1 ? ",{" : "{";
    member("object_kind", result->kind == "output_value" ? "output" : result->kind);
    json += ',';
    member("config_addr", result->address);
    json += ',';
    member("status", CheckStatusName(result->status));
    json += ",\"objects\":";
    if (result->objects.empty()) {
      json += "null}";
      continue;
    }
    json += '[';
    for (const CheckObject& object : result->objects) {
      json += json.back() == '[' ? "{" : ",{";
      member("object_addr", object.address);
      json += ',';
      member("status", CheckStatusName(object.status));
      if (!object.failure_messages.empty()) json += ",\"failure_messages\":[";
      for (const std::string& message : object.failure_messages) {
        if (json.back() != '[') json += ',';
        json::AppendQuoted(json, message, true);
      }
      json += object.failure_messages.empty() ? "}" : "]}";
    }
    json += "]}";
  }
  return json + "]";
}

}  // namespace rolecall::engine
