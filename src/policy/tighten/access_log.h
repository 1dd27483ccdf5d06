// What the sessions of one role did, gathered from audit logs: CloudTrail files ({"Records": […]}) and logs of one
// event a line, as our server writes them.
//
//   AccessLog log("k8s-main/App");                       // a role's name, or its ARN
//   Result<void> read = log.Read(text);
//   for (const auto& [access, calls] : log.allowed()) …
//
// Events of other callers are passed over. A log that is no JSON is an error; an event of a form that is not known is
// no event. Pure.
#ifndef ROLECALL_POLICY_TIGHTEN_ACCESS_LOG_H_
#define ROLECALL_POLICY_TIGHTEN_ACCESS_LOG_H_

#include <compare>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/document.h"

namespace rolecall::policy {

struct Access {
  std::string action, resource;
  auto operator<=>(const Access&) const = default;
};

class AccessLog {
 public:
  using Calls = std::map<Access, std::size_t>;  // how often

  explicit AccessLog(std::string_view role);

  Result<void> Read(std::string_view text);

  const Calls& allowed() const { return allowed_; }
  const Calls& denied() const { return denied_; }
  const Calls& guessed() const { return guessed_; }  // of the allowed: the log names no resource, "*" was taken
  std::size_t events() const { return events_; }     // of the role
  std::size_t others() const { return others_; }     // passed over
  // The role's ARN as the events name it; what was asked for if there was none.
  const std::string& role_arn() const { return role_arn_; }
  const std::string& role_name() const { return role_name_; }

 private:
  void ReadEvent(const json::Node& event);
  bool IsOfRole(const json::Node& event);

  std::string role_arn_, role_name_;
  bool exact_;  // asked for by its ARN
  Calls allowed_, denied_, guessed_;
  std::size_t events_ = 0, others_ = 0;
};

}  // namespace rolecall::policy

#endif  // ROLECALL_POLICY_TIGHTEN_ACCESS_LOG_H_
