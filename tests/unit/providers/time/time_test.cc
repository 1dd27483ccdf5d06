#include <gtest/gtest.h>

#include "providers/time/provider.h"
#include "tests/unit/providers/framework/harness.h"

namespace rolecall::providers::time {
namespace {

class TimeTest : public ProviderHarness {
 protected:
  TimeTest() : clock_(*ParseAmzDate("20260131T101500Z")) {
    Use(MakeTimeProvider(clock_, [this](std::chrono::milliseconds duration) {
      slept_ += duration;
      clock_.Advance(duration);
      if (stop_after_.count() > 0 && slept_ >= stop_after_) switch_.cancelled = true;
    }));
  }
  FakeClock clock_;
  std::chrono::milliseconds slept_{0};
  std::chrono::milliseconds stop_after_{0};
};

TEST_F(TimeTest, AStaticTimeStays) {
  Object state = Create("time_static", Empty("time_static"));
  EXPECT_EQ(state.Text("rfc3339"), "2026-01-31T10:15:00Z");
  EXPECT_EQ(state.Text("id"), "2026-01-31T10:15:00Z");
  EXPECT_EQ(state.Integer("year"), 2026);
  EXPECT_EQ(state.Integer("minute"), 15);
  EXPECT_EQ(state.Integer("unix"), UnixSeconds(clock_.Now()));
  clock_.Advance(std::chrono::hours(5));
  EXPECT_TRUE(IsQuiet("time_static", state, Empty("time_static")));
  Object given = Empty("time_static");
  given.SetText("rfc3339", "2020-02-12T06:36:13+01:00");
  EXPECT_EQ(Create("time_static", given).Text("id"), "2020-02-12T06:36:13+01:00");
  EXPECT_TRUE(Plan("time_static", Nothing("time_static"), given).planned.IsWhollyKnown()) << "it is given already";
  EXPECT_EQ(Replaces("time_static", state.ToValue(), given), std::vector<std::string>{"rfc3339"});
}

TEST_F(TimeTest, ATimeInAnotherFormIsNamed) {
  Object config = Empty("time_static");
  config.SetText("rfc3339", "yesterday");
  EXPECT_NE(Validate("time_static", config).find("RFC 3339"), std::string::npos);
}

TEST_F(TimeTest, AMonthAfterTheLastDayIsInTheNextMonth) {
  Object config = Empty("time_offset");
  config.SetInteger("offset_months", 1);
  EXPECT_EQ(Create("time_offset", config).Text("rfc3339"), "2026-03-03T10:15:00Z");
  config.SetInteger("offset_months", -2);
  EXPECT_EQ(Create("time_offset", config).Text("rfc3339"), "2025-12-01T10:15:00Z");
  config.SetInteger("offset_months", 25);
  EXPECT_EQ(Create("time_offset", config).Text("rfc3339"), "2028-03-02T10:15:00Z");
}

TEST_F(TimeTest, OffsetsDoNotAddUp) {
  Object config = Empty("time_offset");
  config.SetInteger("offset_days", 1);
  config.SetInteger("offset_hours", 1);
  EXPECT_EQ(Create("time_offset", config).Text("rfc3339"), "2026-01-31T11:15:00Z");
  config.SetInteger("offset_years", 1);
  EXPECT_EQ(Create("time_offset", config).Text("rfc3339"), "2027-01-31T10:15:00Z");
}

TEST_F(TimeTest, AnOffsetMovesInPlaceAndThePlanShowsWhereTo) {
  Object config = Empty("time_offset");
  config.SetInteger("offset_days", 7);
  Object state = Create("time_offset", config);
  EXPECT_TRUE(IsQuiet("time_offset", state, config));
  config.SetInteger("offset_days", 8);
  Object planned = Wrap("time_offset", Plan("time_offset", state.ToValue(), config).planned);
  EXPECT_EQ(planned.Text("rfc3339"), "2026-02-08T10:15:00Z");
  EXPECT_TRUE(Replaces("time_offset", state.ToValue(), config).empty());
  EXPECT_EQ(Apply("time_offset", state.ToValue(), config).Integer("day"), 8);
}

TEST_F(TimeTest, OffsetsOutOfTheCalendarAreRefused) {
  Object config = Empty("time_offset");
  config.SetInteger("offset_years", 9000);
  Create("time_offset", config);
  EXPECT_NE(Problems().find("years 1 to 9999"), std::string::npos);
  diagnostics_ = diag::Diagnostics();
  config.SetNull("offset_years");
  config.SetInteger("offset_seconds", std::numeric_limits<std::int64_t>::max());
  Create("time_offset", config);
  EXPECT_TRUE(diagnostics_.HasErrors());
  EXPECT_NE(Validate("time_offset", Empty("time_offset")).find("At least one"), std::string::npos);
}

TEST_F(TimeTest, AnOffsetIsImportedByItsParts) {
  Object state = Import("time_offset", "2020-02-12T06:36:13Z,0,0,7,,,");
  EXPECT_EQ(state.Text("rfc3339"), "2020-02-19T06:36:13Z");
  EXPECT_TRUE(state.Get("offset_hours").IsNull());
  Import("time_offset", "2020-02-12T06:36:13Z,x");
  EXPECT_NE(Problems().find("BASETIMESTAMP"), std::string::npos);
}

TEST_F(TimeTest, ARotationIsGoneWhenItsTimeHasCome) {
  Object config = Empty("time_rotating");
  config.SetInteger("rotation_days", 30);
  Object state = Create("time_rotating", config);
  EXPECT_EQ(state.Text("rotation_rfc3339"), "2026-03-02T10:15:00Z");
  EXPECT_EQ(state.Integer("month"), 3);
  EXPECT_FALSE(Read("time_rotating", state).IsNull());
  clock_.Advance(std::chrono::hours(30 * 24 + 1));
  EXPECT_TRUE(Read("time_rotating", state).IsNull());
}

TEST_F(TimeTest, ARotationMovesInPlace) {
  Object config = Empty("time_rotating");
  config.SetInteger("rotation_days", 30);
  Object state = Create("time_rotating", config);
  EXPECT_TRUE(IsQuiet("time_rotating", state, config));
  config.SetInteger("rotation_days", 31);
  Object planned = Wrap("time_rotating", Plan("time_rotating", state.ToValue(), config).planned);
  EXPECT_EQ(planned.Text("rotation_rfc3339"), "2026-03-03T10:15:00Z");
  EXPECT_EQ(planned.Text("id"), state.Text("id"));
  Object imported = Import("time_rotating", "2026-01-31T10:15:00Z,,,30,,");
  EXPECT_EQ(imported.Text("rotation_rfc3339"), state.Text("rotation_rfc3339"));
}

TEST_F(TimeTest, ASleepSleepsWhenItIsMadeAndWhenItGoes) {
  Object config = Empty("time_sleep");
  config.SetText("create_duration", "1.5s");
  config.SetText("destroy_duration", "2m");
  Object state = Create("time_sleep", config);
  EXPECT_EQ(slept_.count(), 1500);
  EXPECT_EQ(state.Text("id"), "2026-01-31T10:15:01Z");
  Object changed = config;
  changed.SetText("create_duration", "9h");
  Apply("time_sleep", state.ToValue(), changed);
  EXPECT_EQ(slept_.count(), 1500);
  Destroy("time_sleep", state);
  EXPECT_EQ(slept_.count(), 121500);
}

TEST_F(TimeTest, ASleepCanBeInterrupted) {
  stop_after_ = std::chrono::milliseconds(300);
  Object config = Empty("time_sleep");
  config.SetText("create_duration", "1h");
  EXPECT_TRUE(Create("time_sleep", config).Get("id").IsNull());
  EXPECT_NE(Problems().find("interrupted"), std::string::npos);
  EXPECT_LT(slept_.count(), 1000);
}

TEST_F(TimeTest, ADurationThatIsNoneIsNamed) {
  Object config = Empty("time_sleep");
  config.SetText("create_duration", "30 seconds");
  EXPECT_NE(Validate("time_sleep", config).find("For example, \"30s\""), std::string::npos);
  EXPECT_NE(Validate("time_sleep", Empty("time_sleep")).find("At least one"), std::string::npos);
  Object imported = Import("time_sleep", "30s,,a=b");
  EXPECT_EQ(imported.TextMap("triggers").at("a"), "b");
}

TEST_F(TimeTest, AStaticTimeIsImportedByItself) {
  Object state = Import("time_static", "2020-02-12T06:36:13Z");
  EXPECT_EQ(state.Integer("day"), 12);
  Import("time_static", "yesterday");
  EXPECT_NE(Problems().find("the import id (\"yesterday\") is not a time in RFC 3339 form"), std::string::npos);
}

TEST_F(TimeTest, ARotationMayBeATimeOfItsOwn) {
  Object config = Empty("time_rotating");
  EXPECT_NE(Validate("time_rotating", config).find("At least one"), std::string::npos);
  config.SetInteger("rotation_days", 0);
  EXPECT_NE(Validate("time_rotating", config).find("must be at least 1, got: 0"), std::string::npos);
  config = Empty("time_rotating");
  config.SetText("rotation_rfc3339", "2026-06-01T00:00:00Z");
  EXPECT_EQ(Validate("time_rotating", config), "");
  Object state = Create("time_rotating", config);
  EXPECT_EQ(state.Integer("month"), 6);
  Object imported = Import("time_rotating", "2026-01-31T10:15:00Z,2026-06-01T00:00:00Z");
  EXPECT_EQ(imported.Text("rotation_rfc3339"), "2026-06-01T00:00:00Z");
  Import("time_rotating", "2026-01-31T10:15:00Z");
  EXPECT_NE(Problems().find("or BASETIMESTAMP,ROTATIONTIMESTAMP"), std::string::npos);
}

TEST_F(TimeTest, ARotationThatIsNotKnownYetIsPlannedUnknown) {
  Object config = Empty("time_rotating");
  config.SetInteger("rotation_days", 30);
  Object state = Create("time_rotating", config);
  config.SetUnknown("rotation_days");
  Object planned = Wrap("time_rotating", Plan("time_rotating", state.ToValue(), config).planned);
  EXPECT_TRUE(planned.IsUnknown("unix"));
  EXPECT_TRUE(planned.IsUnknown("rotation_rfc3339"));
  planned.SetInteger("rotation_days", 31);
  config.SetInteger("rotation_days", 31);
  Object moved = Wrap("time_rotating", provider_
                                           ->Apply("time_rotating", {state.ToValue(), ""}, {planned.ToValue(), {}, ""},
                                                   config.ToValue(), switch_, diagnostics_)
                                           .value);
  EXPECT_EQ(moved.Text("rotation_rfc3339"), "2026-03-03T10:15:00Z");
}

TEST_F(TimeTest, AnOffsetThatIsNotKnownYetIsPlannedUnknownAndThenMoved) {
  Object config = Empty("time_offset");
  config.SetInteger("offset_days", 1);
  Object state = Create("time_offset", config);
  config.SetUnknown("offset_days");
  Object planned = Wrap("time_offset", Plan("time_offset", state.ToValue(), config).planned);
  EXPECT_TRUE(planned.IsUnknown("rfc3339"));
  config.SetInteger("offset_days", 2);
  EXPECT_EQ(Apply("time_offset", state.ToValue(), config).Text("rfc3339"), "2026-02-02T10:15:00Z");
  Import("time_offset", "2020-02-12T06:36:13Z,x,,,,,");
  EXPECT_NE(Problems().find("offset_years (\"x\") is not a whole number"), std::string::npos);
}

TEST_F(TimeTest, SleepsAreImportedByTheirDurations) {
  for (const char* wrong : {"30s", ",", "30,,", "30s,,ab", "1.s,"}) {
    diagnostics_ = diag::Diagnostics();
    Import("time_sleep", wrong);
    EXPECT_NE(Problems().find("CREATEDURATION,DESTROYDURATION"), std::string::npos) << wrong;
  }
  Object config = Empty("time_sleep");
  config.SetText("create_duration", std::string(30, '9') + "h");
  diagnostics_ = diag::Diagnostics();
  Create("time_sleep", config);
  EXPECT_NE(Problems().find("is too long"), std::string::npos);
}

}  // namespace
}  // namespace rolecall::providers::time
