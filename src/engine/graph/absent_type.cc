#include "engine/graph/absent_type.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

namespace rolecall::engine {
namespace {

constexpr const char* kAdvice =
    " Other types are served by their providers' own programs: run \"rolecall init\" to install them (with "
    "ROLECALL_PROVIDERS=native none is called).";

// How messages name a type of a mode.
struct TypeWords {
  const char* kind;
  const char* title;
  const char* code;
  const char* summary;
};

TypeWords WordsOf(ResourceMode mode) {
  switch (mode) {
    case ResourceMode::kData: return {"data source", "Data source", "unknown-data-source", "Invalid data source"};
    case ResourceMode::kManaged: break;
    case ResourceMode::kEphemeral:
      return {"ephemeral resource", "Ephemeral resource", "unknown-ephemeral-resource", "Invalid ephemeral resource"};
  }
  return {"resource type", "Resource type", "unknown-resource-type", "Invalid resource type"};
}

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

constexpr std::string_view kOwnProvider = "builtin/terraform";

// Whether all that the provider has is here.
bool IsWhole(const Schemas& schemas, const std::string& source) {
  return source == kOwnProvider || schemas.catalogue().IsWhole(source);
}

std::string Display(const ProviderRequirement& requirement) {
  if (requirement.source == kOwnProvider) return "terraform.io/" + requirement.source;
  return (requirement.host == ProviderRequirement().host ? "" : requirement.host + "/") + requirement.source;
}

// A type of another kind of block, or one that is called nearly so.
std::string MeantInstead(const Schemas& schemas, const std::string& source, const std::string& version,
                         const ResourceBlock& block) {
  for (const ResourceMode mode : {ResourceMode::kManaged, ResourceMode::kData, ResourceMode::kEphemeral}) {
    if (mode == block.mode || schemas.Find(source, version, mode, block.type) == nullptr) continue;
    const auto kind = [](ResourceMode of) {
      return of == ResourceMode::kManaged ? std::string("resource") : std::string(ModeName(of));
    };
    return "\n\nDid you intend to use a block of type \"" + kind(mode) + "\" \"" + block.type +
           "\"? If so, declare this using a block of type \"" + kind(mode) + "\" instead of one of type \"" +
           kind(block.mode) + "\".";
  }
  // OpenTofu looks among these whatever kind of block it is.
  const auto meant = diag::NameSuggestion(block.type, schemas.TypeNamesOf(source, version, ResourceMode::kManaged));
  return meant ? " Did you mean \"" + *meant + "\"?" : "";
}

bool IsConditional(const Module& module, const ResourceBlock& block) {
  if (block.count != nullptr || block.for_each != nullptr || block.enabled != nullptr) return true;
  for (const Module* at = &module; at->parent != nullptr; at = at->parent) {
    const ModuleCall& call = at->parent->calls.find(at->path.steps.back().name)->second;
    if (call.count != nullptr || call.for_each != nullptr || call.enabled != nullptr) return true;
  }
  return false;
}

}  // namespace

namespace {

// In OpenTofu's words.
void TellMistake(const Walk& walk, const ResolvedProvider& resolved, const ResourceBlock& block,
                 diag::Diagnostic& error) {
  const TypeWords words = WordsOf(block.mode);
  const std::string version = WantedVersion(walk.configuration, resolved.requirement);
  error.address.clear();
  error.subject = block.type_range;
  error.detail = "The provider " + Display(resolved.requirement) + " does not support " + words.kind + " \"" +
                 block.type + "\"." + MeantInstead(walk.schemas, resolved.requirement.source, version, block);
}

}  // namespace

diag::Diagnostic AbsentTypeError(const Walk& walk, const Module& module, const ResourceBlock& block, bool with_list) {
  const ResolvedProvider resolved = ResolveProvider(module, block);
  const std::string& source = resolved.requirement.source;
  const std::string version = WantedVersion(walk.configuration, resolved.requirement);
  const TypeWords words = WordsOf(block.mode);
  const std::string what = std::string(words.kind) + " \"" + block.type + "\"";
  diag::Diagnostic error;
  error.severity = diag::Severity::kError;
  error.subject = block.range;
  error.address = ConfigAddress(module, block).Text();
  std::vector<std::string> instead;
  std::string has = " It has: ";
  if (walk.schemas.FindProvider(source, version) == nullptr) {
    error.code = "unknown-provider";
    error.summary = "Unknown provider";
    error.detail = "The " + what + " belongs to the provider \"" + source + "\", which this program does not have.";
    instead = walk.schemas.catalogue().sources();
  } else {
    error.code = words.code;
    error.summary = words.summary;
    error.detail = "This program does not have the " + what + ".";
    instead = walk.schemas.TypeNamesOf(source, version, block.mode);
    if (std::find(instead.begin(), instead.end(), block.type) != instead.end()) {
      error.detail =
          "The provider \"" + source + "\" has the " + what + ", but the schema that it gives cannot be read.";
      return error;
    }
    if (IsWhole(walk.schemas, source)) {
      TellMistake(walk, resolved, block, error);
      return error;
    }
    auto meant = diag::NameSuggestion(block.type, walk.schemas.TypeNames(block.mode));
    if (meant) error.detail += " Did you mean \"" + *meant + "\"?";
    has = " Of " + source + " it has: ";
  }
  if (with_list) error.detail += has + (instead.empty() ? "none" : Listed(instead)) + "." + kAdvice;
  return error;
}

bool HasMistakenType(const Walk& walk, const Module& module, const ResourceBlock& block) {
  return IsWhole(walk.schemas, ResolveProvider(module, block).requirement.source);
}

void AbsentTypes::Check(Graph::Id node, const Module& module, const ResourceBlock& block) {
  const ResolvedProvider resolved = ResolveProvider(module, block);
  const std::string version = WantedVersion(walk_.configuration, resolved.requirement);
  if (walk_.schemas.Find(resolved.requirement.source, version, block.mode, block.type) != nullptr) return;
  const bool is_mistake = IsWhole(walk_.schemas, resolved.requirement.source);
  absent_.push_back({node, &module, &block, is_mistake, !is_mistake && IsConditional(module, block)});
}

// As a reader meets them.
std::vector<AbsentTypes::Absent> AbsentTypes::InOrder(const std::function<bool(const Absent&)>& keeps) const {
  std::vector<Absent> in_order;
  std::copy_if(absent_.begin(), absent_.end(), std::back_inserter(in_order), keeps);
  std::stable_sort(in_order.begin(), in_order.end(), [](const Absent& a, const Absent& b) {
    const std::string_view a_file = a.block->range.file_name(), b_file = b.block->range.file_name();
    return a_file != b_file ? a_file < b_file : a.block->range.start.byte < b.block->range.start.byte;
  });
  return in_order;
}

void AbsentTypes::ReportMistakes(diag::Diagnostics& diagnostics) const {
  for (const Absent& one : InOrder([](const Absent& absent) { return absent.is_mistake; })) {
    diagnostics.Add(AbsentTypeError(walk_, *one.module, *one.block, false));
  }
}

void AbsentTypes::Report(const std::function<bool(Graph::Id)>& is_left_out, diag::Diagnostics& diagnostics) const {
  const std::vector<Absent> in_order = InOrder([&](const Absent& one) { return !is_left_out(one.node); });
  const bool has_errors =
      std::any_of(in_order.begin(), in_order.end(), [](const Absent& one) { return !one.is_conditional; });
  std::set<std::string> listed;  // what there is instead is said once for each kind
  for (const Absent& one : in_order) {
    if (!has_errors && !walk_.validating) return;
    if (one.is_mistake) {
      diagnostics.Add(AbsentTypeError(walk_, *one.module, *one.block, false));
      continue;
    }
    // Providers are listed once, types once for each provider.
    std::string kind = AbsentTypeError(walk_, *one.module, *one.block, false).code;
    if (kind != "unknown-provider") kind += ResolveProvider(*one.module, one.block->provider).requirement.source;
    diag::Diagnostic problem =
        AbsentTypeError(walk_, *one.module, *one.block, has_errors && listed.insert(kind).second);
    if (!has_errors) {
      // Warnings with the same summary are shown once: each type has its own.
      problem.severity = diag::Severity::kWarning;
      problem.summary = std::string(WordsOf(one.block->mode).title) + " " + one.block->type + " is missing";
      problem.detail += " That does not matter as long as there are no instances of this block.";
    }
    diagnostics.Add(std::move(problem));
  }
}

}  // namespace rolecall::engine
