#include "engine/planning/removals.h"

#include <algorithm>
#include <set>
#include <string>

namespace rolecall::engine {
namespace {

void CheckOne(const Configuration& configuration, const Module& module, const RemovedBlock& removed,
              diag::Diagnostics& diagnostics) {
  ModuleAddress path = module.path;
  for (const ModuleStep& step : removed.from.module.steps) path = path.Child(step.name);
  const Module* place = configuration.Find(path);
  if (place == nullptr) return;
  if (!removed.from.resource) {
    diagnostics.AddError("removed-still-exists", "Removed module block still exists",
                         "This statement declares a removal of the module " + path.Text() +
                             ", but this module block still exists in the configuration. Please remove the module "
                             "block.",
                         removed.range);
    return;
  }
  ResourceAddress address = removed.from.resource->Config();
  if (place->FindResource(address.mode, address.type, address.name) == nullptr) return;
  address.module = path;
  diagnostics.AddError("removed-still-exists", "Removed resource block still exists",
                       "This statement declares a removal of the resource " + address.Text() +
                           ", but this resource block still exists in the configuration. Please remove the resource "
                           "block.",
                       removed.range);
}

void CheckModule(const Configuration& configuration, const Module& module, diag::Diagnostics& diagnostics) {
  for (const RemovedBlock& removed : module.removed) CheckOne(configuration, module, removed, diagnostics);
  for (const auto& [name, child] : module.children) CheckModule(configuration, *child, diagnostics);
}

bool IsAmong(const std::vector<TargetAddress>& targets, const ResourceAddress& address) {
  return std::any_of(targets.begin(), targets.end(),
                     [&](const TargetAddress& target) { return target.Contains(address); });
}

// In double quotes as a shell takes them.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string WithoutKey(ResourceAddress address) { return address.WithKey({}).Text(); }

// The blocks of the ends for which `is_out` holds, sorted, each as an option on a line of its own.
template <typename Predicate>
std::string Options(const std::map<ResourceAddress, ResourceAddress>& moved_from, const char* option,
                    const Predicate& is_out) {
  std::set<std::string> blocks;
  for (const auto& [to, from] : moved_from) {
    for (const ResourceAddress& end : {from, to}) {
      if (is_out(end)) blocks.insert(WithoutKey(end));
    }
  }
  std::string lines;
  for (const std::string& block : blocks) lines += std::string("\n  -") + option + "=" + Quoted(block);
  return lines;
}

}  // namespace

void CheckRemoved(const Configuration& configuration, diag::Diagnostics& diagnostics) {
  CheckModule(configuration, *configuration.root, diagnostics);
}

void CheckMovedTargets(const std::map<ResourceAddress, ResourceAddress>& moved_from, const PlanOptions& options,
                       diag::Diagnostics& diagnostics) {
  static constexpr const char* kSummary = "Moved resource instances excluded by targeting";
  static constexpr const char* kWhy =
      "Resource instances in your current state have moved to new addresses in the latest configuration. Those "
      "resource "
      "instances must be included while planning in order to ensure a correct result, but your ";
  if (!options.targets.empty()) {
    const std::string missing =
        Options(moved_from, "target", [&](const ResourceAddress& end) { return !IsAmong(options.targets, end); });
    if (missing.empty()) return;
    diagnostics.AddError("moved-not-targeted", kSummary,
                         std::string(kWhy) +
                             "-target=... options do not fully cover all of those resource instances.\n\nTo create a "
                             "valid plan, either remove your -target=... options altogether or add the following "
                             "additional target options:" +
                             missing +
                             "\n\nNote that adding these options may include further additional resource instances in "
                             "your plan, in order to respect object dependencies.");
    return;
  }
  const std::string excluded =
      Options(moved_from, "exclude", [&](const ResourceAddress& end) { return IsAmong(options.excludes, end); });
  if (excluded.empty()) return;
  diagnostics.AddError("moved-not-targeted", kSummary,
                       std::string(kWhy) +
                           "-exclude=... options exclude some of those resource instances.\n\nTo create a valid plan, "
                           "either remove your -exclude=... options altogether or just specifically remove the "
                           "following options:" +
                           excluded +
                           "\n\nNote that removing these options may include further additional resource instances in "
                           "your plan, in order to respect object dependencies.");
}

}  // namespace rolecall::engine
