// The text of a Diff. The layout is that of OpenTofu's and Terraform's plans, which people and machines know.
#include <algorithm>

#include "engine/render/diff.h"
#include "engine/render/text.h"

namespace rolecall::engine {
namespace {

bool IsImportant(std::string_view name) { return name == "id" || name == "name" || name == "tags"; }

std::string Hidden(const char* what, std::size_t count, const DiffOptions& options) {
  const std::string text = "# (" + std::to_string(count) + " unchanged " + what + (count == 1 ? "" : "s") + " hidden)";
  return options.style.Gray(text);
}

// One line of an element: warnings, indent, symbol.
void OpenLine(std::string& out, const Diff& diff, int indent, const DiffOptions& options) {
  for (const std::string& warning : DiffWarnings(diff, indent, options)) out += Indent(indent) + warning + "\n";
  out += Indent(indent) + Symbol(diff.action, options);
}

void HiddenLine(std::string& out, const char* what, std::size_t count, int indent, const DiffOptions& options) {
  if (count == 0) return;
  out += Indent(indent) + Symbol(Action::kNoOp, options) + Hidden(what, count, options) + "\n";
}

std::size_t LongestName(const Diff& diff, std::string (*shown)(std::string_view)) {
  std::size_t longest = 0;
  for (const DiffMember& member : diff.members) longest = std::max(longest, shown(member.name).size());
  return longest;
}

// Attributes of objects and blocks; gives the number of those left out.
std::size_t AppendAttributes(std::string& out, const Diff& diff, int indent, const DiffOptions& options,
                             const DiffOptions& attribute_options) {
  DiffOptions important = attribute_options;
  important.show_unchanged = true;
  const std::size_t width = LongestName(diff, AttributeName);
  std::size_t unchanged = 0;
  for (const DiffMember& member : diff.members) {
    const bool always = IsImportant(member.name);
    if (member.diff.action == Action::kNoOp && !options.show_unchanged && !always) {
      ++unchanged;
      continue;
    }
    const DiffOptions& use = always ? important : attribute_options;
    OpenLine(out, member.diff, indent + 1, use);
    out += Padded(AttributeName(member.name), width) + " = " + RenderDiff(member.diff, indent + 1, use) + "\n";
  }
  return unchanged;
}

std::string RenderObject(const Diff& diff, int indent, const DiffOptions& options) {
  if (diff.members.empty()) return "{}" + NullSuffix(diff.action, options) + Forces(diff.replace, options);
  DiffOptions inner = options;
  inner.no_null_suffix = !diff.is_nested;
  inner.forces_everywhere = false;
  std::string out = "{" + Forces(diff.replace, options) + "\n";
  const std::size_t unchanged = AppendAttributes(out, diff, indent, options, inner);
  HiddenLine(out, "attribute", unchanged, indent + 1, options);
  return out + Indent(indent) + Symbol(Action::kNoOp, options) + "}" + NullSuffix(diff.action, options);
}

// A map or set of objects that have attributes of their own says with each of these that it forces a replacement.
std::string RenderMap(const Diff& diff, int indent, const DiffOptions& options) {
  const std::string forces = Forces(diff.replace && !diff.is_nested, options);
  if (diff.members.empty()) return "{}" + NullSuffix(diff.action, options) + forces;
  DiffOptions inner = options;
  inner.no_null_suffix = diff.is_nested || diff.action == Action::kDelete;
  inner.forces_everywhere = diff.is_nested && diff.replace;
  const std::size_t width = diff.is_nested ? 0 : LongestName(diff, Quoted);
  std::size_t unchanged = 0;
  std::string out = "{" + forces + "\n";
  for (const DiffMember& member : diff.members) {
    if (member.diff.action == Action::kNoOp && !options.show_unchanged) {
      ++unchanged;
      continue;
    }
    OpenLine(out, member.diff, indent + 1, inner);
    out += Padded(Quoted(member.name), width) + " = " + RenderDiff(member.diff, indent + 1, inner);
    out += member.diff.kind == Diff::Kind::kObject ? ",\n" : "\n";
  }
  HiddenLine(out, "element", unchanged, indent + 1, options);
  return out + Indent(indent) + Symbol(Action::kNoOp, options) + "}" + NullSuffix(diff.action, options);
}

void AppendElement(std::string& out, const Diff& element, int indent, const DiffOptions& options) {
  OpenLine(out, element, indent, options);
  out += RenderDiff(element, indent, options) + ",\n";
}

// Unchanged elements are hidden, but for the neighbours of changed ones: in a list the place matters.
std::string RenderList(const Diff& diff, int indent, const DiffOptions& options) {
  if (diff.items.empty()) return "[]" + NullSuffix(diff.action, options) + Forces(diff.replace, options);
  DiffOptions changed = options;
  changed.no_null_suffix = true;
  changed.forces_everywhere = false;
  DiffOptions context = options;
  context.show_unchanged = true;
  context.forces_everywhere = false;
  std::string out = "[" + Forces(diff.replace, options) + "\n";
  std::size_t skipped = 0;
  const Diff* last_skipped = nullptr;
  bool show_next = false;
  for (const Diff& element : diff.items) {
    const bool unchanged = element.action == Action::kNoOp;
    if (unchanged && !show_next && !options.show_unchanged) {
      last_skipped = &element;
      ++skipped;
      continue;
    }
    if (diff.is_nested) {
      AppendElement(out, element, indent + 1, changed);
      continue;
    }
    if (skipped > 1) HiddenLine(out, "element", skipped - 1, indent + 1, options);
    if (skipped > 0) AppendElement(out, *last_skipped, indent + 1, context);
    skipped = 0;
    show_next = !unchanged;
    AppendElement(out, element, indent + 1, unchanged ? context : changed);
  }
  HiddenLine(out, "element", skipped, indent + 1, options);
  return out + Indent(indent) + Symbol(Action::kNoOp, options) + "]" + NullSuffix(diff.action, options);
}

std::string RenderSet(const Diff& diff, int indent, const DiffOptions& options) {
  const std::string forces = Forces(diff.replace && !diff.is_nested, options);
  if (diff.items.empty()) return "[]" + NullSuffix(diff.action, options) + forces;
  DiffOptions inner = options;
  inner.no_null_suffix = true;
  inner.forces_everywhere = diff.is_nested && diff.replace;
  std::string out = "[" + forces + "\n";
  std::size_t unchanged = 0;
  for (const Diff& element : diff.items) {
    if (element.action == Action::kNoOp && !options.show_unchanged) {
      ++unchanged;
    } else {
      AppendElement(out, element, indent + 1, inner);
    }
  }
  HiddenLine(out, "element", unchanged, indent + 1, options);
  return out + Indent(indent) + Symbol(Action::kNoOp, options) + "]" + NullSuffix(diff.action, options);
}

std::string RenderUnknown(const Diff& diff, int indent, const DiffOptions& options) {
  std::string unknown = "(known after apply)" + Forces(diff.replace, options);
  if (diff.items.empty()) return unknown;
  DiffOptions before = options;
  before.no_null_suffix = true;
  before.forces_nowhere |= diff.replace;
  return RenderDiff(diff.items[0], indent, before) + " -> " + unknown;
}

std::string RenderSensitiveBlock(const Diff& diff, int indent, const DiffOptions& options) {
  if (options.style.show_sensitive) return RenderDiff(diff.items[0], indent, options);
  const std::string line = Indent(indent) + Symbol(Action::kNoOp, options);
  return "{" + Forces(diff.replace, options) + "\n" + line +
         "  # At least one attribute in this block is (or was) sensitive,\n" + line +
         "  # so its contents will not be displayed.\n" + line + "}";
}

std::string RenderTypeChange(const Diff& diff, int indent, const DiffOptions& options) {
  DiffOptions plain = options;
  plain.no_null_suffix = true;
  return RenderDiff(diff.items[0], indent, plain) + " " + options.style.Yellow("->") + " " +
         RenderDiff(diff.items[1], indent, plain) + Forces(diff.replace, options);
}

// The diff to show for one block of a group: hidden as a whole if the group is.
Diff ShownBlock(const Diff& block, const DiffBlocks& group) {
  const bool creating = block.action == Action::kCreate && group.after_sensitive;
  const bool deleting = block.action == Action::kDelete && group.before_sensitive;
  const bool changing = (block.action == Action::kUpdate || block.action == Action::kNoOp) &&
                        (group.before_sensitive || group.after_sensitive);
  Diff shown = block;
  if (creating || deleting || changing) {
    shown = Diff();
    shown.kind = Diff::Kind::kSensitiveBlock;
    shown.action = block.action;
    if (block.action == Action::kNoOp && group.before_sensitive != group.after_sensitive) {
      shown.action = Action::kUpdate;
    }
    shown.replace = block.replace;
    shown.before_sensitive = group.before_sensitive;
    shown.after_sensitive = group.after_sensitive;
    shown.items.push_back(block);
  }
  shown.replace |= group.replace;
  return shown;
}

// Gives the number of blocks left out.
std::size_t AppendBlocks(std::string& out, const Diff& diff, int indent, const DiffOptions& options) {
  std::size_t unchanged = 0;
  for (const DiffBlocks& group : diff.blocks) {
    bool first = true;
    for (const DiffMember& member : group.items) {
      const Diff block = ShownBlock(member.diff, group);
      if (block.action == Action::kNoOp && !options.show_unchanged) {
        ++unchanged;
        continue;
      }
      // An empty line sets each group of blocks off.
      if (first && !diff.members.empty()) out += "\n";
      first = false;
      OpenLine(out, block, indent + 1, options);
      out += AttributeName(group.name) + (member.name.empty() ? "" : " " + Quoted(member.name)) + " " +
             RenderDiff(block, indent + 1, options) + "\n";
    }
  }
  return unchanged;
}

std::string RenderBlock(const Diff& diff, int indent, const DiffOptions& options) {
  if (diff.members.empty() && diff.blocks.empty()) return "{}" + Forces(diff.replace, options);
  std::string out = "{" + Forces(diff.replace, options) + "\n";
  const std::size_t attributes = AppendAttributes(out, diff, indent, options, options);
  HiddenLine(out, "attribute", attributes, indent + 1, options);
  const std::size_t blocks = AppendBlocks(out, diff, indent, options);
  if (blocks > 0) out += "\n";
  HiddenLine(out, "block", blocks, indent + 1, options);
  return out + Indent(indent) + Symbol(Action::kNoOp, options) + "}";
}

}  // namespace

std::string RenderDiff(const Diff& diff, int indent, const DiffOptions& options) {
  switch (diff.kind) {
    case Diff::Kind::kPrimitive: return RenderPrimitive(diff, indent, options);
    case Diff::Kind::kObject: return RenderObject(diff, indent, options);
    case Diff::Kind::kMap: return RenderMap(diff, indent, options);
    case Diff::Kind::kList: return RenderList(diff, indent, options);
    case Diff::Kind::kSet: return RenderSet(diff, indent, options);
    case Diff::Kind::kUnknown: return RenderUnknown(diff, indent, options);
    case Diff::Kind::kSensitive:
      if (options.style.show_sensitive) return RenderDiff(diff.items[0], indent, options);
      return "(sensitive value)" + NullSuffix(diff.action, options) + Forces(diff.replace, options);
    case Diff::Kind::kWriteOnly:
      return "(write-only attribute)" + Forces(diff.replace, options) + NullSuffix(diff.action, options);
    case Diff::Kind::kSensitiveBlock: return RenderSensitiveBlock(diff, indent, options);
    case Diff::Kind::kTypeChange: return RenderTypeChange(diff, indent, options);
    case Diff::Kind::kBlock: return RenderBlock(diff, indent, options);
  }
  return "";
}

}  // namespace rolecall::engine
