// Clock: the time, as a dependency. Only cli/ and server/ make the real one; tests use FakeClock.
// Threads: Now() may be called from any thread.
#ifndef ROLECALL_BASE_CLOCK_H_
#define ROLECALL_BASE_CLOCK_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rolecall {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time Now() const override;
};

// A clock that stands still until it is told to move.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Time start) : micros_(start.time_since_epoch().count()) {}
  Time Now() const override { return Time(std::chrono::microseconds(micros_.load())); }
  void Set(Time now) { micros_ = now.time_since_epoch().count(); }
  void Advance(std::chrono::microseconds by) { micros_ += by.count(); }

 private:
  std::atomic<std::int64_t> micros_;
};

// Whole seconds since 1970.
std::int64_t UnixSeconds(Time time);
Time FromUnixSeconds(std::int64_t seconds);
// "2026-11-23T18:11:14Z"
std::string FormatIso8601(Time time);
// "2026-11-23T18:11:14.123Z"
std::string FormatIso8601Millis(Time time);
// "20261123T181114Z", as SigV4 wants it.
std::string FormatAmzDate(Time time);
// "Mon, 23 Nov 2026 18:11:14 GMT" (RFC 9110)
std::string FormatHttpDate(Time time);
// RFC 3339 with Z or a numeric offset and optional fraction; nothing if it is not one.
std::optional<Time> ParseRfc3339(std::string_view text);
// "20261123T181114Z"; nothing if it is not one.
std::optional<Time> ParseAmzDate(std::string_view text);

}  // namespace rolecall

#endif  // ROLECALL_BASE_CLOCK_H_
