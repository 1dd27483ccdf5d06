// How changes of access are told.
#include <boost/json.hpp>

#include "access/change/access_change.h"
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

std::string GrantText(const Grant& grant, const std::string& account) {
  std::string text = grant.action + " on " + Short(grant.resource, account);
  for (std::size_t i = 0; i < grant.conditions.size(); ++i) text += (i == 0 ? " if " : " and ") + grant.conditions[i];
  return text;
}

std::string OpeningText(const OpeningChange& opening) {
  // "any service account of the cluster (no :sub condition)": what is in parentheses is the reason.
  std::string who = opening.who, reason;
  if (const std::size_t at = who.rfind(" ("); opening.opened && at != std::string::npos && who.ends_with(')')) {
    reason = who.substr(at);
    who.resize(at);
  }
  return who + (opening.opened ? " can now assume " : " can no longer assume ") + opening.role + reason;
}

boost::json::object ChangeJson(const AccessChange& change) {
  boost::json::array conditions;
  for (const std::string& condition : change.grant.conditions) conditions.emplace_back(condition);
  return {{"who", change.who},
          {"role", change.role},
          {"change", change.gained ? "gain" : "lose"},
          {"action", change.grant.action},
          {"resource", change.grant.resource},
          {"conditions", std::move(conditions)}};
}

boost::json::object OpeningJson(const OpeningChange& opening) {
  return {{"who", opening.who},
          {"role", opening.role},
          {"provider", opening.provider},
          {"change", opening.opened ? "open" : "close"}};
}

}  // namespace

std::string AccessText(const AccessChanges& changes, bool color) {
  if (changes.empty()) return "";
  const auto paint = [&](const char* code, const std::string& text) {
    return color ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  };
  std::string text = "\n" + paint("1", "Changes to access of service accounts:") + "\n";
  for (const OpeningChange& opening : changes.openings) {
    const std::string line = OpeningText(opening);
    text += "  " + (opening.opened ? paint("1;31", "! " + line) : paint("32", "- " + line)) + "\n";
  }
  std::string who;
  int lines = 0, hidden = 0;
  const auto tell_hidden = [&] {
    if (hidden > 0) text += "  " + who + "  and " + std::to_string(hidden) + " more changes (all with -json)\n";
    hidden = 0;
  };
  for (const AccessChange& change : changes.changes) {
    if (change.who != who) {
      tell_hidden();
      who = change.who;
      lines = 0;
    }
    if (++lines > kMostLines) {
      ++hidden;
      continue;
    }
    const std::string sign = change.gained ? "+ " : "- ";
    text += "  " + who + "  " + paint(change.gained ? "32" : "31", sign + GrantText(change.grant, changes.account_id)) +
            "\n";
  }
  tell_hidden();
  for (const std::string& remark : changes.remarks) text += "  Note: " + remark + "\n";
  return text;
}

std::vector<AccessLine> AccessLines(const AccessChanges& changes) {
  std::vector<AccessLine> lines;
  for (const OpeningChange& opening : changes.openings) {
    lines.push_back({OpeningText(opening), boost::json::serialize(OpeningJson(opening))});
  }
  for (const AccessChange& change : changes.changes) {
    lines.push_back({change.who + (change.gained ? ": + " : ": - ") + GrantText(change.grant, ""),
                     boost::json::serialize(ChangeJson(change))});
  }
  return lines;
}

std::string AccessJson(const AccessChanges& changes) {
  if (changes.empty()) return "";
  boost::json::array openings, list;
  for (const OpeningChange& opening : changes.openings) openings.push_back(OpeningJson(opening));
  for (const AccessChange& change : changes.changes) list.push_back(ChangeJson(change));
  return boost::json::serialize(boost::json::object{{"openings", std::move(openings)}, {"changes", std::move(list)}});
}

}  // namespace rolecall::access
