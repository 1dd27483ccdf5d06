#include "tests/support/access_matrix.h"

#include <algorithm>

#include "base/encoding.h"

namespace rolecall::services::testing {
namespace {

std::string JsonList(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "\"" : ",\"") + text + "\"";
  return "[" + list + "]";
}

// The permission of the last caller.
std::string OnlyThis(const AccessCase& each) {
  std::string statements = Allow(each.action, each.resource);
  if (!each.also.empty()) statements += "," + Allow(JsonList(each.also));
  return statements;
}

// How everything looks, so that a difference can be told.
void ExpectSame(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  EXPECT_EQ(before.size(), after.size()) << "entries came or went";
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    EXPECT_EQ(before[i], after[i]) << "a caller without the permission changed this";
  }
}

}  // namespace

std::string AccessCaseName(const ::testing::TestParamInfo<AccessCase>& info) { return info.param.name; }

http::Request QueryRequest(const std::string& action, const QueryParameterList& parameters) {
  std::string body = "Action=" + action;
  for (const auto& [name, value] : parameters) body += "&" + PercentEncode(name) + "=" + PercentEncode(value);
  return {.method = "POST", .target = "/", .body = std::move(body)};
}

http::Request JsonRequest(const std::string& target, const std::string& body) {
  return {.method = "POST",
          .target = "/",
          .headers = {{"X-Amz-Target", target}, {"Content-Type", "application/x-amz-json-1.1"}},
          .body = body};
}

bool IsRefusal(const Reply& reply) {
  if (reply.status == 401 || reply.status == 403) return true;
  // Secrets Manager's status is 400.
  return reply.error_code.starts_with("AccessDenied") || reply.error_code.starts_with("MissingAuthentication");
}

AccessMatrix::Callers AccessMatrix::MakeCallers(const AccessCase& each) {
  return {.other = NewUser("matrix-other", kEverything, kOtherAccount),
          .bare = NewUser("matrix-bare"),
          .all_but = NewUser("matrix-all-but", std::string(kEverything) + "," + Deny(each.action)),
          .only = NewUser("matrix-only", OnlyThis(each))};
}

std::vector<std::string> AccessMatrix::Everything() {
  constexpr std::size_t kMost = 10000;
  const Result<std::vector<store::Entry>> entries = store().Scan("", "", kMost);
  EXPECT_TRUE(entries.ok());
  std::vector<std::string> all;
  for (const store::Entry& entry : *entries) all.push_back(entry.key + " = " + entry.value);
  EXPECT_LT(all.size(), kMost);
  return all;
}

Reply AccessMatrix::AskWithoutEffect(Service& service, const AccessCase& each, const Caller& caller) {
  const std::vector<std::string> before = Everything();
  Reply reply = Send(service, caller, each.request);
  if (!each.needs_no_permission && !each.for_everybody) ExpectSame(before, Everything());
  for (const std::string& secret : each.secrets) {
    EXPECT_EQ(reply.body.find(secret), std::string::npos) << "the answer tells " << secret;
  }
  return reply;
}

void AccessMatrix::ExpectRefused(Service& service, const AccessCase& each, const Caller& caller, const char* who) {
  const Reply reply = AskWithoutEffect(service, each, caller);
  EXPECT_TRUE(IsRefusal(reply)) << who << ": " << each.name << ": " << reply.Outcome();
}

void AccessMatrix::ExpectInOwnWorld(Service& service, const AccessCase& each, const Caller& caller) {
  const std::vector<std::string> before = Everything();
  const Reply reply = Send(service, caller, each.request);
  const std::vector<std::string> after = Everything();
  const std::string own = std::string("directory/account/") + kOtherAccount + " ";  // its settings are its own
  for (const std::string& entry : before) {
    if (entry.starts_with(own)) continue;
    EXPECT_NE(std::find(after.begin(), after.end(), entry), after.end()) << "the other account changed " << entry;
  }
  for (const std::string& secret : each.secrets) {
    EXPECT_EQ(reply.body.find(secret), std::string::npos) << "the other account is told " << secret;
  }
}

void AccessMatrix::ExpectForItsPermissionAlone(Service& service, const AccessCase& each) {
  const Callers callers = MakeCallers(each);
  if (!each.for_everybody) ExpectRefused(service, each, Anonymous(), "unsigned");
  if (each.names_mean_own_account) {
    ExpectInOwnWorld(service, each, callers.other);
  } else if (!each.needs_no_permission && !each.for_everybody) {
    ExpectRefused(service, each, callers.other, "the other account");
  }
  if (!each.needs_no_permission && !each.for_everybody) {
    ExpectRefused(service, each, callers.bare, "no policy");
    ExpectRefused(service, each, callers.all_but, "all but this action");
  }
  const Reply reply = Send(service, callers.only, each.request);
  EXPECT_FALSE(IsRefusal(reply)) << "only " << each.action << " on " << each.resource << ": " << reply.Outcome();
}

}  // namespace rolecall::services::testing
