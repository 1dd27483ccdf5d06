// Rehearsal: calls that were made, put to the policies as they will be.
//
//   Rehearser rehearser(models.before, models.after);
//   Result<std::size_t> read = policy::ForEachEvent(text, [&](const json::Node& event) { rehearser.Take(event); });
//   const Rehearsal rehearsal = rehearser.Finish();
//   rehearsal.denied …    // calls that went well, and would be denied
//   rehearsal.passing …   // calls that were denied, and would pass
//   rehearsal.untold …    // calls of which that cannot be said, each with the reason
//
// What an event says counts as known: who asked, for what, from where. What decides and stands in no event (a tag of
// the request, a session policy, a policy that is not in the source) makes a call untold, but where it changes nothing:
// a call that today's policies and tomorrow's decide alike stays as it was. Calls of whom the source does not have are
// counted. The same call again costs a look-up; at most kMostCalls different ones are kept. One thread.
#ifndef ROLECALL_ACCESS_REHEARSE_REHEARSE_H_
#define ROLECALL_ACCESS_REHEARSE_REHEARSE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "json/document.h"

namespace rolecall::access {

inline constexpr std::size_t kMostCalls = 10'000;  // of each kind

// Events of one caller for one action and resource.
struct RehearsedCall {
  std::string who, action, resource;
  std::string reason;  // what denies it, what allows it, or why it cannot be said
  std::size_t events = 0;
  std::string first, last;  // times, as the events have them
  std::string event_id;     // of the first
};

struct Rehearsal {
  std::vector<RehearsedCall> denied, passing, untold;  // the most frequent first
  std::size_t events = 0;                              // all that were read
  std::size_t unchanged = 0;                           // calls (an event may be several) that stay as they were
  std::size_t passed_over = 0;  // events without a permission to ask for, of services of AWS and of root
  std::map<std::string, std::size_t> strangers;  // callers that the source does not have: how many events
  std::size_t more = 0;                          // calls beyond kMostCalls, counted only
  std::vector<std::string> notes;

  bool violated() const { return !denied.empty(); }
};

class Rehearser {
 public:
  // `before` may have nobody in it: then only `after` tells. Both must outlive the rehearser.
  Rehearser(const IdentityModel& before, const IdentityModel& after);
  ~Rehearser();
  void Take(const json::Node& event);
  Rehearsal Finish();

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

std::string ToText(const Rehearsal& rehearsal);
std::string ToJson(const Rehearsal& rehearsal);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_REHEARSE_REHEARSE_H_
