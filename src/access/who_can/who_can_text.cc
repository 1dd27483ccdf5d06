// How the answer to who-can is told.
#include <algorithm>
#include <boost/json.hpp>

#include "access/who_can/who_can.h"

namespace rolecall::access {
namespace {

using Kind = TrustOpening::Kind;

constexpr std::size_t kMostExamples = 5;

bool IsTokens(const Path& path) { return !path.opening.provider.empty(); }

std::string PathText(const Path& path) {
  std::string text;
  if (path.role != nullptr) {
    if (IsTokens(path)) text += "      provider  " + path.opening.provider + "\n";
    const std::string place = path.role->trust.origin.Text();
    text += "      role      " + path.role->arn + (place.empty() ? "" : "  [" + place + "]") + "\n";
    text += "      trusted by statement " + std::to_string(path.opening.statement + 1) + " of its trust policy\n";
  }
  for (const Role* next : path.chain) text += "      assumes   " + next->arn + "\n";
  for (const std::string& profile : path.profiles) text += "      instance profile " + profile + "\n";
  for (const std::string& condition : path.opening.conditions) text += "      only if   " + condition + "\n";
  for (const GrantedBy& grant : path.grants) {
    const std::string place = grant.origin.Text();
    if (!grant.statement.empty()) {
      text += "      allowed by " + grant.statement + (place.empty() ? "" : "  [" + place + "]") + "\n";
    }
    for (const std::string& condition : grant.conditions) text += "        if      " + condition + "\n";
    for (std::size_t i = 0; i < std::min(grant.examples.size(), kMostExamples); ++i) {
      text += "        as      " + grant.examples[i] + "\n";
    }
    if (grant.examples.size() > kMostExamples) {
      text += "        and     " + std::to_string(grant.examples.size() - kMostExamples) + " more\n";
    }
  }
  return text;
}

const char* KindName(const Path& path) {
  if (path.is_user) return "user";
  switch (path.opening.kind) {
    case Kind::kServiceAccount: return "service-account";
    case Kind::kNamespace: return "namespace";
    case Kind::kPattern: return "pattern";
    case Kind::kCluster: return "cluster";
    case Kind::kTokens: return "tokens";
    case Kind::kPrincipal: return "principal";
    case Kind::kAccount: return "account";
    case Kind::kEveryone: return "everyone";
    case Kind::kService: return "service";
  }
  return "";
}

boost::json::array Texts(const std::vector<std::string>& texts) {
  boost::json::array list;
  for (const std::string& text : texts) list.emplace_back(text);
  return list;
}

boost::json::object GrantJson(const GrantedBy& grant) {
  boost::json::object one;
  if (!grant.statement.empty()) one["statement"] = grant.statement;
  if (const std::string place = grant.origin.Text(); !place.empty()) one["place"] = place;
  if (!grant.conditions.empty()) one["if"] = Texts(grant.conditions);
  if (!grant.examples.empty()) one["requests"] = Texts(grant.examples);
  return one;
}

boost::json::object PathJson(const Path& path) {
  boost::json::object one{{"kind", KindName(path)},
                          {"who", path.opening.who},
                          {"text", path.opening.Text()},
                          {"wide", path.opening.is_wide()}};
  if (path.role != nullptr) {
    one["role"] = path.role->arn;
    one["trust_statement"] = path.opening.statement + 1;
    if (const std::string place = path.role->trust.origin.Text(); !place.empty()) one["trust_place"] = place;
  }
  if (IsTokens(path)) one["provider"] = path.opening.provider;
  if (path.opening.kind == Kind::kServiceAccount) one["annotated"] = path.is_annotated;
  boost::json::array chain;
  for (const Role* next : path.chain) chain.emplace_back(next->arn);
  if (!chain.empty()) one["assumes"] = std::move(chain);
  if (!path.profiles.empty()) one["instance_profiles"] = Texts(path.profiles);
  if (!path.opening.conditions.empty()) one["conditions"] = Texts(path.opening.conditions);
  const GrantedBy& first = path.grants.front();
  if (!first.statement.empty()) one["allowed_by"] = first.statement;
  if (const std::string place = first.origin.Text(); !place.empty()) one["allowed_at"] = place;
  const bool always = std::any_of(path.grants.begin(), path.grants.end(),
                                  [](const GrantedBy& grant) { return grant.conditions.empty(); });
  one["decision"] = always ? "allowed" : "allowedIf";
  boost::json::array grants;
  for (const GrantedBy& grant : path.grants) grants.push_back(GrantJson(grant));
  one["grants"] = std::move(grants);
  return one;
}

}  // namespace

std::string ToText(const WhoCanQuestion& question, const WhoCanAnswer& answer, bool color) {
  const auto paint = [&](const char* code, const std::string& text) {
    return color ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  };
  std::string text;
  const auto section = [&](const char* title, auto&& belongs) {
    std::string lines;
    for (const Path& path : answer.paths) {
      if (!belongs(path)) continue;
      const std::string who = path.opening.Text();
      lines += "    " + (path.opening.is_wide() ? paint("31", "! " + who) : who) + "\n" + PathText(path);
    }
    if (!lines.empty()) text += "  " + paint("1", title) + "\n" + lines + "\n";
  };
  section("Service accounts", IsTokens);
  section("Users", [](const Path& path) { return !IsTokens(path) && path.is_user; });
  section("Other principals", [](const Path& path) { return !IsTokens(path) && !path.is_user; });
  const std::string what = question.action + " on " + question.resource;
  text = (text.empty() ? "Nobody that is known here may " + what + ".\n" : what + " may be done by:\n\n" + text);
  for (const std::string& remark : answer.remarks) text += "  Note: " + remark + "\n";
  return text;
}

std::string ToJson(const WhoCanQuestion& question, const WhoCanAnswer& answer) {
  boost::json::array paths;
  for (const Path& path : answer.paths) paths.push_back(PathJson(path));
  boost::json::object whole{{"action", question.action}, {"resource", question.resource}, {"paths", std::move(paths)}};
  if (!answer.remarks.empty()) whole["remarks"] = Texts(answer.remarks);
  return boost::json::serialize(whole);
}

}  // namespace rolecall::access
