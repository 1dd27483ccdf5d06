// DiagnosticLog (walk.h): what the steps of a walk have to say, put in order.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/graph/walk.h"

namespace rolecall::engine {
namespace {

// Where the diagnostics of a node stand: by kind, then by text. That of a variable is its name alone, so that the
// complaints about variables that modules pass on under one name stay together.
std::pair<int, std::string> PlaceOf(const NodeId& node) {
  switch (node.kind) {
    case NodeKind::kVariable: return {1, node.name};
    case NodeKind::kLocal: return {2, node.module.Text() + "." + node.name};
    case NodeKind::kExpand: return {3, node.module.Text()};
    case NodeKind::kImport: return {4, node.type};
    case NodeKind::kProvider: return {5, node.Text()};
    case NodeKind::kManaged:
    case NodeKind::kData:
    case NodeKind::kEphemeral:
    case NodeKind::kEphemeralClose: return {6, node.Text()};
    case NodeKind::kOutput: return {7, node.module.Text() + "." + node.name};
    case NodeKind::kCheck: return {8, node.module.Text() + "." + node.name};
    case NodeKind::kClose:
    case NodeKind::kDestroy:
    case NodeKind::kDestroyed: break;  // these report for their resource, or nothing
  }
  return {9, node.Text()};
}

// The same complaint from two instances is one.
std::string IdentityOf(const diag::Diagnostic& one) {
  return one.summary + "\n" + one.detail + "\n" + one.address + "\n" + std::string(one.subject.file_name()) + ":" +
         std::to_string(one.subject.start.byte);
}

}  // namespace

void DiagnosticLog::Add(const NodeId& node, const diag::Diagnostics& diagnostics) {
  if (diagnostics.empty()) return;
  std::lock_guard<std::mutex> lock(mutex_);
  entries_.push_back({node, diagnostics});
}

bool DiagnosticLog::HasErrors() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.diagnostics.HasErrors(); });
}

void DiagnosticLog::MoveTo(diag::Diagnostics& diagnostics) {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::pair<std::pair<int, std::string>, Entry*>> in_order;
  in_order.reserve(entries_.size());
  for (Entry& entry : entries_) in_order.emplace_back(PlaceOf(entry.node), &entry);
  std::stable_sort(in_order.begin(), in_order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::set<std::string> seen;
  for (auto& [place, entry] : in_order) {
    for (diag::Diagnostic& one : entry->diagnostics.list()) {
      if (seen.insert(IdentityOf(one)).second) diagnostics.Add(std::move(one));
    }
  }
  entries_.clear();
}

}  // namespace rolecall::engine
