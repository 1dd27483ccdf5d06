// Call: one call of an AWS service, after authentication. Made by the server's pipeline, handed to a Service.
//
// A call belongs to one thread. All that it points to outlives it.
#ifndef ROLECALL_SERVICES_CALL_H_
#define ROLECALL_SERVICES_CALL_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "directory/directory.h"
#include "http/message.h"
#include "services/caller.h"
#include "services/parameters.h"
#include "services/regions.h"

namespace rolecall::services {

struct Call {
  const http::Request& request;
  std::string request_id;
  Caller caller;  // anonymous if the request has no signature
  std::shared_ptr<const directory::Snapshot> snapshot;
  directory::Directory& directory;
  const Clock& clock;
  Random& random;
  Time now;             // when the request came: one time for all its checks
  std::string region;   // one that this plane serves: the signature's, or its own
  std::string account;  // the server's account: owner of what anonymous callers ask for
  // IAM and STS: the request's parameters (set by QueryService).
  Parameters parameters = {};
  // What stands before one of the plane's own names in Host (-host): the bucket of BUCKET.NAME, the account of
  // ACCOUNT.NAME (S3 Control). "" without.
  std::string host_label = {};
  // All regions that the plane serves; null in tests that do not ask.
  const Regions* regions = nullptr;
  // Denials tell which statement and condition decided (serve --explain-denials).
  bool explain_denials = false;
  // The name of the cell that has an account, where it is another than this plane's; else "". Null: there are no cells.
  const std::function<std::string(std::string_view account)>* cell_of = nullptr;

  // For the audit record, filled in while the call is handled.
  struct Audit {
    std::string operation;   // "CreateRole"
    std::string error_code;  // "" if it went well
    std::string error_message;
    // The caller proved who it is without a signature: by a web identity token that was checked.
    bool identified = false;
    // Names and values of requestParameters, as CloudTrail names them; never secrets. Query calls' are taken from
    // `parameters`.
    std::vector<std::pair<std::string, std::string>> parameters;
    std::vector<std::string> decisions;  // policy::InternalReason of every authorization
    std::vector<std::string> resources;  // ARNs

    // The call was refused so. What failed validation is quoted in its message, tokens and secrets too.
    void Fail(const std::string& code, const std::string& message) {
      error_code = code;
      if (code != "ValidationError" && code != "ValidationException") error_message = message;
    }
  };
  Audit audit = {};
  // What was read from the store and does not fit its checksum, in words for the operator: the pipeline counts it.
  std::vector<std::string> damaged = {};

  // The account that the caller acts in.
  const std::string& own_account() const { return caller.anonymous() ? account : caller.account; }
};

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_CALL_H_
