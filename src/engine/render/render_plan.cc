#include "engine/render/render_plan.h"

#include <algorithm>

#include "engine/plan/relevance.h"
#include "engine/render/diff.h"
#include "engine/render/render_value.h"
#include "engine/state/raw_json.h"

namespace rolecall::engine {
namespace {

// A schema made of the values' own attributes, for types that are not ours.
BlockSchema SchemaFromValues(const value::Value& before, const value::Value& after) {
  BlockSchema made;
  for (const value::Value* side : {&before, &after}) {
    if (side->IsNull() || !side->IsKnown() || side->type().kind() != value::Type::Kind::kObject) continue;
    for (const auto& [name, type] : side->type().attributes()) made.attributes[name].type = type;
  }
  return made;
}

using Shows = std::function<bool(const std::string&)>;

Diff DiffOfChange(const ResourceChange& change, const Schemas& schemas, const Shows* shows) {
  const DiffPaths paths{change.before_sensitive, change.after_sensitive, change.requires_replace, shows};
  const ResourceSchema* known =
      schemas.Find(change.provider.source, change.provider_version, change.address.mode, change.address.type);
  if (known != nullptr) return DiffOfBlock(change.before, change.after, known->block, paths);
  return DiffOfBlock(change.before, change.after, SchemaFromValues(change.before, change.after), paths);
}

std::string IndexText(const IndexKey& key) {
  if (const long long* number = std::get_if<long long>(&key)) return std::to_string(*number);
  const std::string* text = std::get_if<std::string>(&key);
  return text == nullptr ? "" : Quoted(*text);
}

// The notes below "will be destroyed" and "will be read".
std::string ReasonNote(const ResourceChange& change) {
  const ResourceAddress& address = change.address;
  const bool is_by_lifecycle =
      change.reason == ActionReason::kForgotBecauseState || change.reason == ActionReason::kForgotBecauseConfig;
  if (change.action == Action::kForget && !is_by_lifecycle) return "";
  switch (change.reason) {
    case ActionReason::kReadBecauseConfigUnknown: return "(config refers to values not yet known)";
    case ActionReason::kReadBecauseDependencyPending: return "(depends on a resource or a module with changes pending)";
    case ActionReason::kReadBecauseCheckNested: return "(config will be reloaded to verify a check block)";
    case ActionReason::kDeleteBecauseNoResourceConfig:
      return "(because " + address.type + "." + address.name + " is not in configuration)";
    case ActionReason::kDeleteBecauseNoMoveTarget:
      return "(because " + (change.previous_address ? change.previous_address->Text() : std::string()) +
             " was moved to " + address.Text() + ", which is not in configuration)";
    case ActionReason::kDeleteBecauseNoModule: return "(because " + address.module.Text() + " is not in configuration)";
    case ActionReason::kDeleteBecauseWrongRepetition:
      if (std::holds_alternative<long long>(address.key)) return "(because resource does not use count)";
      if (std::holds_alternative<std::string>(address.key)) return "(because resource does not use for_each)";
      return "(because resource uses count or for_each)";
    case ActionReason::kDeleteBecauseCountIndex:
      return "(because index [" + IndexText(address.key) + "] is out of range for count)";
    case ActionReason::kDeleteBecauseEachKey:
      return "(because key [" + IndexText(address.key) + "] is not in for_each map)";
    case ActionReason::kDeleteBecauseEnabledFalse: return "(because enabled is false)";
    case ActionReason::kForgotBecauseState:
      return "(because lifecycle.destroy = false was configured before this resource was removed from the "
             "configuration)";
    case ActionReason::kForgotBecauseConfig: return "(because lifecycle.destroy = false is set in the configuration)";
    case ActionReason::kNone:
    case ActionReason::kReplaceBecauseCannotUpdate:
    case ActionReason::kReplaceBecauseTainted:
    case ActionReason::kReplaceByRequest:
    case ActionReason::kReplaceByTriggers: break;
  }
  return "";
}

std::string ReplaceText(const ResourceChange& change, const RenderStyle& style) {
  switch (change.reason) {
    case ActionReason::kReplaceBecauseTainted: return " is tainted, so it must be " + style.BoldRed("replaced");
    case ActionReason::kReplaceByRequest: return " will be " + style.BoldRed("replaced") + ", as requested";
    case ActionReason::kReplaceByTriggers:
      return " will be " + style.BoldRed("replaced") + " due to changes in replace_triggered_by";
    case ActionReason::kNone:
    case ActionReason::kReplaceBecauseCannotUpdate:
    case ActionReason::kDeleteBecauseNoResourceConfig:
    case ActionReason::kDeleteBecauseWrongRepetition:
    case ActionReason::kDeleteBecauseCountIndex:
    case ActionReason::kDeleteBecauseEachKey:
    case ActionReason::kDeleteBecauseNoModule:
    case ActionReason::kDeleteBecauseNoMoveTarget:
    case ActionReason::kReadBecauseConfigUnknown:
    case ActionReason::kReadBecauseDependencyPending:
    case ActionReason::kReadBecauseCheckNested:
    case ActionReason::kForgotBecauseState:
    case ActionReason::kForgotBecauseConfig:
    case ActionReason::kDeleteBecauseEnabledFalse: break;
  }
  return " must be " + style.BoldRed("replaced");
}

// What happens, after the address. `drift`: it has happened already.
std::string HeadlineText(const ResourceChange& change, bool drift, const RenderStyle& style) {
  switch (change.action) {
    case Action::kCreate: return " will be created";
    case Action::kRead: return " will be read during apply";
    case Action::kUpdate: return drift ? " has changed" : " will be updated in-place";
    case Action::kDelete: return drift ? " has been deleted" : " will be " + style.BoldRed("destroyed");
    case Action::kDeleteThenCreate:
    case Action::kCreateThenDelete: return ReplaceText(change, style);
    case Action::kForget:
      return " will be removed from the Rolecall state " + style.BoldRed("but will not be destroyed");
    case Action::kForgetThenCreate:
      return ReplaceText(change, style) + " - " +
             style.Yellow("older instance will " + style.Bold("not") + " be destroyed") + " (" +
             style.Bold("lifecycle.destroy = false") + ")";
    case Action::kNoOp: return change.importing_id.empty() ? "" : " will be imported";
  }
  return "";
}

bool IsMoved(const ResourceChange& change) {
  return change.previous_address && *change.previous_address != change.address;
}

// `json` on several lines, each but the first behind `margin`.
std::string IndentedJson(const std::string& json, const std::string& margin) {
  std::string plain, text;
  AppendIndented(plain, json);
  for (const char c : plain) {
    text += c;
    if (c == '\n') text += margin;
  }
  return text;
}

// The comment lines above the block.
std::string Headline(const ResourceChange& change, bool drift, const RenderStyle& style) {
  std::string address = change.address.Text();
  if (!change.deposed.empty()) address += " (deposed object " + change.deposed + ")";
  const bool only_moved = change.action == Action::kNoOp && IsMoved(change);
  std::string text;
  if (only_moved) {
    text = style.Bold("  # " + change.previous_address->Text()) + " has moved to " + style.Bold(address) + "\n";
  } else {
    text = style.Bold("  # " + address) + HeadlineText(change, drift, style) + "\n";
  }
  if (const std::string note = ReasonNote(change); !note.empty()) text += "  # " + note + "\n";
  const bool leaves = change.action == Action::kDelete || change.action == Action::kForget;
  if (!change.deposed.empty() && leaves) {
    text += "  # (left over from a partially-failed replacement of this instance)\n";
  }
  if (IsMoved(change) && !only_moved) text += "  # (moved from " + change.previous_address->Text() + ")\n";
  if (!change.importing_identity.empty()) {
    text += "  # imported using resource identity: " + IndentedJson(change.importing_identity, "  # ") + "\n";
  } else if (!change.importing_id.empty()) {
    text += "  # (imported from \"" + change.importing_id + "\")\n";
  }
  if (!change.importing_id.empty() && IsReplace(change.action) && change.action != Action::kForgetThenCreate) {
    text += "  # " + style.Yellow("Warning: this will destroy the imported resource") + "\n";
  }
  return text;
}

bool IsShown(const ResourceChange& change) {
  if (change.action == Action::kNoOp) return IsMoved(change) || !change.importing_id.empty();
  return change.action != Action::kDelete || change.address.mode == ResourceMode::kManaged;
}

// `shows`, of drift in a plan that is about more: the attributes that matter to it.
std::string RenderChange(const ResourceChange& change, bool drift, const Schemas& schemas, const RenderStyle& style,
                         const Shows* shows = nullptr) {
  if (!IsShown(change)) return "";
  const Diff diff = DiffOfChange(change, schemas, shows);
  if (shows != nullptr && diff.action == Action::kNoOp) return "";
  DiffOptions options;
  options.style = style;
  options.show_unchanged = !change.importing_id.empty();
  options.hide_symbols = change.action == Action::kForget;
  options.no_null_suffix = change.action == Action::kForget;
  const char* kind = change.address.mode == ResourceMode::kManaged ? "resource" : "data";
  return Headline(change, drift, style) + ActionSymbol(change.action, style) + " " + kind + " " +
         Quoted(change.address.type) + " " + Quoted(change.address.name) + " " + RenderDiff(diff, 0, options) + "\n";
}

ResourceChange AsChange(const DriftChange& drift) {
  ResourceChange change;
  change.address = drift.address;
  change.previous_address = drift.previous_address;
  change.deposed = drift.deposed;
  change.provider = drift.provider;
  change.provider_version = drift.provider_version;
  change.action = drift.action;
  change.before = drift.before;
  change.after = drift.after;
  change.before_sensitive = drift.before_sensitive;
  change.after_sensitive = drift.after_sensitive;
  return change;
}

bool OutputsChange(const Plan& plan) {
  return std::ranges::any_of(plan.outputs, [](const OutputChange& o) { return o.action != Action::kNoOp; });
}

std::string RenderDrift(const Plan& plan, const Schemas& schemas, const RenderStyle& style) {
  std::string changes;
  const bool tells_all = plan.mode == PlanMode::kRefreshOnly;
  for (const DriftChange& drift : plan.drift) {
    // Objects that have only moved are among the planned changes.
    if (!tells_all && drift.action == Action::kNoOp) continue;
    const RelevantNames relevant = RelevantTo(drift.address, plan.relevant);
    const Shows shows = [&](const std::string& name) { return relevant.Has(name); };
    const std::string text = RenderChange(AsChange(drift), true, schemas, style, tells_all ? nullptr : &shows);
    if (!text.empty()) changes += "\n" + text;
  }
  if (changes.empty()) return "";
  std::string out = "\n" + style.Cyan("Note:") + style.Bold(" Objects have changed outside of Rolecall") + "\n\n";
  out += WrapWords(
      "Rolecall detected the following changes made outside of Rolecall since the last \"rolecall apply\" "
      "which may have affected this plan:\n",
      style.columns);
  out += changes + "\n\n";
  out +=
      WrapWords(plan.mode == PlanMode::kRefreshOnly
                    ? "This is a refresh-only plan, so Rolecall will not take any actions to undo these. If you were "
                      "expecting these changes then you can apply this plan to record the updated values in the "
                      "Rolecall state without changing any remote objects."
                    : "Unless you have made equivalent changes to your configuration, or ignored the relevant "
                      "attributes using ignore_changes, the following plan may include actions to undo or respond "
                      "to these changes.",
                style.columns);
  return out + "\n";
}

std::string NoChanges(const Plan& plan, bool drifted, const RenderStyle& style) {
  const auto said = [&](const char* rest, const char* detail) {
    return "\n" + style.BoldGreen("No changes.") + style.Bold(rest) + "\n\n" + WrapWords(detail, style.columns) + "\n";
  };
  if (plan.errored) {
    return "\n" + style.BoldRed("Planning failed.") +
           style.Bold(" Rolecall encountered an error while generating this plan.") + "\n\n";
  }
  switch (plan.mode) {
    case PlanMode::kRefreshOnly:
      if (drifted) return "";
      return said(" Your infrastructure still matches the configuration.",
                  "Rolecall has checked that the real remote objects still match the result of your most recent "
                  "changes, and found no differences.");
    case PlanMode::kDestroy:
      return said(" No objects need to be destroyed.",
                  "Either you have not created any objects yet or the existing objects were already deleted outside of "
                  "Rolecall.");
    case PlanMode::kNormal: break;
  }
  return said(" Your infrastructure matches the configuration.",
              "Rolecall has compared your real infrastructure against your configuration and found no differences, so "
              "no changes are needed.");
}

std::string Legend(const Plan& plan, const RenderStyle& style) {
  constexpr std::pair<Action, const char*> kLines[] = {
      {Action::kCreate, "create"},
      {Action::kUpdate, "update in-place (current -> planned)"},
      {Action::kDelete, "destroy"},
      {Action::kDeleteThenCreate, "destroy and then create replacement"},
      {Action::kCreateThenDelete, "create replacement and then destroy"},
      {Action::kRead, "read (data resources)"},
      {Action::kForgetThenCreate, "forget and then create replacement"},
      {Action::kForget, "forget"},
  };
  std::string lines;
  for (const auto& line : kLines) {
    const bool occurs = std::ranges::any_of(
        plan.changes, [&](const ResourceChange& change) { return change.action == line.first && IsShown(change); });
    if (occurs) lines += ActionSymbol(line.first, style) + " " + line.second + "\n";
  }
  if (lines.empty()) return "";
  return "\n" +
         WrapWords(
             "Rolecall used the selected providers to generate the following execution plan. Resource actions "
             "are indicated with the following symbols:",
             style.columns) +
         "\n" + lines;
}

std::string ColoredCounts(const Plan& plan, const RenderStyle& style) {
  const std::string line = PlanCountsLine(Count(plan));
  return style.Bold(line.substr(0, 5)) + line.substr(5) + "\n";
}

}  // namespace

std::string PlanCountsLine(const PlanCounts& counts) {
  std::string line = "Plan: ";
  if (counts.import > 0) line += std::to_string(counts.import) + " to import, ";
  line += std::to_string(counts.add) + " to add, " + std::to_string(counts.change) + " to change, " +
          std::to_string(counts.destroy) + " to destroy";
  if (counts.forget > 0) line += ", " + std::to_string(counts.forget) + " to forget";
  return line + ".";
}

std::string RenderResourceChange(const ResourceChange& change, const Schemas& schemas, const RenderStyle& style) {
  return RenderChange(change, false, schemas, style);
}

std::string RenderDifference(const value::Value& before, const value::Value& after, const RenderStyle& style) {
  const bool before_hidden = before.HasMarkDeep(value::kSensitive), after_hidden = after.HasMarkDeep(value::kSensitive);
  const value::Value left = before.UnmarkDeep(), right = after.UnmarkDeep();
  Action action = left.Same(right) ? Action::kNoOp : Action::kUpdate;
  if (left.IsKnown() && left.IsNull()) action = Action::kCreate;
  if (right.IsKnown() && right.IsNull()) action = Action::kDelete;
  DiffOptions options;
  options.style = style;
  return RenderDiff(DiffOfValues(left, right, action, before_hidden, after_hidden), 0, options);
}

std::string RenderOutputChanges(const std::vector<OutputChange>& outputs, const RenderStyle& style) {
  std::size_t width = 0;
  for (const OutputChange& output : outputs) width = std::max(width, AttributeName(output.name).size());
  std::string out;
  for (const OutputChange& output : outputs) {
    if (output.action == Action::kNoOp) continue;
    // One that becomes null is seen to go.
    const bool goes = output.after.IsKnown() && output.after.IsNull();
    const Action action = goes ? Action::kDelete : output.action;
    const bool before_hidden = output.before_sensitive || (output.sensitive && goes);
    const bool after_hidden = output.after_sensitive;
    const Diff diff = DiffOfValues(output.before, output.after, action, before_hidden, after_hidden);
    DiffOptions options;
    options.style = style;
    out += ActionSymbol(action, style) + " " + Padded(AttributeName(output.name), width) + " = " +
           RenderDiff(diff, 0, options) + "\n";
  }
  return out;
}

std::string RenderPlan(const Plan& plan, const Schemas& schemas, const RenderStyle& style) {
  const std::string outputs = OutputsChange(plan) ? RenderOutputChanges(plan.outputs, style) : "";
  const bool any_change = std::ranges::any_of(plan.changes, IsShown);
  const bool nothing = !any_change && outputs.empty();
  // A plan without anything to do does not talk about drift, unless that is what it is for.
  const std::string drift =
      nothing && plan.mode != PlanMode::kRefreshOnly ? std::string() : RenderDrift(plan, schemas, style);
  std::string out = drift;
  if (nothing) return out + NoChanges(plan, !drift.empty(), style);
  if (!drift.empty()) out += style.HorizontalRule();
  const std::string legend = Legend(plan, style);
  out += legend;
  if (any_change) {
    out += plan.errored ? "\nRolecall planned the following actions, but then encountered a problem:\n"
                        : "\nRolecall will perform the following actions:\n";
    for (const ResourceChange& change : plan.changes) {
      const std::string text = RenderChange(change, false, schemas, style);
      if (!text.empty()) out += "\n" + text;
    }
    out += "\n" + ColoredCounts(plan, style);
  }
  if (!outputs.empty()) {
    out += "\nChanges to Outputs:\n" + outputs;
    if (legend.empty()) {
      out += "\n" +
             WrapWords(
                 "You can apply this plan to save these new output values to the Rolecall state, without "
                 "changing any real infrastructure.",
                 style.columns) +
             "\n";
    }
  }
  return out;
}

std::string RenderPlanFooter(const std::string& saved_to, const RenderStyle& style) {
  if (style.in_automation) return "";
  if (!saved_to.empty()) {
    return style.HorizontalRule() + "\nSaved the plan to: " + saved_to +
           "\n\nTo perform exactly these actions, run the following command to apply:\n    rolecall apply " +
           Quoted(saved_to) + "\n";
  }
  return style.HorizontalRule() + "\n" +
         WrapWords(
             "Note: You didn't use the -out option to save this plan, so Rolecall can't guarantee to take exactly "
             "these actions if you run \"rolecall apply\" now.",
             style.columns) +
         "\n";
}

}  // namespace rolecall::engine
