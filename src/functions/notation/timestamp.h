// Points in time as the language writes them: RFC 3339, with the offset that was written. (base/clock.h has times
// without offset, as protocols write them; base/duration.h durations.) Errors are the texts that timeadd() and
// formatdate() show. Leap seconds do not exist. Values; pure; any thread.
#ifndef ROLECALL_FUNCTIONS_NOTATION_TIMESTAMP_H_
#define ROLECALL_FUNCTIONS_NOTATION_TIMESTAMP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"

namespace rolecall::functions {

struct Timestamp {
  std::int64_t seconds = 0;  // since 1970, UTC
  std::int32_t nanoseconds = 0;
  int offset = 0;  // of its place, in seconds east of UTC

  // Date and time of day at its place.
  struct Fields {
    int year, month, day, hour, minute, second, weekday;  // Sunday: 0
  };
  Fields At() const;
  // "2006-01-02T15:04:05Z", without a fraction.
  std::string Text() const;
  // "+01:00" or "+0100".
  std::string OffsetText(bool with_colon) const;
};

// Nothing if there is no such day.
std::optional<std::int64_t> SecondsOf(int year, int month, int day, int hour, int minute, int second);

// The error says what is missing or wrong.
Expected<Timestamp, std::string> ParseTimestamp(std::string_view text);

}  // namespace rolecall::functions

#endif  // ROLECALL_FUNCTIONS_NOTATION_TIMESTAMP_H_
