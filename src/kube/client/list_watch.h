// Keeps somebody's view of a kind's objects as the cluster has them: lists, then watches, for as long as it lives.
//
//   ListWatch accounts(api, {.path = "/api/v1/serviceaccounts"}, view, clock, random, warn);
//   … accounts.is_synced() …                                          // the first list is complete
//
// A watch that ends goes on where it stopped; one whose place the server has forgotten (410) lists anew. After failures
// it waits, twice as long each time, from 0.8 s to 30 s and up to as much again by chance, as client-go does; until
// then, and while the cluster does not answer, the view stays as it is. One thread of its own, which calls the view;
// the destructor ends it within about a second. is_synced() and state(): any thread.
#ifndef ROLECALL_KUBE_CLIENT_LIST_WATCH_H_
#define ROLECALL_KUBE_CLIENT_LIST_WATCH_H_

#include <atomic>
#include <boost/json/fwd.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/random.h"
#include "kube/client/api_client.h"

namespace rolecall::kube {

// What is told of the objects; always by one thread.
class ObjectView {
 public:
  virtual ~ObjectView() = default;
  // All objects come anew, by Put; those that do not come until EndList are gone.
  virtual void BeginList() = 0;
  virtual void Put(const boost::json::value& object) = 0;
  virtual void EndList() = 0;
  virtual void Delete(const boost::json::value& object) = 0;
};

struct ListWatchSettings {
  std::string path;
  std::string field_selector = {}, label_selector = {};
  int page = 500;
  std::chrono::seconds watch_time{300};  // at least; up to twice as long
  std::chrono::milliseconds first_wait{800}, longest_wait{30000};
};

struct ListWatchState {
  bool synced = false;
  std::uint64_t lists = 0, watches = 0, events = 0, failures = 0;
  Time heard;              // when the cluster last said something; the epoch: never
  std::string last_error;  // of the time since; empty: none
};

class ListWatch {
 public:
  // `warn` is told when it stops working and when it works again; it may be empty. References must outlive this.
  ListWatch(ApiClient& api, ListWatchSettings settings, ObjectView& view, const Clock& clock, Random& random,
            std::function<void(const std::string&)> warn);
  ~ListWatch();
  ListWatch(const ListWatch&) = delete;
  ListWatch& operator=(const ListWatch&) = delete;

  bool is_synced() const { return synced_.load(); }
  ListWatchState state() const;
  // Until it is synced or that time is over.
  bool WaitUntilSynced(std::chrono::milliseconds time) const;

 private:
  void Run();
  void List();
  void Watch();
  void Heard();
  void Failed(const ApiFailure& failure);
  // False: it must end.
  bool Pause(std::chrono::milliseconds time);
  std::chrono::milliseconds NextWait();

  ApiClient& api_;
  const ListWatchSettings settings_;
  ObjectView& view_;
  const Clock& clock_;
  Random& random_;
  const std::function<void(const std::string&)> warn_;

  std::string version_;  // empty: list first
  int failures_in_a_row_ = 0;
  std::atomic<bool> stopping_{false}, synced_{false};
  mutable std::mutex mutex_;  // of what follows
  mutable std::condition_variable changed_;
  ListWatchState state_;
  std::thread thread_;  // the last: uses all others
};

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_LIST_WATCH_H_
