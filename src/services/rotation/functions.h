// Functions: what stands in for Lambda. A function has a Lambda ARN as its name, and is something that the
// operator named when the server was started: a command or a webhook (command.h, webhook.h).
//
// AWS, "Rotation by Lambda function": it is called four times (createSecret, setSecret, testSecret, finishSecret) with
// the secret, the version to make, and the step; it calls Secrets Manager itself to read and to put values.
// Invoke is called from several threads, blocks for a bounded time, and says in its error why it failed: a sentence for
// logs, so never what the function printed.
#ifndef ROLECALL_SERVICES_ROTATION_FUNCTIONS_H_
#define ROLECALL_SERVICES_ROTATION_FUNCTIONS_H_

#include <functional>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "directory/directory.h"
#include "directory/session.h"

namespace rolecall::services::rotation {

struct Event {
  std::string step;  // "createSecret" …
  std::string secret_arn;
  std::string token;  // the version's id
  std::string region;
  // Good for this one secret. Differs from AWS, where a function has its own role.
  directory::SessionCredentials credentials;
};

class Functions {
 public:
  virtual ~Functions() = default;
  virtual bool Has(const std::string& arn) const = 0;
  virtual Result<void> Invoke(const std::string& arn, const Event& event) = 0;
  // Running invocations fail soon, later ones at once.
  virtual void Stop() = 0;
};

// What the service needs to run rotations. All must outlive it; those that are due are looked for every minute.
struct Parts {
  directory::Directory& directory;
  const Clock& clock;
  Random& random;
  Functions& functions;
  std::function<void(const std::string&)> warn;  // one line for the operator
};

}  // namespace rolecall::services::rotation

#endif  // ROLECALL_SERVICES_ROTATION_FUNCTIONS_H_
