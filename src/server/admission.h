// Admission: what a request may send and where it is handled, decided by its header alone (see http/application.h).
//
// Who shows no key that is known may send 128 KiB: the calls that need no signature fit. With a key that is known, as
// much as its service takes; the large bodies of S3 want the signature checked first, which S3's header allows. Only
// who has so signed is a known sender, for whom others make room when memory is short.
//
// Lanes: a call that only looks at the snapshot never waits for one that may wait (commits, S3's files), for what comes
// unsigned from anywhere (web identity and the issuers it asks, the webhook), or for a simulation's work. What is
// forwarded, and who waits for audit records, wait for others all the time: they have many slots of their own. The
// page's questions read whole accounts: few at once. What goes to other cells waits for them alone, and those whose
// bodies come on the way for each other.
//
// Threads: any.
#ifndef ROLECALL_SERVER_ADMISSION_H_
#define ROLECALL_SERVER_ADMISSION_H_

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "aws/sigv4/sigv4.h"
#include "aws/wire/shapes.h"
#include "base/clock.h"
#include "directory/directory.h"
#include "http/application.h"

namespace rolecall::server {

enum Lane : int {
  kReads,
  kWrites,
  kUnsigned,
  kSimulations,
  kMetrics,
  kForwarded,
  kFeeds,
  kConsole,
  kCells,
  kCellBodies,
  kLanes
};

// How many requests of each lane run at once on a machine that may use `threads` processors.
std::vector<int> LaneSlots(int threads);
// Those whose requests wait for the disk or for other servers now and then. (Keys of issuers are asked for hardly
// ever.)
inline std::vector<int> WaitingLanes() { return {kWrites, kForwarded, kCells, kCellBodies}; }

// The lane of a complete request; http::kAtOnce for health. Metrics wait for each other only.
int LaneOf(const http::Request& request);

// What a request for another cell may send, where its key is known: the small ones whole, since nobody knows here who
// sends them, the others as they come.
http::Admission AdmitToCell(const http::Request& head);

// AWS's error for a request that http refuses (http::Refusal), in the protocol of a service.
aws::ErrorShape RefusalShape(aws::Protocol protocol, const http::Request& head, const http::RefusedBody& why);

class Admission {
 public:
  // All must outlive it.
  // `forwarded`: names of services whose requests are sent on.
  Admission(const directory::Directory& directory, const Clock& clock, aws::SigningKeys& keys,
            const std::set<std::string_view>& forwarded)
      : directory_(directory), clock_(clock), keys_(keys), forwarded_(forwarded) {}

  http::Admission Admit(const http::Request& head) const;
  // LaneOf, and of what is sent on its own.
  int Lane(const http::Request& request) const;

 private:
  const directory::Directory& directory_;
  const Clock& clock_;
  aws::SigningKeys& keys_;
  const std::set<std::string_view>& forwarded_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_ADMISSION_H_
