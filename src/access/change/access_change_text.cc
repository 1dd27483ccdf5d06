// How changes of access are told.
#include <boost/json.hpp>

#include "access/change/access_change.h"
#include "base/text.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

// More lines than these about one service account say less, not more; machines get all.
constexpr int kMostLines = 20;

// "…:secret:k8s-main/*" where only the account's own region and number are left out.
std::string Short(const std::string& resource, const std::string& account) {
  const auto arn = policy::ParseArn(resource);
  if (!arn || (!arn->account.empty() && arn->account != account)) return resource;
  return "…:" + std::string(arn->resource);
}

std::string ConditionsText(const std::vector<std::string>& conditions) {
  return conditions.empty() ? "" : " if " + Join(conditions, " and ");
}

std::string InPlaceText(const AccessChange& change) {
  const std::string word = change.kind == ChangeKind::kWiden    ? "wider"
                           : change.kind == ChangeKind::kNarrow ? "narrower"
                                                                : "changed";
  const auto text = [](const std::vector<std::string>& conditions) {
    return conditions.empty() ? std::string(" without conditions") : ConditionsText(conditions);
  };
  return ", " + word + ": now" + text(change.conditions) + ", before" + text(change.were);
}

bool IsInPlace(const AccessChange& change) {
  return change.kind != ChangeKind::kGain && change.kind != ChangeKind::kLose;
}

std::string GrantText(const AccessChange& change, const std::string& account) {
  std::string text = change.action + " on " + Short(change.resource, account);
  text += IsInPlace(change) ? InPlaceText(change) : ConditionsText(change.conditions);
  if (!change.note.empty()) text += " (" + change.note + ")";
  if (!change.reason.empty()) text += ", possibly: " + change.reason;
  return text;
}

std::string Sign(const AccessChange& change) {
  return change.kind == ChangeKind::kGain ? "+ " : change.kind == ChangeKind::kLose ? "- " : "~ ";
}

const char* Color(const AccessChange& change) {
  switch (change.kind) {
    case ChangeKind::kGain:
    case ChangeKind::kWiden: return "32";
    case ChangeKind::kLose:
    case ChangeKind::kNarrow: return "31";
    case ChangeKind::kChange: return "33";
  }
  return "0";
}

std::string WhoText(const AccessChange& change) {
  return change.by_resource ? change.who + " by the policy of " + change.role : change.who;
}

std::string OpeningText(const OpeningChange& opening) {
  using Kind = OpeningChange::Kind;
  // "any service account of the cluster (no :sub condition)": what is in parentheses is the reason.
  std::string who = opening.who, reason;
  const bool opened = opening.kind == Kind::kOpen || opening.kind == Kind::kWiden;
  if (const std::size_t at = who.rfind(" ("); opened && at != std::string::npos && who.ends_with(')')) {
    reason = who.substr(at);
    who.resize(at);
  }
  std::string text = who;
  if (opening.tags) {
    text += opening.kind == Kind::kOpen ? " can now" : " can no longer";
    return text + " tag sessions of " + opening.role;
  }
  switch (opening.kind) {
    case Kind::kOpen: text += " can now assume " + opening.role + reason; break;
    case Kind::kClose: text += " can no longer assume " + opening.role; break;
    case Kind::kWiden: text += " can now assume " + opening.role + reason + " under wider conditions"; break;
    case Kind::kNarrow: text += " can assume " + opening.role + " under narrower conditions only"; break;
  }
  if (opening.kind != Kind::kClose) text += ConditionsText(opening.conditions);
  if (!opening.reason.empty()) text += ", possibly: " + opening.reason;
  return text;
}

std::string OpeningSign(const OpeningChange& opening) {
  using Kind = OpeningChange::Kind;
  if (opening.kind == Kind::kClose) return "- ";
  if (opening.kind == Kind::kNarrow) return "~ ";
  if (opening.alarming) return "! ";
  return opening.kind == Kind::kOpen ? "+ " : "~ ";
}

const char* OpeningName(OpeningChange::Kind kind) {
  switch (kind) {
    case OpeningChange::Kind::kOpen: return "open";
    case OpeningChange::Kind::kClose: return "close";
    case OpeningChange::Kind::kWiden: return "widen";
    case OpeningChange::Kind::kNarrow: return "narrow";
  }
  return "";
}

boost::json::array Texts(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

boost::json::object ChangeJson(const AccessChange& change) {
  boost::json::object object = {{"who", change.who},
                                {"role", change.by_resource ? "" : change.role},
                                {"change", ChangeName(change.kind)},
                                {"action", change.action},
                                {"resource", change.resource},
                                {"conditions", Texts(change.conditions)},
                                {"certain", change.reason.empty()}};
  if (change.by_resource) object["policy_of"] = change.role;
  if (IsInPlace(change)) object["conditions_before"] = Texts(change.were);
  if (!change.note.empty()) object["note"] = change.note;
  if (!change.example.empty()) object["example"] = change.example;
  if (!change.reason.empty()) object["reason"] = change.reason;
  return object;
}

boost::json::object OpeningJson(const OpeningChange& opening) {
  boost::json::object object = {{"who", opening.who},
                                {"role", opening.role},
                                {"provider", opening.provider},
                                {"change", OpeningName(opening.kind)},
                                {"session_tags", opening.tags},
                                {"conditions", Texts(opening.conditions)},
                                {"certain", opening.reason.empty()}};
  if (!opening.reason.empty()) object["reason"] = opening.reason;
  return object;
}

using Paint = std::string (*)(const char* code, const std::string& text);

// The changes of each who together, at most kMostLines of them.
std::string ChangesText(const AccessChanges& changes, Paint paint) {
  std::string text, who;
  int lines = 0, hidden = 0;
  const auto tell_hidden = [&] {
    if (hidden > 0) text += "  " + who + "  and " + std::to_string(hidden) + " more changes (all with -json)\n";
    hidden = 0;
  };
  for (const AccessChange& change : changes.changes) {
    if (WhoText(change) != who) {
      tell_hidden();
      who = WhoText(change);
      lines = 0;
    }
    if (++lines > kMostLines) {
      ++hidden;
      continue;
    }
    text += "  " + who + "  " + paint(Color(change), Sign(change) + GrantText(change, changes.account_id)) + "\n";
  }
  tell_hidden();
  return text;
}

}  // namespace

std::string AccessText(const AccessChanges& changes, bool color) {
  if (changes.empty() && changes.remarks.empty()) return "";
  const Paint plain = [](const char*, const std::string& text) { return text; };
  const Paint colored = [](const char* code, const std::string& text) {
    return "\033[" + std::string(code) + "m" + text + "\033[0m";
  };
  const Paint paint = color ? colored : plain;
  std::string text =
      "\n" + paint("1", changes.others ? "Changes to access:" : "Changes to access of service accounts:") + "\n";
  for (const OpeningChange& opening : changes.openings) {
    const std::string line = OpeningSign(opening) + OpeningText(opening);
    const char* code = line.starts_with('!') ? "1;31" : line.starts_with('-') ? "32" : "33";
    text += "  " + paint(code, line) + "\n";
  }
  text += ChangesText(changes, paint);
  for (const std::string& remark : changes.remarks) text += "  Note: " + remark + "\n";
  return text;
}

std::vector<AccessLine> AccessLines(const AccessChanges& changes) {
  std::vector<AccessLine> lines;
  for (const OpeningChange& opening : changes.openings) {
    lines.push_back({OpeningText(opening), boost::json::serialize(OpeningJson(opening))});
  }
  for (const AccessChange& change : changes.changes) {
    lines.push_back(
        {WhoText(change) + ": " + Sign(change) + GrantText(change, ""), boost::json::serialize(ChangeJson(change))});
  }
  return lines;
}

std::string AccessJson(const AccessChanges& changes) {
  if (changes.empty()) return "";
  boost::json::array openings, list;
  for (const OpeningChange& opening : changes.openings) openings.push_back(OpeningJson(opening));
  for (const AccessChange& change : changes.changes) list.push_back(ChangeJson(change));
  boost::json::object object = {{"openings", std::move(openings)}, {"changes", std::move(list)}};
  if (!changes.remarks.empty()) object["unknown"] = Texts(changes.remarks);
  return boost::json::serialize(object);
}

}  // namespace rolecall::access
