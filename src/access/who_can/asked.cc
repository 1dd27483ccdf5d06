#include "access/who_can/asked.h"

#include <algorithm>

#include "base/text.h"
#include "policy/access_sets/text_set.h"
#include "policy/document/glob.h"
#include "policy/reference/service_reference.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kMostActions = 8;  // of one grant

bool Covers(std::string_view pattern, std::string_view text) {
  return policy::GlobMatch(policy::ToPattern(pattern), text);
}

// The same pattern of the home's account and region, where it takes any.
std::string AtHome(const std::string& pattern, const Home& home) {
  std::string at_home;
  std::string_view rest = pattern;
  for (int part = 0; part < 5 && rest.find(':') != std::string_view::npos; ++part) {
    const std::string_view text = rest.substr(0, rest.find(':'));
    const std::string& own = part == 3 ? home.region : home.account;
    const bool is_any = text == "*" && (part == 3 || part == 4) && !own.empty();
    at_home.append(is_any ? std::string_view(own) : text).append(":");
    rest.remove_prefix(text.size() + 1);
  }
  return at_home.append(rest);
}

// A text that the pattern covers.
std::string ExampleText(std::string_view pattern) {
  std::string text;
  for (const char c : pattern) {
    if (c == '*' && (text.empty() || text.back() != 'x')) text += 'x';
    if (c == '?') text += 'x';
    if (c != '*' && c != '?') text += c;
  }
  return text;
}

// Actions that both patterns cover.
std::vector<std::string> CommonActions(const std::string& asked, const std::string& granted) {
  const std::string a = LowerAscii(asked), b = LowerAscii(granted);
  if (!IsPattern(a)) return Covers(b, a) ? std::vector<std::string>{asked} : std::vector<std::string>();
  if (!IsPattern(b)) return Covers(a, b) ? std::vector<std::string>{granted} : std::vector<std::string>();
  const std::string& named = b.find(':') != std::string::npos && !IsPattern(b.substr(0, b.find(':'))) ? b : a;
  const policy::ServiceReference* service = policy::FindService(named.substr(0, named.find(':')));
  std::vector<std::string> common;
  if (service == nullptr) return common;
  const std::string prefix(service->service().prefix);
  for (const policy::ServiceAction& action : service->actions()) {
    const std::string full = prefix + ":" + std::string(action.name), lower = LowerAscii(full);
    if (common.size() < kMostActions && Covers(a, lower) && Covers(b, lower)) common.push_back(full);
  }
  return common;
}

// A resource that both patterns cover; "" if none is found.
std::string CommonResource(const std::string& asked, const std::string& granted, bool any, const Home& home) {
  if (!IsPattern(asked) || (asked == "*" && !any)) return Covers(granted, asked) ? asked : "";
  if (!IsPattern(granted)) return Covers(asked, granted) ? granted : "";
  if (granted == "*") return asked == "*" ? "*" : ExampleText(AtHome(asked, home));
  for (const std::string& example : {ExampleText(AtHome(granted, home)), ExampleText(AtHome(asked, home))}) {
    if (Covers(asked, example) && Covers(granted, example)) return example;
  }
  return "";
}

std::vector<std::string> TextsOf(const std::vector<policy::Text>& texts, bool negated) {
  std::vector<std::string> values;
  for (const policy::Text& text : texts) values.push_back(text.value);
  return negated || values.empty() ? std::vector<std::string>{"*"} : values;
}

}  // namespace

bool IsPattern(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

std::vector<AskedRequest> RequestsOf(const std::string& action, const std::string& resource, const Home& home,
                                     const std::vector<const policy::CompiledPolicy*>& policies) {
  const bool any = IsPattern(action);
  if (!any && (resource == "*" || !IsPattern(resource))) return {{action, resource}};
  std::vector<AskedRequest> asked;
  for (const policy::CompiledPolicy* compiled : policies) {
    for (const policy::Statement& statement : policy::DocumentOf(*compiled).statements) {
      if (statement.effect != policy::Effect::kAllow) continue;
      for (const std::string& granted : TextsOf(statement.actions, statement.not_action)) {
        for (const std::string& common : CommonActions(action, granted)) {
          for (const std::string& where : TextsOf(statement.resources, statement.not_resource)) {
            AskedRequest one{common, CommonResource(resource, where, any, home)};
            const bool is_new = !one.resource.empty() && std::find(asked.begin(), asked.end(), one) == asked.end();
            if (is_new && asked.size() < kMostAsked) asked.push_back(std::move(one));
          }
        }
      }
    }
  }
  return asked;
}

std::vector<std::string> AskedOf(const std::string& arn, const std::string& pattern) {
  std::vector<std::string> asked;
  const policy::TextSet wanted = policy::GlobSet(pattern);
  std::vector<std::string> own = {arn};
  if (arn.find(":s3:::") != std::string::npos) own.push_back(arn + "/*");
  for (const std::string& one : own) {
    const policy::TextSet set = policy::GlobSet(one);
    if (policy::Meets(wanted, set)) asked.push_back(policy::Covers(wanted, set) ? one : pattern);
  }
  return asked;
}

}  // namespace rolecall::access
