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

IoThreads::IoThreads(boost::asio::io_context& io, Lanes& lanes, int count)
    : io_(io), lanes_(lanes), count_(std::max(1, count)) {
  for (int i = 0; i < count_; ++i) Add();
  watch_ = std::thread([this] { Watch(); });
}

IoThreads::~IoThreads() {
  lanes_.EndWatch();
  watch_.join();
  for (IoThread& one : threads_) one.thread.join();
}

void IoThreads::Watch() {
  auto last_needed = std::chrono::steady_clock::now();
  while (lanes_.AwaitWork(running_ > count_)) {
    std::this_thread::sleep_for(kLook);
    const int wanted = count_ + lanes_.CountLong();
    const auto now = std::chrono::steady_clock::now();
    if (wanted >= running_) last_needed = now;
    while (running_ < wanted) Add();
    if (now - last_needed > kKept) Retire();
    JoinDone();
  }
}

void IoThreads::Add() {
  std::lock_guard lock(mutex_);
  IoThread& added = threads_.emplace_back();
  added.thread = std::thread([this, &added] { RunOne(added); });
  ++running_;
}

// Whichever thread gets it goes.
void IoThreads::Retire() {
  --running_;
  boost::asio::post(io_, [] { throw RetireThread{}; });
}

void IoThreads::RunOne(IoThread& self) {
  try {
    io_.run();
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
