// Places in a document: pointers to them, and edits of them.
#include <algorithm>

#include "base/check.h"
#include "json/pointer.h"
#include "policy/lint/lint_run.h"
#include "policy/lint/rules.h"

namespace rolecall::policy {
namespace {

bool Holds(const json::Node& node, std::size_t begin, std::size_t end) {
  return node.begin <= begin && end <= node.end;
}

// The node that holds the span and has it as its direct child value or member; null if there is none.
template <typename Found>
bool Descend(const json::Node& node, std::size_t begin, std::size_t end, Found found) {
  if (found(node)) return true;
  for (const json::Node& item : node.items) {
    if (Holds(item, begin, end) && Descend(item, begin, end, found)) return true;
  }
  for (const json::Member& member : node.members) {
    if (Holds(member.value, begin, end) && Descend(member.value, begin, end, found)) return true;
  }
  return false;
}

// From the end of what is before (or the place itself) to the end of the value: takes exactly one comma along.
Edit CutOut(std::size_t previous_end, std::size_t begin, std::size_t end, std::size_t next_begin) {
  if (previous_end != 0) return Edit{Span{previous_end, end}, ""};
  return Edit{Span{begin, next_begin}, ""};
}

}  // namespace

std::string PointerAt(const json::Node& root, Span span) {
  std::string pointer;
  const json::Node* node = &root;
  while (node != nullptr) {
    const json::Node* inner = nullptr;
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      if (!Holds(node->items[i], span.begin, span.end)) continue;
      pointer += "/" + std::to_string(i);
      inner = &node->items[i];
      break;
    }
    for (const json::Member& member : node->members) {
      const bool name = member.name_begin <= span.begin && span.end <= member.name_end && span.begin < span.end;
      if (!name && !Holds(member.value, span.begin, span.end)) continue;
      pointer += "/" + json::PointerToken(member.name);
      if (name) return pointer;
      inner = &member.value;
      break;
    }
    if (inner == node) break;
    node = inner;
  }
  return pointer;
}

std::string Quoted(std::string_view text) { return json::Quoted(text); }

Edit ReplaceText(Span span, std::string_view value) { return Edit{span, Quoted(value)}; }

std::optional<Edit> RemoveFromList(const json::Node& root, Span span) {
  std::optional<Edit> edit;
  Descend(root, span.begin, span.end, [&](const json::Node& node) {
    if (!node.IsArray() || node.items.size() < 2) return false;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (node.items[i].begin != span.begin || node.items[i].end != span.end) continue;
      edit = CutOut(i == 0 ? 0 : node.items[i - 1].end, span.begin, span.end,
                    i + 1 < node.items.size() ? node.items[i + 1].begin : span.end);
      return true;
    }
    return false;
  });
  return edit;
}

std::optional<Edit> RemoveMember(const json::Node& root, std::string_view name, std::size_t inside) {
  std::optional<Edit> edit;
  // The innermost object around `inside` that has the member: an object further in replaces what was found.
  Descend(root, inside, inside, [&](const json::Node& node) {
    for (std::size_t i = 0; i < node.members.size(); ++i) {
      const json::Member& member = node.members[i];
      if (member.name != name || node.members.size() < 2) continue;
      edit = CutOut(i == 0 ? 0 : node.members[i - 1].value.end, member.name_begin, member.value.end,
                    i + 1 < node.members.size() ? node.members[i + 1].name_begin : member.value.end);
    }
    return false;
  });
  return edit;
}

Finding& LintRun::Add(std::string_view code, Span span, std::string message, std::string suggestion) {
  Finding& finding = findings.emplace_back();
  finding.rule = FindLintRule(code);
  ROLECALL_CHECK(finding.rule != nullptr);
  finding.span = span;
  finding.pointer = PointerAt(root, span);
  finding.message = std::move(message);
  finding.suggestion = std::move(suggestion);
  return finding;
}

}  // namespace rolecall::policy
