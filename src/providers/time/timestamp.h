// Points in time as the resources of this provider use them: read from RFC 3339 text, moved by arguments, taken apart
// into attributes. The type is that of functions/notation/timestamp.h. Internal to the folder.
//
//   ROLECALL_TRY(Timestamp base, ReadTimestamp(state.Text("base_rfc3339"), "base_rfc3339"));
//   ROLECALL_TRY(std::optional<Timestamp> moved, MovedBy(state, "offset", base));
//
// Errors name the attribute. Any thread.
#ifndef ROLECALL_PROVIDERS_TIME_TIMESTAMP_H_
#define ROLECALL_PROVIDERS_TIME_TIMESTAMP_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "functions/notation/timestamp.h"
#include "providers/framework/object.h"
#include "providers/framework/resource_type.h"

namespace rolecall::providers::time {

using functions::Timestamp;

Timestamp Now(const Clock& clock);
// kInvalidArgument, naming `attribute`.
Result<Timestamp> ReadTimestamp(const std::string& text, const std::string& attribute);
// RFC 3339 if it is set and known.
void ValidateTimestamp(const Object& config, const std::string& attribute, Problems& problems);

// A day that is too late for its month is one of the next: January 31 and a month is March 3.
Timestamp AddDate(const Timestamp& base, std::int64_t years, std::int64_t months, std::int64_t days);

// Arguments named PREFIX_years … PREFIX_seconds, as many as the schema has: `base` moved by them. As in the real
// provider they do not add up: of years, seconds, months, minutes, hours and days the first that is given counts.
// Nothing if none is given. Years beyond 1 to 9999: kInvalidArgument.
Result<std::optional<Timestamp>> MovedBy(const Object& arguments, const std::string& prefix, const Timestamp& base);

// year to second, and unix.
void AddPartsSchema(engine::BlockSchema& block);
void SetParts(const Timestamp& timestamp, Object& state);

// Sets number attributes from texts; an empty one stays null.
Result<void> SetNumbers(const std::vector<std::string>& attributes, const std::vector<std::string>& texts,
                        Object& state);

}  // namespace rolecall::providers::time

#endif  // ROLECALL_PROVIDERS_TIME_TIMESTAMP_H_
