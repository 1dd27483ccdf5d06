// What is wrong inside a pod: its environment, its token's file, whether STS takes the token, and what an SDK would
// fall back to. For `rolecall doctor -inside`, run in the pod's own container.
//
//   DiagnoseInside({.environment = …, .token = …, .exchange = …}, report);
//
// What was not tried is not judged. No finding holds a token or a key. Codes begin with "inside-"; the catalogue is
// data/doctor-checks.tsv. Pure.
#ifndef ROLECALL_ACCESS_DOCTOR_INSIDE_H_
#define ROLECALL_ACCESS_DOCTOR_INSIDE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/lint/lint.h"
#include "base/clock.h"

namespace rolecall::access {

// A token's file, and what its claims say (which nobody has verified here).
struct InsideToken {
  std::string file;
  std::optional<std::string> unreadable;  // why; then nothing below is known
  bool is_jwt = false;
  std::string issuer, subject;
  std::vector<std::string> audiences;
  std::optional<std::int64_t> issued, expires;  // seconds since 1970
};

// What an endpoint said.
struct InsideAnswer {
  std::string url;
  bool is_reached = false;
  bool is_good = false;
  std::string said;  // "AccessDenied: Not authorized …", or why it was not reached
};

struct InsideFacts {
  std::map<std::string, std::string> environment;
  Time now;
  std::optional<InsideToken> token;        // of AWS_WEB_IDENTITY_TOKEN_FILE
  std::optional<InsideToken> agent_token;  // of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  std::optional<InsideAnswer> exchange;    // AssumeRoleWithWebIdentity
  std::optional<InsideAnswer> agent;       // AWS_CONTAINER_CREDENTIALS_FULL_URI
  std::optional<bool> metadata_answers;    // the instance's
  std::string shared_credentials;          // a file that is there; empty: none
};

void DiagnoseInside(const InsideFacts& facts, LintReport& report);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_DOCTOR_INSIDE_H_
