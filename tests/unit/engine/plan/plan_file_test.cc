#include "engine/plan/plan_file.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "crypto/digest.h"
#include "engine/plan/plan_file_format.h"
#include "engine/plan/plan_file_value.h"
#include "engine/state/state_file.h"
#include "tests/unit/engine/render/test_schemas.h"

namespace rolecall::engine {
namespace {

using value::AttributeStep;
using value::IndexStep;
using value::Type;
using value::Value;

SavedPlan Sample() {
  SavedPlan saved;
  saved.program_version = "0.1.0";
  saved.created = "2026-11-23T18:11:14Z";
  saved.backend_type = "s3";
  saved.backend_arguments = Value::Object({{"bucket", Str("b")}, {"key", Str("k")}});
  saved.configuration_hash = HashConfiguration({{"main.tf", "x"}});
  saved.state_lineage = "l";
  saved.state_serial = 3;
  value::Refinement prefix;
  prefix.not_null = true;
  prefix.string_prefix = "arn:";
  ResourceChange change = ThingChange(Action::kUpdate, Thing({{"name", Str("é\n\"x")}}),
                                      Thing({{"id", Value::Unknown(Type::String(), prefix)},
                                             {"size", Value::Number(*value::Number::Parse("12345678901234567890.5"))},
                                             {"tags", Value::Unknown(Type::Map(Type::String()))},
                                             {"set", StringSet({"b", "a"})}}));
  change.address.module.steps = {{"m", std::string("k")}};
  change.address.key = 2LL;
  change.previous_address = change.address;
  change.previous_address->name = "old";
  change.provider.alias = "west";
  change.reason = ActionReason::kReplaceByRequest;
  change.after_sensitive = {{AttributeStep{"tags"}, IndexStep{std::string("a")}},
                            {AttributeStep{"list"}, IndexStep{0LL}}};
  change.requires_replace = {{AttributeStep{"name"}}};
  change.private_bytes = std::string("\0\xff", 2);
  change.dependencies = {"aws_iam_role.a"};
  saved.plan.changes.push_back(change);
  saved.plan.outputs.push_back(
      {"o", Action::kCreate, Value(), Value::Tuple({Value::Bool(true), Value()}), true, false, true});
  saved.plan.variables.push_back({"v", Value::Null(Type::List(Type::Number())), true, false});
  saved.plan.checks.push_back({"check", "check.a", CheckStatus::kFail, {{"check.a", CheckStatus::kFail, {"no"}}}});
  saved.plan.timestamp = "2026-11-23T18:11:14Z";
  saved.plan.prior_state.lineage = "l";
  saved.plan.prior_state.PutInstance({"", ResourceMode::kManaged, "t", "n"}, "p", Instance());
  return saved;
}

TEST(PlanFile, ReadsBackWhatWasWritten) {
  const SavedPlan saved = Sample();
  const std::string bytes = EncodePlan(saved);
  const Result<SavedPlan> read = DecodePlan(bytes);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(EncodePlan(*read), bytes);
  ASSERT_EQ(read->plan.changes.size(), 1u);
  const ResourceChange& change = read->plan.changes[0];
  EXPECT_EQ(change.address, saved.plan.changes[0].address);
  EXPECT_EQ(change.previous_address, saved.plan.changes[0].previous_address);
  EXPECT_EQ(change.provider, saved.plan.changes[0].provider);
  EXPECT_TRUE(change.before.Same(saved.plan.changes[0].before));
  EXPECT_TRUE(change.after.Same(saved.plan.changes[0].after));
  EXPECT_EQ(change.after_sensitive, saved.plan.changes[0].after_sensitive);
  EXPECT_EQ(change.private_bytes, saved.plan.changes[0].private_bytes);
  EXPECT_TRUE(SameContent(read->plan.prior_state, saved.plan.prior_state));
  EXPECT_TRUE(read->backend_arguments.Same(saved.backend_arguments));
}

TEST(PlanFile, ObjectsAreOfTheirTypes) {
  const ThingCatalogue catalogue;
  const Schemas schemas(catalogue);
  const auto with = [](const Value& before, const Value& after) {
    SavedPlan saved;
    saved.plan.changes.push_back(ThingChange(Action::kUpdate, before, after));
    return saved;
  };
  const Value thing = Thing({{"name", Str("a")}}), nothing = Value::Null(thing.type());
  for (const auto& [before, after] : {std::pair(thing, thing), std::pair(nothing, thing), std::pair(thing, nothing)}) {
    const Result<SavedPlan> read = DecodePlan(EncodePlan(with(before, after)));
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_TRUE(CheckTypes(read->plan, schemas).ok());
  }
  // Of no schema, but never an object.
  EXPECT_FALSE(DecodePlan(EncodePlan(with(thing, Str("a")))).ok());
  EXPECT_FALSE(DecodePlan(EncodePlan(with(Value::Tuple({}), thing))).ok());
  const Result<SavedPlan> other = DecodePlan(EncodePlan(with(thing, Value::Object({{"name", Str("a")}}))));
  ASSERT_TRUE(other.ok()) << other.error().message;
  const Result<void> checked = CheckTypes(other->plan, schemas);
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message.find(other->plan.changes[0].address.Text() + " is not of its type."),
            std::string::npos)
      << checked.error().message;
}

TEST(PlanFile, EveryDamagedByteIsNoticed) {
  const std::string bytes = EncodePlan(Sample());
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_FALSE(DecodePlan(damaged).ok()) << at;
  }
  for (std::size_t size = 0; size < bytes.size(); size += 11)
    EXPECT_FALSE(DecodePlan(bytes.substr(0, size)).ok()) << size;
}

// With a right digest, so that the content itself is looked at.
Result<SavedPlan> DecodeBody(const std::string& body) {
  return DecodePlan(PlanFileHeader(crypto::Sha256Hex(body)) + body);
}

TEST(PlanFile, TrustsNothingInTheContent) {
  const std::string bytes = EncodePlan(Sample());
  const std::string body = bytes.substr(bytes.find('\n') + 1);
  ASSERT_TRUE(DecodeBody(body).ok());
  const auto with = [&body](const std::string& from, const std::string& to) {
    std::string changed = body;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return DecodeBody(changed.replace(at, from.size(), to)).ok();
  };
  EXPECT_FALSE(with("\"action\":3", "\"action\":99"));
  EXPECT_FALSE(with("\"action\":3", "\"action\":-1"));
  EXPECT_FALSE(with("\"action\":3", "\"action\":\"3\""));
  EXPECT_FALSE(with("\"size\":12345678901234567890.5", "\"size\":\"x\""));
  EXPECT_FALSE(with("\"size\":12345678901234567890.5", "\"sise\":1"));
  EXPECT_FALSE(with("\"private\":\"AP8=\"", "\"private\":\"?\""));
  EXPECT_FALSE(with("\"changes\":[", "\"changes\":[1,"));
  EXPECT_FALSE(with("\"mode\":0", "\"mode\":9"));
  EXPECT_FALSE(DecodeBody("{}").ok());
  EXPECT_FALSE(DecodeBody("").ok());
  EXPECT_FALSE(DecodeBody(std::string(100000, '[')).ok());
}

TEST(PlanFile, MutatedContentIsRefusedOrReadTheSameTwice) {
  FakeRandom random(11);
  const std::string bytes = EncodePlan(Sample());
  const std::string whole = bytes.substr(bytes.find('\n') + 1);
  for (int round = 0; round < 2000; ++round) {
    std::string body = whole;
    const std::size_t at = random.Below(body.size());
    switch (random.Below(4)) {
      case 0: body[at] = static_cast<char>(random.Below(256)); break;
      case 1: body.erase(at, random.Below(20)); break;
      case 2: body.insert(at, body.substr(random.Below(body.size()), random.Below(40))); break;
      default: body.insert(at, 1, "{}[]\",:0"[random.Below(8)]);
    }
    const Result<SavedPlan> read = DecodeBody(body);
    if (!read.ok()) continue;
    const std::string written = EncodePlan(*read);
    const Result<SavedPlan> again = DecodePlan(written);
    ASSERT_TRUE(again.ok()) << again.error().message << "\n" << body;
    ASSERT_EQ(EncodePlan(*again), written) << body;
  }
}

TEST(PlanFile, NamesOtherFilesForWhatTheyAre) {
  EXPECT_NE(DecodePlan("PK\x03\x04zip").error().message.find("OpenTofu or Terraform"), std::string::npos);
  EXPECT_EQ(DecodePlan("hello").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(DecodePlan("rolecall-plan 999 sha256=x\n{}").error().code, ErrorCode::kUnimplemented);
  EXPECT_TRUE(LooksLikePlan(EncodePlan(Sample())));
  EXPECT_FALSE(LooksLikePlan("{\"version\":4}"));
}

TEST(FindStale, RefusesAStateOrConfigurationThatMovedOn) {
  const SavedPlan saved = Sample();
  State current;
  current.lineage = "l";
  current.serial = 3;
  EXPECT_FALSE(FindStale(saved, current, saved.configuration_hash));
  current.serial = 4;
  EXPECT_EQ(FindStale(saved, current, saved.configuration_hash)->summary, "Saved plan is stale");
  current.serial = 3;
  current.lineage = "m";
  EXPECT_EQ(FindStale(saved, current, saved.configuration_hash)->summary, "Saved plan does not match the given state");
  current.lineage = "l";
  const auto changed = FindStale(saved, current, HashConfiguration({{"main.tf", "y"}}));
  EXPECT_NE(changed->detail.find("configuration"), std::string::npos);
}

TEST(HashConfiguration, DependsOnNamesAndContentsButNotOnTheOrder) {
  EXPECT_EQ(HashConfiguration({{"a", "1"}, {"b", "2"}}), HashConfiguration({{"b", "2"}, {"a", "1"}}));
  EXPECT_NE(HashConfiguration({{"a", "1"}}), HashConfiguration({{"a", "2"}}));
  EXPECT_NE(HashConfiguration({{"a", "1"}}), HashConfiguration({{"b", "1"}}));
}

}  // namespace
}  // namespace rolecall::engine
