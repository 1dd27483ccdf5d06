// One kind of difference after the other, as a plan shows it.
#include <gtest/gtest.h>

#include "engine/render/diff.h"
#include "engine/render/render_plan.h"
#include "tests/unit/engine/render/test_schemas.h"

namespace rolecall::engine {
namespace {

using value::AttributeStep;
using value::IndexStep;
using value::Type;
using value::Value;

class RenderKindsTest : public testing::Test {
 protected:
  // The lines inside of the resource block of an update.
  std::string Inside(std::map<std::string, Value> before, std::map<std::string, Value> after,
                     std::vector<value::Path> replace = {}) {
    ResourceChange change = ThingChange(replace.empty() ? Action::kUpdate : Action::kDeleteThenCreate,
                                        Thing(std::move(before)), Thing(std::move(after)));
    change.requires_replace = std::move(replace);
    return Body(RenderResourceChange(change, schemas_, RenderStyle()));
  }
  std::string Created(std::map<std::string, Value> after) {
    return Body(RenderResourceChange(
        ThingChange(Action::kCreate, Value::Null(Type::Dynamic()), Thing(std::move(after))), schemas_, RenderStyle()));
  }
  std::string Destroyed(std::map<std::string, Value> before) {
    return Body(RenderResourceChange(
        ThingChange(Action::kDelete, Thing(std::move(before)), Value::Null(Type::Dynamic())), schemas_, RenderStyle()));
  }
  static std::string Body(const std::string& text) {
    const std::size_t open = text.find(" {\n");
    return text.substr(open + 3, text.rfind("    }\n") - open - 3);
  }
  static Value Objects(std::vector<std::pair<std::string, int>> given) {
    std::vector<Value> elements;
    for (const auto& [a, b] : given) elements.push_back(Value::Object({{"a", Str(a)}, {"b", Value::Int(b)}}));
    return Value::List(Type::Object({{"a", Type::String()}, {"b", Type::Number()}}), std::move(elements));
  }

  ThingCatalogue catalogue_;
  Schemas schemas_{catalogue_};
};

TEST(WriteOnlyAttributes, AreToldWithObjectsThatComeAndGo) {
  BlockSchema schema;
  schema.attributes["name"] = {.type = Type::String(), .required = true};
  schema.attributes["word_wo"] = {.type = Type::String(), .optional = true, .write_only = true};
  const auto object = [](const char* name) {
    return Value::Object({{"name", Str(name)}, {"word_wo", Value::Null(Type::String())}});
  };
  const auto told = [&](const Value& before, const Value& after) {
    return RenderDiff(DiffOfBlock(before, after, schema, {}), 0, {});
  };
  const Value nothing = Value::Null(object("").type());
  EXPECT_NE(told(nothing, object("a")).find("+ word_wo = (write-only attribute)\n"), std::string::npos);
  EXPECT_NE(told(object("a"), nothing).find("- word_wo = (write-only attribute) -> null\n"), std::string::npos);
  // With a change nobody knows whether it is another one: it may be.
  EXPECT_NE(told(object("a"), object("b")).find("~ word_wo = (write-only attribute)\n"), std::string::npos);
  EXPECT_EQ(told(object("a"), object("a")).find("~ word_wo"), std::string::npos);
}

// An attribute that has attributes of its own: they are told as those of a block are, elements of a list by their
// place.
TEST(NestedAttributes, AreToldByTheirOwnAttributes) {
  BlockSchema inner;
  inner.attributes["note"] = {.type = Type::String(), .optional = true};
  inner.attributes["size"] = {.type = Type::Number(), .optional = true};
  const auto nested =
      std::make_shared<NestedBlockSchema>(NestedBlockSchema{Nesting::kList, std::make_shared<BlockSchema>(inner)});
  BlockSchema schema;
  schema.attributes["parts"] = {.type = ImpliedType(*nested), .nested = nested, .optional = true};
  const auto part = [](Value note, int size) {
    return Value::Object({{"note", std::move(note)}, {"size", Value::Int(size)}});
  };
  const Value null = Value::Null(Type::String());
  const auto object = [&](std::vector<Value> parts) {
    return Value::Object({{"parts", Value::List(ImpliedType(inner), std::move(parts))}});
  };
  const auto told = [&](const Value& before, const Value& after) {
    return RenderDiff(DiffOfBlock(before, after, schema, {}), 0, {});
  };
  EXPECT_EQ(told(Value::Null(object({}).type()), object({part(null, 1)})), R"({
      + parts = [
          + {
              + size = 1
            },
        ]
    })");
  EXPECT_EQ(told(object({part(Str("a"), 1), part(Str("b"), 2)}), object({part(Str("b"), 2)})), R"({
      ~ parts = [
          ~ {
              ~ note = "a" -> "b"
              ~ size = 1 -> 2
            },
          - {
              - note = "b" -> null
              - size = 2 -> null
            },
        ]
    })");
}

TEST(SensitiveBlocks, AreHiddenAsAWhole) {
  BlockSchema inner;
  inner.attributes["word"] = {.type = Type::String(), .optional = true};
  BlockSchema schema;
  schema.blocks["login"] = {Nesting::kList, std::make_shared<BlockSchema>(inner)};
  const Value after =
      Value::Object({{"login", Value::List(ImpliedType(inner), {Value::Object({{"word", Str("w")}})})}});
  DiffPaths paths;
  paths.after_sensitive = {{AttributeStep{"login"}}};
  EXPECT_EQ(RenderDiff(DiffOfBlock(Value::Null(after.type()), after, schema, paths), 0, {}), R"({
      + login {
          # At least one attribute in this block is (or was) sensitive,
          # so its contents will not be displayed.
        }
    })");
}

TEST_F(RenderKindsTest, Primitives) {
  EXPECT_EQ(Inside({{"size", Value::Int(1)}, {"on", Value::Bool(true)}, {"note", Str("x")}},
                   {{"size", Value::Int(2)}, {"on", Value::Bool(false)}, {"note", Value::Null(Type::String())}}),
            R"(      - note = "x" -> null
      ~ on   = true -> false
      ~ size = 1 -> 2
)");
  EXPECT_EQ(Inside({}, {{"note", Str("tab\there ${x} \"q\"")}}), R"(      + note = "tab\there ${x} \"q\""
)");
  EXPECT_EQ(Inside({{"note", Str("x")}}, {{"note", Value::Unknown(Type::String())}}, {{AttributeStep{"note"}}}),
            R"(      ~ note = "x" -> (known after apply) # forces replacement
)");
}

TEST_F(RenderKindsTest, ListsOfObjectsAreComparedOneByOne) {
  EXPECT_EQ(Inside({{"objects", Objects({{"x", 1}, {"y", 2}, {"z", 3}})}},
                   {{"objects", Objects({{"x", 1}, {"q", 2}, {"z", 3}, {"n", 4}})}}),
            R"(      ~ objects = [
            {
                a = "x"
                b = 1
            },
          ~ {
              ~ a = "y" -> "q"
                # (1 unchanged attribute hidden)
            },
            {
                a = "z"
                b = 3
            },
          + {
              + a = "n"
              + b = 4
            },
        ]
)");
}

TEST_F(RenderKindsTest, EmptyCollections) {
  EXPECT_EQ(Inside({{"list", Strings({"a"})}}, {{"list", Strings({})}}),
            "      ~ list = [\n          - \"a\",\n        ]\n");
  EXPECT_EQ(Inside({}, {{"list", Strings({})}, {"tags", Tags({})}}), "      + list = []\n      + tags = {}\n");
  EXPECT_EQ(Destroyed({{"tags", Tags({})}}), "      - tags = {} -> null\n");
}

TEST_F(RenderKindsTest, UnknownPartsOfCollections) {
  EXPECT_EQ(Inside({{"tags", Tags({{"a", Str("1")}})}}, {{"tags", Tags({{"a", Value::Unknown(Type::String())}})}}),
            R"(      ~ tags = {
          ~ "a" = "1" -> (known after apply)
        }
)");
  EXPECT_EQ(Inside({{"tags", Tags({{"a", Str("1")}})}}, {{"tags", Value::Unknown(Type::Map(Type::String()))}}),
            R"(      ~ tags = {
          - "a" = "1"
        } -> (known after apply)
)");
  EXPECT_EQ(Inside({{"set", StringSet({"a", "b"})}},
                   {{"set", Value::Set(Type::String(), {Str("a"), Value::Unknown(Type::String())})}}),
            R"(      ~ set = [
          - "b",
          + (known after apply),
            # (1 unchanged element hidden)
        ]
)");
}

TEST_F(RenderKindsTest, JsonAgainstOtherText) {
  EXPECT_EQ(Inside({{"policy", Str("{\"a\":1}")}}, {{"policy", Str("plain")}}), R"(      ~ policy = jsonencode(
            {
              - a = 1
            }
        ) -> "plain"
)");
  EXPECT_EQ(Inside({{"policy", Str("{\"a\":1}")}}, {{"policy", Str("[1]")}}), R"(      ~ policy = jsonencode(
          ~ {
              - a = 1
            } -> [
              + 1,
            ]
        )
)");
}

TEST_F(RenderKindsTest, JsonInsideOfJson) {
  EXPECT_EQ(Inside({{"policy", Str(R"({"a":{"k":null,"x y":1,"l":[{"q":1},2],"b":true}})")}},
                   {{"policy", Str(R"({"a":{"k":1,"l":[{"q":2},2,"3"],"b":"true"}})")}}),
            R"(      ~ policy = jsonencode(
          ~ {
              ~ a = {
                  ~ b     = true -> "true"
                  ~ k     = null -> 1
                  ~ l     = [
                      ~ {
                          ~ q = 1 -> 2
                        },
                        2,
                      + "3",
                    ]
                  - "x y" = 1
                }
            }
        )
)");
}

TEST_F(RenderKindsTest, JsonThatGoesAndSpacingThatForces) {
  EXPECT_EQ(Destroyed({{"policy", Str("{\"a\":[],\"b\":{},\"c\":null}")}}), R"(      - policy = jsonencode(
            {
              - a = []
              - b = {}
              - c = null
            }
        ) -> null
)");
  EXPECT_EQ(Inside({{"policy", Str("{\"a\":1}")}}, {{"policy", Str("{\"a\": 1}")}}, {{AttributeStep{"policy"}}}),
            R"(      ~ policy = jsonencode( # whitespace changes force replacement
            {
                a = 1
            }
        )
)");
}

TEST_F(RenderKindsTest, TextsOfSeveralLines) {
  EXPECT_EQ(Inside({{"note", Str("a\nb\n")}}, {{"note", Str("c")}}), R"(      ~ note = <<-EOT
          - a
          - b
          + c
        EOT
)");
  EXPECT_EQ(Created({{"note", Str("a\n  b\n")}}), R"(      + note = <<-EOT
            a
              b
        EOT
)");
  EXPECT_EQ(Destroyed({{"note", Str("a\n  b\n")}}), R"(      - note = <<-EOT
            a
              b
        EOT -> null
)");
}

TEST_F(RenderKindsTest, WhatForcesAReplacementIsNamedWhereItIs) {
  EXPECT_EQ(Inside({{"tags", Tags({{"a", Str("1")}})}, {"list", Strings({"a"})}},
                   {{"tags", Tags({{"a", Str("2")}})}, {"list", Strings({"a", "b"})}},
                   {{AttributeStep{"tags"}}, {AttributeStep{"list"}}}),
            R"(      ~ list = [ # forces replacement
            "a",
          + "b",
        ]
      ~ tags = { # forces replacement
          ~ "a" = "1" -> "2"
        }
)");
}

TEST_F(RenderKindsTest, Blocks) {
  const Type rule = ImpliedType(*RuleBlock());
  EXPECT_EQ(Inside({{"rule", Value::List(rule, {Rule(1, "a")})}}, {{"rule", Value::List(rule, {Rule(2, "a")})}},
                   {{AttributeStep{"rule"}, IndexStep{0LL}, AttributeStep{"port"}}}),
            R"(      ~ rule {
          ~ port = 1 -> 2 # forces replacement
            # (1 unchanged attribute hidden)
        }
)");
  EXPECT_EQ(Inside({{"rule", Value::List(rule, {Rule(1, "a")})}}, {{"rule", Value::List(rule, {})}},
                   {{AttributeStep{"rule"}}}),
            R"(      - rule { # forces replacement
          - port = 1 -> null
          - text = "a" -> null
        }
)");
}

TEST_F(RenderKindsTest, BlocksThatAreNotKnownYet) {
  const Type rule = ImpliedType(*RuleBlock());
  EXPECT_EQ(Created({{"id", Str("i")}, {"rule", Value::Unknown(Type::List(rule))}}), R"(      + id = "i"

      + rule (known after apply)
)");
  EXPECT_EQ(
      Inside(
          {{"id", Str("i")}, {"rule", Value::List(rule, {Rule(1, "a")})}},
          {{"id", Str("i")}, {"entry", Value::Unknown(Type::Set(rule))}, {"rule", Value::Unknown(Type::List(rule))}}),
      R"(        id = "i"

      ~ entry (known after apply)

      ~ rule (known after apply)
      - rule {
          - port = 1 -> null
          - text = "a" -> null
        }
)");
}

}  // namespace
}  // namespace rolecall::engine
