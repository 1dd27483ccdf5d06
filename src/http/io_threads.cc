#include "http/io_threads.h"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace rolecall::http {
namespace {

using std::chrono::milliseconds;

// How often the watch looks; a handler is long when it was there at two looks.
constexpr milliseconds kLook{5};
// For so long threads are kept that are not needed now.
constexpr milliseconds kKept{1000};

struct RetireThread {};

}  // namespace

EventLoops MakeEventLoops(int count) {
  EventLoops loops;
  // Without a hint: a loop is run by several threads now and then.
  for (int i = 0; i < std::max(1, count); ++i) loops.push_back(std::make_unique<boost::asio::io_context>());
  return loops;
}

IoThreads::IoThreads(const EventLoops& loops, Lanes& lanes) : lanes_(lanes) {
  for (const auto& io : loops) {
    Add(loops_.emplace_back(Loop{*io, boost::asio::make_work_guard(*io), static_cast<int>(loops_.size())}));
  }
  watch_ = std::thread([this] { Watch(); });
}

IoThreads::~IoThreads() {
  lanes_.EndWatch();
  watch_.join();
  for (IoThread& one : threads_) one.thread.join();
}

void IoThreads::Watch() {
  while (lanes_.AwaitWork(has_more_)) {
    std::this_thread::sleep_for(kLook);
    const std::vector<int> counts = lanes_.CountLong();
    has_more_ = false;
    for (Loop& loop : loops_) Adjust(loop, counts[static_cast<std::size_t>(loop.group)]);
    JoinDone();
  }
}

void IoThreads::Adjust(Loop& loop, int count_long) {
  const int wanted = 1 + count_long;
  const TimePoint now = std::chrono::steady_clock::now();
  if (wanted >= loop.running) loop.last_needed = now;
  while (loop.running < wanted) Add(loop);
  if (now - loop.last_needed > kKept) Retire(loop);
  has_more_ = has_more_ || loop.running > 1;
}

void IoThreads::Add(Loop& loop) {
  std::lock_guard lock(mutex_);
  IoThread& added = threads_.emplace_back();
  added.thread = std::thread([this, &loop, &added] { RunOne(loop, added); });
  ++loop.running;
}

// Whichever thread of the loop gets it goes.
void IoThreads::Retire(Loop& loop) {
  --loop.running;
  boost::asio::post(loop.io, [] { throw RetireThread{}; });
}

void IoThreads::RunOne(Loop& loop, IoThread& self) {
  Lanes::JoinGroup(loop.group);
  try {
    loop.io.run();
  } catch (const RetireThread&) {
    std::lock_guard lock(mutex_);
    self.is_done = true;
  }
}

void IoThreads::JoinDone() {
  std::lock_guard lock(mutex_);
  threads_.remove_if([](IoThread& one) {
    if (one.is_done) one.thread.join();
    return one.is_done;
  });
}

}  // namespace rolecall::http
