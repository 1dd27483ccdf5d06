// Moments: what the resources of this provider do with points in time. Any thread.
#ifndef ROLECALL_PROVIDERS_TIME_MOMENT_H_
#define ROLECALL_PROVIDERS_TIME_MOMENT_H_

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
Result<Timestamp> ReadMoment(const std::string& text, const std::string& attribute);
// RFC 3339 if it is set and known.
void ValidateMoment(const Object& config, const std::string& attribute, Problems& problems);

// A day that is too late for its month is one of the next: January 31 and a month is March 3.
Timestamp AddDate(const Timestamp& base, std::int64_t years, std::int64_t months, std::int64_t days);

// Arguments named PREFIX_years … PREFIX_seconds, as many as the schema has: `base` moved by them. As in the real
// provider they do not add up: of years, seconds, months, minutes, hours and days the first that is given counts.
// Nothing if none is given. Years beyond 1 to 9999: kInvalidArgument.
Result<std::optional<Timestamp>> MovedBy(const Object& arguments, const std::string& prefix, const Timestamp& base);

// year to second, and unix.
void AddPartsSchema(engine::BlockSchema& block);
void SetParts(const Timestamp& moment, Object& state);

// Sets number attributes from texts; an empty one stays null.
Result<void> SetNumbers(const std::vector<std::string>& attributes, const std::vector<std::string>& texts,
                        Object& state);

}  // namespace rolecall::providers::time

#endif  // ROLECALL_PROVIDERS_TIME_MOMENT_H_
