#include "engine/state/state_file.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace rolecall::engine {
namespace {

// A state of another program's making: foreign types, members that we do not know, awkward numbers and escapes.
constexpr const char* kForeign =
    R"({"version":4,"terraform_version":"1.99.0","serial":7,"lineage":"b5a6c0de-0000-4000-8000-000000000001",)"
    R"("outputs":{"arn":{"value":"a\u003cb","type":"string","sensitive":true},"n":{"value":1.50,"type":"number"}},)"
    R"("resources":[{"mode":"data","type":"foreign_thing","name":"x","provider":"provider[\"example.com/a/foreign\"]",)"
    R"("instances":[{"schema_version":0,"attributes":{"big":12345678901234567890.00,"s":"\u0041"},"sensitive_attributes":[]}]},)"
    R"({"module":"module.m[\"k\"]","mode":"managed","type":"foreign_thing","name":"x",)"
    R"("provider":"provider[\"registry.terraform.io/acme/foreign\"].west","instances":[)"
    R"({"index_key":0,"status":"tainted","schema_version":2,"attributes":{"id":"i"},)"
    R"("sensitive_attributes":[[{"type":"get_attr","value":"a"},{"type":"index","value":{"value":0,"type":"number"}}]],)"
    R"("private":"bnVsbA==","dependencies":["aws_iam_role.a","module.m.data.b.c"],"create_before_destroy":true},)"
    R"({"index_key":"k","deposed":"0011aabb","schema_version":2,"attributes":{"id":"j"},"sensitive_attributes":[],)"
    R"("identity":{"account":"1"},"identity_schema_version":0,"newer_member":{"z":1,"a":2}}]}],)"
    R"("check_results":[{"object_kind":"check","config_addr":"check.a","status":"pass","objects":null}],"newer_top":[1,2]})"
    "\n";

TEST(StateFile, AForeignStateTravelsThroughUnchanged) {
  const Result<State> state = ReadStateFile(kForeign);
  ASSERT_TRUE(state.ok()) << state.error().message;
  EXPECT_EQ(WriteStateFile(*state, StateLayout::kCompact), kForeign);
}

TEST(StateFile, PrettyAndCompactAreTheSameState) {
  const Result<State> state = ReadStateFile(kForeign);
  ASSERT_TRUE(state.ok());
  const std::string pretty = WriteStateFile(*state, StateLayout::kPretty);
  EXPECT_TRUE(pretty.starts_with("{\n  \"version\": 4,\n  \"terraform_version\": \"1.99.0\",\n  \"serial\": 7,\n"));
  EXPECT_TRUE(pretty.ends_with("\n}\n"));
  const Result<State> again = ReadStateFile(pretty);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(WriteStateFile(*again, StateLayout::kCompact), kForeign);
  EXPECT_TRUE(SameContent(*state, *again));
}

TEST(StateFile, ReadsWhatTheEngineNeeds) {
  const Result<State> state = ReadStateFile(kForeign);
  ASSERT_TRUE(state.ok());
  const ResourceKey key{"module.m[\"k\"]", ResourceMode::kManaged, "foreign_thing", "x"};
  const Instance* instance = state->FindInstance(key, 0LL);
  ASSERT_NE(instance, nullptr);
  EXPECT_TRUE(instance->tainted);
  EXPECT_EQ(instance->private_bytes, "null");
  EXPECT_EQ(instance->schema_version, 2);
  ASSERT_EQ(instance->sensitive_paths.size(), 1u);
  EXPECT_EQ(instance->sensitive_paths[0], (value::Path{value::AttributeStep{"a"}, value::IndexStep{0LL}}));
  EXPECT_NE(state->FindDeposed(key, std::string("k"), "0011aabb"), nullptr);
}

TEST(StateFile, AnEmptyStateHasItsEmptyMembers) {
  State state;
  state.terraform_version = "1.12.0";
  state.serial = 1;
  state.lineage = "l";
  EXPECT_EQ(WriteStateFile(state, StateLayout::kCompact),
            "{\"version\":4,\"terraform_version\":\"1.12.0\",\"serial\":1,\"lineage\":\"l\",\"outputs\":{},"
            "\"resources\":[],\"check_results\":null}\n");
  EXPECT_NE(WriteStateFile(state, StateLayout::kPretty).find("\"outputs\": {},\n  \"resources\": [],"),
            std::string::npos);
}

TEST(StateFile, SortsResourcesAndInstancesAsTheFormatWants) {
  State state;
  const auto put = [&](std::string module, ResourceMode mode, const char* name, IndexKey index, const char* deposed) {
    Instance instance;
    instance.index = std::move(index);
    instance.deposed = deposed;
    state.PutInstance({std::move(module), mode, "t", name}, "p", instance);
  };
  put("module.a", ResourceMode::kManaged, "a", IndexKey(), "");
  put("", ResourceMode::kManaged, "b", std::string("x"), "");
  put("", ResourceMode::kManaged, "b", 10LL, "");
  put("", ResourceMode::kManaged, "b", 9LL, "ffffffff");
  put("", ResourceMode::kManaged, "b", 9LL, "");
  put("", ResourceMode::kData, "z", IndexKey(), "");
  const std::string text = WriteStateFile(state, StateLayout::kCompact);
  std::size_t last = 0;
  for (const char* part :
       {"\"mode\":\"data\"", "\"name\":\"b\"", "\"index_key\":9,\"schema", "\"index_key\":9,\"deposed\"",
        "\"index_key\":10", "\"index_key\":\"x\"", "\"module\":\"module.a\""}) {
    const std::size_t at = text.find(part);
    ASSERT_NE(at, std::string::npos) << part;
    EXPECT_GT(at, last) << part;
    last = at;
  }
}

TEST(StateFile, EscapesHtmlInWhatItWrites) {
  State state;
  state.outputs["o"].value_json = "\"<&>\"";
  state.outputs["o"].type_json = "\"string\"";
  EXPECT_NE(WriteStateFile(state, StateLayout::kCompact).find("\"\\u003c\\u0026\\u003e\""), std::string::npos);
}

TEST(StateFile, NothingInTheFileIsAnEmptyState) {
  const Result<State> state = ReadStateFile(" \n");
  ASSERT_TRUE(state.ok());
  EXPECT_TRUE(state->lineage.empty());
}

void ExpectRefused(std::string_view text, ErrorCode code, std::string_view part) {
  const Result<State> state = ReadStateFile(text);
  ASSERT_FALSE(state.ok()) << text;
  EXPECT_EQ(state.error().code, code) << text;
  EXPECT_NE(state.error().message.find(part), std::string::npos) << state.error().message;
}

TEST(StateFile, RefusesOtherVersionsAndEncryptedStatesSayingWhy) {
  ExpectRefused(R"({"version":5})", ErrorCode::kUnimplemented, "newer program");
  ExpectRefused(R"({"version":3,"modules":[]})", ErrorCode::kUnimplemented, "Terraform 0.11");
  ExpectRefused(R"({"serial":1,"meta":{},"encrypted_data":"AAAA","encryption_version":"v0"})",
                ErrorCode::kUnimplemented, "encrypted");
  ExpectRefused(R"({"a":1})", ErrorCode::kDataLoss, "no \"version\"");
}

TEST(StateFile, RefusesDamageWithItsPlace) {
  ExpectRefused("{\"version\":4,\n\"serial\":", ErrorCode::kDataLoss, "line 2");
  ExpectRefused("[]", ErrorCode::kDataLoss, "not a JSON object");
  ExpectRefused(R"({"version":4,"serial":-1})", ErrorCode::kDataLoss, "serial");
  ExpectRefused(R"({"version":4,"resources":{}})", ErrorCode::kDataLoss, "resources");
  ExpectRefused(R"({"version":4,"resources":[{"mode":"odd","type":"a","name":"b"}]})", ErrorCode::kDataLoss, "odd");
  ExpectRefused(R"({"version":4,"resources":[{"mode":"managed","type":"a","name":"b","instances":[{},{}]}]})",
                ErrorCode::kDataLoss, "twice");
  ExpectRefused(std::string(300, '['), ErrorCode::kDataLoss, "");
}

TEST(StateFile, NamesThatATerminalWouldObeyAreRefused) {
  const auto problem = [](const std::string& name, const std::string& text) {
    const std::string resource = R"({"version":4,"serial":1,"lineage":"l","outputs":{},"resources":[{"mode":"managed",)"
                                 R"("type":"a","name":"b","provider":"provider[\"c\"]","module":"module.m",)"
                                 R"("instances":[{"schema_version":0,"deposed":"00112233","attributes":{}}]}]})";
    const std::size_t at = resource.find("\"" + name + "\":\"") + name.size() + 4;
    const Result<State> state = ReadStateFile(resource.substr(0, at) + text + resource.substr(at));
    return state.ok() ? "" : state.error().message;
  };
  for (const char* name : {"type", "name", "provider", "module", "deposed"}) {
    EXPECT_EQ(problem(name, ""), "");
    for (const char* text : {"\\u001b[2J", "\\u009b", "\\n", "\\u202e"}) {
      EXPECT_NE(problem(name, text).find("\"" + std::string(name) + "\" has control characters in it."),
                std::string::npos)
          << name << text;
    }
  }
  EXPECT_FALSE(ReadStateFile(R"({"version":4,"outputs":{"\u001b[2J":{"value":1,"type":"number"}}})").ok());
}

// What was read is written, and read again it is the same: for whatever a damaged file still says.
TEST(StateFile, DamagedFilesAreRefusedOrReadTheSameTwice) {
  FakeRandom random(7);
  const std::string whole = kForeign;
  int accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = whole;
    for (std::uint64_t change = 0; change <= random.Below(3); ++change) {
      const std::size_t at = random.Below(text.size());
      const std::size_t other = random.Below(text.size());
      switch (random.Below(4)) {
        case 0: text[at] = static_cast<char>(random.Below(256)); break;
        case 1: text.erase(at, random.Below(20)); break;
        case 2: text.insert(at, text.substr(other, random.Below(40))); break;
        default: text.insert(at, 1, "{}[]\",:0"[random.Below(8)]);
      }
    }
    const Result<State> state = ReadStateFile(text);
    if (!state.ok()) continue;
    ++accepted;
    const std::string written = WriteStateFile(*state, StateLayout::kPretty);
    const Result<State> again = ReadStateFile(written);
    ASSERT_TRUE(again.ok()) << again.error().message << "\n" << text << "\n" << written;
    ASSERT_EQ(WriteStateFile(*again, StateLayout::kPretty), written) << text;
  }
  EXPECT_GT(accepted, 50);
}

TEST(StateFile, UnreadablePartsOfForeignObjectsAreKept) {
  const std::string text =
      R"({"version":4,"terraform_version":"1.5.0","serial":1,"lineage":"l","outputs":{},"resources":[{"mode":"managed",)"
      R"("type":"a","name":"b","provider":"p","instances":[{"schema_version":0,"attributes":{},)"
      R"("sensitive_attributes":[[{"type":"odd"}]],"private":"not base64!","depends_on":["x"]}]}],"check_results":null})"
      "\n";
  const Result<State> state = ReadStateFile(text);
  ASSERT_TRUE(state.ok()) << state.error().message;
  EXPECT_EQ(WriteStateFile(*state, StateLayout::kCompact), text);
}

}  // namespace
}  // namespace rolecall::engine
