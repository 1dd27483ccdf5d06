// How a rehearsal is told: for people and as JSON.
#include <boost/json.hpp>

#include "access/rehearse/rehearse.h"

namespace rolecall::access {
namespace {

namespace bj = boost::json;

constexpr std::size_t kMostShown = 50;  // of each kind, for people

std::string Counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string Section(const std::string& title, const char* mark, const std::vector<RehearsedCall>& calls) {
  if (calls.empty()) return "";
  std::string text = title + "\n";
  for (std::size_t i = 0; i < calls.size() && i < kMostShown; ++i) {
    const RehearsedCall& call = calls[i];
    text += std::string("  ") + mark + " " + call.who + "  " + call.action + " on " + call.resource + "  (" +
            Counted(call.events, "event") + (call.last.empty() ? "" : ", last " + call.last) + ")\n      " +
            call.reason + "\n";
  }
  if (calls.size() > kMostShown) text += "  … and " + std::to_string(calls.size() - kMostShown) + " more\n";
  return text + "\n";
}

bj::array CallsJson(const std::vector<RehearsedCall>& calls) {
  bj::array list;
  for (const RehearsedCall& call : calls) {
    list.push_back(bj::object{{"who", call.who},
                              {"action", call.action},
                              {"resource", call.resource},
                              {"reason", call.reason},
                              {"events", call.events},
                              {"first", call.first},
                              {"last", call.last},
                              {"event_id", call.event_id}});
  }
  return list;
}

}  // namespace

std::string ToText(const Rehearsal& rehearsal) {
  std::string text = Section("Would be denied:", "-", rehearsal.denied) +
                     Section("Were denied, and would pass:", "+", rehearsal.passing) +
                     Section("Cannot be said:", "?", rehearsal.untold);
  std::size_t strange = 0;
  for (const auto& [who, count] : rehearsal.strangers) strange += count;
  text += Counted(rehearsal.events, "event") + ": " + Counted(rehearsal.unchanged, "call") + " as before, " +
          Counted(rehearsal.denied.size(), "kind") + " of calls denied, " + std::to_string(rehearsal.passing.size()) +
          " passing, " + std::to_string(rehearsal.untold.size()) + " that cannot be said; " + std::to_string(strange) +
          " of " + Counted(rehearsal.strangers.size(), "caller") + " that are not in the source, " +
          std::to_string(rehearsal.passed_over) + " without a permission to ask for.\n";
  if (rehearsal.more > 0) text += "Note: " + std::to_string(rehearsal.more) + " further calls are counted only\n";
  for (const std::string& note : rehearsal.notes) text += "Note: " + note + "\n";
  return text;
}

std::string ToJson(const Rehearsal& rehearsal) {
  bj::object strangers;
  for (const auto& [who, count] : rehearsal.strangers) strangers[who] = count;
  return bj::serialize(bj::object{{"format_version", "1.0"},
                                  {"denied", CallsJson(rehearsal.denied)},
                                  {"passing", CallsJson(rehearsal.passing)},
                                  {"untold", CallsJson(rehearsal.untold)},
                                  {"events", rehearsal.events},
                                  {"unchanged", rehearsal.unchanged},
                                  {"passed_over", rehearsal.passed_over},
                                  {"strangers", std::move(strangers)},
                                  {"more", rehearsal.more},
                                  {"notes", bj::array(rehearsal.notes.begin(), rehearsal.notes.end())}}) +
         "\n";
}

}  // namespace rolecall::access
