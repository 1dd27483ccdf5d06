#include "engine/render/render_progress.h"

#include <cctype>

#include "base/printable.h"
#include "base/text.h"

namespace rolecall::engine {
namespace {

// " [id=x]", or nothing.
std::string IdSuffix(const ResourceEvent& event) {
  return event.id.empty() ? "" : " [" + event.id_name + "=" + Printable(event.id) + "]";
}

std::string Address(const ResourceEvent& event) {
  return event.address.Text() + (event.deposed.empty() ? "" : " (deposed object " + event.deposed + ")");
}

const char* Beginning(Action action) {
  switch (action) {
    case Action::kCreate: return "Creating...";
    case Action::kUpdate: return "Modifying...";
    case Action::kDelete: return "Destroying...";
    case Action::kRead: return "Reading...";
    case Action::kNoOp:
    case Action::kDeleteThenCreate:
    case Action::kCreateThenDelete:
    case Action::kForgetThenCreate:
    case Action::kForget: break;
  }
  return "Working...";
}

const char* During(Action action) {
  switch (action) {
    case Action::kCreate: return "Still creating...";
    case Action::kUpdate: return "Still modifying...";
    case Action::kDelete: return "Still destroying...";
    case Action::kRead: return "Still reading...";
    case Action::kNoOp:
    case Action::kDeleteThenCreate:
    case Action::kCreateThenDelete:
    case Action::kForgetThenCreate:
    case Action::kForget: break;
  }
  return "Still working...";
}

const char* Ending(Action action) {
  switch (action) {
    case Action::kCreate: return "Creation complete";
    case Action::kUpdate: return "Modifications complete";
    case Action::kDelete: return "Destruction complete";
    case Action::kRead: return "Read complete";
    case Action::kNoOp:
    case Action::kDeleteThenCreate:
    case Action::kCreateThenDelete:
    case Action::kForgetThenCreate:
    case Action::kForget: break;
  }
  return "Complete";
}

const char* Beginning(EphemeralAction action) {
  switch (action) {
    case EphemeralAction::kOpen: return "Opening";
    case EphemeralAction::kRenew: return "Renewing";
    case EphemeralAction::kClose: return "Closing";
    case EphemeralAction::kNone: break;
  }
  return "Working";
}

const char* Ending(EphemeralAction action) {
  switch (action) {
    case EphemeralAction::kOpen: return "Open";
    case EphemeralAction::kRenew: return "Renew";
    case EphemeralAction::kClose: return "Close";
    case EphemeralAction::kNone: break;
  }
  return "Work";
}

std::string Elapsed(const ResourceEvent& event) { return DurationText(event.elapsed); }

// What is said of an event; nothing of those that need no line of their own.
std::string Words(Progress what, const ResourceEvent& event) {
  switch (what) {
    case Progress::kRefreshStarted: return "Refreshing state..." + IdSuffix(event);
    case Progress::kReadStarted: return "Reading...";
    case Progress::kReadComplete: return "Read complete after " + Elapsed(event) + IdSuffix(event);
    case Progress::kImportPreparing: return "Preparing import..." + IdSuffix(event);
    case Progress::kImportStarted: return "Importing..." + IdSuffix(event);
    case Progress::kImportComplete: return "Import complete" + IdSuffix(event);
    // A new object has no id yet; an existing one is named by it.
    case Progress::kApplyStarted:
      return Beginning(event.action) + (event.action == Action::kCreate ? std::string() : IdSuffix(event));
    case Progress::kApplyProgress:
      return std::string(During(event.action)) + " [" + (event.id.empty() ? "" : "id=" + Printable(event.id) + ", ") +
             Elapsed(event) + " elapsed]";
    case Progress::kApplyComplete:
      return std::string(Ending(event.action)) + " after " + Elapsed(event) +
             (event.action == Action::kDelete ? std::string() : IdSuffix(event));
    case Progress::kProvisionStarted: return "Provisioning with '" + event.provisioner + "'...";
    case Progress::kEphemeralDeferred: return event.text + ", deferring...";
    case Progress::kEphemeralStarted: return std::string(Beginning(event.ephemeral)) + "...";
    case Progress::kEphemeralProgress:
      return "Still " + LowerAscii(Beginning(event.ephemeral)) + "... [" + Elapsed(event) + " elapsed]";
    case Progress::kEphemeralComplete:
      return std::string(Ending(event.ephemeral)) + " complete after " + Elapsed(event);
    case Progress::kRefreshComplete:
    case Progress::kApplyFailed:
    case Progress::kProvisionOutput:
    case Progress::kProvisionComplete:
    case Progress::kProvisionFailed:
    case Progress::kEphemeralFailed: break;
  }
  return "";
}

}  // namespace

std::string DurationText(std::chrono::seconds time) {
  const long long total = time.count();
  std::string text = std::to_string(total % 60) + "s";
  if (total >= 60) text = std::to_string(total / 60 % 60) + "m" + text;
  if (total >= 3600) text = std::to_string(total / 3600) + "h" + text;
  return text;
}

void TextProgress::Tell(Progress what, const ResourceEvent& event) {
  if (what == Progress::kProvisionOutput) {
    std::string text = event.text;
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
    if (!text.empty()) print_(style_.Bold(Address(event) + " (" + event.provisioner + "):") + " " + text + "\n");
    return;
  }
  if (const std::string words = Words(what, event); !words.empty()) {
    const bool is_over = what == Progress::kApplyComplete;  // of a deposed object it is not said, then
    print_(style_.Bold((is_over ? event.address.Text() : Address(event)) + ": " + words) + "\n");
  }
}

std::string ApplySummary(const ApplyCounts& counts, bool destroy, const RenderStyle& style) {
  const std::string forgotten = counts.forgotten > 0 ? ", " + std::to_string(counts.forgotten) + " forgotten" : "";
  if (destroy) {
    return "\n" +
           style.BoldGreen("Destroy complete! Resources: " + std::to_string(counts.destroyed) + " destroyed" +
                           forgotten + ".") +
           "\n";
  }
  const std::string imported = counts.imported > 0 ? std::to_string(counts.imported) + " imported, " : "";
  return "\n" +
         style.BoldGreen("Apply complete! Resources: " + imported + std::to_string(counts.added) + " added, " +
                         std::to_string(counts.changed) + " changed, " + std::to_string(counts.destroyed) +
                         " destroyed" + forgotten + ".") +
         "\n";
}

}  // namespace rolecall::engine
