#include "engine/provider/schema_value.h"

#include <gtest/gtest.h>

namespace rolecall::engine {
namespace {

using value::AttributeStep;
using value::IndexStep;
using value::Path;
using value::Type;
using value::Value;

const AttributeSchema kOptional{.type = Type::String(), .optional = true};
const AttributeSchema kComputed{.type = Type::String(), .computed = true};
const AttributeSchema kBoth{.type = Type::String(), .optional = true, .computed = true};

// A rule: a port that is configured, and an id that the provider gives it.
std::shared_ptr<const BlockSchema> Rule() {
  BlockSchema rule;
  rule.attributes["port"] = {.type = Type::Number(), .required = true};
  rule.attributes["id"] = kComputed;
  rule.attributes["token"] = {.type = Type::String(), .optional = true, .sensitive = true};
  return std::make_shared<BlockSchema>(rule);
}

BlockSchema Thing(Nesting nesting, bool is_computed = false) {
  BlockSchema thing;
  thing.attributes["name"] = kOptional;
  thing.attributes["arn"] = kComputed;
  thing.attributes["zone"] = kBoth;
  thing.attributes["password"] = {.type = Type::String(), .optional = true, .write_only = true};
  thing.attributes["secret"] = {.type = Type::String(), .optional = true, .sensitive = true};
  thing.blocks["rule"] = {nesting, Rule(), 0, 0, is_computed};
  return thing;
}

Value RuleOf(long long port, Value id = Value::Null(Type::String()), Value token = Value::Null(Type::String())) {
  return Value::Object({{"port", Value::Int(port)}, {"id", std::move(id)}, {"token", std::move(token)}});
}
Type RuleType() { return ImpliedType(*Rule()); }

Value With(Value object, const std::string& name, Value member) {
  std::map<std::string, Value> members = object.members();
  members[name] = std::move(member);
  return Value::Object(std::move(members));
}

Value Text(const char* text) { return Value::String(text); }

TEST(EmptyObject, HasEveryAttributeNullAndNoBlocks) {
  for (const auto& [nesting, expected] : std::map<Nesting, Value>{{Nesting::kSingle, Value::Null(RuleType())},
                                                                  {Nesting::kList, Value::List(RuleType(), {})},
                                                                  {Nesting::kSet, Value::Set(RuleType(), {})},
                                                                  {Nesting::kMap, Value::Map(RuleType(), {})}}) {
    const BlockSchema schema = Thing(nesting);
    const Value empty = EmptyObject(schema);
    EXPECT_TRUE(empty.Get("rule").Same(expected));
    EXPECT_TRUE(empty.Get("name").IsNull());
    EXPECT_TRUE(empty.type() == ImpliedType(schema));
  }
}

TEST(ProposedNew, KeepsWhatTheProviderChoseWhereNothingIsConfigured) {
  const BlockSchema schema = Thing(Nesting::kList);
  Value prior = With(With(EmptyObject(schema), "arn", Text("arn:1")), "zone", Text("a"));
  prior = With(With(prior, "name", Text("old")), "password", Text("never kept"));
  const Value config = With(EmptyObject(schema), "name", Text("new"));
  const Value proposed = ProposedNew(schema, prior, config);
  EXPECT_EQ(proposed.Get("arn").AsString(), "arn:1");
  EXPECT_EQ(proposed.Get("zone").AsString(), "a");
  EXPECT_EQ(proposed.Get("name").AsString(), "new");
  EXPECT_TRUE(proposed.Get("password").IsNull());
}

TEST(ProposedNew, OfANewObjectIsItsConfiguration) {
  const BlockSchema schema = Thing(Nesting::kList);
  const Value config = With(With(EmptyObject(schema), "name", Text("a")), "rule", Value::List(RuleType(), {RuleOf(1)}));
  EXPECT_TRUE(ProposedNew(schema, Value::Null(ImpliedType(schema)), config).Same(config));
  const Value destroyed = Value::Null(ImpliedType(schema));
  EXPECT_TRUE(ProposedNew(schema, config, destroyed).IsNull());
}

TEST(ProposedNew, ListElementsAreMatchedByPlace) {
  const BlockSchema schema = Thing(Nesting::kList);
  const Value prior = With(EmptyObject(schema), "rule", Value::List(RuleType(), {RuleOf(1, Text("r1"))}));
  const Value config = With(EmptyObject(schema), "rule", Value::List(RuleType(), {RuleOf(7), RuleOf(8)}));
  const Value rules = ProposedNew(schema, prior, config).Get("rule");
  EXPECT_EQ(rules.elements()[0].Get("id").AsString(), "r1");
  EXPECT_TRUE(rules.elements()[1].Get("id").IsNull());
}

TEST(ProposedNew, SetElementsAreMatchedByWhatIsConfigured) {
  const BlockSchema schema = Thing(Nesting::kSet);
  const Value prior =
      With(EmptyObject(schema), "rule", Value::Set(RuleType(), {RuleOf(1, Text("r1")), RuleOf(2, Text("r2"))}));
  const Value config = With(EmptyObject(schema), "rule", Value::Set(RuleType(), {RuleOf(2), RuleOf(3)}));
  const Value rules = ProposedNew(schema, prior, config).Get("rule");
  std::map<long long, Value> ids;
  for (const Value& rule : rules.elements()) {
    ids[*rule.Get("port").AsNumber().ToInt64()] = rule.Get("id");
  }
  EXPECT_EQ(ids.at(2).AsString(), "r2");
  EXPECT_TRUE(ids.at(3).IsNull());
}

TEST(ProposedNew, MapElementsAreMatchedByKey) {
  const BlockSchema schema = Thing(Nesting::kMap);
  const Value prior = With(EmptyObject(schema), "rule", Value::Map(RuleType(), {{"a", RuleOf(1, Text("r1"))}}));
  const Value config = With(EmptyObject(schema), "rule", Value::Map(RuleType(), {{"a", RuleOf(5)}, {"b", RuleOf(6)}}));
  const Value rules = ProposedNew(schema, prior, config).Get("rule");
  EXPECT_EQ(rules.Get("a").Get("id").AsString(), "r1");
  EXPECT_TRUE(rules.Get("b").Get("id").IsNull());
}

TEST(ProposedNew, ASingleBlockKeepsItsComputedAttributes) {
  const BlockSchema schema = Thing(Nesting::kSingle);
  const Value prior = With(EmptyObject(schema), "rule", RuleOf(1, Text("r1")));
  const Value config = With(EmptyObject(schema), "rule", RuleOf(2));
  EXPECT_EQ(ProposedNew(schema, prior, config).Get("rule").Get("id").AsString(), "r1");
}

TEST(ProposedNew, BlocksThatTheProviderMayFillStayIfNoneIsConfigured) {
  const Value filled = Value::List(RuleType(), {RuleOf(1, Text("r1"))});
  for (const bool is_computed : {false, true}) {
    const BlockSchema schema = Thing(Nesting::kList, is_computed);
    const Value prior = With(EmptyObject(schema), "rule", filled);
    EXPECT_EQ(ProposedNew(schema, prior, EmptyObject(schema)).Get("rule").size(), is_computed ? 1U : 0U);
  }
}

TEST(UnknownComputed, IsUnknownWhereNothingIsConfigured) {
  for (const Nesting nesting : {Nesting::kList, Nesting::kSet}) {
    const BlockSchema schema = Thing(nesting);
    const std::vector<Value> rules{RuleOf(1)};
    const Value configured = nesting == Nesting::kList ? Value::List(RuleType(), rules) : Value::Set(RuleType(), rules);
    const Value read = UnknownComputed(schema, With(With(EmptyObject(schema), "zone", Text("a")), "rule", configured));
    EXPECT_FALSE(read.Get("arn").IsKnown());
    EXPECT_EQ(read.Get("zone").AsString(), "a");
    EXPECT_TRUE(read.Get("name").IsNull());
    // Elements of a set stay as they are configured.
    EXPECT_EQ(read.Get("rule").elements()[0].Get("id").IsKnown(), nesting == Nesting::kSet);
  }
}

TEST(UnknownComputed, LooksIntoSingleBlocksAndLeavesMapsAndAbsentOnes) {
  const BlockSchema single = Thing(Nesting::kSingle);
  EXPECT_TRUE(UnknownComputed(single, EmptyObject(single)).Get("rule").IsNull());
  const Value read = UnknownComputed(single, With(EmptyObject(single), "rule", RuleOf(1)));
  EXPECT_FALSE(read.Get("rule").Get("id").IsKnown());
  const BlockSchema map = Thing(Nesting::kMap);
  const Value rules = Value::Map(RuleType(), {{"a", RuleOf(1)}});
  EXPECT_TRUE(UnknownComputed(map, With(EmptyObject(map), "rule", rules)).Get("rule").Same(rules));
  const BlockSchema filled = Thing(Nesting::kList, true);
  EXPECT_FALSE(UnknownComputed(filled, EmptyObject(filled)).Get("rule").IsKnown());
  EXPECT_TRUE(UnknownComputed(single, Value::Null(ImpliedType(single))).IsNull());
}

TEST(PlanViolations, AreNamedByTheirPlace) {
  const BlockSchema schema = Thing(Nesting::kList);
  const Value config = With(EmptyObject(schema), "name", Text("a"));
  EXPECT_TRUE(PlanViolations(schema, EmptyObject(schema), config, config).empty());
  const Value unknown_name = With(config, "name", Value::Unknown(Type::String()));
  EXPECT_EQ(PlanViolations(schema, EmptyObject(schema), config, unknown_name),
            std::vector<std::string>{".name: the planned value is neither as configured nor as it was"});
  const Value given = With(config, "arn", Text("")), filled = With(config, "arn", Value::Unknown(Type::String()));
  EXPECT_TRUE(PlanViolations(schema, EmptyObject(schema), given, filled).empty()) << "nothing is configured";
  EXPECT_FALSE(PlanViolations(schema, EmptyObject(schema), With(config, "arn", Text("a")), filled).empty());
  EXPECT_EQ(PlanViolations(schema, EmptyObject(schema), config, With(config, "password", Text("x"))),
            std::vector<std::string>{".password: a write-only attribute must be null in a plan"});
  std::map<std::string, Value> members = config.members();
  members.erase("arn");
  EXPECT_EQ(PlanViolations(schema, EmptyObject(schema), config, Value::Object(std::move(members))),
            std::vector<std::string>{".arn: the planned object lacks this attribute"});
  EXPECT_EQ(PlanViolations(schema, EmptyObject(schema), config, Value::Null(ImpliedType(schema))),
            std::vector<std::string>{"the planned object is missing"});
}

TEST(PlanViolations, AnEmptyCollectionMayBeTheProvidersToChoose) {
  BlockSchema schema;
  schema.attributes["groups"].type = Type::Set(Type::String());
  schema.attributes["groups"].optional = true;
  const Value config = Value::Object({{"groups", Value::Set(Type::String(), {})}});
  const Value planned = Value::Object({{"groups", Value::Unknown(Type::Set(Type::String()))}});
  const Value filled = Value::Object({{"groups", Value::Set(Type::String(), {Text("a")})}});
  const Value none = Value::Null(ImpliedType(schema));
  EXPECT_EQ(PlanViolations(schema, none, config, planned).size(), 1u);
  schema.attributes["groups"].computed = true;
  EXPECT_TRUE(PlanViolations(schema, none, config, planned).empty());
  EXPECT_EQ(PlanViolations(schema, none, filled, planned).size(), 1u);
}

TEST(PlanViolations, WhatIsComputedAndWhatWasMayBePlanned) {
  const BlockSchema schema = Thing(Nesting::kList);
  const Value config = With(EmptyObject(schema), "name", Text("{ }"));
  const Value planned = With(With(config, "arn", Value::Unknown(Type::String())), "name", Text("{}"));
  EXPECT_TRUE(PlanViolations(schema, With(config, "name", Text("{}")), config, planned).empty());
  EXPECT_TRUE(PlanViolations(schema, Value::Null(ImpliedType(schema)), config, planned).empty());
}

TEST(SchemaSensitivePaths, GoIntoBlocksAndStopAtSets) {
  const Value rule = RuleOf(1, Value::Null(Type::String()), Text("t"));
  const Path inside{AttributeStep{"rule"}};
  const auto path = [&](std::vector<value::Step> more) {
    Path whole = inside;
    whole.insert(whole.end(), more.begin(), more.end());
    return whole;
  };
  const Path secret{AttributeStep{"secret"}};
  using Paths = std::vector<Path>;
  const auto paths = [&](Nesting nesting, Value blocks) {
    const BlockSchema schema = Thing(nesting);
    return SchemaSensitivePaths(schema, With(EmptyObject(schema), "rule", std::move(blocks)));
  };
  EXPECT_EQ(paths(Nesting::kSingle, rule), (Paths{path({AttributeStep{"token"}}), secret}));
  EXPECT_EQ(
      paths(Nesting::kList, Value::List(RuleType(), {RuleOf(0), rule})),
      (Paths{path({IndexStep{0LL}, AttributeStep{"token"}}), path({IndexStep{1LL}, AttributeStep{"token"}}), secret}));
  EXPECT_EQ(paths(Nesting::kMap, Value::Map(RuleType(), {{"k", rule}})),
            (Paths{path({IndexStep{std::string("k")}, AttributeStep{"token"}}), secret}));
  EXPECT_EQ(paths(Nesting::kSet, Value::Set(RuleType(), {rule})), (Paths{path({}), secret}));
  EXPECT_EQ(paths(Nesting::kSet, Value::Set(RuleType(), {RuleOf(1)})), (Paths{path({}), secret}));
}

TEST(SchemaSensitivePaths, NullsAreNamedToo) {
  const BlockSchema schema = Thing(Nesting::kList);
  const std::vector<Path> secret{Path{AttributeStep{"secret"}}};
  EXPECT_EQ(SchemaSensitivePaths(schema, EmptyObject(schema)), secret);
  EXPECT_EQ(SchemaSensitivePaths(schema, With(EmptyObject(schema), "secret", Text("x"))), secret);
  EXPECT_TRUE(SchemaSensitivePaths(schema, Value::Null(ImpliedType(schema))).empty());
}

TEST(IsSensitiveBySchema, WhateverIsThere) {
  const BlockSchema schema = Thing(Nesting::kSet);
  EXPECT_TRUE(IsSensitiveBySchema(schema, {AttributeStep{"secret"}}));
  EXPECT_TRUE(IsSensitiveBySchema(schema, {AttributeStep{"rule"}}));
  EXPECT_TRUE(IsSensitiveBySchema(schema, {AttributeStep{"rule"}, IndexStep{0LL}, AttributeStep{"token"}}));
  EXPECT_FALSE(IsSensitiveBySchema(schema, {AttributeStep{"name"}}));
  EXPECT_FALSE(IsSensitiveBySchema(schema, {AttributeStep{"nowhere"}}));
  EXPECT_FALSE(IsSensitiveBySchema(schema, {}));
}

const Value kNested = Value::Object({{"list", Value::Tuple({Value::String("zero"), Value::String("one")})},
                                     {"map", Value::Map(Type::String(), {{"k", Value::String("v")}})},
                                     {"later", Value::Unknown(Type::Dynamic())},
                                     {"none", Value::Null(Type::Dynamic())}});

TEST(ValueAt, FollowsAttributesKeysAndIndices) {
  EXPECT_EQ(ValueAt(kNested, {AttributeStep{"list"}, IndexStep{1LL}})->AsString(), "one");
  EXPECT_EQ(ValueAt(kNested, {AttributeStep{"map"}, IndexStep{std::string("k")}})->AsString(), "v");
  EXPECT_FALSE(ValueAt(kNested, {AttributeStep{"later"}, AttributeStep{"x"}})->IsKnown());
}

TEST(ValueAt, AnswersNothingWhereNothingIs) {
  EXPECT_FALSE(ValueAt(kNested, {AttributeStep{"list"}, IndexStep{2LL}}));
  EXPECT_FALSE(ValueAt(kNested, {AttributeStep{"list"}, IndexStep{-1LL}}));
  EXPECT_FALSE(ValueAt(kNested, {AttributeStep{"list"}, AttributeStep{"x"}}));
  EXPECT_FALSE(ValueAt(kNested, {AttributeStep{"list"}, IndexStep{std::string("x")}}));
  EXPECT_FALSE(ValueAt(kNested, {AttributeStep{"map"}, IndexStep{0LL}}));
  EXPECT_FALSE(ValueAt(kNested, {AttributeStep{"none"}, AttributeStep{"x"}}));
}

TEST(WithPriorAt, PutsBackOnlyWhatThePathNames) {
  const Value before = Value::Object({{"tags", Value::Map(Type::String(), {{"a", Text("1")}, {"b", Text("2")}})},
                                      {"list", Value::List(Type::String(), {Text("x"), Text("y")})}});
  const Value now = Value::Object({{"tags", Value::Map(Type::String(), {{"a", Text("9")}, {"c", Text("3")}})},
                                   {"list", Value::List(Type::String(), {Text("p"), Text("q")})}});
  const auto tag = [](const char* key) { return Path{AttributeStep{"tags"}, IndexStep{std::string(key)}}; };
  EXPECT_EQ(WithPriorAt(now, before, tag("a")).Get("tags").Get("a").AsString(), "1");
  EXPECT_EQ(WithPriorAt(now, before, tag("b")).Get("tags").Get("b").AsString(), "2");
  EXPECT_EQ(WithPriorAt(now, before, tag("c")).Get("tags").Find("c"), nullptr);
  EXPECT_TRUE(WithPriorAt(now, before, tag("z")).Same(now));
  const Value list = WithPriorAt(now, before, {AttributeStep{"list"}, IndexStep{1LL}}).Get("list");
  EXPECT_EQ(list.elements()[0].AsString(), "p");
  EXPECT_EQ(list.elements()[1].AsString(), "y");
  EXPECT_TRUE(WithPriorAt(now, before, {AttributeStep{"list"}, IndexStep{7LL}}).Same(now));
  EXPECT_TRUE(WithPriorAt(now, before, {}).Same(before));
}

TEST(WithPriorAt, AWholeThatAppearsIsNotIgnoredInPart) {
  const Value now = Value::Object({{"tags", Value::Map(Type::String(), {{"a", Text("1")}})}});
  const Value before = Value::Object({{"tags", Value::Null(Type::Map(Type::String()))}});
  EXPECT_TRUE(WithPriorAt(now, before, {AttributeStep{"tags"}, IndexStep{std::string("a")}}).Same(now));
}

TEST(MarkSensitive, IsUndoneByTakeSensitive) {
  const std::vector<Path> paths{{AttributeStep{"list"}, IndexStep{0LL}}, {AttributeStep{"map"}}};
  const Value marked = MarkSensitive(kNested, paths);
  EXPECT_TRUE(marked.Get("map").HasMark(value::kSensitive));
  EXPECT_FALSE(marked.Get("later").IsMarkedDeep());
  const auto [plain, found] = TakeSensitive(marked);
  EXPECT_TRUE(plain.Same(kNested));
  EXPECT_EQ(found, paths);
  EXPECT_TRUE(TakeSensitive(kNested.Mark(kEphemeral)).second.empty());
}

TEST(UnitePaths, SortsAndDropsDuplicates) {
  const Path a{AttributeStep{"a"}}, b{AttributeStep{"b"}};
  EXPECT_EQ(UnitePaths({b, a}, {a}), (std::vector<Path>{a, b}));
}

// An attribute that has attributes: the rules of each hold inside.
BlockSchema Nested(Nesting nesting) {
  BlockSchema schema;
  auto inside = std::make_shared<NestedBlockSchema>(NestedBlockSchema{nesting, Rule()});
  schema.attributes["rule"] = {.type = ImpliedType(*inside), .nested = inside, .optional = true};
  return schema;
}

TEST(NestedAttributes, ComputedOnesKeepTheirPriorValueByPlaceOrKey) {
  const Value prior = Value::Object({{"rule", Value::List(RuleType(), {RuleOf(1, Text("a")), RuleOf(2, Text("b"))})}});
  const Value config = Value::Object({{"rule", Value::List(RuleType(), {RuleOf(1), RuleOf(3), RuleOf(4)})}});
  const Value proposed = ProposedNew(Nested(Nesting::kList), prior, config);
  EXPECT_TRUE(
      proposed.Get("rule").Same(Value::List(RuleType(), {RuleOf(1, Text("a")), RuleOf(3, Text("b")), RuleOf(4)})));
  const Value by_key = Value::Object({{"rule", Value::Map(RuleType(), {{"k", RuleOf(1, Text("a"))}})}});
  const Value wanted = Value::Object({{"rule", Value::Map(RuleType(), {{"k", RuleOf(5)}, {"l", RuleOf(1)}})}});
  EXPECT_TRUE(ProposedNew(Nested(Nesting::kMap), by_key, wanted)
                  .Get("rule")
                  .Same(Value::Map(RuleType(), {{"k", RuleOf(5, Text("a"))}, {"l", RuleOf(1)}})));
}

TEST(WithoutComputed, IsWhatAConfigurationCouldHave) {
  const BlockSchema schema = Thing(Nesting::kSet);
  Value object = With(With(EmptyObject(schema), "arn", Text("a")), "zone", Text("z"));
  object = With(object, "rule", Value::Set(RuleType(), {RuleOf(1, Text("r1"))}));
  const Value config = WithoutComputed(schema, object);
  EXPECT_TRUE(config.Get("arn").IsNull());
  EXPECT_EQ(config.Get("zone").AsString(), "z");
  EXPECT_TRUE(config.Get("rule").Same(Value::Set(RuleType(), {RuleOf(1)})));
}

// Where the provider may choose all of it, it keeps what it chose alone; what was configured goes with its
// configuration.
TEST(NestedAttributes, WhatWasConfiguredInsideIsNotKeptWithoutIt) {
  BlockSchema schema = Nested(Nesting::kList);
  schema.attributes["rule"].computed = true;
  const Value none = Value::Object({{"rule", Value::Null(Value::List(RuleType(), {}).type())}});
  const auto proposed = [&](Value rule) {
    return ProposedNew(schema, Value::Object({{"rule", Value::List(RuleType(), {std::move(rule)})}}), none).Get("rule");
  };
  EXPECT_TRUE(proposed(RuleOf(1, Text("a"))).IsNull());
  Value chosen =
      Value::Object({{"port", Value::Null(Type::Number())}, {"id", Text("a")}, {"token", Value::Null(Type::String())}});
  EXPECT_EQ(proposed(std::move(chosen)).size(), 1U);
}

// Elements of a set that have blocks or attributes of their own are the same if all of that could be.
TEST(NestedAttributes, ElementsOfASetAreMatchedByWhatIsConfiguredInside) {
  BlockSchema outer;
  outer.blocks["rule"] = {Nesting::kList, Rule()};
  outer.attributes["arn"] = kComputed;
  BlockSchema schema;
  schema.blocks["group"] = {Nesting::kSet, std::make_shared<BlockSchema>(outer)};
  const auto group = [](Value rule, Value arn) {
    return Value::Object({{"rule", Value::List(RuleType(), {std::move(rule)})}, {"arn", std::move(arn)}});
  };
  const Value null = Value::Null(Type::String());
  const Type type = ImpliedType(outer);
  const Value prior = Value::Object({{"group", Value::Set(type, {group(RuleOf(1, Text("r1")), Text("a1")),
                                                                 group(RuleOf(2, Text("r2")), Text("a2"))})}});
  const Value config = Value::Object({{"group", Value::Set(type, {group(RuleOf(2), null), group(RuleOf(3), null)})}});
  const Value proposed = ProposedNew(schema, prior, config).Get("group");
  EXPECT_TRUE(proposed.Same(Value::Set(type, {group(RuleOf(2, Text("r2")), Text("a2")), group(RuleOf(3), null)})));
}

TEST(NestedAttributes, SensitiveOnesAreFoundInside) {
  const Value object = Value::Object({{"rule", RuleOf(1, Text("i"), Text("hush"))}});
  EXPECT_EQ(SchemaSensitivePaths(Nested(Nesting::kSingle), object),
            (std::vector<Path>{{AttributeStep{"rule"}, AttributeStep{"token"}}}));
}

TEST(NestedAttributes, ThoseOfADataSourceAreUnknownUntilItIsRead) {
  const Value config = Value::Object({{"rule", RuleOf(1)}});
  const Value unread = UnknownComputed(Nested(Nesting::kSingle), config);
  EXPECT_FALSE(unread.Get("rule").Get("id").IsKnown());
  EXPECT_TRUE(unread.Get("rule").Get("token").IsNull());
}

}  // namespace
}  // namespace rolecall::engine
