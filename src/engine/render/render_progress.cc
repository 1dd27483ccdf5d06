#include "engine/render/render_progress.h"

namespace rolecall::engine {
namespace {

// " [id=x]", or nothing.
std::string IdSuffix(const ResourceEvent& event) { return event.id.empty() ? "" : " [id=" + event.id + "]"; }

std::string Address(const ResourceEvent& event) {
  return event.address.Text() + (event.deposed.empty() ? "" : " (deposed object " + event.deposed + ")");
}

const char* Beginning(Action action) {
  switch (action) {
    case Action::kCreate: return "Creating...";
    case Action::kUpdate: return "Modifying...";
    case Action::kDelete: return "Destroying...";
    case Action::kRead: return "Reading...";
    default: return "Working...";
  }
}

const char* During(Action action) {
  switch (action) {
    case Action::kCreate: return "Still creating...";
    case Action::kUpdate: return "Still modifying...";
    case Action::kDelete: return "Still destroying...";
    case Action::kRead: return "Still reading...";
    default: return "Still working...";
  }
}

const char* Ending(Action action) {
  switch (action) {
    case Action::kCreate: return "Creation complete";
    case Action::kUpdate: return "Modifications complete";
    case Action::kDelete: return "Destruction complete";
    case Action::kRead: return "Read complete";
    default: return "Complete";
  }
}

}  // namespace

std::string DurationText(std::chrono::seconds time) {
  const long long total = time.count();
  std::string text = std::to_string(total % 60) + "s";
  if (total >= 60) text = std::to_string(total / 60 % 60) + "m" + text;
  if (total >= 3600) text = std::to_string(total / 3600) + "h" + text;
  return text;
}

void TextProgress::Line(const ResourceEvent& event, const std::string& text) {
  print_(style_.Bold(Address(event) + ": " + text) + "\n");
}

void TextProgress::RefreshStarted(const ResourceEvent& event) { Line(event, "Refreshing state..." + IdSuffix(event)); }

void TextProgress::ReadStarted(const ResourceEvent& event) { Line(event, "Reading..."); }

void TextProgress::ReadComplete(const ResourceEvent& event) {
  Line(event, "Read complete after " + DurationText(event.elapsed) + IdSuffix(event));
}

void TextProgress::ImportPreparing(const ResourceEvent& event) { Line(event, "Preparing import..." + IdSuffix(event)); }

void TextProgress::ImportStarted(const ResourceEvent& event) { Line(event, "Importing..." + IdSuffix(event)); }

void TextProgress::ImportComplete(const ResourceEvent& event) { Line(event, "Import complete" + IdSuffix(event)); }

void TextProgress::ApplyStarted(const ResourceEvent& event) {
  // A new object has no id yet; an existing one is named by it.
  Line(event, Beginning(event.action) + (event.action == Action::kCreate ? std::string() : IdSuffix(event)));
}

void TextProgress::ApplyProgress(const ResourceEvent& event) {
  std::string text = std::string(During(event.action)) + " [";
  if (!event.id.empty()) text += "id=" + event.id + ", ";
  Line(event, text + DurationText(event.elapsed) + " elapsed]");
}

void TextProgress::ApplyComplete(const ResourceEvent& event) {
  const bool gone = event.action == Action::kDelete;
  Line(event, std::string(Ending(event.action)) + " after " + DurationText(event.elapsed) +
                  (gone ? std::string() : IdSuffix(event)));
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
