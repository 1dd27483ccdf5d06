// When secrets are rotated: rates, days, cron expressions, windows.
#include "services/rotation/schedule.h"

#include <gtest/gtest.h>

#include "services/rotation/cron.h"

namespace rolecall::services::rotation {
namespace {

std::string NextOf(const char* cron, const char* after) {
  const auto schedule = CronSchedule::Parse(cron);
  if (!schedule) return "(no expression)";
  const auto next = schedule->Next(*ParseRfc3339(after));
  return next ? FormatIso8601(*next) : "(never)";
}

TEST(SecretsCron, FindsTheNextTime) {
  const char* const after = "2026-11-18T11:06:40Z";  // a Wednesday
  const std::pair<const char*, const char*> cases[] = {{"0 12 * * ? *", "2026-11-18T12:00:00Z"},
                                                       {"0 11 * * ? *", "2026-11-19T11:00:00Z"},
                                                       {"0 */8 * * ? *", "2026-11-18T16:00:00Z"},
                                                       {"0 0/12 * * ? *", "2026-11-18T12:00:00Z"},
                                                       {"0 2,6-10/4,22 * * ? *", "2026-11-18T22:00:00Z"},
                                                       {"0 8 1 * ? *", "2026-12-01T08:00:00Z"},
                                                       {"0 8 31 * ? *", "2026-12-31T08:00:00Z"},
                                                       {"0 8 29 2 ? *", "2028-02-29T08:00:00Z"},
                                                       {"0 8 1 JAN,jul ? *", "2027-01-01T08:00:00Z"},
                                                       {"0 8 1 */3 ? *", "2027-01-01T08:00:00Z"},
                                                       {"0 8 L * ? *", "2026-11-30T08:00:00Z"},
                                                       {"0 8 LW 10 ? *", "2027-10-29T08:00:00Z"},
                                                       {"0 8 15W 11 ? *", "2027-11-15T08:00:00Z"},
                                                       {"0 8 22W * ? *", "2026-11-23T08:00:00Z"},
                                                       {"0 8 1W 5 ? *", "2027-05-03T08:00:00Z"},
                                                       {"0 8 ? * SUN *", "2026-11-22T08:00:00Z"},
                                                       {"0 8 ? * 2-6 *", "2026-11-19T08:00:00Z"},
                                                       {"0 8 ? * TUE#2 *", "2026-12-08T08:00:00Z"},
                                                       {"0 8 ? * 6L *", "2026-11-27T08:00:00Z"},
                                                       {"0 8 ? * L *", "2026-11-21T08:00:00Z"},
                                                       {"0 8 31 2 ? *", "(never)"}};
  for (const auto& [cron, next] : cases) EXPECT_EQ(NextOf(cron, after), next) << cron;
  EXPECT_EQ(NextOf("0 12 * * ? *", "2026-11-18T12:00:00Z"), "2026-11-19T12:00:00Z");
}

TEST(SecretsCron, RefusesWhatAwsDoesNotTake) {
  for (const char* cron : {"",
                           "0 8 1 * ?",
                           "5 8 1 * ? *",
                           "* 8 1 * ? *",
                           "0 8 1 * ? 2027",
                           "0 8 1 * 1 *",
                           "0 8 ? * ? *",
                           "0 24 1 * ? *",
                           "0 8 0 * ? *",
                           "0 8 32 * ? *",
                           "0 8 1 13 ? *",
                           "0 8 ? * 8 *",
                           "0 8 ? * MON#6 *",
                           "0 8 xW * ? *",
                           "0 5-3 1 * ? *",
                           "0 */0 1 * ? *",
                           "0 a 1 * ? *",
                           "0 , 1 * ? *",
                           "0 */3 1 * ? *",
                           "0 * * * ? *",
                           "0 0,22 * * ? *"}) {
    EXPECT_FALSE(CronSchedule::Parse(cron)) << cron;
  }
}

directory::SecretRotation Rotation(const char* schedule, int days, const char* duration = "") {
  directory::SecretRotation rotation;
  rotation.enabled = true;
  rotation.schedule = schedule;
  rotation.after_days = days;
  rotation.duration = duration;
  rotation.configured = ParseRfc3339("2026-11-18T11:06:40Z");
  return rotation;
}

std::string WindowOf(const directory::SecretRotation& rotation) {
  const auto window = NextWindow(rotation);
  return window ? FormatIso8601(window->start) + " " + FormatIso8601(window->end) : "(none)";
}

TEST(SecretsSchedule, DaysOpenADayHoursAnHour) {
  EXPECT_EQ(WindowOf(Rotation("", 10)), "2026-11-28T00:00:00Z 2026-11-28T23:59:59Z");
  EXPECT_EQ(WindowOf(Rotation("", 10, "3h")), "2026-11-28T00:00:00Z 2026-11-28T03:00:00Z");
  EXPECT_EQ(WindowOf(Rotation("rate(1 day)", 0)), "2026-11-19T00:00:00Z 2026-11-19T23:59:59Z");
  EXPECT_EQ(WindowOf(Rotation("rate(4 hours)", 0)), "2026-11-18T16:00:00Z 2026-11-18T17:00:00Z");
  EXPECT_EQ(WindowOf(Rotation("cron(0 8 1 * ? *)", 0)), "2026-12-01T08:00:00Z 2026-12-01T23:59:59Z");
  EXPECT_EQ(WindowOf(Rotation("cron(0 8 1 * ? *)", 0, "2h")), "2026-12-01T08:00:00Z 2026-12-01T10:00:00Z");
}

TEST(SecretsSchedule, IsCountedFromTheLastRotation) {
  directory::SecretRotation rotation = Rotation("", 10);
  rotation.last_rotated = ParseRfc3339("2026-11-20T03:00:00Z");
  EXPECT_EQ(WindowOf(rotation), "2026-11-30T00:00:00Z 2026-11-30T23:59:59Z");
  // New rules count from when they were set.
  rotation.configured = ParseRfc3339("2026-11-25T03:00:00Z");
  EXPECT_EQ(WindowOf(rotation), "2026-12-05T00:00:00Z 2026-12-05T23:59:59Z");
}

TEST(SecretsSchedule, WithoutRulesOrSwitchedOffThereIsNoNextTime) {
  EXPECT_EQ(WindowOf(Rotation("", 0)), "(none)");
  directory::SecretRotation off = Rotation("", 10);
  off.enabled = false;
  EXPECT_EQ(WindowOf(off), "(none)");
}

TEST(SecretsSchedule, DaysAreDescribedOfRatesToo) {
  EXPECT_EQ(DaysOf(Rotation("", 7)), 7);
  EXPECT_EQ(DaysOf(Rotation("rate(10 days)", 0)), 10);
  EXPECT_EQ(DaysOf(Rotation("rate(10 hours)", 0)), 1);
  EXPECT_EQ(DaysOf(Rotation("rate(48 hours)", 0)), 2);
  EXPECT_EQ(DaysOf(Rotation("cron(0 8 1 * ? *)", 0)), 0);
}

}  // namespace
}  // namespace rolecall::services::rotation
